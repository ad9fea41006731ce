"""How many authors have answered to completed work, and how many requests were closed without a word of theirs."""

from collections.abc import Mapping
from typing import Any

from app.domain.requests.lifecycle import UNANSWERED
from app.models.status_sql import status_in

_HAS_ANSWER = "EXISTS (SELECT FROM verdict v WHERE v.request_id = r.id)"
UNANSWERED_FIGURES = (
    f"count(*) FILTER (WHERE {status_in(UNANSWERED, 'r.status')}) AS unanswered,"
    f" count(*) FILTER (WHERE r.done_at IS NOT NULL AND {_HAS_ANSWER}) AS answered,"
    f" count(*) FILTER (WHERE {status_in(UNANSWERED, 'r.status')} AND NOT {_HAS_ANSWER}) AS silent"
)
"""The columns that ``answered_share`` reads, over ``service_request r``, and ``unanswered``."""


def answered_share(found: Mapping[str, Any]) -> float | None:
    """Return the share of requests with an answer among those that were answered or closed without one; 0 to 1."""
    asked = found["answered"] + found["silent"]
    return found["answered"] / asked if asked else None
