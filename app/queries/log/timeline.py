"""The timeline of a request: its events, oldest first."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.domain.log.events import EventKind, LoggedEvent
from app.events.log import EVENT_COLUMNS, logged_event
from app.models.database import row, rows
from app.models.log.whole_log import events_of
from app.queries.requests.page import Page, check_first, decode_key, make_page, number_part

_SELECT = f"SELECT COALESCE(position, 0) AS position, version, {', '.join(EVENT_COLUMNS)} FROM"
_LATER = f"{_SELECT} event WHERE request_id = $1 AND version > $2::bigint ORDER BY version LIMIT $3"
_ARCHIVED_BETWEEN = "SELECT first_position, last_position FROM archived_request WHERE request_id = $1"
# Planned for these positions, it opens few months; for those of the request above it would open all to be planned.
_ARCHIVED = f"""
    {_SELECT} event_archive WHERE request_id = $1 AND version > $2::bigint AND position BETWEEN $4 AND $5
    ORDER BY version LIMIT $3
"""
_OF_KINDS = f"{_SELECT} {events_of('= $1')} AS event WHERE kind = ANY($2)"


async def timeline(request_id: UUID, *, first: int = 50, after: str | None = None) -> Page[LoggedEvent]:
    """Return a page of the request's events. An event that waits for its position shows with position 0."""
    version = decode_key(after, (number_part,))[0] if after is not None else 0
    most = check_first(first) + 1
    found = await rows(_LATER, request_id, version, most)
    # Events are archived in the order of their versions, so a request without archived events costs one statement.
    if not found or found[0]["version"] > version + 1:
        older = await _archived(request_id, version, most)
        known = {item["version"] for item in older}
        found = [*older, *(item for item in found if item["version"] not in known)][:most]
    events = [logged_event(item) for item in found]
    return make_page(events, first, after, lambda logged: (logged.event.request.version,))


async def _archived(request_id: UUID, version: int, most: int) -> list[dict[str, Any]]:
    """Return the archived events of the request after this version, which may have been archived just now."""
    between = await row(_ARCHIVED_BETWEEN, request_id)
    if between is None:
        return []
    return await rows(_ARCHIVED, request_id, version, most, between["first_position"], between["last_position"])


async def events_of_kinds(request_id: UUID, kinds: Sequence[EventKind]) -> list[LoggedEvent]:
    """Return all events of the request of these kinds, oldest first."""
    found = await rows(f"{_OF_KINDS} ORDER BY version", request_id, [kind.value for kind in kinds])
    return [logged_event(item) for item in found]


async def latest_events_of_kinds(request_id: UUID, kinds: Sequence[EventKind], most: int) -> list[LoggedEvent]:
    """Return the last events of the request of these kinds, oldest first."""
    found = await rows(
        f"{_OF_KINDS} ORDER BY version DESC LIMIT $3",
        request_id,
        [kind.value for kind in kinds],
        most,
    )
    return [logged_event(item) for item in reversed(found)]
