"""The deadline: what is promised when a request is accepted, and how pauses and extensions move it."""

from datetime import datetime, timedelta

from app.domain.service_request import ServiceRequest
from app.errors import InvalidInput


def due_at(accepted_at: datetime, sla_hours: float) -> datetime:
    """Return the promise for a category that must be done within ``sla_hours`` round the clock."""
    return accepted_at + timedelta(hours=sla_hours)


def resumed_due_at(request: ServiceRequest, at: datetime) -> datetime | None:
    """Return the deadline after a pause that ends at ``at``: moved by exactly the length of the pause."""
    if request.due_at is None or request.held_at is None:
        return request.due_at
    return request.due_at + max(timedelta(), at - request.held_at)


def extended_due_at(request: ServiceRequest, due_at: datetime) -> datetime:
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
