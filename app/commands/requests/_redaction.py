"""Removal of personal parts from stored events; every hash of the timeline stays valid.

The caller holds the lock of the log (``lock_log``), so no projection folds half of a removal.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.accounts.roles import Role
from app.domain.log.events import Event, EventKind
from app.domain.log.timeline_hash import Personal, remove
from app.domain.log.topics import city_topic, recipient_accounts, request_topic
from app.domain.requests.service_request import ServiceRequest
from app.events.log import append_many
from app.events.log_redaction import RedactedEvent, StoredEvent, rewrite_events, stored_events
from app.models.requests.service_request_rows import rewrite_requests

PartsOf = Callable[[StoredEvent], Collection[Personal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """What a removal has changed."""

    positions: Sequence[int]
    """The positions of the events that lost a part."""
    worded: Sequence[int]
    """The positions of those that lost a comment, a note or a reason."""
    recipients: Sequence[tuple[UUID, int]]
    """The recipients of those events, each with the position."""
    people: frozenset[UUID]
    """All recipients, and the authors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the event says that records a removal."""

    kind: EventKind
    at: datetime
    actor_id: UUID | None = None
    actor_role: Role | None = None


async def redact(request_ids: Sequence[UUID], parts_of: PartsOf, record: Record) -> Redacted:
    """Remove these parts from the events and rows of the requests, and append one event to each that records it.

    The rows of the requests are locked by the caller.
    """
    rewritten: list[RedactedEvent] = []
    positions: list[int] = []
    worded: list[int] = []
    recipients: list[tuple[UUID, int]] = []
    authors: set[UUID] = set()
    last: dict[UUID, ServiceRequest] = {}
    for stored in await stored_events(request_ids):
        link = stored.link
        known = {Personal(part): digest for part, digest in link.removed.items()}
        content, salts, removed = remove(link.content, link.salts, known, parts_of(stored))
        last[content.request_id] = ServiceRequest.from_json(dict(content.snapshot))
        if removed == known:
            continue
        rewritten.append(RedactedEvent(stored, content, salts, removed))
        authors |= {UUID(author) for author in [link.content.snapshot.get("author_id")] if author}
        if stored.position is not None:
            positions.append(stored.position)
            worded += [stored.position] * (Personal.WORDS in removed.keys() - known.keys())
            recipients += [(account, stored.position) for account in recipient_accounts(link.content.topics)]
    await rewrite_events(rewritten)
    afters = [replace(last[request_id], version=last[request_id].version + 1) for request_id in request_ids]
    await rewrite_requests(afters)
    await append_many([_recorded(after, record) for after in afters])
    people = frozenset(authors | {account for account, _ in recipients})
    return Redacted(positions=positions, worded=worded, recipients=recipients, people=people)


def _recorded(after: ServiceRequest, record: Record) -> Event:
    # It has no recipients, and ``updated_at`` stays: the problem itself has not changed.
    return Event(
        kind=record.kind,
        at=record.at,
        actor_id=record.actor_id,
        actor_role=record.actor_role,
        from_status=after.status,
        topics=(request_topic(after.id), city_topic(after.city_id)),
        request=after,
    )
