"""Reading who stands above executors: the heads of their organisations, and the officers of their city."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from app.domain.escalation import Superiors
from app.domain.service_request import ServiceRequest
from app.models.database import rows

Fetch = Callable[..., Awaitable[Sequence[Any]]]
"""Runs SQL with values and returns rows by column name."""

_HEADS = """
    SELECT executor.id AS executor_id, array_agg(head.id) AS ids
    FROM account executor JOIN account head ON head.organisation_id = executor.organisation_id AND head.is_head
        AND head.city_id = executor.city_id AND head.approved_at IS NOT NULL AND head.blocked_at IS NULL
    WHERE executor.id = ANY($1::uuid[]) GROUP BY executor.id
"""
_OFFICERS = """
    SELECT city_id, array_agg(id) AS ids FROM account
    WHERE role = 'AKIMAT' AND city_id = ANY($1::text[]) AND email_verified_at IS NOT NULL AND blocked_at IS NULL
    GROUP BY city_id
"""


async def superiors_of(requests: Iterable[ServiceRequest], fetch: Fetch = rows) -> dict[tuple[UUID, int], Superiors]:
    """Return who stands above the executor of each request, by its id and version: executors change."""
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
