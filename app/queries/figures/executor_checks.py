"""What officers may want to check in the work of executors: requests that were disputed, and those with marked photos.

Both count requests that are with the executor now, so a list with the same executor has exactly these.
"""

from dataclasses import dataclass
from uuid import UUID

from app.models.database import rows

# As app.queries.requests.filter has it for a list of one executor.
_DISPUTED = """
    SELECT r.executor_id, count(DISTINCT r.id) AS n FROM event e JOIN service_request r ON r.id = e.request_id
        AND r.executor_id::text = e.snapshot ->> 'executor_id' AND r.city_id = $1
    WHERE e.kind = 'WORK_DISPUTED' AND e.city_id = $1 GROUP BY 1
"""
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
    disputed, marked = [
        {found["executor_id"]: found["n"] for found in await rows(sql, city_id)} for sql in (_DISPUTED, _MARKED)
    ]
    return {
        executor: ExecutorChecks(disputed.get(executor, 0), marked.get(executor, 0))
        for executor in disputed.keys() | marked.keys()
    }
