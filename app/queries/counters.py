"""The numbers on the wall screen."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.lifecycle import OPEN, Status
from app.models.database import rows
from app.queries.filter import OVERDUE_SQL


@dataclass(frozen=True, slots=True)
class Counters:
    """How many requests of a city stand where."""

    city_id: str
    by_status: dict[Status, int]
    overdue: int

    @property
    def total(self) -> int:
        """All requests of the city."""
        return sum(self.by_status.values())

    @property
    def open(self) -> int:
        """Those on which work is owed."""
        return sum(count for status, count in self.by_status.items() if status in OPEN)


async def counters(city_id: str, now: datetime) -> Counters:
    """Return the folded counts, and the overdue ones counted on their own small index."""
    found = await rows("SELECT status, count FROM city_counter WHERE city_id = $1", city_id)
    overdue = await rows(
        f"SELECT count(*) AS n FROM service_request WHERE city_id = $1 AND {OVERDUE_SQL.format(now='$2')}",  # noqa: S608 - constants
        city_id,
        now,
    )
    counted = {Status(item["status"]): int(item["count"]) for item in found}
    return Counters(city_id, {status: counted.get(status, 0) for status in Status}, int(overdue[0]["n"]))
