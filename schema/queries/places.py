"""Queries of places by name, and of categories by the words of a text."""

import strawberry

from app.auth.limits import network_of
from app.domain.accounts.roles import Locale
from app.domain.places.geo import Box
from app.domain.text.limits import DESCRIPTION, SEARCH
from app.errors import InvalidInput
from app.models import City as CityRow
from app.queries.cities import places as read
from schema.context import Info
from schema.cost import Cost
from schema.types.place import Place, PlaceNearby
from schema.types.places import Category, GeoPointInput

MOST_CATEGORIES = 3


@strawberry.type
class PlaceQuery:
    """Queries of places by name, and of categories by the words of a text."""

    @strawberry.field(
        directives=[Cost(points=100)],
        description="Places of the city that the text may mean while it is typed, the likeliest first: words in any"
        " order and alphabet, the last one perhaps unfinished, and the number of a house. None where the city has no"
        " places.",
    )
    async def places(self, info: Info, city_id: strawberry.ID, text: str, first: int = 8) -> list[Place]:
        await _city(info, city_id)
        _check_length("text", text, SEARCH)
        if not 1 <= first <= read.MOST_SUGGESTIONS:
            raise InvalidInput("first", f"first: expected 1 to {read.MOST_SUGGESTIONS}, got {first}")
        return [Place.of(place) for place in await read.suggested_places(city_id, text, first)]

    @strawberry.field(
        directives=[Cost(points=100)],
        description="The house, landmark, crossing or street of the city that says where a point is; null where none is"
        " near.",
    )
    async def place_near(self, info: Info, city_id: strawberry.ID, at: GeoPointInput) -> PlaceNearby | None:
        await _city(info, city_id)
        found = await read.place_near(city_id, at.latitude, at.longitude)
        return None if found is None else PlaceNearby.of(found)

    @strawberry.field(
        directives=[Cost(points=200, items=5)],
        description="Places in the city that the geocoder of the installation knows for a text. None without a"
        " geocoder, and where it does not answer within two seconds or has been asked too often.",
    )
    async def geocoded_places(
        self, info: Info, city_id: strawberry.ID, text: str, locale: Locale = Locale.KK
    ) -> list[Place]:
        city, geocoder = await _city(info, city_id), info.context.command_context.geocoder
        _check_length("text", text, SEARCH)
        if geocoder is None:
            return []
        found = await geocoder.find(text, _box(city), locale.lower(), network_of(info.context.client))
        return [Place.of(place) for place in found]

    @strawberry.field(
        directives=[Cost(points=200)],
        description="What the geocoder of the installation knows at a point; null as an empty `geocodedPlaces`.",
    )
    async def geocoded_place_at(
        self, info: Info, city_id: strawberry.ID, at: GeoPointInput, locale: Locale = Locale.KK
    ) -> Place | None:
        city, geocoder = await _city(info, city_id), info.context.command_context.geocoder
        if geocoder is None or not _box(city).contains(at.latitude, at.longitude):
            return None
        network = network_of(info.context.client)
        found = await geocoder.at(at.latitude, at.longitude, _box(city), locale.lower(), network)
        return None if found is None else Place.of(found)

    @strawberry.field(
        directives=[Cost(points=20, items=MOST_CATEGORIES)],
        description="Categories that the words of a text point to, in any of the languages; a hint for its author.",
    )
    async def suggested_categories(self, info: Info, text: str) -> list[Category]:
        _check_length("text", text, DESCRIPTION)
        categories = await info.context.catalog.categories()
        words = await info.context.catalog.category_words()
        return [Category.of(categories[found]) for found in words.suggested(text, MOST_CATEGORIES)]


async def _city(info: Info, city_id: str) -> CityRow:
    city = await info.context.catalog.city(city_id)
    if city is None:
        raise InvalidInput("cityId", f"cityId: there is no city {city_id[:40]!r}")
    return city


def _box(city: CityRow) -> Box:
    return Box(west=city.west, south=city.south, east=city.east, north=city.north)


def _check_length(field: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise InvalidInput(field, f"{field}: expected at most {limit} characters, got {len(text)}")
