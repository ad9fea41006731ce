"""Executors by name, for the search of the staff of their city."""

from dataclasses import replace

from app.auth.filter_rights import may_search_names
from app.auth.viewer import Viewer
from app.domain.accounts.roles import Role
from app.models.database import rows
from app.queries.requests.filter import Filter

MOST_NAMED = 200


async def with_named_executors(filter_: Filter, viewer: Viewer | None) -> Filter:
    """Return the filter with the executors of its city whose name has every word of its text.

    Only the Akimat of the city searches names; for others the filter stays as it is.
    """
    query = filter_.query
    if query is None or not query.words or not may_search_names(viewer, filter_.city_id):
        return filter_
    found = await rows(
        "SELECT id FROM account WHERE city_id = $1 AND role = $2 AND erased_at IS NULL"
        " AND name_key LIKE ALL($3::text[]) LIMIT $4",
        filter_.city_id,
        Role.EXECUTOR,
        query.like_patterns,
        MOST_NAMED,
    )
    return replace(filter_, named_executors=frozenset(item["id"] for item in found) or None)
