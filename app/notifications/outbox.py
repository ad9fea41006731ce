"""The outbox: letters are put in by the transaction that makes them due, and claimed by the sender of any process.

A letter is ``WAITING``, then ``SENT``; or ``FAILED`` and tried again, later each time; or ``DEAD``, after
``MOST_ATTEMPTS`` or where its address is refused for good. A claim counts the attempt and leases the letter for
``LEASE`` before it is delivered. So the letter of a process that ends during a delivery is tried again when the lease
is over, under the same Message-ID.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.clock import Clock
from app.domain.accounts.roles import OFFICIAL
from app.domain.log.events import Event, EventKind, LoggedEvent
from app.domain.notifications.letters import DAILY_MAIL, Channel, LetterKind, LetterStatus, NotificationKind
from app.domain.notifications.recipient import Recipient, RecipientRole
from app.models.database import Fetch, row, rows
from app.models.identity import new_id
from app.models.log.whole_log import events_of
from app.notifications.destinations import MAILBOX, Destination, destinations_of
from app.notifications.due import is_news, letters_due, receipt_recipient

MOST_ATTEMPTS = 8
LEASE = timedelta(minutes=5)
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""After the first, second ... failure; together a little less than two days."""
LONGEST_WAIT = timedelta(days=1)
_COLUMNS = "id, account_id, kind, fact, channel, address, data, next_attempt_at, created_at"
_PUT = (
    f"INSERT INTO letter ({_COLUMNS}, status, attempts)"  # noqa: S608 - names of columns only
    " SELECT *, 'WAITING', 0 FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],"
    " $7::jsonb[], $8::timestamptz[], $9::timestamptz[]) ON CONFLICT (account_id, kind, fact, address) DO NOTHING"
)
_DUE = "status IN ('WAITING', 'FAILED') AND next_attempt_at <= $1"
# An array is computed once. "IN (SELECT ...)" may be run once for each row of the table, and each time it would lock
# further letters, past the limit.
_CLAIM = (
    "WITH given_up AS (UPDATE letter SET status = 'DEAD',"  # noqa: S608 - built from constants
    " last_error = coalesce(last_error, 'the sender ended while sending') WHERE id = ANY(ARRAY"
    f"(SELECT id FROM letter WHERE {_DUE} AND attempts >= $2 FOR UPDATE SKIP LOCKED)))"
    " UPDATE letter SET attempts = attempts + 1, next_attempt_at = $3 WHERE id = ANY(ARRAY"
    f"(SELECT id FROM letter WHERE {_DUE} AND attempts < $2"
    " ORDER BY next_attempt_at, id LIMIT $4 FOR UPDATE SKIP LOCKED))"
    " RETURNING id, account_id, kind, channel, address, data, attempts, created_at"
)

# See ``letter_rows`` for the order.
_SENT = (
    "UPDATE letter SET status = 'SENT', sent_at = $2, data = '{}', last_error = NULL WHERE id = ANY(ARRAY"
    "(SELECT id FROM letter WHERE id = ANY($1) ORDER BY id FOR UPDATE))"
)

_POSTPONE = (
    "UPDATE letter SET attempts = attempts - 1, next_attempt_at = $2 WHERE id = ANY(ARRAY"
    "(SELECT id FROM letter WHERE id = ANY($1) AND status IN ('WAITING', 'FAILED') ORDER BY id FOR UPDATE))"
)

HELD = "HELD"
"""Not a status of its own: a letter that waits, and may not be sent before the morning."""
UNSENT = (LetterStatus.WAITING.value, HELD, LetterStatus.FAILED.value, LetterStatus.DEAD.value)
"""What letters that are not sent are counted by."""
# A claimed letter waits as well, with a time in the future that is the end of its lease, and its attempt is counted.
_UNSENT = """
    SELECT CASE WHEN status = 'WAITING' AND attempts = 0 AND next_attempt_at > $1 THEN 'HELD' ELSE status END AS status,
        count(*) AS n
    FROM letter WHERE status <> 'SENT' GROUP BY 1
"""

