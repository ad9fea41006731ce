"""Conditions on the work on a request, which its events and photos tell: disputes, and photos to be checked."""

from collections.abc import Callable

from app.models.log.whole_log import DISPUTED, DISPUTES


def _disputes(executor: str) -> str:
    # The index event_disputed_request has the condition.
    of_executor = f" AND e.executor_id = {executor}::text::uuid" if executor else ""
    return f"SELECT FROM {DISPUTES} AS e WHERE e.request_id = service_request.id AND {DISPUTED}{of_executor}"


def _marks(executor: str) -> str:
    # The index photo_marked_request has the conditions.
    of_executor = f" AND p.account_id = {executor}::text::uuid" if executor else ""
    return (
        "SELECT FROM photo p WHERE p.request_id = service_request.id AND p.marks <> '{}'::text[]"
        f" AND p.retracted_at IS NULL{of_executor}"
    )


OF_WORK: dict[str, Callable[[str], str]] = {"disputed": _disputes, "marked": _marks}
"""For each of ``filter.ONLY_STORED`` what has to exist; takes the placeholder of the executor's id, or none for any."""
