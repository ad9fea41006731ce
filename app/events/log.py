"""The event log in the database: appended inside the caller's transaction, read after a position.

Each event carries the hash of its content and of the event before it (``domain.log.timeline_hash``). The caller of
``append`` holds the lock of the request's row, so exactly one event comes before it, and that one is committed.
"""

import asyncio
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.domain.log.events import FORMS, PUBLISHED, Event, FieldForm, LoggedEvent, make_event
from app.domain.log.timeline_hash import ORIGIN, SALTS_BYTES, Content, Personal, content_digest, link_hash
from app.domain.log.timeline_proof import Link
from app.models.database import copy_records, execute_many, row, rows
from app.models.log.whole_log import ALL_EVENTS
from app.models.requests.service_request_rows import row_change

_FORMS = {form.column: form for form in FORMS.values()}
EVENT_COLUMNS = tuple(_FORMS)
"""The columns that ``logged_event`` reads, besides the position."""
COLUMNS = ("request_id", "version", "city_id", *EVENT_COLUMNS, "salts")
LINK_COLUMNS = (*(name for name in COLUMNS if name != "recipients"), "removed", "hash")
"""The columns that ``link_of`` reads."""
HASHED_COLUMNS = (*COLUMNS, "hash")


def _reader(form: FieldForm) -> Callable[[Any], Any] | None:
    read = form.from_column
    return read if read is None or not form.is_json else lambda value: read(_json(value))


_READERS = tuple((form.column, _reader(form)) for form in (FORMS[item.name] for item in fields(Event)))
"""The column of each field of an event, and what reads its value; None where it stays as it is."""
_COVERED = frozenset(field.name for field in fields(Content)) - {"request_id", "version"}
_TIMES = frozenset({"at", "moment_at"})
"""Which ``orjson`` writes as ``isoformat`` does."""
_DIGEST = f"${len(COLUMNS) + 1}"
# The database computes the hash from the previous one, so that a step costs no second query; of a request whose events
# are all archived it is noted. Where the previous event is missing the hash is null, and the table refuses the event.
APPEND = (
    f"INSERT INTO event ({', '.join(HASHED_COLUMNS)})"  # noqa: S608 - the names of our own columns
    f" VALUES ({', '.join(f'${n + 1}' for n in range(len(COLUMNS)))}, sha256('\\x01'::bytea ||"
    f" CASE WHEN $2::int = 1 THEN decode(repeat('00', {len(ORIGIN)}), 'hex')"
    " ELSE coalesce("
    "(SELECT before.hash FROM event before WHERE before.request_id = $1 AND before.version = $2::int - 1),"
    " (SELECT hash FROM archived_request WHERE request_id = $1 AND version = $2::int - 1)) END"
    f" || {_DIGEST}::bytea))"
)
_READ = (
    f"SELECT position, {', '.join(EVENT_COLUMNS)} FROM {ALL_EVENTS} AS event"  # noqa: S608 - names of columns only
    " WHERE position > $1 AND position <= $2"
)

_READ_FOLDED = f"""
    SELECT position, {", ".join("NULL AS recipients" if name == "recipients" else name for name in EVENT_COLUMNS)}
    FROM {ALL_EVENTS} AS event WHERE position > $1 ORDER BY position LIMIT $2
"""  # noqa: S608 - names of columns only
_READ_AFTER = f"""
    SELECT * FROM {ALL_EVENTS} AS event WHERE position > $1 ORDER BY position LIMIT $2
"""  # noqa: S608 - constants
_READ_AT_ONCE = 25
"""How many events are read between two turns of the event loop."""


def content_of(event: Event) -> Content:
    """Return the content that the hash of the event covers, in the form of the table."""
    return _content(event.request.id, event.request.version, event.to_columns())


def _content(request_id: UUID, version: int, columns: Mapping[str, Any]) -> Content:
    covered = {name: columns[name] for name in _COVERED}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in covered.items()
    }
    return Content(request_id=request_id, version=version, **values)


def append_values(event: Event) -> list[Any]:
    """Return the values of ``APPEND``."""
    values, digest = _values_of(event)
    return [*values, digest]


def _values_of(event: Event) -> tuple[list[Any], bytes]:
    """Return the values of ``COLUMNS``, and the digest of the content under fresh salts."""
    request, columns, salts = event.request, event.to_columns(), secrets.token_bytes(SALTS_BYTES)
    stored = [
        orjson.dumps(value).decode() if _FORMS[name].is_json and value is not None else value
        for name, value in columns.items()
    ]
    digest = content_digest(_content(request.id, request.version, columns), salts)
    return [request.id, request.version, request.city_id, *stored, salts], digest


def history_records(history: Sequence[Event]) -> list[tuple[Any, ...]]:
    """Return the values of ``HASHED_COLUMNS`` for all events of a request that is not in the table yet."""
    records, previous = [], ORIGIN
    for event in history:
        values, digest = _values_of(event)
        previous = link_hash(previous, digest)
        records.append((*values, previous))
    return records


