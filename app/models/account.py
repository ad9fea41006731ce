"""People who can sign in."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from app.domain.roles import Locale, Role
from app.models.city import City
from app.models.identity import new_id
from app.models.organisation import Organisation


class Account(Model):
    """A citizen, an executor or an Akimat officer."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    email = fields.CharField(max_length=254, unique=True)
    """Lower-cased; one account an address."""
    password_hash = fields.CharField(max_length=200)
    name = fields.CharField(max_length=100)
    role = fields.CharEnumField(Role, max_length=16)
    city: fields.ForeignKeyNullableRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    city_id: str | None
    locale = fields.CharEnumField(Locale, max_length=2, default=Locale.KK)
    created_at = fields.DatetimeField()
    email_verified_at = fields.DatetimeField(null=True)
    approved_at = fields.DatetimeField(null=True)
    approved_by: UUID | None = fields.UUIDField(null=True)
    blocked_at = fields.DatetimeField(null=True)
    blocked_by: UUID | None = fields.UUIDField(null=True)
    organisation: fields.ForeignKeyNullableRelation[Organisation] = fields.ForeignKeyField(
        "qala.Organisation", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    organisation_id: UUID | None
    category_ids: Any = ArrayField(element_type="text", default=list, db_default=[])
    """The categories an executor serves; empty means all of them."""
    avatar_key = fields.CharField(max_length=80, null=True)
    """The picture of the account in the storage of photos."""
    erased_at = fields.DatetimeField(null=True)
    """When the person took everything away that says who they are."""

    class Meta:
        """Table name and indexes."""

        table = "account"
        indexes = (("city_id", "role"),)
