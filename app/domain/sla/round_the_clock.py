"""The deadline of a promise round the clock: what commands promise while no policy is stored with a request."""

from datetime import datetime, timedelta
from typing import Protocol

from app.errors import InvalidInput


class HasDeadline(Protocol):
    """Whatever has a deadline: a service request, or its deadline alone."""

    @property
    def due_at(self) -> datetime | None:
        """The deadline now."""
        ...


class MayRest(HasDeadline, Protocol):
    """Whatever has a deadline that can be paused."""

    @property
    def held_at(self) -> datetime | None:
        """Since when it is paused."""
        ...


def due_at(accepted_at: datetime, sla_hours: float) -> datetime:
    """Return the promise for a category that must be done within ``sla_hours`` round the clock."""
    return accepted_at + timedelta(hours=sla_hours)


def resumed_due_at(request: MayRest, at: datetime) -> datetime | None:
    """Return the deadline after a pause that ends at ``at``: moved by exactly the length of the pause."""
    if request.due_at is None or request.held_at is None:
        return request.due_at
    return request.due_at + max(timedelta(), at - request.held_at)


def extended_due_at(request: HasDeadline, due_at: datetime) -> datetime:
    """Return the new deadline.

    Raises:
        InvalidInput: it is without a zone or not later than the present one.
    """
    if due_at.tzinfo is None:
        raise InvalidInput("dueAt", "dueAt: expected a time with a zone")
    if request.due_at is not None and due_at <= request.due_at:
        raise InvalidInput(
            "dueAt", f"dueAt: expected a time after {request.due_at.isoformat()}, got {due_at.isoformat()}"
        )
    return due_at
