"""Sets of statuses and the overdue condition as SQL over ``service_request``, generated from the lifecycle table."""

from collections.abc import Iterable

from app.domain.lifecycle import DEADLINE_RUNS, Status


def status_in(statuses: Iterable[Status], column: str = "status") -> str:
    """Return a condition such as ``status IN ('ACCEPTED', 'IN_PROGRESS')``."""
    return f"{column} IN ({', '.join(repr(status.value) for status in sorted(statuses))})"


def overdue(now: str) -> str:
    """Return the condition of ``ServiceRequest.is_overdue``; ``now`` is the placeholder of the present time.

    The partial index ``service_request_due`` has the same predicate, so PostgreSQL can use it for this condition.
    """
    return f"({status_in(DEADLINE_RUNS)} AND held_at IS NULL AND due_at < {now})"


def at_risk(now: str) -> str:
    """Return the condition of ``ServiceRequest.is_at_risk``; ``now`` is the placeholder of the present time."""
    running = f"{status_in(DEADLINE_RUNS)} AND held_at IS NULL"
    return f"({running} AND (due_at < {now} OR at_risk_at <= {now}))"
