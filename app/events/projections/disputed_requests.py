"""``disputed_total``: how many requests that an executor has now were disputed while they were with that executor.

``executor_dispute`` has the disputes of each request by the executor of then, so that a request which returns to an
executor counts again.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain.log.events import EventKind
from app.events.projections.arrays import array_texts, unnested
from app.events.projections.comparison import Part, PartProof, compare_part
from app.events.projections.read_model import ReadModel
from app.events.projections.request_state import Batch
from app.events.projections.sum_table import Sums, SumTable
from app.events.projections.write import Write
from app.models.database import Fetch
from app.models.log.whole_log import DISPUTED, DISPUTES

_DISPUTES = SumTable("executor_dispute", {"request_id": "uuid", "executor_id": "uuid"}, ("disputes",))
_TOTALS = SumTable("disputed_total", {"city_id": "text", "executor_id": "uuid"}, ("requests",))
_OF_EXECUTOR = f"FROM {DISPUTES} AS event WHERE {DISPUTED} AND executor_id IS NOT NULL"
COUNTED_DISPUTES = f"""
    SELECT request_id, executor_id, count(*) AS disputes {_OF_EXECUTOR}
    GROUP BY 1, 2
"""
COUNTED_TOTALS = f"""
    SELECT r.city_id, r.executor_id, count(*) AS requests
    FROM (SELECT DISTINCT request_id, executor_id {_OF_EXECUTOR}) AS dispute
    JOIN service_request r ON r.id = dispute.request_id AND r.executor_id = dispute.executor_id GROUP BY 1, 2
"""  # noqa: S608 - built from constants
_GIVEN = {
    "request_id": "uuid",
    "city_before": "text",
    "executor_before": "uuid",
    "city_after": "text",
    "executor_after": "uuid",
    "disputed": "bool",
}
# Both statements of a batch see the disputes of before it, so those of the batch itself are given.
_KNOWN = """
    EXISTS (SELECT FROM executor_dispute d
        WHERE d.request_id = given.request_id AND d.executor_id = given.{} AND disputes > 0)
"""
_ADD = _TOTALS.insertion(f"""
    SELECT city_id, executor_id, sum(n) FROM (
        SELECT city_before AS city_id, executor_before AS executor_id, -1 AS n,
               {_KNOWN.format("executor_before")} AS counts
        FROM {unnested(_GIVEN.values())} AS given ({", ".join(_GIVEN)})
        UNION ALL SELECT city_after, executor_after, 1, disputed OR {_KNOWN.format("executor_after")}
        FROM {unnested(_GIVEN.values())} AS given ({", ".join(_GIVEN)})
    ) AS moved WHERE counts GROUP BY 1, 2 HAVING sum(n) <> 0
""")  # noqa: S608 - built from constants


class _Moved(NamedTuple):
    """A request with the place where it counted, and that where it counts."""

    request_id: UUID
    city_before: str | None
    executor_before: UUID | None
    city_after: str
    executor_after: UUID | None
    disputed: bool
    """Whether the batch has a dispute of the executor after it."""


class DisputedRequests(ReadModel):
    """The disputed requests of each executor and city."""

    name = "disputed_requests"
    table = "disputed_total"
    tables = ("disputed_total", "executor_dispute")

    async def writes_of(self, fetch: Fetch, batch: Batch) -> list[Write]:
        """Return the statements that add disputes, and move requests between executors; most batches have none."""
        disputes = _disputes(batch)
        moved = _moved(batch, disputes)
        writes = _DISPUTES.additions(disputes)
        if moved:
            writes.append(Write(_ADD, array_texts(zip(*moved, strict=True))))
        return writes

    async def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> AsyncIterator[PartProof]:
        """Compare the disputes with the log, and the totals with the requests."""
        disputes = _disputes(pending)
        totals = await self._pending_totals(fetch, _moved(pending, disputes))
        compared = ((_DISPUTES, COUNTED_DISPUTES, disputes), (_TOTALS, COUNTED_TOTALS, totals))
        for done, (table, counted, added) in enumerate(compared, start=1):
            number, lines = await compare_part(fetch, table, Part("true", (), counted), added, now)
            yield PartProof(number, lines, done, len(compared))

    @staticmethod
    async def _pending_totals(fetch: Fetch, moved: list[_Moved]) -> Sums:
        found = await fetch(_READ, [one.request_id for one in moved]) if moved else ()
        known = {(row["request_id"], row["executor_id"]) for row in found}
        totals: Sums = {}
        for one in moved:
            if (one.request_id, one.executor_before) in known:
                totals.setdefault((one.city_before, one.executor_before), [0])[0] -= 1
            if one.executor_after is not None and (one.disputed or (one.request_id, one.executor_after) in known):
                totals.setdefault((one.city_after, one.executor_after), [0])[0] += 1
        return totals


_READ = "SELECT request_id, executor_id FROM executor_dispute WHERE request_id = ANY($1) AND disputes > 0"


def _disputes(batch: Batch) -> Sums:
    sums: Sums = {}
    for event in batch.events:
        if event.kind is EventKind.WORK_DISPUTED and event.request.executor_id is not None:
            sums.setdefault((event.request.id, event.request.executor_id), [0])[0] += 1
    return sums


def _moved(batch: Batch, disputes: Sums) -> list[_Moved]:
    """Return the requests that were disputed, or are with another executor than before the batch."""
    found = []
    changed = {change.after.request_id: change for change in batch.changes}
    for request_id, change in changed.items():
        before, after = change
        city, executor = (None, None) if before is None else (before.city_id, before.executor_id)
        disputed = (request_id, after.executor_id) in disputes
        stayed = (city, executor) == (after.city_id, after.executor_id) or executor is after.executor_id is None
        if disputed or not stayed:
            found.append(_Moved(request_id, city, executor, after.city_id, after.executor_id, disputed))
    # A dispute may have changed nothing that read models count.
    last = {event.request.id: event.request for event in batch.events}
    for request_id, executor_id in disputes:
        request = last[request_id]
        if request_id not in changed and request.executor_id == executor_id:
            city = request.city_id
            found.append(_Moved(request_id, city, executor_id, city, executor_id, disputed=True))
    return found
