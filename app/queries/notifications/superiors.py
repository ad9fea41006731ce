"""Reading the accounts above executors: the heads of their organisations, and the officers of their city."""

from collections.abc import Iterable
from uuid import UUID

from app.domain.notifications.recipients import Superiors
from app.domain.requests.service_request import ServiceRequest
from app.models.database import Fetch, rows

_HEADS = """
    SELECT executor.id AS executor_id, array_agg(head.id) AS ids
    FROM account executor JOIN account head ON head.organisation_id = executor.organisation_id AND head.is_head
        AND head.city_id = executor.city_id AND head.approved_at IS NOT NULL AND head.blocked_at IS NULL
        AND head.city_id <> ALL(head.blocked_cities)
    WHERE executor.id = ANY($1::uuid[]) GROUP BY executor.id
"""
_OFFICERS = """
    SELECT city_id, array_agg(id) AS ids FROM account
    WHERE role = 'AKIMAT' AND city_id = ANY($1::text[]) AND approved_at IS NOT NULL AND blocked_at IS NULL
        AND city_id <> ALL(blocked_cities)
    GROUP BY city_id
"""


async def superiors_of(requests: Iterable[ServiceRequest], fetch: Fetch = rows) -> dict[tuple[UUID, int], Superiors]:
    """Return the superiors of each request's executor, by the request's id and version.

    One request may be given in several versions, which may have different executors.
    """
    asked = list(requests)
    executors = {request.executor_id for request in asked if request.executor_id is not None}
    heads = {item["executor_id"]: frozenset(item["ids"]) for item in await fetch(_HEADS, list(executors))}
    cities = {request.city_id for request in asked}
    officers = {item["city_id"]: frozenset(item["ids"]) for item in await fetch(_OFFICERS, list(cities))}
    return {
        (request.id, request.version): Superiors(
            heads=heads.get(request.executor_id, frozenset()) if request.executor_id else frozenset(),
            officers=officers.get(request.city_id, frozenset()),
        )
        for request in asked
    }
