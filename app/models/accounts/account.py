"""Accounts: citizens, executors and Akimat officers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.expressions import Q
from tortoise.models import Model

from app.domain.accounts.roles import Locale, Role
from app.domain.text.folding import stored_text
from app.models.accounts.organisation import Organisation
from app.models.cities.city import City
from app.models.database import rows
from app.models.enum_field import enum_field
from app.models.identity import new_id

UNPROVEN = Q(
    email_verified_at__isnull=True,
    approved_at__isnull=True,
    blocked_at__isnull=True,
    blocked_cities=[],
    is_caller=False,
)
"""Selects accounts that name an address which neither an opened link nor an officer has confirmed.

Another client may confirm the same address; then the unproven account is erased.
"""


class Account(Model):
    """A citizen, an executor or an Akimat officer."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    email = fields.CharField(max_length=254, unique=True)
    """In lower case; each address has at most one account."""
    password_hash = fields.CharField(max_length=200)
    name = fields.CharField(max_length=100)
    """The whole name, as the person writes it."""
    given_name = fields.CharField(max_length=100, null=True)
    """The part of the name that the public sees. None where the form had one field for the whole name."""
    name_key = fields.TextField(default="", db_default="")
    """The name as ``domain.text.folding.stored_text`` folds it, for searches of staff; ``save`` writes both."""
    role = enum_field(Role, 16)
    city: fields.ForeignKeyNullableRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    city_id: str | None
    locale = enum_field(Locale, 2, default=Locale.KK)
    created_at = fields.DatetimeField()
    email_verified_at = fields.DatetimeField(null=True)
    approved_at = fields.DatetimeField(null=True)
    approved_by: UUID | None = fields.UUIDField(null=True)
    rejected_at = fields.DatetimeField(null=True)
    """When the Akimat rejected the executor; a later approval clears it."""
    blocked_at = fields.DatetimeField(null=True)
    """When the account was blocked everywhere."""
    blocked_by: UUID | None = fields.UUIDField(null=True)
    """The officer who blocked it, before blocks held in one city; None where the operator did."""
    blocked_cities: Any = ArrayField(element_type="text", default=list, db_default=[])
    """The cities whose Akimat has blocked the account: there it may not act."""
    organisation: fields.ForeignKeyNullableRelation[Organisation] = fields.ForeignKeyField(
        "qala.Organisation", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    organisation_id: UUID | None
    category_ids: Any = ArrayField(element_type="text", default=list, db_default=[])
    """The categories an executor serves; empty means all of them."""
    is_head = fields.BooleanField(default=False, db_default=False)
    """Whether the executor is a head of the organisation, who is informed when its deadlines pass."""
    avatar_key = fields.CharField(max_length=80, null=True)
    """Key of the account's picture in the photo storage."""
    is_caller = fields.BooleanField(default=False, db_default=False)
    """Whether it stands for a person whose report an officer has typed in: it has no password, its address is no
    mailbox, and lists of accounts leave it out. What the person left is in ``models.accounts.caller``."""
    erased_at = fields.DatetimeField(null=True)
    """When the account was erased: it keeps its id, and nothing that identifies the person."""

    class Meta:
        """Table name and indexes."""

        table = "account"
        indexes = (("city_id", "role"),)

    async def save(
        self,
        using_db: BaseDBAsyncClient | None = None,
        update_fields: Iterable[str] | None = None,
        force_create: bool = False,
        force_update: bool = False,
    ) -> None:
        """Write the row, the folded name with the name."""
        self.name_key = stored_text(self.name)
        fields_written = None if update_fields is None else set(update_fields)
        if fields_written is not None and "name" in fields_written:
            fields_written.add("name_key")
        await super().save(using_db, fields_written, force_create, force_update)

    @property
    def is_unproven(self) -> bool:
        """Whether the account names an address that is not confirmed; the same rule as ``UNPROVEN``."""
        unknown = self.email_verified_at is None and self.approved_at is None and not self.is_caller
        return unknown and self.blocked_at is None and not self.blocked_cities


async def anonymise_account(account_id: UUID, name: str, email: str, now: datetime) -> None:
    """Replace name and address, clear password and picture, and block the account for good; erased ones stay as is."""
    # One statement, because blocked_at keeps an earlier time.
    await rows(
        "UPDATE account SET name = $2, name_key = $5, given_name = NULL, email = $3, password_hash = '',"
        " email_verified_at = NULL, avatar_key = NULL, blocked_at = coalesce(blocked_at, $4), erased_at = $4"
        " WHERE id = $1 AND erased_at IS NULL",
        account_id,
        name,
        email,
        now,
        stored_text(name),
    )
