"""``points_month``: what each account earned in a city in a month, kept beside the ledger of points.

A process of an earlier version that numbers events, or removes entries, does not write it. The row ``points_months`` of
the table ``projection`` then stays behind, and ``sum_due_months`` sums all months anew.
"""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg

from app.events.projections.arrays import unnested
from app.events.projections.comparison import Part, PartProof, city_parts, compare_part
from app.events.projections.sum_table import SumTable
from app.models.database import Fetch
from app.models.points.points_month import MONTH, counted, insertion

PART = "points_months"
"""The row of the table ``projection`` that says how far it has come."""
TABLES = ("points_month", "points_month_due")
ENTRY_TYPES = ("uuid", "bigint", "text", "int", "timestamptz", "date", "uuid", "text")
"""The types of the columns of an entry, as ``ADD`` takes them."""
# An entry that the ledger has already is not added again. A request counts while its entries of the month come to more
# than 0, so its earlier ones are read: by an index, and there is one for each rule at most.
ADD = f"""
    INSERT INTO points_month AS t (account_id, city_id, month, points, requests, last)
    SELECT account_id, city_id, month, sum(added.amount),
           sum((before.amount + added.amount > 0)::int - (before.amount > 0)::int), max(last)
    FROM (
        SELECT account_id, city_id, {MONTH} AS month, request_id, sum(amount) AS amount, max(position) AS last
        FROM {unnested(ENTRY_TYPES)} AS given (account_id, position, rule, amount, at, day, request_id, city_id)
        WHERE NOT EXISTS (
            SELECT FROM points_entry p
            WHERE p.request_id = given.request_id AND p.rule = given.rule AND p.account_id = given.account_id OFFSET 0
        ) GROUP BY account_id, city_id, 3, request_id
    ) AS added CROSS JOIN LATERAL (
        SELECT coalesce(sum(p.amount), 0) AS amount FROM points_entry p
        WHERE p.request_id = added.request_id AND p.account_id = added.account_id AND p.city_id = added.city_id
            AND p.day >= added.month AND p.day < added.month + interval '1 month'
    ) AS before
    GROUP BY account_id, city_id, month ORDER BY account_id, city_id, month
    ON CONFLICT (account_id, city_id, month) DO UPDATE SET points = t.points + excluded.points,
        requests = t.requests + excluded.requests, last = greatest(t.last, excluded.last)
"""  # noqa: S608 - constants
_SUMMED = SumTable(
    "points_month", {"account_id": "uuid", "city_id": "text", "month": "date"}, ("points", "requests", "last")
)
_LOCK = "SELECT head FROM log_state WHERE id = 1 FOR UPDATE"
_IS_CURRENT = f"SELECT FROM projection, log_state WHERE name = '{PART}' AND position = head"
_STATE = f"""
    SELECT EXISTS ({_IS_CURRENT}) AS current, EXISTS (SELECT FROM points_month_due) AS due
"""  # noqa: S608 - constants
_BEGIN = (
    "TRUNCATE points_month, points_month_due",
    # The first entry of each month by the index: the lock of the log is held meanwhile.
    f"""
    WITH RECURSIVE found (city_id, month) AS (
        (SELECT city_id, {MONTH} FROM points_entry ORDER BY city_id, day LIMIT 1)
        UNION ALL
        SELECT following.* FROM found CROSS JOIN LATERAL (
            SELECT p.city_id, {MONTH} FROM points_entry p
            WHERE (p.city_id, p.day) >= (found.city_id, (found.month + interval '1 month')::date)
            ORDER BY p.city_id, p.day LIMIT 1
        ) AS following
    )
    INSERT INTO points_month_due (city_id, month) SELECT city_id, month FROM found
    """,  # noqa: S608 - constants
    f"""
    INSERT INTO projection (name, position) SELECT '{PART}', head FROM log_state
    ON CONFLICT (name) DO UPDATE SET position = excluded.position
    """,  # noqa: S608 - constants
)
_NEXT = """
    DELETE FROM points_month_due WHERE (city_id, month) IN (
        SELECT city_id, month FROM points_month_due ORDER BY month DESC, city_id LIMIT 1
    ) RETURNING city_id, month
"""
_SUM = insertion("city_id = $1 AND day >= $2 AND day < $2::date + interval '1 month'")


async def months_are_due(fetch: Fetch) -> bool:
    """Return whether any month is not summed, or entries were written that the sums do not have."""
    (state,) = await fetch(_STATE)
    return bool(state["due"] or not state["current"])


async def sum_due_months(connection: "asyncpg.Connection[Any]") -> None:
    """Sum each month that is due, the newest first, each in a transaction that holds the lock of the log.

    That is as long as the board of one month takes to be counted: some tenths of a second for 100,000 requests.
    """
    while True:
        async with connection.transaction():
            await connection.execute(_LOCK)
            if not await connection.fetch(_IS_CURRENT):
                for statement in _BEGIN:
                    await connection.execute(statement)
            elif found := await connection.fetchrow(_NEXT):
                await connection.execute(_SUM, *found)
            else:
                return


async def months_that_differ(fetch: Fetch, now: Any) -> AsyncIterator[PartProof]:
    """Compare the rows of each city with its entries."""
    cities = await city_parts(fetch, ("points_month",), counted("true"))
    for done, (where, values, query) in enumerate(cities, start=1):
        number, lines = await compare_part(fetch, _SUMMED, Part(where, values, query), {}, now)
        yield PartProof(number, lines, done, len(cities))
