"""The counters of a city and of its districts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from app.domain.requests.lifecycle import OPEN, Status
from app.events.projections.request_counters import CATEGORY, CITY, RequestCounters
from app.events.projections.request_states import RequestStates
from app.models.database import rows
from app.models.status_sql import overdue, passed_uncounted
from app.queries.log.projections import current

MOST_UNCOUNTED = 10_000
"""Deadlines that passed since the sequencer last looked, a moment ago. The order makes PostgreSQL walk their partial
index, which forgets the entries that the sequencer has moved; a bitmap of it would read them all again and again."""
# Overdue requests come from the read model, with those whose deadline passed since the sequencer last looked. While it
# is not up to date, after an upgrade, they are counted on their partial index. CASE runs only the branch that it takes.
_COUNTERS = f"""
    SELECT head, (SELECT jsonb_object_agg(status, count) FROM city_counter WHERE city_id = $1) AS counts,
           CASE WHEN {current(RequestCounters.name)}
               THEN (SELECT coalesce(sum(overdue), 0)::bigint FROM request_counter
                         WHERE kind = '{CITY}' AND city_id = $1)
                   + (SELECT count(*) FROM (
                         SELECT city_id FROM request_state WHERE {passed_uncounted("$2")}
                         ORDER BY due_at LIMIT {MOST_UNCOUNTED}) AS passed WHERE city_id = $1)
               ELSE (SELECT count(*) FROM service_request WHERE city_id = $1 AND {overdue("$2")}) END AS overdue
    FROM log_state WHERE id = 1
"""  # noqa: S608 - built from constants

_DISTRICTS = f"""
    WITH state AS MATERIALIZED (
        SELECT {current(RequestCounters.name)} AND {current(RequestStates.name)} AS current FROM log_state WHERE id = 1
    ), counted AS (
        SELECT district_id, status, sum(count)::bigint AS count, sum(overdue)::bigint AS overdue FROM request_counter
        WHERE (SELECT current FROM state) AND kind = '{CATEGORY}' AND city_id = $1 GROUP BY 1, 2 HAVING sum(count) > 0
        UNION ALL
        SELECT district_id, status, 0, count(*) FROM (
            SELECT city_id, district_id, status FROM request_state
            WHERE (SELECT current FROM state) AND {passed_uncounted("$2")} ORDER BY due_at LIMIT {MOST_UNCOUNTED}
        ) AS passed WHERE city_id = $1 GROUP BY 1, 2
    )
    SELECT (SELECT current FROM state) AS current, counted.* FROM (SELECT 1) AS always LEFT JOIN counted ON true
"""  # noqa: S608 - built from constants


@dataclass(frozen=True, slots=True)
class Counters:
    """How many requests a city has, by status."""

    city_id: str
    by_status: dict[Status, int]
    overdue: int
    position: int
    """Of the last event that is counted."""

    @property
    def total(self) -> int:
        """All requests of the city."""
        return sum(self.by_status.values())

    @property
    def open(self) -> int:
        """Those on which work is owed."""
        return open_of(self.by_status)


@dataclass(frozen=True, slots=True)
class DistrictCounters:
    """How many requests a district has, by status; ``district_id`` is None for requests in no district."""

    district_id: str | None
    by_status: dict[Status, int]
    overdue: int

    @property
    def total(self) -> int:
        """All requests of the district."""
        return sum(self.by_status.values())

    @property
    def open(self) -> int:
        """Those on which work is owed."""
        return open_of(self.by_status)


def open_of(by_status: Mapping[Status, int]) -> int:
    """Return how many of these requests work is owed on."""
    return sum(count for status, count in by_status.items() if status in OPEN)


async def district_counters(city_id: str, now: datetime) -> list[DistrictCounters] | None:
    """Return the counters of each district that has any requests; None while the read model is not up to date."""
    found = await rows(_DISTRICTS, city_id, now)
    if not found[0]["current"]:
        return None
    counted: dict[str | None, dict[Status, int]] = {}
    late: dict[str | None, int] = {}
    for row in found:
        if row["status"] is None:
            continue
        by_status = counted.setdefault(row["district_id"], dict.fromkeys(Status, 0))
        by_status[Status(row["status"])] += row["count"]
        late[row["district_id"]] = late.get(row["district_id"], 0) + row["overdue"]
    ordered = sorted(counted, key=lambda district: (district is None, district))
    return [DistrictCounters(district, counted[district], late[district]) for district in ordered]


async def counters(city_id: str, now: datetime) -> Counters:
    """Return the counts of the projections."""
    # One statement, so that the counts and the position of the log are of the same moment.
    found = await rows(_COUNTERS, city_id, now)
    counted: dict[str, int] = orjson.loads(found[0]["counts"] or "{}")
    by_status = {status: counted.get(status, 0) for status in Status}
    return Counters(city_id, by_status, overdue=int(found[0]["overdue"]), position=found[0]["head"])
