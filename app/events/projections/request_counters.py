"""``request_counter``: the number of requests by city, by district and category, and by executor."""

from collections.abc import Sequence

from app.events.projections.read_model import SummedModel
from app.events.projections.request_state import RequestState
from app.events.projections.sum_table import Key, SumTable
from app.models.status_sql import overdue

CITY = "city"
CATEGORY = "category"
EXECUTOR = "executor"


class RequestCounters(SummedModel):
    """How many requests are in each status, and how many of them are overdue.

    Rows of the kind ``category`` have the district and the category of the requests; rows of the kind ``executor``
    have the executor, and no district; those of the kind ``city`` have neither, so that the counters of a city are a
    few rows however many districts and categories it has. The kinds are separate, because a cube of them would have a
    row for each combination, and no screen asks for it.
    """

    name = "request_counters"
    table = "request_counter"
    tables = ("request_counter",)
    sum_table = SumTable(
        "request_counter",
        {"kind": "text", "city_id": "text", "district_id": "text", "key": "text", "status": "text"},
        ("count", "overdue"),
    )
    counted = f"""
        WITH counted AS (
            SELECT city_id, district_id, category_id, executor_id, status, count(*) AS count,
                   count(*) FILTER (WHERE {overdue("$1")}) AS overdue
            FROM service_request GROUP BY 1, 2, 3, 4, 5
        )
        SELECT '{CATEGORY}' AS kind, city_id, district_id, category_id AS key, status,
               sum(count)::bigint AS count, sum(overdue)::bigint AS overdue FROM counted GROUP BY 2, 3, 4, 5
        UNION ALL SELECT '{CITY}', city_id, NULL, '', status, sum(count)::bigint, sum(overdue)::bigint
            FROM counted GROUP BY 2, 5
        UNION ALL SELECT '{EXECUTOR}', city_id, NULL, executor_id::text, status, sum(count)::bigint,
               sum(overdue)::bigint FROM counted WHERE executor_id IS NOT NULL GROUP BY 2, 4, 5
    """  # noqa: S608 - built from constants

    def keys_of(self, state: RequestState) -> list[Key]:
        """Return the rows of the city, of the category and of the executor."""
        status = state.status.value
        keys: list[Key] = [
            (CITY, state.city_id, None, "", status),
            (CATEGORY, state.city_id, state.district_id, state.category_id, status),
        ]
        if state.executor_id is not None:
            keys.append((EXECUTOR, state.city_id, None, str(state.executor_id), status))
        return keys

    def values_of(self, state: RequestState) -> Sequence[int]:
        """Return one request, and whether it is overdue."""
        return (1, int(state.overdue))
