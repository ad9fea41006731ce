"""What leads to people in photos, taken away in the transaction that removes it from the events. Digests stay, always.

A picture that somebody sent as a person is their account of what they saw, as a description is: it goes when that goes.
Pictures of the work are the city's, whoever took them. What a file said of its making leads to who made it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.models.database import rows
from app.models.photo import ORIGIN_COLUMNS

_PRIVATE = ", ".join(f"{column} = NULL" for column in ORIGIN_COLUMNS)
# The keys as they were before, for whoever takes the objects away.
_FORGET = f"""
    UPDATE photo SET {_PRIVATE} FROM (SELECT id, original_key FROM photo WHERE {{}} FOR UPDATE) AS before
    WHERE photo.id = before.id RETURNING before.original_key
"""  # noqa: S608 - names of columns only
_WITHDRAW = """
    UPDATE photo SET retracted_at = coalesce(photo.retracted_at, $2), preview = NULL, look = NULL, blurred = NULL
    FROM event e JOIN service_request r ON r.id = e.request_id
    WHERE photo.request_id = ANY($1) AND photo.kind = 'REPORT'
        AND e.request_id = photo.request_id AND e.version = photo.version AND {}
    RETURNING small_key, medium_key, large_key
"""
_NAMELESS = """
    UPDATE photo SET account_id = NULL FROM event e
    WHERE photo.request_id = ANY($1) AND e.request_id = photo.request_id AND e.version = photo.version
        AND e.actor_id IS NULL
"""
_OF_REQUESTS = _FORGET.format("request_id = ANY($1)")
_OF_ACCOUNT = _FORGET.format("account_id = $1")
_OF_PICTURES = _FORGET.format("request_id = ANY($1) AND account_id = $2 AND retracted_at IS NOT NULL")
# Redacted already: an event without an actor was a person's.
_PERSONS = _WITHDRAW.format("e.actor_id IS NULL")
_OWN = _WITHDRAW.format("e.actor_id = $3 AND (e.actor_role = 'CITIZEN' OR r.author_id = $3)")


async def anonymise_photos(request_ids: Sequence[UUID], now: datetime) -> list[str]:
    """Take from photos of requests whose events have lost their people what leads to anybody; return the keys that are
    no longer named. Pictures of the problem go, those of the work stay.
    """
    keys = await rows(_OF_REQUESTS, list(request_ids)), await rows(_PERSONS, list(request_ids), now)
    await rows(_NAMELESS, list(request_ids))
    return [key for found in keys for key in _keys(found)]


async def withdraw_pictures(request_ids: Sequence[UUID], account_id: UUID, now: datetime) -> list[str]:
    """Take away the pictures that this person sent as a person; return the keys that are no longer named."""
    keys = _keys(await rows(_OWN, list(request_ids), now, account_id))
    return [*keys, *_keys(await rows(_OF_PICTURES, list(request_ids), account_id))]


async def forget_details(account_id: UUID) -> list[str]:
    """Take from photos of this account the files as they came, and what these said; return the keys no longer named."""
    return _keys(await rows(_OF_ACCOUNT, account_id))


def _keys(found: Sequence[dict[str, str | None]]) -> list[str]:
    return [key for item in found for key in item.values() if key]
