"""The event log in the database: appended inside the caller's transaction, read after a position."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from app.domain.events import Event, EventKind, LoggedEvent
from app.domain.evidence import EvidenceMark
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.domain.service_request import ServiceRequest
from app.models.database import execute_many, row, rows

COLUMNS = (
    "request_id",
    "version",
    "kind",
    "at",
    "actor_id",
    "actor_role",
    "city_id",
    "note",
    "reason",
    "from_status",
    "moment_at",
    "marks",
    "topics",
    "snapshot",
)
_APPEND = f"INSERT INTO event ({', '.join(COLUMNS)}) VALUES ({', '.join(f'${n + 1}' for n in range(len(COLUMNS)))})"  # noqa: S608 - names of columns only
_READ = (
    "SELECT position, kind, at, actor_id, actor_role, note, reason, from_status, moment_at, marks, topics, snapshot"
    " FROM event "
    "WHERE position > $1 AND position <= $2"
)


def record_of(event: Event) -> tuple[Any, ...]:
    """Return the values of ``COLUMNS`` for this event."""
    return (
        event.request.id,
        event.request.version,
        event.kind.value,
        event.at,
        event.actor_id,
        event.actor_role and event.actor_role.value,
        event.request.city_id,
        event.note,
        event.reason,
        event.from_status and event.from_status.value,
        event.moment_at,
        [mark.value for mark in event.marks],
        list(event.topics),
        orjson.dumps(event.request.to_json()).decode(),
    )


async def append(event: Event) -> None:
    """Write the event in the transaction of this task. It gets its position later, from the sequencer."""
    await rows(_APPEND, *record_of(event))


async def append_many(events: Sequence[Event]) -> None:
    """Write many events in the transaction of this task, in order."""
    await execute_many(_APPEND, [list(record_of(event)) for event in events])


async def log_head() -> tuple[str, int]:
    """Return the epoch of this log and its last position."""
    state = await row("SELECT epoch, head FROM log_state WHERE id = 1")
    if state is None:
        raise RuntimeError("log_state has no row: run `qala migrate`")
    return state["epoch"], state["head"]


async def read_between(after: int, up_to: int, limit: int = 500) -> list[LoggedEvent]:
    """Return events with ``after < position <= up_to`` in order, at most ``limit``."""
    return [logged_event(found) for found in await rows(f"{_READ} ORDER BY position LIMIT $3", after, up_to, limit)]


async def read_topics(topics: Sequence[str], after: int, up_to: int, limit: int = 500) -> list[LoggedEvent]:
    """Return the events of any of these topics in order, at most ``limit``.

    One city or one request is found by its own index; other topics are picked from the range of positions,
    which the caller keeps short.
    """
    kind, _, name = topics[0].partition(":")
    narrow: dict[str, tuple[str, Any]] = {"city": ("city_id", name)}
    if kind == "request":
        narrow["request"] = ("request_id", UUID(name))
    # An empty list of topics is history that was never live: it is not replayed either.
    if len(topics) == 1 and kind in narrow:
        column, value = narrow[kind]
        sql = f"{_READ} AND {column} = $3 AND topics <> '{{}}' ORDER BY position LIMIT $4"
        found = await rows(sql, after, up_to, value, limit)
    else:
        found = await rows(f"{_READ} AND topics && $3 ORDER BY position LIMIT $4", after, up_to, list(topics), limit)
    return [logged_event(item) for item in found]


def logged_event(found: Any) -> LoggedEvent:
    """Build the value from a row of the event table."""
    snapshot = found["snapshot"]
    return LoggedEvent(
        position=found["position"],
        event=Event(
            kind=EventKind(found["kind"]),
            at=found["at"],
            actor_id=found["actor_id"],
            actor_role=Role(found["actor_role"]) if found["actor_role"] else None,
            note=found["note"],
            reason=found["reason"],
            from_status=Status(found["from_status"]) if found["from_status"] else None,
            moment_at=found["moment_at"],
            marks=tuple(map(EvidenceMark, found["marks"])),
            topics=tuple(found["topics"]),
            request=ServiceRequest.from_json(orjson.loads(snapshot) if isinstance(snapshot, str | bytes) else snapshot),
        ),
    )
