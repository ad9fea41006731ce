"""Conditions that several statements share, as SQL made from the lifecycle table."""

from collections.abc import Iterable

from app.domain.lifecycle import OPEN, RUNNING, Status


def status_in(statuses: Iterable[Status], column: str = "status") -> str:
    """Return ``column IN (...)`` for a set of statuses, in the order of ``Status`` whatever the order given."""
    wanted = frozenset(statuses)
    return f"{column} IN ({', '.join(repr(status.value) for status in Status if status in wanted)})"


def is_open(column: str = "status") -> str:
    """Return the condition that work is owed on a request; ``column`` names its status."""
    return status_in(OPEN, column)


def is_overdue(now: str) -> str:
    """Return the condition that a row of ``service_request`` is overdue at ``now``, a placeholder such as ``$2``.

    The same rule as ``ServiceRequest.is_overdue``. The planner uses the partial index on ``due_at`` (migration 0002)
    only while the statuses and ``held_at`` stand here as they stand there. Without a deadline it is NULL, not false.
    """
    return f"({status_in(RUNNING)} AND held_at IS NULL AND due_at < {now})"