async def append(event: Event, changed: Collection[str] = ()) -> None:
    """Insert the event in the transaction of this task. The sequencer gives it a position later.

    ``changed`` are the fields by which the row of the request differs from the event's; they are written by the same
    statement, because each round trip costs as much as either of the two.
    """
    values = append_values(event)
    if not changed:
        await rows(APPEND, *values)
        return
    change = row_change(event.request, changed, first=len(values) + 1)
    await rows(f"WITH changed AS ({change.sql}) {APPEND}", *values, *change.values)


async def append_many(events: Sequence[Event]) -> None:
    """Insert events in the transaction of this task, in order."""
    await execute_many(APPEND, [append_values(event) for event in events])


async def copy_histories(histories: Iterable[Sequence[Event]]) -> None:
    """Write all events of new requests by COPY, in the transaction of this task."""
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


async def read_after(connection: "asyncpg.Connection[Any]", after: int, limit: int) -> list[LoggedEvent]:
    """Return the next events after a position in order, at most ``limit``, read on the caller's own connection."""
    found = await connection.fetch(_READ_AFTER, after, limit)
    return [logged_event(item) for item in found]


async def read_folded(connection: "asyncpg.Connection[Any]", after: int, limit: int) -> list[LoggedEvent]:
    """Return the same without recipients, which no projection folds; the event loop has turns in between."""
    found = await connection.fetch(_READ_FOLDED, after, limit)
    events: list[LoggedEvent] = []
    for start in range(0, len(found), _READ_AT_ONCE):
        await asyncio.sleep(0)
        events += map(logged_event, found[start : start + _READ_AT_ONCE])
    return events


async def read_topics(topics: Sequence[str], after: int, up_to: int, limit: int = 500) -> list[LoggedEvent]:
    """Return the events of any of these topics in order, at most ``limit``.

    The events of one city or one request are found by an index; for other topics the whole range of positions is
    read, so the caller keeps the range short.
    """
    kind, _, name = topics[0].partition(":")
    narrow: dict[str, tuple[str, Any]] = {"city": ("city_id", name)}
    if kind == "request":
        narrow["request"] = ("request_id", UUID(name))
    # An event without topics is imported history that was never live, so it is not replayed.
    if len(topics) == 1 and kind in narrow:
        column, value = narrow[kind]
        sql = f"{_READ} AND {column} = $3 AND topics <> '{{}}' ORDER BY position LIMIT $4"
        found = await rows(sql, after, up_to, value, limit)
    else:
        found = await rows(f"{_READ} AND topics && $3 ORDER BY position LIMIT $4", after, up_to, list(topics), limit)
    return [logged_event(item) for item in found]


def link_of(found: Any) -> Link:
    """Return the link to verify from a row of the event table, which may have been tampered with."""
    removed = _json(found["removed"]) if found["removed"] is not None else {}
    columns = {name: _json(found[name]) if _FORMS[name].is_json else found[name] for name in _COVERED}
    if not isinstance(columns["snapshot"], dict):
        columns["snapshot"] = {}
    return Link(
        content=_content(found["request_id"], found["version"], columns),
        city_id=found["city_id"],
        salts=found["salts"],
        removed={part: _digest_in(digest) for part, digest in removed.items()} if isinstance(removed, dict) else {},
        hash=found["hash"],
    )


def removed_json(removed: Mapping[Personal, bytes]) -> str:
    """Return the digests of removed parts as JSON for the table."""
    return orjson.dumps({part.value: digest.hex() for part, digest in removed.items()}).decode()


def _digest_in(written: Any) -> bytes:
    try:
        return bytes.fromhex(written)
    except (TypeError, ValueError):
        return b""


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def published_body(found: Any, position: int) -> bytes:
    """Return ``LoggedEvent.to_json`` of such a row as text: the stored JSON is put into it as it is."""
    body: dict[str, Any] = {"position": position}
    for key, form in PUBLISHED:
        value = found[form.column]
        if form.is_json and value is not None:
            body[key] = orjson.Fragment(value)
        elif form.column in _TIMES or value is None:
            body[key] = value
        else:
            body[key] = form.to_json(value)
    return orjson.dumps(body)


def logged_event(found: Any) -> LoggedEvent:
    """Return the event of a row of the event table that has ``position`` and ``EVENT_COLUMNS``."""
    return LoggedEvent(position=found["position"], event=_event(found))


def stamped_event(found: Any, position: int) -> LoggedEvent:
    """Return the event of a row with ``EVENT_COLUMNS`` at this position, with the text that is published."""
    return LoggedEvent(position=position, event=_event(found), body=published_body(found, position))


def _event(found: Any) -> Event:
    return make_event(
        [value if (value := found[column]) is None or read is None else read(value) for column, read in _READERS]
    )
