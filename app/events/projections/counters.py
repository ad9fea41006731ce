"""``city_counter``: the number of requests of each city and status."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import asyncpg

from app.domain.events import LoggedEvent
from app.events.projections.projection import Projection


class CityCounters(Projection):
    """The number of requests of each city in each status."""

    name = "city_counters"
    table = "city_counter"

    async def fold(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> None:
        """Add the changes of these events to the counters."""
        deltas: Counter[tuple[str, str]] = Counter()
        for logged in events:
            event = logged.event
            if event.from_status is event.request.status:
                continue
            if event.from_status is not None:
                deltas[event.request.city_id, event.from_status.value] -= 1
            deltas[event.request.city_id, event.request.status.value] += 1
        changed = sorted((city, status, delta) for (city, status), delta in deltas.items() if delta)
        if not changed:
            return
        cities, statuses, counts = (list(column) for column in zip(*changed, strict=True))
        # Rows are inserted with 0 first: an inserted negative delta would fail the check constraint of the table.
        await connection.execute(
            "INSERT INTO city_counter (city_id, status, count)"
            " SELECT c, s, 0 FROM unnest($1::text[], $2::text[]) AS t(c, s) ON CONFLICT (city_id, status) DO NOTHING",
            cities,
            statuses,
        )
        await connection.execute(
            "UPDATE city_counter SET count = count + t.delta"
            " FROM unnest($1::text[], $2::text[], $3::bigint[]) AS t(city, status, delta)"
            " WHERE city_id = t.city AND city_counter.status = t.status",
            cities,
            statuses,
            counts,
        )
