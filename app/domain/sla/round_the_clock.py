"""Pauses and extensions of a deadline that no policy promised: imported requests come with their own."""

from datetime import datetime, timedelta
from typing import Protocol

from app.errors import InvalidInput


class HasDeadline(Protocol):
    """A service request, or its deadline alone."""

    @property
    def due_at(self) -> datetime | None:
        """The deadline now."""
        ...


class Pausable(HasDeadline, Protocol):
    """A deadline that can be paused."""

    @property
    def held_at(self) -> datetime | None:
        """Since when it is paused."""
        ...


def resumed_due_at(request: Pausable, at: datetime) -> datetime | None:
    """Return the deadline after a pause that ends at ``at``: moved by exactly the length of the pause."""
    if request.due_at is None or request.held_at is None:
        return request.due_at
    return request.due_at + max(timedelta(), at - request.held_at)


def extended_due_at(request: HasDeadline, due_at: datetime) -> datetime:
    """Return the new deadline after checking it.

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
