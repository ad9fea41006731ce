"""``zone_figure``: the requests of each week by city, category and hexagon, and how many missed their deadline."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from app.domain.hexagons import hexagon_at
from app.domain.lifecycle import DROPPED
from app.domain.zones import week_of
from app.events.projections.read_model import Key, SummedModel, Sums, SumTable
from app.events.projections.request_state import MICRO, RequestState
from app.models.database import Fetch
from app.models.status_sql import overdue, status_in

_REQUESTS = f"""
    SELECT city_id, category_id, created_at, longitude, latitude,
           COALESCE({overdue("$1")} OR done_at > due_at, false)::int AS late
    FROM service_request WHERE NOT {status_in(DROPPED)}
"""  # noqa: S608 - built from constants


class ZoneFigures(SummedModel):
    """How many requests came in each week, by the week of their creation; those closed without work do not count.

    Late are those that are overdue, and those whose work was done after its deadline.
    """

    name = "zone_figures"
    table = "zone_figure"
    tables = ("zone_figure",)
    sum_table = SumTable(
        "zone_figure",
        {"city_id": "text", "week": "date", "category_id": "text", "hexagon": "bigint"},
        ("received", "late"),
    )

    def keys_of(self, state: RequestState) -> list[Key]:
        """Return the row of the hexagon."""
        hexagon = hexagon_at(state.latitude / MICRO, state.longitude / MICRO)
        return [(state.city_id, week_of(state.created_at), state.category_id, hexagon)]

    def values_of(self, state: RequestState) -> Sequence[int]:
        """Return one request, and whether it missed its deadline."""
        if state.status in DROPPED:
            return (0, 0)
        was_late = state.done_at is not None and state.due_at is not None and state.done_at > state.due_at
        return (1, int(state.overdue or was_late))

    async def counted_rows(self, fetch: Fetch, now: datetime) -> Sums:
        """Return the rows as counted from the table of requests: PostgreSQL knows no hexagons."""
        return counted_zones(await fetch(_REQUESTS, now))


def counted_zones(requests: Iterable[Any]) -> Sums:
    """Return the rows of the table for these requests."""
    sums: Sums = {}
    for found in requests:
        # By the places that the read models know, so that one on a border falls to the same side.
        latitude, longitude = (round(found[name] * MICRO) / MICRO for name in ("latitude", "longitude"))
        key = (found["city_id"], week_of(found["created_at"]), found["category_id"], hexagon_at(latitude, longitude))
        row = sums.setdefault(key, [0, 0])
        row[0] += 1
        row[1] += found["late"]
    return sums
