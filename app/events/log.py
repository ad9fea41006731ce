"""The event log in the database: appended inside the caller's transaction, read after a position.

Each event carries the hash of all that it says and of the event before it (``domain.timeline_hash``). Whoever appends
holds the lock of the request's row, so there is one event before it, and it is committed.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from app.domain.events import Event, EventKind, FormerPromise, LoggedEvent
from app.domain.evidence import EvidenceMark
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.domain.service_request import ServiceRequest
from app.domain.timeline_hash import ORIGIN, SALTS_BYTES, Content, Personal, content_digest, link_hash
from app.domain.timeline_proof import Link
from app.models.database import copy_records, execute_many, row, rows

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
    "former",
    "marks",
    "topics",
    "photo_digests",
    "snapshot",
    "salts",
)
LINK_COLUMNS = (*COLUMNS, "removed", "hash")
"""What ``link_of`` reads."""
HASHED_COLUMNS = (*COLUMNS, "hash")
_DIGEST = f"${len(COLUMNS) + 1}"
# The hash is made where the one before it is, so that a step costs no second question. Where that one is missing there
# is no hash either, and the table refuses the event.
APPEND = (
    f"INSERT INTO event ({', '.join(HASHED_COLUMNS)})"  # noqa: S608 - names of columns only
    f" VALUES ({', '.join(f'${n + 1}' for n in range(len(COLUMNS)))}, sha256('\\x01'::bytea ||"
    f" CASE WHEN $2::int = 1 THEN decode(repeat('00', {len(ORIGIN)}), 'hex')"
    " ELSE (SELECT before.hash FROM event before WHERE before.request_id = $1 AND before.version = $2::int - 1) END"
    f" || {_DIGEST}::bytea))"
)
_READ = (
    "SELECT position, kind, at, actor_id, actor_role, note, reason, from_status, moment_at, former, marks, topics,"
    " photo_digests, snapshot FROM event WHERE position > $1 AND position <= $2"
)


def content_of(event: Event) -> Content:
    """Return all that the event says, as the table will have it."""
    return Content(
        request_id=event.request.id,
        version=event.request.version,
        kind=event.kind.value,
        at=event.at,
        actor_id=event.actor_id,
        actor_role=event.actor_role and event.actor_role.value,
        note=event.note,
        reason=event.reason,
        from_status=event.from_status and event.from_status.value,
        moment_at=event.moment_at,
        former=event.former.to_json() if event.former else None,
        marks=tuple(mark.value for mark in event.marks),
        topics=event.topics,
        photo_digests=event.photo_digests,
        snapshot=event.request.to_json(),
    )


def append_values(event: Event) -> list[Any]:
    """Return the values of ``APPEND``."""
    values, digest = _values_of(event)
    return [*values, digest]


def _values_of(event: Event) -> tuple[list[Any], bytes]:
    """Return the values of ``COLUMNS``, and the digest of the content under fresh salts."""
    content, salts = content_of(event), secrets.token_bytes(SALTS_BYTES)
    values = [
        content.request_id,
        content.version,
        content.kind,
        content.at,
        content.actor_id,
        content.actor_role,
        event.request.city_id,
        content.note,
        content.reason,
        content.from_status,
        content.moment_at,
        content.former and orjson.dumps(content.former).decode(),
        list(content.marks),
        list(content.topics),
        list(content.photo_digests),
        orjson.dumps(content.snapshot).decode(),
        salts,
    ]
    return values, content_digest(content, salts)


def history_records(history: Sequence[Event]) -> list[tuple[Any, ...]]:
    """Return the values of ``HASHED_COLUMNS`` for the whole past of a request that the table does not know yet."""
    records, previous = [], ORIGIN
    for event in history:
        values, digest = _values_of(event)
        previous = link_hash(previous, digest)
        records.append((*values, previous))
    return records


async def append(event: Event) -> None:
    """Write the event in the transaction of this task. It gets its position later, from the sequencer."""
    await rows(APPEND, *append_values(event))


async def append_many(events: Sequence[Event]) -> None:
    """Write many events in the transaction of this task, in order."""
    await execute_many(APPEND, [append_values(event) for event in events])


async def copy_histories(histories: Iterable[Sequence[Event]]) -> None:
    """Write the whole past of new requests by COPY, in the transaction of this task."""
    records = [record for history in histories for record in history_records(history)]
    await copy_records("event", HASHED_COLUMNS, records)


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


def link_of(found: Any) -> Link:
    """Build what is verified from a row of the event table, whatever somebody has made of it."""
    snapshot = _json(found["snapshot"])
    removed = _json(found["removed"]) if found["removed"] is not None else {}
    return Link(
        content=Content(
            request_id=found["request_id"],
            version=found["version"],
            kind=found["kind"],
            at=found["at"],
            actor_id=found["actor_id"],
            actor_role=found["actor_role"],
            note=found["note"],
            reason=found["reason"],
            from_status=found["from_status"],
            moment_at=found["moment_at"],
            former=_json(found["former"]),
            marks=tuple(found["marks"]),
            topics=tuple(found["topics"]),
            photo_digests=tuple(found["photo_digests"]),
            snapshot=snapshot if isinstance(snapshot, dict) else {},
        ),
        city_id=found["city_id"],
        salts=found["salts"],
        removed={part: _digest_in(digest) for part, digest in removed.items()} if isinstance(removed, dict) else {},
        hash=found["hash"],
    )


def removed_json(removed: Mapping[Personal, bytes]) -> str:
    """Return the digests of removed parts as the table keeps them."""
    return orjson.dumps({part.value: digest.hex() for part, digest in removed.items()}).decode()


def _digest_in(written: Any) -> bytes:
    try:
        return bytes.fromhex(written)
    except (TypeError, ValueError):
        return b""


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def logged_event(found: Any) -> LoggedEvent:
    """Build the value from a row of the event table."""
    former = found["former"]
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
            former=FormerPromise.from_json(_json(former)) if former else None,
            marks=tuple(map(EvidenceMark, found["marks"])),
            topics=tuple(found["topics"]),
            photo_digests=tuple(found["photo_digests"]),
            request=ServiceRequest.from_json(_json(found["snapshot"])),
        ),
    )
