"""Requests whose deadline timers are due: locked, read and written in batches with SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.domain.requests.service_request import FIELDS, ServiceRequest
from app.models.database import rows

_DUE = (
    f"SELECT {', '.join(FIELDS)} FROM service_request WHERE next_moment_at <= $1"  # noqa: S608 - names of columns only
    " ORDER BY next_moment_at LIMIT $2 FOR UPDATE SKIP LOCKED"
)
_WRITTEN = (
    "status",
    "version",
    "updated_at",
    "confirmed_at",
    "closed_at",
    "fired_at_risk_at",
    "fired_breached_at",
    "fired_escalated_at",
    "fired_reminder_at",
    "fired_confirm_at",
    "fired_again_at",
    "next_moment_at",
)
_TYPES = ("text", "int") + ("timestamptz",) * 10
_UPDATE = (
    f"UPDATE service_request SET {', '.join(f'{name} = t.{name}' for name in _WRITTEN)}"  # noqa: S608 - columns only
    f" FROM unnest($1::uuid[], {', '.join(f'${n + 2}::{kind}[]' for n, kind in enumerate(_TYPES))})"
    f" AS t(id, {', '.join(_WRITTEN)}) WHERE service_request.id = t.id"
)

_SET_MOMENTS = """
    UPDATE service_request SET next_moment_at = t.next_moment_at
    FROM unnest($1::uuid[], $2::timestamptz[]) AS t(id, next_moment_at) WHERE service_request.id = t.id
"""


async def lock_due_requests(now: datetime, limit: int) -> list[ServiceRequest]:
    """Return requests whose next timer is due, the earliest first; rows that another process has locked are skipped."""
    return [ServiceRequest.from_columns(found) for found in await rows(_DUE, now, limit)]


async def update_fired_requests(afters: Sequence[ServiceRequest]) -> None:
    """Write the fields that a fired timer changes, all rows in one statement."""
    columns: list[list[Any]] = [[getattr(after, name) for after in afters] for name in ("id", *_WRITTEN)]
    columns[1] = [status.value for status in columns[1]]
    await rows(_UPDATE, *columns)


async def set_next_moments(requests: Sequence[ServiceRequest]) -> None:
    """Write when the next timer of each of these requests fires, which they tell, and nothing else."""
    await rows(_SET_MOMENTS, [one.id for one in requests], [one.next_moment_at for one in requests])


async def next_timer_at() -> datetime | None:
    """Return when the next timer of any request is due; None where none is set."""
    found = await rows("SELECT min(next_moment_at) AS at FROM service_request WHERE next_moment_at IS NOT NULL")
    at: datetime | None = found[0]["at"]
    return at
