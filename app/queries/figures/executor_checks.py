"""What officers may want to check in the work of executors: requests that were disputed, and those with marked photos.

Both count requests that are with the executor now, so a list with the same executor has exactly these.
"""

from dataclasses import dataclass
from uuid import UUID

from app.events.projections.disputed_requests import DisputedRequests
from app.models.database import rows
from app.models.log.whole_log import DISPUTED, DISPUTES
from app.queries.log.projections import current

_DISPUTED = f"""
    SELECT {current(DisputedRequests.name)} AS current, t.executor_id, t.requests AS n
    FROM log_state LEFT JOIN disputed_total t ON t.city_id = $1 AND t.requests > 0 WHERE log_state.id = 1
"""  # noqa: S608 - constants
# As app.queries.requests.filter has it for a list of one executor.
_COUNTED_DISPUTED = f"""
    SELECT r.executor_id, count(DISTINCT r.id) AS n FROM {DISPUTES} AS e JOIN service_request r ON r.id = e.request_id
        AND r.executor_id = e.executor_id AND r.city_id = $1
    WHERE {DISPUTED} AND e.city_id = $1 GROUP BY 1
"""  # noqa: S608 - constants
_MARKED = """
    SELECT r.executor_id, count(DISTINCT r.id) AS n FROM photo p JOIN service_request r ON r.id = p.request_id
        AND r.executor_id = p.account_id AND r.city_id = $1
    WHERE p.account_id IN (SELECT id FROM account WHERE city_id = $1 AND role = 'EXECUTOR')
        AND p.marks <> '{}'::text[] AND p.retracted_at IS NULL
    GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class ExecutorChecks:
    """How many requests of one executor there are to check."""

    disputed: int = 0
    marked: int = 0


async def executor_checks(city_id: str) -> dict[UUID, ExecutorChecks]:
    """Return the counts by executor of the city; executors without any are left out."""
    disputed = await disputed_requests(city_id)
    marked = {row["executor_id"]: row["n"] for row in await rows(_MARKED, city_id)}
    return {
        executor: ExecutorChecks(disputed.get(executor, 0), marked.get(executor, 0))
        for executor in disputed.keys() | marked.keys()
    }


async def disputed_requests(city_id: str) -> dict[UUID, int]:
    """Return how many requests of each executor of the city were disputed while they were with that executor."""
    found = await rows(_DISPUTED, city_id)
    if not found[0]["current"]:
        return await counted_disputes(city_id)
    return {row["executor_id"]: row["n"] for row in found if row["executor_id"] is not None}


async def counted_disputes(city_id: str) -> dict[UUID, int]:
    """Return the same, counted from events: the time grows with their number."""
    return {row["executor_id"]: row["n"] for row in await rows(_COUNTED_DISPUTED, city_id)}
