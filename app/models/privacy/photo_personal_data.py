"""Removal of personal data from rows of photos, in the transaction that removes it from their events.

Digests stay. Every function returns the keys of stored objects that the rows named until then.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.models.database import rows
from app.models.log.whole_log import ALL_EVENTS
from app.models.photos.photo import ORIGIN_COLUMNS
from app.models.status_sql import acted_as_person

_PRIVATE = ", ".join(f"{column} = NULL" for column in ORIGIN_COLUMNS)
# RETURNING would give the new value, so the key is read before it is cleared.
_CLEAR = f"""
    UPDATE photo SET {_PRIVATE} FROM (SELECT id, original_key FROM photo WHERE {{}} ORDER BY id FOR UPDATE) AS before
    WHERE photo.id = before.id RETURNING before.original_key
"""  # noqa: S608 - names of columns only
_RETRACT = f"""
    UPDATE photo SET retracted_at = coalesce(photo.retracted_at, $2), preview = NULL, look = NULL, blurred = NULL
    FROM {ALL_EVENTS} AS e JOIN service_request r ON r.id = e.request_id
    WHERE photo.request_id = ANY($1) AND photo.kind = 'REPORT'
        AND e.request_id = photo.request_id AND e.version = photo.version AND {{}}
    RETURNING small_key, medium_key, large_key
"""  # noqa: S608 - constants
_CLEAR_SENDERS = f"""
    UPDATE photo SET account_id = NULL FROM {ALL_EVENTS} AS e
    WHERE photo.request_id = ANY($1) AND e.request_id = photo.request_id AND e.version = photo.version
        AND e.actor_id IS NULL
"""  # noqa: S608 - constants
_CLEAR_OF_REQUESTS = _CLEAR.format("request_id = ANY($1)")
_CLEAR_OF_ACCOUNT = _CLEAR.format("account_id = $1")
_CLEAR_RETRACTED = _CLEAR.format("request_id = ANY($1) AND account_id = $2 AND retracted_at IS NOT NULL")
# An event of a citizen has no actor once it was redacted; one of staff keeps it.
_RETRACT_OF_CITIZENS = _RETRACT.format("e.actor_id IS NULL")
_RETRACT_OF_ACCOUNT = _RETRACT.format(f"e.actor_id = $3 AND ({acted_as_person('e')} OR r.author_id = $3)")


async def clear_photos_of_requests(request_ids: Sequence[UUID]) -> list[str]:
    """Remove originals and metadata of all photos of these requests."""
    return _keys(await rows(_CLEAR_OF_REQUESTS, list(request_ids)))


async def retract_photos_of_citizens(request_ids: Sequence[UUID], now: datetime) -> list[str]:
    """Retract the photos that citizens sent to these requests, whose events are redacted already."""
    return _keys(await rows(_RETRACT_OF_CITIZENS, list(request_ids), now))


async def clear_senders(request_ids: Sequence[UUID]) -> None:
    """Remove the sender from photos whose event has no actor any more."""
    await rows(_CLEAR_SENDERS, list(request_ids))


async def retract_photos_of_account(request_ids: Sequence[UUID], account_id: UUID, now: datetime) -> list[str]:
    """Retract the photos that this person sent to these requests as a citizen, and clear their originals."""
    keys = _keys(await rows(_RETRACT_OF_ACCOUNT, list(request_ids), now, account_id))
    return [*keys, *_keys(await rows(_CLEAR_RETRACTED, list(request_ids), account_id))]


async def clear_photos_of_account(account_id: UUID) -> list[str]:
    """Remove originals and metadata of all photos of this account."""
    return _keys(await rows(_CLEAR_OF_ACCOUNT, account_id))


def _keys(found: Sequence[dict[str, str | None]]) -> list[str]:
    return [key for item in found for key in item.values() if key]
