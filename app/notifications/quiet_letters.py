"""Lets claimed notices wait for the morning where they may not ring at night.

It is asked each time a notice is about to be sent, so one that is tried again, or was held up by an outage, does not
ring at night either. Of several that wait for one browser about one request, the last is sent: a browser would show
only that one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.notifications.letters import Channel
from app.domain.notifications.quiet_hours import quiet_until
from app.models.database import rows
from app.notifications.outbox import ClaimedLetter, postpone, sent

_LOUD = """
    SELECT account_id, kind FROM notification_preference WHERE account_id = ANY($1) AND channel = 'NIGHT' AND enabled
"""
_SUPERSEDED = """
    SELECT earlier.id FROM letter later JOIN letter earlier ON earlier.account_id = later.account_id
        AND earlier.address = later.address AND earlier.channel = later.channel
        AND earlier.data ->> 'request_id' = later.data ->> 'request_id'
        AND (earlier.data ->> 'position')::bigint < (later.data ->> 'position')::bigint
        AND earlier.next_attempt_at = later.next_attempt_at
    WHERE later.id = ANY($1) AND earlier.status IN ('WAITING', 'FAILED')
"""


async def hold_quiet_letters(
    letters: Sequence[ClaimedLetter], zones: Mapping[str, ZoneInfo], now: datetime
) -> frozenset[UUID]:
    """Postpone those of the letters that have to wait for the morning; return their ids."""
    quiet = [(letter, until) for letter in letters if (until := _until(letter, zones, now)) is not None]
    if not quiet:
        return frozenset()
    found = await rows(_LOUD, list({letter.account_id for letter, _ in quiet}))
    loud = {(item["account_id"], item["kind"]) for item in found}
    held: dict[datetime, list[UUID]] = defaultdict(list)
    for letter, until in quiet:
        if (letter.account_id, letter.kind.value) not in loud:
            held[until].append(letter.id)
    for until, ids in held.items():
        # Not in one transaction, which would lock letters out of the order of their ids.
        await postpone(ids, until)
        superseded = [item["id"] for item in await rows(_SUPERSEDED, ids)]
        if superseded:
            await sent(superseded, now)
    return frozenset(letter_id for ids in held.values() for letter_id in ids)


def _until(letter: ClaimedLetter, zones: Mapping[str, ZoneInfo], now: datetime) -> datetime | None:
    zone = zones.get(letter.data.get("city_id", "")) if letter.channel is Channel.PUSH else None
    return quiet_until(now, zone) if zone is not None else None
