"""Places of a city: suggestions for what is typed, and the place beside a point of the map."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from app.domain.places.geo import box_around
from app.domain.places.place import NEAREST_WITHIN_METRES, Place, PlaceKind, PlaceNearby, nearest_address
from app.domain.places.query import HousePart, NamePart, place_query, ranked
from app.models.database import rows

MOST_SUGGESTIONS = 20
MOST_NAMED = 60
"""So many places that a text finds are ranked, those of the least weight."""
MOST_STREETS = 20
"""In so many streets houses are looked for."""
MOST_HOUSES = 40
_MOST_NEAR = 8
"""Of each kind so many places beside a point are compared."""
_FIELDS = "kind, name, house_number, latitude, longitude, search_text, number_key"
NAMED = (
    f"SELECT {_FIELDS}, street_key FROM place"  # noqa: S608 - names of columns only
    " WHERE tokens @> $1::text[] AND search_text LIKE ALL ($2::text[]) AND kind = ANY($3::text[])"
    " ORDER BY weight, search_text LIMIT $4"
)
HOUSES = (
    f"SELECT {_FIELDS} FROM place"  # noqa: S608 - the same
    " WHERE kind = 'HOUSE' AND city_id = $1 AND street_key = ANY($2::text[]) AND number_key LIKE $3 || '%'"
    " ORDER BY length(split_part(number_key, ' ', 1)), number_key LIMIT $4"
)
NEAR = f"""
    SELECT found.* FROM unnest($1::text[]) AS wanted(kind) CROSS JOIN LATERAL (
        SELECT {_FIELDS} FROM place
        WHERE place.kind = wanted.kind AND city_id = $2
            AND point(longitude, latitude) <@ box(point($3, $4), point($5, $6))
        ORDER BY point(longitude, latitude) <-> point($7, $8) LIMIT {_MOST_NEAR}
    ) AS found
"""  # noqa: S608 - the same
_FOUND_BY_NAME = [PlaceKind.STREET.value, PlaceKind.LANDMARK.value, PlaceKind.CROSSING.value]
_COUNTS = "SELECT kind, count(*) AS n FROM place WHERE city_id = $1 GROUP BY kind"


async def suggested_places(city_id: str, text: str, first: int) -> list[Place]:
    """Return the places of the city that the text may mean, the likeliest ones first."""
    query = place_query(text)
    if query.is_empty:
        return []
    found = await rows(NAMED, *named_values(city_id, query.name, _FOUND_BY_NAME, MOST_NAMED))
    for part in query.houses:
        found += await _houses(city_id, part)
    return ranked(query, ((_place(item), item["search_text"], item["number_key"]) for item in found))[:first]


def named_values(city_id: str, name: NamePart, kinds: Iterable[str], most: int) -> tuple[Any, ...]:
    """Return the values of ``NAMED``."""
    tokens = [f"{city_id}:{token}" for token in name.tokens]
    return tokens, [f"% {word}%" for word in name.long_words], list(kinds), most


async def _houses(city_id: str, part: HousePart) -> list[dict[str, Any]]:
    """Return the houses whose number begins as typed, and the streets, for a number that the table does not have."""
    streets = await rows(NAMED, *named_values(city_id, part.street, [PlaceKind.STREET.value], MOST_STREETS))
    keys = [street["street_key"] for street in streets]
    houses = await rows(HOUSES, city_id, keys, part.number, MOST_HOUSES) if keys else []
    return houses or streets


async def place_near(city_id: str, latitude: float, longitude: float) -> PlaceNearby | None:
    """Return the place of the city that says where a point is; None where no place is near."""
    box = box_around(latitude, longitude, NEAREST_WITHIN_METRES)
    edges = (box.west, box.south, box.east, box.north)
    found = await rows(NEAR, [kind.value for kind in PlaceKind], city_id, *edges, longitude, latitude)
    return nearest_address(map(_place, found), latitude, longitude)


async def places_by_kind(city_id: str) -> Mapping[PlaceKind, int]:
    """Return how many places the city has of each kind; a street counts once for each of its points."""
    return {PlaceKind(item["kind"]): item["n"] for item in await rows(_COUNTS, city_id)}


def _place(item: Mapping[str, Any]) -> Place:
    return Place(
        kind=PlaceKind(item["kind"]),
        names=orjson.loads(item["name"]),
        house_number=item["house_number"],
        latitude=item["latitude"],
        longitude=item["longitude"],
    )
