"""A service request as its public page shows it: what an anonymous reader of the API may see, and no more."""

from dataclasses import dataclass

from app.auth.photo_visibility import PhotoView, visible_photos
from app.auth.viewer import PUBLIC
from app.auth.visibility import PersonView, may_be_indexed, view_of_person
from app.domain.log.events import EventKind, LoggedEvent
from app.domain.photos.photo import PhotoKind
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.hidden_texts import WHOLE_REQUEST, TextPart
from app.queries.accounts.people import people
from app.queries.log.timeline import latest_events_of_kinds
from app.queries.photos.request_photos import photos
from app.queries.requests.hidden_texts import hidden_texts
from app.queries.requests.service_requests import request_of_exact_number

MOST_STEPS = 30
"""So many of the last steps stand on the page."""
SHOWN_STEPS = (
    EventKind.SUBMITTED,
    EventKind.ASSIGNED,
    EventKind.CLAIMED,
    EventKind.RELEASED,
    EventKind.WORK_STARTED,
    EventKind.WORK_HELD,
    EventKind.WORK_RESUMED,
    EventKind.WORK_COMPLETED,
    EventKind.WORK_CONFIRMED,
    EventKind.WORK_DISPUTED,
    EventKind.CLOSED_UNANSWERED,
    EventKind.REJECTED,
    EventKind.WITHDRAWN,
    EventKind.MERGED,
    EventKind.REOPENED,
    EventKind.DEADLINE_EXTENDED,
    EventKind.DEADLINE_BREACHED,
    EventKind.RECATEGORISED,
)
"""Steps of the work. Comments of strangers and records of moderation stand in the whole timeline alone."""


@dataclass(frozen=True, slots=True)
class PublicRequest:
    """A request with what belongs to it, as the public sees them."""

    request: ServiceRequest
    before: PhotoView | None
    """The first photo of the problem or of the place."""
    after: PhotoView | None
    """The latest photo of the finished work."""
    executor: PersonView | None
    hidden_parts: frozenset[TextPart]
    """The texts of the request that the Akimat has hidden."""
    steps: list[LoggedEvent]
    """The last steps of ``SHOWN_STEPS``, oldest first."""

    @property
    def is_indexed(self) -> bool:
        """Whether search engines are offered the page."""
        return may_be_indexed(self.request, has_hidden_text=bool(self.hidden_parts))


async def public_request(number: str) -> PublicRequest | None:
    """Return the request with this number as the public sees it; None when there is none."""
    request = await request_of_exact_number(number)
    if request is None:
        return None
    visible = visible_photos((await photos([request.id])).get(request.id, ()), PUBLIC, request.city_id)
    before = [view for view in visible if view.photo.kind is not PhotoKind.AFTER][:1]
    after = [view for view in visible if view.photo.kind is PhotoKind.AFTER][-1:]
    executor = (await people([request.executor_id])).get(request.executor_id) if request.executor_id else None
    moderated = (await hidden_texts([request.id])).get(request.id, ())
    hidden = [one.text for one in moderated if one.is_hidden]
    return PublicRequest(
        request=request,
        before=before[0] if before else None,
        after=after[0] if after else None,
        executor=None if executor is None else view_of_person(executor, PUBLIC, request.city_id, request.id),
        hidden_parts=frozenset(text.part for text in hidden if text.version == WHOLE_REQUEST),
        steps=await latest_events_of_kinds(request.id, SHOWN_STEPS, MOST_STEPS),
    )
