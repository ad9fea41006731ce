"""Organisations that employ executors."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.text.texts import search_key
from app.models.cities.city import City
from app.models.database import row
from app.models.identity import new_id

LONGEST_NAME_KEY = 240


class Organisation(Model):
    """An organisation of one city: a utility, a contractor, a department."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, on_delete=fields.RESTRICT
    )
    city_id: str
    name = fields.CharField(max_length=120)
    name_key = fields.CharField(max_length=LONGEST_NAME_KEY)
    """The name folded by ``domain.text.texts.search_key``: names that differ in case or space are one organisation."""
    created_at = fields.DatetimeField()

    class Meta:
        """Table name and keys."""

        table = "organisation"
        unique_together = (("city_id", "name_key"),)


async def find_or_create_organisation(city_id: str, name: str, now: datetime) -> UUID:
    """Return the id of the organisation of this name in the city, created if there is none."""
    found = await row(
        # The update changes nothing; without it the statement would not return the row that exists.
        "INSERT INTO organisation (id, city_id, name, name_key, created_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (city_id, name_key) DO UPDATE SET name = organisation.name RETURNING id",
        new_id(),
        city_id,
        name,
        search_key(name)[:LONGEST_NAME_KEY],
        now,
    )
    assert found is not None  # noqa: S101 - both arms of the statement return the row
    organisation_id: UUID = found["id"]
    return organisation_id
