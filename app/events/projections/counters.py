"""``city_counter``: the number of requests of each city and status."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from app.domain.log.events import Event, LoggedEvent
from app.events.projections.arrays import array_texts, unnested
from app.events.projections.compared_projection import ComparedProjection
from app.events.projections.comparison import PartProof, city_parts, compare_part
from app.events.projections.request_state import Batch
from app.events.projections.sum_table import SumTable
from app.events.projections.write import Write
from app.models.database import Fetch

# The sum is formed before the insert: a negative difference would fail the check constraint of the table. Only the
# sequencer writes here, so no other process changes the count in between.
_SET = f"""
    INSERT INTO city_counter (city_id, status, count)
    SELECT city_id, status, {{}}
    FROM {unnested(("text", "text", "bigint"))} AS t(city_id, status, delta)
        LEFT JOIN city_counter USING (city_id, status)
    ON CONFLICT (city_id, status) DO UPDATE SET count = excluded.count
"""  # noqa: S608 - constants
_SUM = "COALESCE(count, 0) + delta"
_ADD = _SET.format(_SUM)
_ADD_TO_LOW = _SET.format(f"greatest({_SUM}, 0)")


_TABLE = SumTable("city_counter", {"city_id": "text", "status": "text"}, ("count",))
_COUNTED = "SELECT city_id, status, count(*) AS count FROM service_request WHERE city_id = $2 GROUP BY 1, 2"


class CityCounters(ComparedProjection):
    """The number of requests of each city in each status."""

    name = "city_counters"
    table = "city_counter"
    tables = ("city_counter",)

    def __init__(self, *, are_low: bool = False) -> None:
        """``are_low`` says that some counters may be lower than what is taken from them, and then become 0.

        Otherwise the check constraint of the table refuses the batch.
        """
        self._statement = _ADD_TO_LOW if are_low else _ADD

    async def writes(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> list[Write]:
        """Return what these events add to the counters."""
        deltas = _deltas(logged.event for logged in events)
        changed = sorted((city, status, delta) for (city, status), delta in deltas.items() if delta)
        if not changed:
            return []
        return [Write(self._statement, array_texts(zip(*changed, strict=True)))]

    async def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> AsyncIterator[PartProof]:
        """Compare the counters of each city with its requests."""
        added = {key: [delta] for key, delta in _deltas(pending.events).items() if delta}
        cities = await city_parts(fetch, (self.table,), _COUNTED)
        for done, part in enumerate(cities, start=1):
            number, lines = await compare_part(fetch, _TABLE, part, added, now)
            yield PartProof(number, lines, done, len(cities))


def _deltas(events: Iterable[Event]) -> Counter[tuple[str, str]]:
    deltas: Counter[tuple[str, str]] = Counter()
    for event in events:
        if event.from_status is event.request.status:
            continue
        if event.from_status is not None:
            deltas[event.request.city_id, event.from_status.value] -= 1
        deltas[event.request.city_id, event.request.status.value] += 1
    return deltas
