"""Places of a city by name: streets, crossings, houses, landmarks; how they are found and written down."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.places.geo import distance_metres
from app.domain.text.folding import fold
from app.domain.text.query import STREET_KINDS

LONGEST_NAME: Final = 150
LONGEST_NUMBER: Final = 20
SHORTEST_TOKEN, LONGEST_TOKEN = 2, 8
"""Beginnings of words are indexed from the first to the second of these lengths."""
AT_THE_PLACE_METRES = 40.0
"""Within so many metres a tap is at a house or a landmark."""
AT_THE_CROSSING_METRES = 60.0
NEAREST_WITHIN_METRES = 250.0
"""A street, or a crossing of streets, that is farther from a tap does not say where the tap is."""


class PlaceKind(StrEnum):
    """What a place is."""

    STREET = "STREET"
    """a street, square or settlement: a point of it"""
    CROSSING = "CROSSING"
    """where two streets meet"""
    HOUSE = "HOUSE"
    """a house with its number"""
    LANDMARK = "LANDMARK"
    """what people name instead of an address: a park, a market, a school"""


_KIND_ORDER = {PlaceKind.STREET: 0, PlaceKind.LANDMARK: 1, PlaceKind.CROSSING: 2, PlaceKind.HOUSE: 3}
_WEIGHT_OF_KIND = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place; of a house the names are those of its street."""

    kind: PlaceKind
    names: Mapping[str, str]
    """By language code."""
    house_number: str | None = None
    latitude: float
    longitude: float

    def address(self, language: str) -> str:
        """Return what stands in the address of a request, in this language or the one that there is."""
        name = self.names.get(language) or next(iter(self.names.values()))
        return name if self.house_number is None else f"{name}, {self.house_number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceEntry:
    """A place as it is stored, with what finds it."""

    place: Place
    search_text: str
    """The folded names without words such as "street", a bar between them, a space around each word."""
    tokens: tuple[str, ...] | None
    """The city with each beginning of a word; None for what is not found by its name alone: houses, and the further
    points of a street."""
    weight: int
    """Which comes first of many that are found: kind, then length of the name."""
    street_key: str | None
    """The same for a street and its houses."""
    number_key: str | None
    """The folded number of a house."""


def entries_of(city_id: str, places: Iterable[Place]) -> list[PlaceEntry]:
    """Return what is stored of the places of a city.

    A street may have many points; the one in their middle is found by its name. A street that has none gets the point
    of the house in the middle of its houses. Of crossings and houses with the same names and number the first counts.
    """
    streets: defaultdict[str, list[Place]] = defaultdict(list)
    houses: defaultdict[str, list[Place]] = defaultdict(list)
    entries, known = [], set()
    for place in places:
        key = _street_key(place)
        if place.kind is PlaceKind.STREET:
            streets[key].append(place)
            continue
        identity = (place.kind, key, fold(place.house_number or ""))
        if place.kind is not PlaceKind.LANDMARK and identity in known:
            continue
        known.add(identity)
        if place.kind is PlaceKind.HOUSE:
            houses[key].append(place)
        entries.append(_entry(city_id, place, is_found=place.kind is not PlaceKind.HOUSE))
    for points in streets.values():
        middle = _middle(points)
        entries += [_entry(city_id, point, is_found=point is middle) for point in points]
    for key in houses.keys() - streets.keys():
        middle = _middle(houses[key])
        street = Place(kind=PlaceKind.STREET, names=middle.names, latitude=middle.latitude, longitude=middle.longitude)
        entries.append(_entry(city_id, street, is_found=True))
    return entries


def _entry(city_id: str, place: Place, *, is_found: bool) -> PlaceEntry:
    words = [_words(name) for name in dict.fromkeys(place.names.values())]
    has_street = place.kind in {PlaceKind.STREET, PlaceKind.HOUSE}
    length = min(len(" ".join(words[0])), _WEIGHT_OF_KIND - 1) if words else 0
    return PlaceEntry(
        place=place,
        search_text=f" {' | '.join(' '.join(one) for one in words)} ",
        tokens=tuple(sorted({f"{city_id}:{token}" for one in words for token in _tokens(one)})) if is_found else None,
        weight=_KIND_ORDER[place.kind] * _WEIGHT_OF_KIND + length,
        street_key=_street_key(place) if has_street else None,
        number_key=fold(place.house_number) if place.house_number else None,
    )


def _street_key(place: Place) -> str:
    return "|".join(fold(place.names[language]) for language in sorted(place.names))


def _words(name: str) -> list[str]:
    """Return the folded words of a name without those for kinds of streets, unless there are no others."""
    words = fold(name).split()
    return [word for word in words if word not in STREET_KINDS] or words


def _tokens(words: Sequence[str]) -> Iterable[str]:
    for word in words:
        if word.isdecimal():
            yield word
        else:
            yield from (word[:length] for length in range(SHORTEST_TOKEN, min(len(word), LONGEST_TOKEN) + 1))


def _middle(points: Sequence[Place]) -> Place:
    latitude = sum(point.latitude for point in points) / len(points)
    longitude = sum(point.longitude for point in points) / len(points)
    return min(points, key=lambda point: distance_metres(latitude, longitude, point.latitude, point.longitude))


@dataclass(frozen=True, slots=True)
class PlaceNearby:
    """A place beside a point of the map, and how far it is."""

    place: Place
    metres: float


def nearest_address(candidates: Iterable[Place], latitude: float, longitude: float) -> PlaceNearby | None:
    """Return the place that says where a point is; None where none of the candidates is near enough.

    That is a house or a landmark beside it, else a crossing, else the nearest street or crossing; a house farther away
    tells its street.
    """
    near = sorted(
        (
            PlaceNearby(place, distance_metres(latitude, longitude, place.latitude, place.longitude))
            for place in candidates
        ),
        key=lambda found: (found.metres, _KIND_ORDER[found.place.kind]),
    )
    for kinds, metres in (
        ({PlaceKind.HOUSE, PlaceKind.LANDMARK}, AT_THE_PLACE_METRES),
        ({PlaceKind.CROSSING}, AT_THE_CROSSING_METRES),
        ({PlaceKind.STREET, PlaceKind.CROSSING, PlaceKind.HOUSE}, NEAREST_WITHIN_METRES),
    ):
        found = next((one for one in near if one.place.kind in kinds and one.metres <= metres), None)
        if found is not None:
            return found if metres < NEAREST_WITHIN_METRES else PlaceNearby(_street_of(found.place), found.metres)
    return None


def _street_of(place: Place) -> Place:
    if place.kind is not PlaceKind.HOUSE:
        return place
    return Place(kind=PlaceKind.STREET, names=place.names, latitude=place.latitude, longitude=place.longitude)
