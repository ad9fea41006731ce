"""Removing what is personal from events that are written already, in a way that leaves every hash as it was.

Whoever removes holds the log: nobody stamps or folds an event meanwhile, and no projection is rebuilt from half of it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.domain.events import Event, EventKind
from app.domain.geo import tile_of
from app.domain.roles import Role
from app.domain.service_request import ServiceRequest
from app.domain.texts import search_key
from app.domain.timeline_hash import Content, Personal, remove
from app.domain.topics import city_topic, recipient_accounts, request_topic
from app.events.log import LINK_COLUMNS, append_many, link_of, removed_json
from app.models.database import execute_many, row, rows

_EVENTS = (
    f"SELECT id, position, {', '.join(LINK_COLUMNS)} FROM event"  # noqa: S608 - names of columns only
    " WHERE request_id = ANY($1) ORDER BY request_id, version"
)
_REDACT = (
    "UPDATE event SET actor_id = $2, note = $3, reason = $4, topics = $5, snapshot = $6::jsonb, salts = $7,"
    " removed = $8::jsonb, recipients = CASE WHEN $9 THEN '[]' ELSE recipients END WHERE id = $1"
)
_WRITE = (
    "UPDATE service_request SET version = $2, author_id = $3, address = $4, description = $5, latitude = $6,"
    " longitude = $7, search_text = $8, tile_x = $9, tile_y = $10, next_moment_at = $11 WHERE id = $1"
)

PartsOf = Callable[[Content], Collection[Personal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """What was removed from."""

    positions: Sequence[int]
    """The places in the log of the events that say less now."""
    told: Sequence[tuple[UUID, int]]
    """Who had been told of which of them."""
    people: frozenset[UUID]
    """Who had been told of any, and the authors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the step says that puts a removal on the record."""

    kind: EventKind
    at: datetime
    actor_id: UUID | None = None
    actor_role: Role | None = None


async def hold_log() -> None:
    """Keep everybody else from stamping and folding until the transaction ends. Asked before any request is locked."""
    await row("SELECT 1 FROM log_state WHERE id = 1 FOR UPDATE")


async def redact(request_ids: Sequence[UUID], parts_of: PartsOf, record: Record) -> Redacted:
    """Remove these parts from the events and rows of requests that are locked; each gets one event that says so."""
    values: list[list[Any]] = []
    positions: list[int] = []
    told: list[tuple[UUID, int]] = []
    authors: set[UUID] = set()
    last: dict[UUID, ServiceRequest] = {}
    for found in await rows(_EVENTS, list(request_ids)):
        link = link_of(found)
        known = {Personal(part): digest for part, digest in link.removed.items()}
        content, salts, removed = remove(link.content, link.salts, known, parts_of(link.content))
        last[content.request_id] = ServiceRequest.from_json(dict(content.snapshot))
        if removed == known:
            continue
        values.append(_values(found["id"], content, salts, removed))
        authors |= {UUID(author) for author in [link.content.snapshot.get("author_id")] if author}
        if found["position"] is not None:
            positions.append(found["position"])
            told += [(account, found["position"]) for account in recipient_accounts(link.content.topics)]
    await execute_many(_REDACT, values)
    afters = [replace(last[request_id], version=last[request_id].version + 1) for request_id in request_ids]
    await execute_many(_WRITE, [_row_values(after) for after in afters])
    await append_many([_recorded(after, record) for after in afters])
    return Redacted(positions=positions, told=told, people=frozenset(authors | {account for account, _ in told}))


def _values(event_id: int, content: Content, salts: bytes, removed: dict[Personal, bytes]) -> list[Any]:
    return [
        event_id,
        content.actor_id,
        content.note,
        content.reason,
        list(content.topics),
        orjson.dumps(content.snapshot).decode(),
        salts,
        removed_json(removed),
        Personal.PEOPLE in removed,
    ]


def _row_values(after: ServiceRequest) -> list[Any]:
    return [
        after.id,
        after.version,
        after.author_id,
        after.address,
        after.description,
        after.latitude,
        after.longitude,
        search_key(after.number, after.address, after.description),
        *tile_of(after.latitude, after.longitude),
        after.next_moment_at,
    ]


def _recorded(after: ServiceRequest, record: Record) -> Event:
    # Nobody is told, and the request does not count as changed lately: nothing happened to the problem itself.
    return Event(
        kind=record.kind,
        at=record.at,
        actor_id=record.actor_id,
        actor_role=record.actor_role,
        from_status=after.status,
        topics=(request_topic(after.id), city_topic(after.city_id)),
        request=after,
    )
