"""``request_cohort``: what has become of the requests that a city received on each day, in each month and year.

``day_figure`` says what happened on a day; here a request counts on the day it was created, whatever happens later.
Each row has the requests whose work took about the same time from creation to completion, so that the rows of any
window together are a histogram.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from app.domain.figures.city_days import Grain
from app.domain.figures.durations import bucket_of
from app.domain.requests.lifecycle import UNANSWERED
from app.events.projections import durations_sql
from app.events.projections.city_zones import CITY_ZONES
from app.events.projections.comparison import Part, PartProof, city_parts
from app.events.projections.read_model import SummedModel
from app.events.projections.request_state import ANSWERED, Batch, RequestState
from app.events.projections.sum_table import Key, Sums, SumTable
from app.events.projections.write import Write
from app.models.database import Fetch
from app.models.status_sql import status_in

NOT_DONE = -1
"""The bucket of requests without completed work."""
SUMS = ("received", "done", "on_time", "late", "confirmed", "unanswered", "answered", "silent")
BUCKET = f"coalesce({durations_sql.bucket_of(durations_sql.seconds_between('created_at', 'done_at'))}, {NOT_DONE})"
"""The bucket of a request, over ``service_request``."""
_IS_UNANSWERED = status_in(UNANSWERED)
COUNTED = {
    "done": "done_at IS NOT NULL",
    "on_time": "done_at <= due_at",
    "late": "done_at > due_at",
    "confirmed": "confirmed_at IS NOT NULL",
    "unanswered": _IS_UNANSWERED,
    "answered": "done_at IS NOT NULL AND answered",
    "silent": f"{_IS_UNANSWERED} AND NOT answered",
}
"""What a request is counted for beside ``received``, over ``service_request`` and whether it is ``answered``."""


class RequestCohorts(SummedModel):
    """Sums over the requests of a city by the day, the month and the year of their creation."""

    name = "request_cohorts"
    table = "request_cohort"
    tables = ("request_cohort",)
    has_local_days = True
    sum_table = SumTable(
        "request_cohort", {"city_id": "text", "grain": "text", "day": "date", "bucket": "smallint"}, SUMS
    )
    counted = f"""
        SELECT city_id, grain, day, bucket, count(*) AS received,
               {", ".join(f"count(*) FILTER (WHERE {what}) AS {name}" for name, what in COUNTED.items())}
        FROM (SELECT service_request.*, {ANSWERED} AS answered, {BUCKET} AS bucket,
                     (created_at AT TIME ZONE timezone)::date AS local_day
              FROM service_request JOIN city ON city.id = service_request.city_id) AS request,
             LATERAL (VALUES {", ".join(f"('{grain}', date_trunc('{grain}', local_day)::date)" for grain in Grain)})
                 AS shown(grain, day)
        WHERE $1::timestamptz IS NOT NULL GROUP BY 1, 2, 3, 4
    """  # noqa: S608 - built from constants

    async def writes_of(self, fetch: Fetch, batch: Batch) -> list[Write]:
        """Return the sums of the batch as one statement."""
        await _know_zones(fetch, batch)
        return await super().writes_of(fetch, batch)

    async def compared_parts(self, fetch: Fetch) -> Sequence[Part]:
        """Return the cities."""
        return await city_parts(fetch, self.tables, self.counted)

    async def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> AsyncIterator[PartProof]:
        """Compare each row with what the tables of commands give."""
        await _know_zones(fetch, pending)
        async for proof in super().differences(fetch, now, pending):
            yield proof

    def sums(self, batch: Batch) -> Sums:
        """Return what the batch changes: most steps change nothing that is counted here."""
        changes = [
            change for change in batch.changes if change.before is None or _facts(change.before) != _facts(change.after)
        ]
        return super().sums(Batch(batch.events, changes))

    def keys_of(self, state: RequestState) -> list[Key]:
        """Return the rows of the day, of the month and of the year."""
        day = state.created_at.astimezone(CITY_ZONES[state.city_id]).date()
        seconds = None if state.done_at is None else (state.done_at - state.created_at).total_seconds()
        bucket = NOT_DONE if seconds is None else bucket_of(seconds)
        firsts = {Grain.DAY: day, Grain.MONTH: day.replace(day=1), Grain.YEAR: day.replace(month=1, day=1)}
        return [(state.city_id, grain.value, first, bucket) for grain, first in firsts.items()]

    def values_of(self, state: RequestState) -> Sequence[int]:
        """Return what the request adds, in the order of ``SUMS``."""
        is_done, is_unanswered = state.done_at is not None, state.status in UNANSWERED
        is_judged = state.done_at is not None and state.due_at is not None
        is_late = state.done_at is not None and state.due_at is not None and state.done_at > state.due_at
        return (
            1,
            int(is_done),
            int(is_judged and not is_late),
            int(is_late),
            int(state.confirmed_at is not None),
            int(is_unanswered),
            int(is_done and state.answered),
            int(is_unanswered and not state.answered),
        )


async def _know_zones(fetch: Fetch, batch: Batch) -> None:
    await CITY_ZONES.know(fetch, {change.after.city_id for change in batch.changes})


def _facts(state: RequestState) -> Key:
    """Return what the row and the values of a request depend on."""
    return (
        state.city_id,
        state.created_at,
        state.done_at,
        state.due_at,
        state.confirmed_at,
        state.answered,
        state.status in UNANSWERED,
    )
