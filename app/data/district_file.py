"""Outlines of a city's districts, read from a GeoJSON file.

One error lists every fault of the file: the feature, the property or the position, and what was expected there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import orjson

from app.data.catalog import SLUG
from app.data.toml_file import DataFileError, Fault, read_limited
from app.domain.accounts.roles import LANGUAGES
from app.domain.places.district_map import Outline
from app.domain.places.geo import Box
from app.domain.text.texts import clean_line
from app.errors import InvalidInput

LONGEST_NAME = 100
LARGEST_OVERLAP = 0.05
"""The part of the smaller of two districts that the other may cover: drawn borders never match exactly."""
_MEMBERS = {"Polygon": 2, "MultiPolygon": 3}
"""How deep the positions are in the lists of coordinates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictData:
    """A district as its file describes it."""

    id: str
    """A slug that begins with the city: unique in the installation, and the same each time the file is read."""
    names: Mapping[str, str]
    """By language code."""
    outline: Outline


class _BadFeature(Exception):
    """A fault below one feature: the key and what was expected there."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key, self.message = key, message


def load_districts(path: Path, city_id: str, box: Box) -> tuple[DistrictData, ...]:
    """Return the districts of a GeoJSON file, in its order.

    Each feature has its names in the properties ``name_kk``, ``name_ru`` and ``name_en``, and may have an ``id``; by
    default the English name makes the id. ``box`` is the rectangle of the city, which every outline has to meet.

    Raises:
        DataFileError: lists every fault of the file.
    """
    features = _features(path)
    districts, faults = [], []
    for number, feature in enumerate(features):
        try:
            districts.append(_district(feature, city_id, box))
        except _BadFeature as error:
            faults.append(Fault(f"features[{number}].{error.key}", error.message, _entry(feature)))
    # Two districts are compared only where each is right by itself.
    faults = faults or [*_twice(districts), *_overlaps(districts)]
    if faults:
        raise DataFileError(path.name, *faults)
    return tuple(districts)


def _features(path: Path) -> list[Any]:
    try:
        read = orjson.loads(read_limited(path))
    except orjson.JSONDecodeError as error:
        raise DataFileError(path.name, Fault("", f"not valid JSON: {error}")) from error
    features = read.get("features") if isinstance(read, dict) and read.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        raise DataFileError(path.name, Fault("features", "expected a FeatureCollection with at least one feature"))
    return features


def _district(feature: Any, city_id: str, box: Box) -> DistrictData:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise _BadFeature("properties", "expected an object with the names of the district")
    names = {language: _name(properties, f"name_{language}") for language in LANGUAGES}
    outline = _outline(feature.get("geometry"))
    _check_place(outline, box)
    _check_shape(outline)
    return DistrictData(id=_id(properties, names["en"], city_id), names=names, outline=outline)


def _name(properties: Mapping[str, Any], key: str) -> str:
    name = properties.get(key)
    if not isinstance(name, str):
        raise _BadFeature(f"properties.{key}", f"expected the name as a text, but got {name!r}")
    try:
        return clean_line(key, name, limit=LONGEST_NAME)
    except InvalidInput as error:
        raise _BadFeature(f"properties.{key}", error.message.removeprefix(f"{key}: ")) from error


def _id(properties: Mapping[str, Any], name: str, city_id: str) -> str:
    given = properties.get("id")
    slug = re.sub("[^a-z0-9]+", "_", name.lower()).strip("_") if given is None else given
    # The city comes first, because two cities may have districts of one name.
    district = f"{city_id}_{slug}" if isinstance(slug, str) and not slug.startswith(f"{city_id}_") else slug
    if not isinstance(slug, str) or not slug or not SLUG.fullmatch(district):
        raise _BadFeature(
            "properties.id",
            f"expected a-z, 0-9 and _, with the city at most 40 together, but got {district!r}"
            + (" from name_en" if given is None else ""),
        )
    return district


def _outline(geometry: Any) -> Outline:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _MEMBERS:
        raise _BadFeature("geometry.type", f"expected Polygon or MultiPolygon, but got {kind!r}")
    read = _positions(geometry.get("coordinates"), _MEMBERS[kind], "geometry.coordinates")
    return {"type": kind, "coordinates": read}


def _positions(read: Any, depth: int, key: str) -> list[Any]:
    if not isinstance(read, list) or not read:
        raise _BadFeature(key, f"expected a list that is not empty, but got {read!r}")
    if depth:
        below = [_positions(item, depth - 1, f"{key}[{n}]") for n, item in enumerate(read)]
        if depth == 1 and (len(below) < 4 or below[0] != below[-1]):
            raise _BadFeature(key, "expected a ring: at least four positions, the last one equal to the first one")
        return below
    # A height may follow the two.
    if len(read) < 2 or any(isinstance(part, bool) or not isinstance(part, int | float) for part in read):
        raise _BadFeature(key, f"expected longitude and latitude, but got {read!r}")
    return [float(part) for part in read[:2]]


def _check_place(outline: Outline, box: Box) -> None:
    xs, ys = zip(*_leaves(outline["coordinates"]), strict=True)
    bounds = Box(min(xs), min(ys), max(xs), max(ys))
    on_earth = bounds.west >= -180 and bounds.east <= 180 and bounds.south >= -90 and bounds.north <= 90
    if on_earth and _meet(bounds, box):
        return
    got = f"but the outline lies between {bounds.west}, {bounds.south} and {bounds.east}, {bounds.north}"
    if _meet(Box(bounds.south, bounds.west, bounds.north, bounds.east), box):
        raise _BadFeature("geometry.coordinates", f"expected longitude before latitude, {got}: they are swapped")
    city = f"longitude {box.west} to {box.east}, latitude {box.south} to {box.north}"
    raise _BadFeature("geometry.coordinates", f"expected an outline in the city ({city}), {got}")


def _leaves(read: list[Any]) -> Iterator[list[float]]:
    for item in read:
        if isinstance(item[0], list):
            yield from _leaves(item)
        else:
            yield item


def _meet(one: Box, other: Box) -> bool:
    return one.west <= other.east and other.west <= one.east and one.south <= other.north and other.south <= one.north


def _check_shape(outline: Outline) -> None:
    import shapely  # noqa: PLC0415 - only this command needs it

    shape = shapely.from_geojson(orjson.dumps(outline))
    if not shape.is_valid:
        raise _BadFeature(
            "geometry.coordinates",
            "expected an outline that does not cross itself, its holes inside of it, but got "
            + shapely.is_valid_reason(shape),
        )


def _twice(districts: list[DistrictData]) -> Iterator[Fault]:
    ids = [district.id for district in districts]
    for number, district in enumerate(districts):
        if district.id in ids[:number]:
            message = f"expected each district once, but {district.id!r} is there before"
            yield Fault(f"features[{number}].properties.id", message, _entry_of(district))


def _overlaps(districts: list[DistrictData]) -> Iterator[Fault]:
    import shapely  # noqa: PLC0415 - only this command needs it

    shapes = [shapely.from_geojson(orjson.dumps(district.outline)) for district in districts]
    for (one, shape), (other, other_shape) in combinations(list(enumerate(shapes)), 2):
        shared = shape.intersection(other_shape).area / min(shape.area, other_shape.area)
        if shared > LARGEST_OVERLAP:
            message = f"covers {shared:.0%} of the same ground as features[{one}] ({_entry_of(districts[one])})"
            yield Fault(f"features[{other}].geometry", message, _entry_of(districts[other]))


def _entry(feature: Any) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    names = properties if isinstance(properties, dict) else {}
    return next((f"{key} {names[key]!r}" for key in ("name_ru", "name_kk", "name_en") if names.get(key)), "")


def _entry_of(district: DistrictData) -> str:
    return f"name_ru {district.names['ru']!r}"
