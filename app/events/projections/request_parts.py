"""``request_part``: what has become of the requests that a city received in each part of a day; see ``request_cohort``.

The ends of a span that are no whole days are summed from it. Beside the rows of ``request_cohort``, of parts in place
of days, it has how many requests of each category there were: a row without a bucket, of which no other count is kept.
"""

from app.domain.figures.city_days import HOURS_OF_PART, part_of
from app.domain.figures.durations import bucket_of
from app.events.projections.city_zones import CITY_ZONES
from app.events.projections.request_cohorts import BUCKET, COUNTED, NOT_DONE, SUMS, RequestCohorts
from app.events.projections.request_state import ANSWERED, Batch, RequestState
from app.events.projections.sum_table import Key, Sums, SumTable

NO_BUCKET = -2
"""The bucket of a row that counts the requests of a category."""
NO_CATEGORY = ""
"""The category of a row that has a bucket."""
_ONE = (1, *(0 for _ in SUMS[1:]))


class RequestParts(RequestCohorts):
    """Sums over the requests of a city by the part of the day of their creation, in the city's time zone."""

    name = "request_parts"
    table = "request_part"
    tables = ("request_part",)
    sum_table = SumTable(
        "request_part",
        {"city_id": "text", "day": "date", "hour": "smallint", "bucket": "smallint", "category_id": "text"},
        SUMS,
    )
    counted = f"""
        SELECT city_id, local_at::date AS day,
               (extract(hour FROM local_at)::int / {HOURS_OF_PART} * {HOURS_OF_PART})::smallint AS hour,
               shown.bucket::smallint AS bucket, shown.category_id, count(*) AS received,
               {", ".join(f"count(*) FILTER (WHERE has_bucket AND {what}) AS {name}" for name, what in COUNTED.items())}
        FROM (SELECT service_request.*, {ANSWERED} AS answered, {BUCKET} AS bucket,
                     created_at AT TIME ZONE timezone AS local_at
              FROM service_request JOIN city ON city.id = service_request.city_id) AS request,
             LATERAL (VALUES (true, request.bucket, '{NO_CATEGORY}'), (false, {NO_BUCKET}, request.category_id))
                 AS shown(has_bucket, bucket, category_id)
        WHERE $1::timestamptz IS NOT NULL GROUP BY 1, 2, 3, 4, 5
    """  # noqa: S608 - built from constants

    def keys_of(self, state: RequestState) -> list[Key]:
        """Return the row of the part."""
        seconds = None if state.done_at is None else (state.done_at - state.created_at).total_seconds()
        bucket = NOT_DONE if seconds is None else bucket_of(seconds)
        return [(state.city_id, *self._part(state), bucket, NO_CATEGORY)]

    def sums(self, batch: Batch) -> Sums:
        """Return what the batch changes, also in the rows of categories."""
        sums = super().sums(batch)
        for before, after in batch.changes:
            # A request seldom changes its category, so that most steps write nothing here.
            if before is None or (before.category_id, before.city_id, before.created_at) != (
                after.category_id,
                after.city_id,
                after.created_at,
            ):
                self.combine(sums, [self._of_category(after)], _ONE)
                if before is not None:
                    self.combine(sums, [self._of_category(before)], _ONE, -1)
        return sums

    def _of_category(self, state: RequestState) -> Key:
        return (state.city_id, *self._part(state), NO_BUCKET, state.category_id)

    def _part(self, state: RequestState) -> Key:
        return part_of(state.created_at.astimezone(CITY_ZONES[state.city_id]))
