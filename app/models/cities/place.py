"""Places of cities by name."""

from typing import Any

import orjson
from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from app.domain.places.place import PlaceEntry, PlaceKind
from app.models.cities.city import City
from app.models.database import copy_records
from app.models.enum_field import enum_field

_COLUMNS = (
    *("city_id", "kind", "name", "house_number", "latitude", "longitude"),
    *("search_text", "tokens", "weight", "street_key", "number_key"),
)
COPIED_AT_ONCE = 10_000


class PlaceRow(Model):
    """A street, crossing, house or landmark, see ``PlaceEntry``; those of a city are put as a whole."""

    id = fields.BigIntField(primary_key=True, generated=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, on_delete=fields.RESTRICT
    )
    city_id: str
    kind = enum_field(PlaceKind, 10)
    name: dict[str, str] = fields.JSONField()
    """By language code; a language may be missing."""
    house_number = fields.CharField(max_length=20, null=True)
    latitude = fields.FloatField()
    longitude = fields.FloatField()
    search_text = fields.TextField()
    tokens: Any = ArrayField(element_type="text", null=True)
    weight = fields.IntField()
    street_key = fields.TextField(null=True)
    number_key = fields.TextField(null=True)

    class Meta:
        """Table name. Its indexes have conditions and expressions, so the migration makes them."""

        table = "place"


async def insert_places(city_id: str, entries: list[PlaceEntry]) -> None:
    """Write these places of a city, in the transaction of the task."""
    for start in range(0, len(entries), COPIED_AT_ONCE):
        records = [_record(city_id, entry) for entry in entries[start : start + COPIED_AT_ONCE]]
        await copy_records("place", _COLUMNS, records)


def _record(city_id: str, entry: PlaceEntry) -> tuple[Any, ...]:
    place = entry.place
    return (
        *(city_id, place.kind.value, orjson.dumps(dict(place.names)).decode(), place.house_number),
        *(place.latitude, place.longitude),
        *(entry.search_text, entry.tokens, entry.weight, entry.street_key, entry.number_key),
    )
