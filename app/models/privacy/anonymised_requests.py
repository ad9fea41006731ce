"""Statements that anonymise closed requests in batches."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from app.models.database import row, rows
from app.models.points.points_month import sum_accounts

# Closed, and no event since then. A repeat waits for the request that it was merged into, because its author gets
# points when that one is confirmed; and points must be folded before the log loses whose they are.
_DUE = """
    FROM service_request s WHERE s.closed_at IS NOT NULL AND s.source IS NULL AND s.updated_at <= $1
        AND (s.anonymised_at IS NULL OR s.anonymised_at <= s.updated_at)
        AND NOT EXISTS (SELECT FROM event e WHERE e.request_id = s.id AND e.position IS NULL)
        AND (s.merged_into IS NULL OR EXISTS (SELECT FROM service_request o WHERE o.id = s.merged_into
            AND (o.anonymised_at IS NOT NULL OR o.source IS NOT NULL)))
"""
_CARRY_POINTS = """
    WITH gone AS (DELETE FROM points_entry WHERE request_id = ANY($1) RETURNING account_id, amount, day)
    INSERT INTO points_carried (account_id, amount, last_day)
    SELECT account_id, sum(amount)::int, max(day) FROM gone GROUP BY account_id
    ON CONFLICT (account_id) DO UPDATE SET amount = points_carried.amount + excluded.amount,
        last_day = greatest(points_carried.last_day, excluded.last_day)
    RETURNING account_id
"""
_DELETE_NOTIFICATIONS = (
    "DELETE FROM notification n USING unnest($1::uuid[], $2::bigint[]) AS t(account_id, position)"
    " WHERE n.account_id = t.account_id AND n.position = t.position"
)


async def count_due_for_anonymisation(before: datetime) -> int:
    """Return how many requests were closed, and last changed, no later than ``before``."""
    found = await row(f"SELECT count(*) AS n {_DUE}", before)
    return int(found["n"]) if found else 0


async def lock_due_for_anonymisation(before: datetime, limit: int) -> list[UUID]:
    """Return the ids of requests that are due, the oldest first, with their rows locked; locked ones are skipped."""
    found = await rows(f"SELECT s.id {_DUE} ORDER BY s.updated_at LIMIT $2 FOR UPDATE OF s SKIP LOCKED", before, limit)
    return [item["id"] for item in found]


async def carry_points(request_ids: Sequence[UUID]) -> None:
    """Replace the points entries of these requests by one sum for each account; the log is locked."""
    found = await rows(_CARRY_POINTS, list(request_ids))
    await sum_accounts([item["account_id"] for item in found])


async def delete_notifications(recipients: Iterable[tuple[UUID, int]]) -> None:
    """Delete these notifications, each by its account and position."""
    if pairs := list(recipients):
        accounts, positions = (list(column) for column in zip(*pairs, strict=True))
        await rows(_DELETE_NOTIFICATIONS, accounts, positions)


async def clear_hidden_texts(request_ids: Sequence[UUID]) -> None:
    """Erase the originals of texts that officers have hidden; those written in office stay."""
    await rows(
        "UPDATE hidden_text SET account_id = NULL, originals = NULL WHERE request_id = ANY($1) AND NOT official",
        list(request_ids),
    )


async def clear_verdicts(request_ids: Sequence[UUID]) -> None:
    """Remove the people and the reasons from verdicts; the ratings stay for the executor's statistics."""
    await rows("UPDATE verdict SET account_id = NULL, reason = left(reason, 0) WHERE request_id = ANY($1)", request_ids)
