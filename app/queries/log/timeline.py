"""The timeline of a request: its events, oldest first."""

from collections.abc import Sequence
from uuid import UUID

from app.domain.log.events import EventKind, LoggedEvent
from app.events.log import EVENT_COLUMNS, logged_event
from app.models.database import rows
from app.queries.requests.page import Page, check_first, decode_key, make_page, number_part

_SELECT = (
    f"SELECT COALESCE(position, 0) AS position, {', '.join(EVENT_COLUMNS)}"  # noqa: S608 - names of columns only
    " FROM event WHERE request_id = $1"
)


async def timeline(request_id: UUID, *, first: int = 50, after: str | None = None) -> Page[LoggedEvent]:
    """Return a page of the request's events. An event that waits for its position shows with position 0."""
    version = decode_key(after, (number_part,))[0] if after is not None else 0
    found = await rows(
        f"{_SELECT} AND version > $2::bigint ORDER BY version LIMIT $3", request_id, version, check_first(first) + 1
    )
    events = [logged_event(item) for item in found]
    return make_page(events, first, after, lambda logged: (logged.event.request.version,))


async def events_of_kinds(request_id: UUID, kinds: Sequence[EventKind]) -> list[LoggedEvent]:
    """Return all events of the request of these kinds, oldest first."""
    found = await rows(f"{_SELECT} AND kind = ANY($2) ORDER BY version", request_id, [kind.value for kind in kinds])
    return [logged_event(item) for item in found]


async def latest_events_of_kinds(request_id: UUID, kinds: Sequence[EventKind], most: int) -> list[LoggedEvent]:
    """Return the last events of the request of these kinds, oldest first."""
    found = await rows(
        f"{_SELECT} AND kind = ANY($2) ORDER BY version DESC LIMIT $3",
        request_id,
        [kind.value for kind in kinds],
        most,
    )
    return [logged_event(item) for item in reversed(found)]
