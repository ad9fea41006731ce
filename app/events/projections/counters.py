"""``city_counter``: the number of requests of each city and status."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import asyncpg

from app.domain.log.events import LoggedEvent
from app.events.projections.arrays import array_texts, unnested
from app.events.projections.projection import Projection
from app.events.projections.write import Write

# The sum is formed before the insert: a negative difference would fail the check constraint of the table. Only the
# sequencer writes here, so no other process changes the count in between.
_ADD = f"""
    INSERT INTO city_counter (city_id, status, count)
    SELECT city_id, status, COALESCE(count, 0) + delta
    FROM {unnested(("text", "text", "bigint"))} AS t(city_id, status, delta)
        LEFT JOIN city_counter USING (city_id, status)
    ON CONFLICT (city_id, status) DO UPDATE SET count = excluded.count
"""  # noqa: S608 - constants


class CityCounters(Projection):
    """The number of requests of each city in each status."""

    name = "city_counters"
    table = "city_counter"
    tables = ("city_counter",)

    async def writes(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> list[Write]:
        """Return what these events add to the counters."""
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
            return []
        return [Write(_ADD, array_texts(zip(*changed, strict=True)))]
