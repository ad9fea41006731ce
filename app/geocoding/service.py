"""The two forms of geocoders that are understood, and what is taken from their answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from app.domain.places.geo import Box
from app.domain.places.place import LONGEST_NAME, LONGEST_NUMBER, Place, PlaceKind
from app.domain.text.texts import clean_line
from app.errors import InvalidInput, SettingsError


class Form(StrEnum):
    """Whose parameters and answers a geocoder has."""

    NOMINATIM = "search"
    """the last part of the path is ``search``"""
    PHOTON = "api"
    """the last part of the path is ``api``"""


@dataclass(frozen=True, slots=True)
class Service:
    """The addresses of a geocoder, and its form."""

    form: Form
    search_url: str
    reverse_url: str

    @staticmethod
    def of(url: str) -> "Service":
        """Return the geocoder that has this address for searches.

        Raises:
            SettingsError: the address cannot be that of a geocoder.
        """
        parts = urlsplit(url)
        path = parts.path.rstrip("/")
        before, _, last = path.rpartition("/")
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise SettingsError(f"GEOCODER_URL: expected https://host/search or https://host/api, but got {url!r}")
        if last not in set(Form):
            raise SettingsError(
                f"GEOCODER_URL: expected a path that ends in /search (Nominatim) or /api (Photon), but got {url!r}"
            )
        search = urlunsplit((parts.scheme, parts.netloc, f"{path}/" if last == Form.PHOTON else path, "", ""))
        return Service(Form(last), search, urlunsplit((parts.scheme, parts.netloc, f"{before}/reverse", "", "")))

    def search(self, text: str, box: Box, language: str, most: int) -> dict[str, str]:
        """Return the parameters of a search within a rectangle."""
        if self.form is Form.PHOTON:
            return {"q": text, "limit": str(most), "bbox": f"{box.west},{box.south},{box.east},{box.north}"}
        return {
            "q": text,
            "format": "jsonv2",
            "addressdetails": "1",
            "limit": str(most),
            "viewbox": f"{box.west},{box.north},{box.east},{box.south}",
            "bounded": "1",
            "accept-language": language,
        }

    def reverse(self, latitude: float, longitude: float, language: str) -> dict[str, str]:
        """Return the parameters of the question what is at a point."""
        point = {"lat": f"{latitude:.6f}", "lon": f"{longitude:.6f}"}
        if self.form is Form.PHOTON:
            return {**point, "limit": "1"}
        return {**point, "format": "jsonv2", "addressdetails": "1", "zoom": "18", "accept-language": language}

    def places(self, answer: Any, box: Box, language: str) -> Iterator[Place]:
        """Yield the places of an answer that have a name and lie in the rectangle; others are left out."""
        for found in self._found(answer):
            named = _named(found.address, found.name)
            if named is None or not box.contains(found.latitude, found.longitude):
                continue
            name, number = named
            kind = PlaceKind.HOUSE if number else PlaceKind.STREET if found.is_street else PlaceKind.LANDMARK
            yield Place(
                kind=kind,
                names={language: name},
                house_number=number,
                latitude=found.latitude,
                longitude=found.longitude,
            )

    def _found(self, answer: Any) -> Iterator["_Found"]:
        if self.form is Form.PHOTON:
            features = answer.get("features") if isinstance(answer, dict) else None
            yield from filter(None, map(_photon, features if isinstance(features, list) else ()))
        else:
            yield from filter(None, map(_nominatim, answer if isinstance(answer, list) else [answer]))


@dataclass(frozen=True, slots=True)
class _Found:
    """One place of an answer."""

    latitude: float
    longitude: float
    address: Mapping[str, Any]
    """Its street and number under ``street`` and ``number``."""
    name: Any
    is_street: bool


def _nominatim(item: Any) -> _Found | None:
    if not isinstance(item, dict):
        return None
    address: Any = item.get("address")
    if not isinstance(address, dict):
        address = {}
    street = next((address[key] for key in ("road", "pedestrian", "square", "residential") if address.get(key)), None)
    parts = {"street": street, "number": address.get("house_number")}
    return _at(item.get("lat"), item.get("lon"), parts, item.get("name"), is_street=item.get("category") == "highway")


def _photon(item: Any) -> _Found | None:
    geometry = item.get("geometry") if isinstance(item, dict) else None
    properties = item.get("properties") if isinstance(item, dict) else None
    at = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(properties, dict) or not isinstance(at, list) or len(at) < 2:
        return None
    parts = {"street": properties.get("street"), "number": properties.get("housenumber")}
    is_street = properties.get("osm_key") == "highway"
    return _at(at[1], at[0], parts, properties.get("name"), is_street=is_street)


def _at(latitude: Any, longitude: Any, address: Mapping[str, Any], name: Any, *, is_street: bool) -> _Found | None:
    try:
        point = float(latitude), float(longitude)
    except (TypeError, ValueError):
        return None
    return _Found(*point, address, name, is_street) if all(map(isfinite, point)) else None


def _named(address: Mapping[str, Any], name: Any) -> tuple[str, str | None] | None:
    """Return the street and the number; else the place's own name, or the street alone."""
    street, number = _line(address.get("street"), LONGEST_NAME), _line(address.get("number"), LONGEST_NUMBER)
    if street and number:
        return street, number
    own = _line(name, LONGEST_NAME) or street
    return None if own is None else (own, None)


def _line(value: Any, limit: int) -> str | None:
    """Return a text of a stranger on one line; None for one that is blank, too long or no text."""
    if not isinstance(value, str):
        return None
    try:
        return clean_line("name", value, limit=limit)
    except InvalidInput:
        return None
