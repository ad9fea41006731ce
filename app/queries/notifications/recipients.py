"""Reading the accounts that recipients are chosen from; ``domain.notifications.recipients`` makes the choice itself."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from app.domain.log.events import EventKind, LoggedEvent
from app.domain.notifications.recipient import Recipient
from app.domain.notifications.recipients import (
    RelatedAccounts,
    Superiors,
    needs_area_followers,
    needs_coauthors,
    needs_superiors,
    recipients_from_topics,
)
from app.domain.requests.coauthors import NO_COAUTHORS
from app.domain.requests.service_request import ServiceRequest
from app.models.database import Fetch, rows
from app.queries.notifications.area_followers import area_followers_of
from app.queries.notifications.superiors import superiors_of
from app.queries.requests.coauthors import coauthors_of

_FOLLOWERS = """
    SELECT request_id, array_agg(account_id) AS ids FROM follow WHERE request_id = ANY($1) GROUP BY request_id
"""

Step = tuple[EventKind, ServiceRequest]
"""The kind of an event and the request after it."""


async def followers_of(request_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return the followers of each of these requests; one without followers is missing."""
    return {item["request_id"]: frozenset(item["ids"]) for item in await rows(_FOLLOWERS, list(request_ids))}


async def related_accounts(
    steps: Sequence[Step], followers: Mapping[UUID, frozenset[UUID]], fetch: Fetch = rows
) -> dict[tuple[UUID, int], RelatedAccounts]:
    """Return the accounts related to the request of each step, by its id and version.

    Superiors, co-authors and followers of areas are read only for the kinds of events that may be addressed to them.
    """
    led = [request for kind, request in steps if needs_superiors(kind)]
    superiors = await superiors_of(led, fetch) if led else {}
    shared = {request.id for kind, request in steps if needs_coauthors(kind)}
    coauthors = await coauthors_of(shared, fetch) if shared else {}
    in_areas = {
        (request.id, request.version): await area_followers_of(request, fetch)
        for kind, request in steps
        if needs_area_followers(kind)
    }
    return {
        (request.id, request.version): RelatedAccounts(
            followers=followers.get(request.id, frozenset()),
            superiors=superiors.get((request.id, request.version), Superiors()),
            coauthors=coauthors.get(request.id, NO_COAUTHORS),
            area_followers=in_areas.get((request.id, request.version), frozenset()),
        )
        for _, request in steps
    }


async def recipients_of_earlier(events: Sequence[LoggedEvent], fetch: Fetch) -> dict[int, tuple[Recipient, ...]]:
    """Return the recipients, by position, of events that were written before recipients were stored."""
    steps = [(logged.event.kind, logged.event.request) for logged in events]
    related = await related_accounts(steps, {}, fetch)
    return {
        logged.position: recipients_from_topics(
            logged.event, related[logged.event.request.id, logged.event.request.version]
        )
        for logged in events
    }
