"""People whose report an officer has typed in: what they left to be reached by."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.accounts.roles import Locale, Role
from app.models.accounts.account import Account
from app.models.cities.city import City
from app.models.database import rows
from app.models.identity import new_id


class Caller(Model):
    """The personal data of one person who reported by phone or at a counter. Who left none has no row.

    ``account`` is the account without a sign-in that is the author of the request, see ``Account.is_caller``: letters,
    verdict links, merges and erasure know the person by it.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "qala.Account", related_name=False, on_delete=fields.RESTRICT, unique=True
    )
    account_id: UUID
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, on_delete=fields.RESTRICT
    )
    city_id: str
    name = fields.CharField(max_length=100, null=True)
    phone = fields.CharField(max_length=16, null=True)
    """In the form of ``domain.accounts.phone.clean_phone``."""
    email = fields.CharField(max_length=254, null=True)
    """In lower case. It is not proven that the mailbox is the caller's."""
    officer_id = fields.UUIDField()
    """The account that typed it in."""
    created_at = fields.DatetimeField()
    unsubscribed_at = fields.DatetimeField(null=True)
    """When a link of a letter asked for no more letters: none goes to this mailbox for any report taken by officers."""

    class Meta:
        """Table name and indexes; a partial index is written in the migrations."""

        table = "caller"
        indexes = (("city_id", "phone"), ("email",))


async def add_caller_account(city_id: str, locale: Locale, now: datetime) -> Account:
    """Insert the account that stands for a caller, and return it. It has no password, and its address no mailbox."""
    return await Account.create(
        # The domain .invalid can have no mailbox; the random part keeps the column unique.
        email=f"caller-{new_id().hex}@callers.invalid",
        password_hash="",
        # The name that the person gave is in their own row; readers see "a resident".
        name="",
        role=Role.CITIZEN,
        city_id=city_id,
        locale=locale,
        created_at=now,
        is_caller=True,
    )


def reachable(account: str) -> str:
    """Return SQL that says whether the person of this row of ``account`` can be asked anything.

    A caller who left neither telephone nor mail cannot.
    """
    return (
        f"(NOT {account}.is_caller OR EXISTS (SELECT FROM caller WHERE caller.account_id = {account}.id"
        " AND num_nonnulls(caller.phone, caller.email) > 0))"
    )


async def callers_of(account_ids: Iterable[UUID]) -> dict[UUID, Caller]:
    """Return what callers left, by account; those who left nothing are missing."""
    found = await Caller.filter(account_id__in=list(account_ids)).select_related("account")
    return {caller.account_id: caller for caller in found}


async def unsubscribe_mailbox(account_id: UUID, now: datetime) -> None:
    """Stop all letters to the mailbox of this caller, whatever report they are about."""
    await rows(
        "UPDATE caller SET unsubscribed_at = $2 WHERE unsubscribed_at IS NULL"
        " AND email = (SELECT email FROM caller WHERE account_id = $1)",
        account_id,
        now,
    )


async def unsubscribed_mailboxes(emails: Sequence[str]) -> frozenset[str]:
    """Return those of the mailboxes that have asked for no more letters."""
    found = await Caller.filter(email__in=list(emails), unsubscribed_at__isnull=False).values_list("email", flat=True)
    return frozenset(str(email) for email in found)


async def caller_accounts(request_ids: Sequence[UUID]) -> list[UUID]:
    """Return the accounts of callers that are authors of these requests."""
    found = await rows(
        "SELECT a.id FROM service_request s JOIN account a ON a.id = s.author_id WHERE s.id = ANY($1) AND a.is_caller",
        list(request_ids),
    )
    return [item["id"] for item in found]
