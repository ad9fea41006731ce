"""``points_month``: the entries of the ledger summed for each account, city and month. Leaderboards are read from it.

The sequencer adds to it what it adds to the ledger, and who removes entries sums the rows of their accounts anew. Both
hold the lock of the log. A month in ``points_month_due`` is not summed yet, and its rows say nothing.
"""

from collections.abc import Sequence
from uuid import UUID

from app.models.database import rows

MONTH = "(day - extract(day FROM day)::int + 1)"
"""The first day of the month, over ``points_entry``."""
_COLUMNS = "account_id, city_id, month, points, requests, last"


def counted(where: str) -> str:
    """Return the query that sums the entries for which this holds; it must hold for all entries of a month or none."""
    return f"""
        SELECT account_id, city_id, month, sum(amount)::bigint AS points,
               (count(*) FILTER (WHERE amount > 0))::int AS requests, max(last) AS last
        FROM (
            SELECT account_id, city_id, {MONTH} AS month, sum(amount) AS amount, max(position) AS last
            FROM points_entry WHERE {where} GROUP BY account_id, city_id, 3, request_id
        ) AS earned GROUP BY account_id, city_id, month
    """  # noqa: S608 - constants


def insertion(where: str) -> str:
    """Return the statement that writes the rows of these entries, in place of those that are there."""
    return f"""
        INSERT INTO points_month ({_COLUMNS}) {counted(where)}
        ON CONFLICT (account_id, city_id, month) DO UPDATE SET
            points = excluded.points, requests = excluded.requests, last = excluded.last
    """


SUM_ACCOUNTS = ("DELETE FROM points_month WHERE account_id = ANY($1)", insertion("account_id = ANY($1)"))
"""Sum the rows of the accounts ``$1`` anew."""


async def sum_accounts(account_ids: Sequence[UUID]) -> None:
    """Sum the rows of these accounts anew, in the current transaction, which holds the lock of the log."""
    for statement in SUM_ACCOUNTS if account_ids else ():
        await rows(statement, list(account_ids))
