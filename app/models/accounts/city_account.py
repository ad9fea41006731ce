"""Which accounts have acted in which city: where an Akimat looks for the accounts of its city."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.database import row, rows, transaction
from app.models.log.whole_log import ALL_EVENTS

EVENTS = "city_accounts"
"""The row of the table ``projection`` that says up to which event accounts are noted; 0 until followers are."""
AT_ONCE = 10_000


class CityAccount(Model):
    """An account that has acted in a city, or has followed a request there.

    The row stays where that is no longer so: a reader asks once more. A job notes accounts some seconds after the
    event, so a reader looks at the newest events too.
    """

    id = fields.BigIntField(primary_key=True, generated=True)
    city_id = fields.CharField(max_length=40)
    account_id: UUID = fields.UUIDField()
    created_at: datetime = fields.DatetimeField()
    """Of the account, which is the order of the list."""

    class Meta:
        """Table name and keys."""

        table = "city_account"
        unique_together = (("account_id", "city_id"),)
        indexes = (("city_id", "created_at", "account_id"),)


ACTED = f"""
    SELECT e.city_id, acted.account_id FROM {ALL_EVENTS} AS e,
        LATERAL (VALUES (e.actor_id), (CASE WHEN e.kind = 'SUBMITTED' THEN (e.snapshot ->> 'author_id')::uuid END))
            AS acted(account_id)
"""  # noqa: S608 - constants
"""The accounts that events ``e`` name: who acted, and for whom an officer has reported."""
_NOTE = """
    INSERT INTO city_account (city_id, account_id, created_at)
    SELECT DISTINCT found.city_id, account.id, account.created_at
    FROM ({}) AS found JOIN account ON account.id = found.account_id
    WHERE account.erased_at IS NULL
        AND NOT EXISTS (SELECT FROM city_account m WHERE m.account_id = account.id AND m.city_id = found.city_id)
    ON CONFLICT (account_id, city_id) DO NOTHING
"""
_NOTE_EVENTS = _NOTE.format(f"{ACTED} WHERE e.position > $1 AND e.position <= $2")
_FOLLOWING = "SELECT r.city_id, f.account_id FROM follow f JOIN service_request r ON r.id = f.request_id WHERE {}"
_NOTE_FOLLOWERS = _NOTE.format(_FOLLOWING.format("f.id > $1 AND f.id <= $2"))
_NOTE_FOLLOWERS_OF = _NOTE.format(_FOLLOWING.format("f.request_id = $1 AND f.account_id = coalesce($2, f.account_id)"))
_ACCOUNTS_OF_REQUESTS = f"""
    SELECT account_id FROM ({ACTED} WHERE e.request_id = ANY($1)) AS acted WHERE account_id IS NOT NULL
    UNION SELECT account_id FROM follow WHERE request_id = ANY($1)
"""  # noqa: S608 - constants
_IS_FIRST = "SELECT position = 0 AND head > 0 AS is_first FROM projection, log_state WHERE name = $1"
_NEXT = """
    SELECT position, least(position + $2, (SELECT head FROM log_state WHERE id = 1)) AS upto FROM projection
    WHERE name = $1 FOR UPDATE
"""


async def note_followers(request_id: UUID, account_id: UUID | None = None) -> None:
    """Note this follower of the request, or all of them, in the current transaction."""
    await rows(_NOTE_FOLLOWERS_OF, request_id, account_id)


async def note_accounts() -> bool:
    """Note the accounts of the next events, before the first ones all followers; return whether there were any."""
    found = await row(_IS_FIRST, EVENTS)
    if found is not None and found["is_first"]:
        await _note_followers_of_before()
    async with transaction():
        found = await row(_NEXT, EVENTS, AT_ONCE)
        if found is None or found["upto"] <= found["position"]:
            return False
        await rows(_NOTE_EVENTS, found["position"], found["upto"])
        await rows("UPDATE projection SET position = $2 WHERE name = $1", EVENTS, found["upto"])
    return True


async def _note_followers_of_before() -> None:
    (found,) = await rows("SELECT coalesce(max(id), 0) AS last FROM follow")
    for first in range(0, found["last"], AT_ONCE):
        await rows(_NOTE_FOLLOWERS, first, first + AT_ONCE)


async def lock_noting() -> None:
    """Keep the job from noting until the transaction ends: it would note what it has read before."""
    await rows("SELECT FROM projection WHERE name = $1 FOR UPDATE", EVENTS)


async def accounts_of_requests(request_ids: Sequence[UUID]) -> list[UUID]:
    """Return the accounts that these requests are a reason to note."""
    found = await rows(_ACCOUNTS_OF_REQUESTS, list(request_ids))
    return [item["account_id"] for item in found]


async def forget_city_accounts(account_ids: Sequence[UUID], has_acted: str) -> None:
    """Remove the rows of these accounts for which the condition over ``account`` and ``m.city_id`` no longer holds."""
    sql = f"""
        DELETE FROM city_account m USING account
        WHERE m.account_id = ANY($1) AND account.id = m.account_id AND NOT ({has_acted})
    """  # noqa: S608 - a constant
    await rows(sql, list(account_ids))
