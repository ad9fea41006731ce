"""The events of an imported case: the steps its table knows of, at their real times, and no others.

A case is submitted; a closed one was then done, or rejected where the mapping knows its closure reason. The table names
no account of ours and no confirmation, and an import notifies no one: the events have no actor and no recipients. A
newer table moves known cases on; those steps are published live, because they happen now.
"""

import sys
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.log.events import Event, EventKind
from app.domain.log.topics import topics_of
from app.domain.requests.lifecycle import OPEN, START, Status
from app.domain.requests.reasons import RejectReason
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.texts import clean_text
from app.importing.cases import Case
from app.importing.mapping import Mapping

LONGEST_ADDRESS = 300
LONGEST_DESCRIPTION = 4000
LONGEST_NOTE = 1000
PLACE_UNKNOWN = "place unknown in the table"
"""The mark of a case that stands on a point which is not its place."""
UNDONE = "import undone"
_CLOSED_BY_TABLES = frozenset({Status.DONE, Status.REJECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKey:
    """The id, the number, the city and the district that an imported case has in this installation."""

    id: UUID
    number: str
    city_id: str
    district_id: str | None = None


def history_of(case: Case, mapping: Mapping, key: RequestKey) -> tuple[Event, ...]:
    """Return the steps of a case, oldest first; the last one holds the request as it stands."""
    submitted = _submitted(case, key)
    return (submitted, _closed(case, mapping, submitted.request)) if case.closed else (submitted,)


def next_step_of(case: Case, mapping: Mapping, before: ServiceRequest) -> Event | None:
    """Return the step that a newer table adds to a known request: it was closed, or its deadline has moved.

    None is returned where the table says nothing new. A closed request stays closed, whatever the table says: a table
    of before it was closed says the same.
    """
    if before.status not in OPEN:
        return None
    if case.closed:
        step = _closed(case, mapping, before)
    elif case.due_at is not None and case.due_at != before.due_at:
        # A step never stands before an earlier one, so the time of a step that the table gives no time for is that.
        after = before.evolve(before.updated_at, due_at=case.due_at, promised_at=before.promised_at or case.due_at)
        step = _event(EventKind.DEADLINE_EXTENDED, before, after, note=case.executor_name)
    else:
        return None
    return replace(step, topics=topics_of(before, step.request, ()))


def undone(before: ServiceRequest, now: datetime) -> Event:
    """Return the step that withdraws an imported request, because its import was a mistake."""
    at = max(now, before.updated_at)
    after = before.evolve(at, status=Status.WITHDRAWN, done_at=None, closed_at=at)
    return replace(_event(EventKind.WITHDRAWN, before, after, note=UNDONE), topics=topics_of(before, after, ()))


def is_handled_here(request: ServiceRequest) -> bool:
    """Whether accounts of this installation work on the request, so that a table is no longer the truth about it."""
    return request.executor_id is not None or request.status not in {START, *_CLOSED_BY_TABLES}


def description_of(case: Case) -> str:
    """Return type, title and description of the case as one text, each part once."""
    texts = dict.fromkeys(_fit(text, LONGEST_DESCRIPTION) for text in (case.type_text, case.title, case.description))
    return _fit(". ".join(text for text in texts if text), LONGEST_DESCRIPTION) or "-"


def address_of(case: Case) -> str:
    """Return the address of the case, or its point where it has none; "-" where both are unknown."""
    point = "-" if case.placeholder_point else f"{case.latitude}, {case.longitude}"
    return _fit(case.address, LONGEST_ADDRESS) or point


def _submitted(case: Case, key: RequestKey) -> Event:
    return _event(
        EventKind.SUBMITTED,
        None,
        ServiceRequest(
            id=key.id,
            number=key.number,
            city_id=key.city_id,
            category_id=case.category_id,
            address=address_of(case),
            description=description_of(case),
            latitude=case.latitude,
            longitude=case.longitude,
            status=START,
            version=1,
            author_id=None,
            created_at=case.opened_at,
            updated_at=case.opened_at,
            promised_at=case.due_at,
            due_at=case.due_at,
            district_id=key.district_id,
        ),
        note=" · ".join(
            text for text in (case.executor_name, PLACE_UNKNOWN if case.placeholder_point else None) if text
        ),
    )


def _closed(case: Case, mapping: Mapping, before: ServiceRequest) -> Event:
    # A closed case without a closing time was done at an unknown time, so done_at stays empty.
    known_at = case.closed_at and max(case.opened_at, case.closed_at)
    at: datetime = max(known_at or case.opened_at, before.updated_at)
    note = ": ".join(text for text in (case.executor_name, case.closure_reason) if text)
    rejected = mapping.rejection_of(case.closure_reason)
    if rejected is not None:
        after = before.evolve(at, status=Status.REJECTED, closed_at=at)
        return _event(EventKind.REJECTED, before, after, note=note, reason=rejected)
    # Closed and not only done: there is no author whose verdict it could wait for.
    after = before.evolve(at, status=Status.DONE, done_at=known_at, closed_at=at)
    return _event(EventKind.WORK_COMPLETED, before, after, note=note)


def _event(
    kind: EventKind,
    before: ServiceRequest | None,
    after: ServiceRequest,
    *,
    note: str | None,
    reason: RejectReason | None = None,
) -> Event:
    return Event(
        kind=kind,
        at=after.updated_at,
        actor_id=None,
        actor_role=None,
        note=_fit(note or "", LONGEST_NOTE) or None,
        reason=reason and reason.value,
        from_status=before.status if before else None,
        request=after,
    )


def _fit(text: str, limit: int) -> str:
    """Return the text clean and cut to the limit, so that no old case is refused for its length."""
    # Nearly every text is plain; cleaning each letter by letter would take half the time of an import.
    plain = text.isascii() and text.isprintable()
    clean = " ".join(text.split()) if plain else clean_text("text", text, limit=sys.maxsize, least=0)
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