RecipientsOfEarlier = Callable[[Sequence[LoggedEvent], Fetch], Awaitable[Mapping[int, tuple[Recipient, ...]]]]
"""Returns the recipients, by position, of events that were written before recipients were stored with them."""


@dataclass(frozen=True, slots=True)
class NewLetter:
    """One letter to put in."""

    account_id: UUID
    kind: LetterKind
    fact: str
    data: Mapping[str, Any]
    """What the text is made of."""
    to: Destination = MAILBOX


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedLetter:
    """One letter that this process is to deliver."""

    id: UUID
    account_id: UUID
    kind: LetterKind
    channel: Channel
    address: str
    data: dict[str, Any]
    attempts: int
    created_at: datetime


class Outbox:
    """What commands and the reader of the log put letters into."""

    def __init__(self, clock: Clock, wake: Callable[[], None], *, recipients_of_earlier: RecipientsOfEarlier) -> None:
        self._clock = clock
        self._recipients_of_earlier = recipients_of_earlier
        self.wake = wake
        """Call it after the commit that put letters in. A lost call only delays them until the sender polls."""

    async def put(self, letter: NewLetter) -> None:
        """Put a letter in, in the transaction of this task; the same fact makes no second letter."""
        await rows(_PUT, *_columns([letter], self._clock.now()))

    async def take(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> None:
        """Put in the letters that these events make due, in the transaction of the connection."""
        now = self._clock.now()
        news = [logged for logged in events if is_news(logged.event, now)]
        if not news:
            return
        earlier = [logged for logged in news if logged.event.recipients is None]
        computed = await self._recipients_of_earlier(earlier, connection.fetch) if earlier else {}
        due = [
            (logged, recipient, kind)
            for logged in news
            for recipient, kind in letters_due(
                logged.event.kind,
                (
                    *receipt_recipient(logged.event),
                    *(logged.event.recipients or computed.get(logged.position, ())),
                ),
            )
        ]
        destinations = await destinations_of(connection, {recipient.account_id for _, recipient, _ in due}, now)
        asking = [logged for logged, _, kind in due if kind is NotificationKind.VERDICT_ASKED]
        done = await _done_versions(connection, asking) if asking else {}
        letters = [
            NewLetter(
                recipient.account_id,
                LetterKind(kind.value),
                f"event {logged.position}",
                _data(logged, recipient.role, done),
                destination,
            )
            for logged, recipient, kind in due
            for destination in destinations.get((recipient.account_id, kind), ())
            # The receipt of a report is a letter to keep; the browser has just shown the number.
            if kind is NotificationKind.AREA or logged.event.kind is not EventKind.SUBMITTED or destination == MAILBOX
            # Those of a day go to a mailbox together, see ``area_digest``.
            if kind not in DAILY_MAIL or destination != MAILBOX
            # Strangers could fill an unconfirmed mailbox by commenting.
            if not destination.of_caller or logged.event.kind is not EventKind.COMMENTED or _is_official(logged.event)
        ]
        await put_all(connection, letters, now)


async def put_all(connection: "asyncpg.Connection[Any]", letters: Sequence[NewLetter], now: datetime) -> None:
    """Put letters in, in the transaction of the connection."""
    if letters:
        await connection.execute(_PUT, *_columns(letters, now))


async def claim(now: datetime, limit: int) -> list[ClaimedLetter]:
    """Return letters to deliver now; no other process claims them until the lease is over."""
    found = await rows(_CLAIM, now, MOST_ATTEMPTS, now + LEASE, limit)
    return [_claimed(item) for item in found]


async def sent(letter_ids: Sequence[UUID], now: datetime) -> None:
    """Record that the letters were delivered, and delete their data."""
    await rows(_SENT, letter_ids, now)


async def postpone(letter_ids: Sequence[UUID], until: datetime) -> None:
    """Give claimed letters back that may not be sent yet; the claim counts as no attempt."""
    await rows(_POSTPONE, letter_ids, until)


async def failed(
    letter: ClaimedLetter, now: datetime, error: str, *, is_final: bool = False, wait: timedelta = timedelta()
) -> LetterStatus:
    """Record why the delivery failed; the letter is tried again later, or is dead.

    It is dead after ``MOST_ATTEMPTS``, or at once where the failure ``is_final``. ``wait`` is how long the other side
    asks to wait; longer than ``LONGEST_WAIT`` counts as that.
    """
    dead = is_final or letter.attempts >= MOST_ATTEMPTS
    status = LetterStatus.DEAD if dead else LetterStatus.FAILED
    pause = max(_PAUSES[min(letter.attempts, len(_PAUSES)) - 1], min(wait, LONGEST_WAIT))
    await rows(
        "UPDATE letter SET status = $2, next_attempt_at = $3, last_error = $4 WHERE id = $1 AND status <> 'SENT'",
        letter.id,
        status.value,
        now if dead else now + pause,
        error[:500],
    )
    return status


async def next_due_at() -> datetime | None:
    """Return when the next letter is due, past or future."""
    found = await row("SELECT min(next_attempt_at) AS at FROM letter WHERE status IN ('WAITING', 'FAILED')")
    return found["at"] if found else None


async def unsent_counts(now: datetime) -> dict[str, int]:
    """Return how many letters wait, are held until the morning, have failed, or are dead, by ``UNSENT``."""
    counted = {item["status"]: item["n"] for item in await rows(_UNSENT, now)}
    return {status: counted.get(status, 0) for status in UNSENT}


_DONE_VERSIONS = f"""
    SELECT a.position, max(e.version) AS version
    FROM unnest($1::uuid[], $2::bigint[]) AS a(request_id, position),
        LATERAL {events_of("= a.request_id")} AS e
    WHERE e.kind = 'WORK_COMPLETED' AND e.position <= a.position GROUP BY a.position
"""  # noqa: S608 - constants


async def _done_versions(connection: "asyncpg.Connection[Any]", asking: Sequence[LoggedEvent]) -> dict[int, int]:
    """Return the version of the latest completion at each position: a reminder asks about an earlier event."""
    found = await connection.fetch(
        _DONE_VERSIONS,
        [logged.event.request.id for logged in asking],
        [logged.position for logged in asking],
    )
    return {item["position"]: item["version"] for item in found}


def _data(logged: LoggedEvent, role: RecipientRole, done: Mapping[int, int]) -> dict[str, Any]:
    event, request = logged.event, logged.event.request
    return {
        "event": _headline(logged),
        "reader": role.value,
        "request_id": str(request.id),
        "position": logged.position,
        "done_version": done.get(logged.position),
        "number": request.number,
        "city_id": request.city_id,
        "category_id": request.category_id,
        "address": request.address,
        "note": event.note,
        "reason": event.reason,
        "official": _is_official(event),
        "due_at": request.due_at and request.due_at.isoformat(),
    }


def _is_official(event: Event) -> bool:
    """Whether the words of the step are those of staff."""
    return event.shown_role in OFFICIAL


def _headline(logged: LoggedEvent) -> str:
    if logged.event.report_source is not None and logged.event.kind is not EventKind.SUBMITTED:
        return f"{logged.event.kind.value}_RECORDED"
    # Before closings without an answer had a kind of their own.
    by_silence = logged.event.kind is EventKind.WORK_CONFIRMED and logged.event.moment_at is not None
    return EventKind.CLOSED_UNANSWERED.value if by_silence else logged.event.kind.value


def _columns(letters: Sequence[NewLetter], now: datetime) -> tuple[list[Any], ...]:
    return (
        [new_id() for _ in letters],
        [letter.account_id for letter in letters],
        [letter.kind.value for letter in letters],
        [letter.fact for letter in letters],
        [letter.to.channel.value for letter in letters],
        [letter.to.address for letter in letters],
        [orjson.dumps(letter.data).decode() for letter in letters],
        [now] * len(letters),
        [now] * len(letters),
    )


def _claimed(found: Mapping[str, Any]) -> ClaimedLetter:
    data = found["data"]
    return ClaimedLetter(
        id=found["id"],
        account_id=found["account_id"],
        kind=LetterKind(found["kind"]),
        channel=Channel(found["channel"]),
        address=found["address"],
        data=orjson.loads(data) if isinstance(data, str | bytes) else data,
        attempts=found["attempts"],
        created_at=found["created_at"],
    )
