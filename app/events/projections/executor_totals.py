"""``executor_total``: what each executor has been given and has done, over all time, in each city."""

from collections.abc import Sequence

from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import CONFIRMED, OPEN, UNANSWERED
from app.events.projections.read_model import SummedModel
from app.events.projections.request_state import ANSWERED, RATINGS, Batch, RequestState
from app.events.projections.sum_table import Key, Sums, SumTable
from app.models.log.whole_log import DISPUTED, DISPUTES
from app.models.status_sql import status_in

UNDISPUTED = CONFIRMED | UNANSWERED
"""Work that was not disputed. Where only some of its authors answered, their stars count all the same."""
SUMS = (
    *("assigned", "active", "done", "on_time", "late", "confirmed", "unanswered", "answered", "silent"),
    *("rated", "stars", "disputed"),
)
_DISPUTED = SUMS.index("disputed")
_IS_UNANSWERED = status_in(UNANSWERED)
_IS_UNDISPUTED = status_in(UNDISPUTED)


class ExecutorTotals(SummedModel):
    """Sums over the requests that are with an executor now; disputes stay with the executor of then."""

    name = "executor_totals"
    table = "executor_total"
    tables = ("executor_total",)
    sum_table = SumTable("executor_total", {"executor_id": "uuid", "city_id": "text"}, SUMS)
    counted = f"""
        WITH request AS (
            SELECT r.*, coalesce(v.rated, 0) AS rated, coalesce(v.stars, 0) AS stars
            FROM (SELECT service_request.*, {ANSWERED} AS answered FROM service_request) AS r
            LEFT JOIN ({RATINGS} GROUP BY v.request_id) AS v ON v.request_id = r.id
            WHERE r.executor_id IS NOT NULL
        ), counted AS (
            SELECT executor_id, city_id, count(*) AS assigned, count(*) FILTER (WHERE {status_in(OPEN)}) AS active,
                   count(done_at) AS done, count(*) FILTER (WHERE done_at <= due_at) AS on_time,
                   count(*) FILTER (WHERE done_at > due_at) AS late, count(confirmed_at) AS confirmed,
                   count(*) FILTER (WHERE {_IS_UNANSWERED}) AS unanswered,
                   count(*) FILTER (WHERE done_at IS NOT NULL AND answered) AS answered,
                   count(*) FILTER (WHERE {_IS_UNANSWERED} AND NOT answered) AS silent,
                   sum(rated) FILTER (WHERE {_IS_UNDISPUTED}) AS rated,
                   sum(stars) FILTER (WHERE {_IS_UNDISPUTED}) AS stars
            FROM request WHERE $1::timestamptz IS NOT NULL GROUP BY 1, 2
        ), dispute AS (
            SELECT executor_id, city_id, count(*) AS disputed FROM {DISPUTES} AS event
            WHERE {DISPUTED} AND executor_id IS NOT NULL GROUP BY 1, 2
        )
        SELECT executor_id, city_id, {", ".join(f"coalesce({name}, 0)::bigint AS {name}" for name in SUMS)}
        FROM counted FULL JOIN dispute USING (executor_id, city_id)
    """  # noqa: S608 - built from constants

    def sums(self, batch: Batch) -> Sums:
        """Return what the batch changes: its requests, and its disputes."""
        sums = super().sums(batch)
        for event in batch.events:
            if event.kind is EventKind.WORK_DISPUTED and event.request.executor_id is not None:
                key = (event.request.executor_id, event.request.city_id)
                sums.setdefault(key, [0] * len(SUMS))[_DISPUTED] += 1
        return sums

    def keys_of(self, state: RequestState) -> list[Key]:
        """Return the row of the executor."""
        return [] if state.executor_id is None else [(state.executor_id, state.city_id)]

    def values_of(self, state: RequestState) -> Sequence[int]:
        """Return what the request adds, in the order of ``SUMS``."""
        is_done, is_unanswered = state.done_at is not None, state.status in UNANSWERED
        is_judged = state.done_at is not None and state.due_at is not None
        is_late = state.done_at is not None and state.due_at is not None and state.done_at > state.due_at
        is_undisputed = state.status in UNDISPUTED
        return (
            1,
            int(state.status in OPEN),
            int(is_done),
            int(is_judged and not is_late),
            int(is_late),
            int(state.confirmed_at is not None),
            int(is_unanswered),
            int(is_done and state.answered),
            int(is_unanswered and not state.answered),
            state.rated if is_undisputed else 0,
            state.stars if is_undisputed else 0,
            0,
        )
