"""How many authors have answered to completed work, and how many requests were closed without a word of theirs."""

from collections.abc import Mapping
from typing import Any

from app.domain.requests.lifecycle import UNANSWERED
from app.models.status_sql import status_in

HAS_ANSWER = "EXISTS (SELECT FROM verdict v WHERE v.request_id = r.id)"
"""Whether an author has said anything of the work, over ``service_request r``."""


def unanswered_figures(has_answer: str = HAS_ANSWER) -> str:
    """Return the columns that ``answered_share`` reads, over ``service_request r``, and ``unanswered``.

    ``has_answer`` is a column where the rows have one: each look for an answer is one into an index.
    """
    return (
        f"count(*) FILTER (WHERE {status_in(UNANSWERED, 'r.status')}) AS unanswered,"
        f" count(*) FILTER (WHERE r.done_at IS NOT NULL AND {has_answer}) AS answered,"
        f" count(*) FILTER (WHERE {status_in(UNANSWERED, 'r.status')} AND NOT {has_answer}) AS silent"
    )


def answered_share(found: Mapping[str, Any]) -> float | None:
    """Return the share of requests with an answer among those that were answered or closed without one; 0 to 1."""
    asked = found["answered"] + found["silent"]
    return found["answered"] / asked if asked else None
