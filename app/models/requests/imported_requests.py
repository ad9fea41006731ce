"""Rows of imported requests: known ones are found, new ones are written by COPY."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.domain.requests.service_request import FIELDS, ServiceRequest
from app.models.database import copy_records, execute_many, rows
from app.models.log.whole_log import archived_of
from app.models.requests.service_request_rows import ROW_COLUMNS

_KNOWN = (
    f"SELECT external_id, {', '.join(FIELDS)} FROM service_request"  # noqa: S608 - names of columns only
    " WHERE source = $1 AND external_id = ANY($2) ORDER BY id FOR UPDATE"
)
_MOVE = (
    "UPDATE service_request SET status = $2, version = $3, updated_at = $4, promised_at = $5, due_at = $6,"
    " done_at = $7, closed_at = $8, next_moment_at = $9 WHERE id = $1"
)
_UNTOUCHED = f"""
    SELECT {", ".join(FIELDS)} FROM service_request s WHERE {{}}
        AND NOT EXISTS (SELECT FROM event e WHERE e.request_id = s.id AND e.actor_id IS NOT NULL)
        AND NOT EXISTS (SELECT FROM {archived_of("= s.id")} AS e WHERE e.actor_id IS NOT NULL)
        AND NOT EXISTS (SELECT FROM follow f WHERE f.request_id = s.id)
        AND NOT EXISTS (SELECT FROM service_request m WHERE m.merged_into = s.id)
    ORDER BY s.id
"""  # noqa: S608 - names of columns only
_UNTOUCHED_OF_SOURCE = _UNTOUCHED.format("s.source = $1") + "LIMIT $2 FOR UPDATE"
_STILL_UNTOUCHED = _UNTOUCHED.format("s.id = ANY($1)")


async def lock_source(source: str) -> None:
    """Let one import of this source run at a time, until the transaction ends."""
    await rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", source)


async def lock_known_requests(source: str, external_ids: Collection[str]) -> Mapping[str, ServiceRequest]:
    """Return the requests that were imported from this source before, by external id, with their rows locked."""
    found = await rows(_KNOWN, source, list(external_ids))
    return {item["external_id"]: ServiceRequest.from_columns(item) for item in found}


async def copy_requests(records: Sequence[tuple[Any, ...]]) -> None:
    """Write new rows by COPY: the values of ``row_values``, then source and external id."""
    await copy_records("service_request", (*ROW_COLUMNS, "source", "external_id"), records)


async def move_requests(afters: Sequence[ServiceRequest]) -> None:
    """Write what a newer table can change of these requests: status, version and times."""
    await execute_many(_MOVE, [_moved(after) for after in afters])


def _moved(after: ServiceRequest) -> list[Any]:
    return [
        after.id,
        after.status.value,
        after.version,
        after.updated_at,
        after.promised_at,
        after.due_at,
        after.done_at,
        after.closed_at,
        after.next_moment_at,
    ]


async def count_by_source() -> Mapping[str, int]:
    """Return how many requests each import has brought, by its source."""
    found = await rows(
        "SELECT source, count(*) AS count FROM service_request WHERE source IS NOT NULL GROUP BY source ORDER BY source"
    )
    return {item["source"]: item["count"] for item in found}


async def lock_untouched_requests(source: str, limit: int) -> list[ServiceRequest]:
    """Return requests of this source, with their rows locked, that no account has acted on, follows or merged into."""
    while found := await rows(_UNTOUCHED_OF_SOURCE, source, limit):
        # A statement that waits for a row does not see the events and follows that were committed with it.
        if untouched := await rows(_STILL_UNTOUCHED, [item["id"] for item in found]):
            return [ServiceRequest.from_columns(item) for item in untouched]
    return []


async def forget_source(request_ids: Sequence[UUID]) -> None:
    """Clear where these requests came from, so that their rows of the table can be imported again."""
    await rows("UPDATE service_request SET source = NULL, external_id = NULL WHERE id = ANY($1)", request_ids)
