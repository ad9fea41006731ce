"""The daily letter to the Akimat: figures of yesterday, what is overdue now, and the seal of the log to keep."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from app.clock import Clock
from app.domain.log.seal import LogSeal
from app.domain.notifications.letters import LetterKind, NotificationKind
from app.domain.requests.lifecycle import ANSWER_AWAITED, OPEN
from app.models.status_sql import DUE_OR_NEVER, overdue, status_in
from app.notifications.destinations import MAILBOX, destinations_of
from app.notifications.mornings import Mornings
from app.notifications.outbox import NewLetter, put_all

LONGEST_LIST = 20

# The day is one row of the read model; while that is not up to date, it is counted. CASE runs only the branch it takes.
_DAY = """
    CASE WHEN EXISTS (SELECT FROM projection JOIN log_state ON position = head WHERE name = 'day_figures')
        THEN (SELECT coalesce(sum({0}), 0)::bigint FROM day_figure
                  WHERE kind = 'city' AND city_id = $1 AND district_id = '' AND key = '' AND day = $5)
        ELSE ({1}) END
"""
_RECEIVED = "SELECT count(*) FROM service_request WHERE city_id = $1 AND created_at >= $2 AND created_at < $3"
_MOVED = "SELECT count(*) FROM service_request WHERE city_id = $1 AND updated_at >= $2 AND {0} >= $2 AND {0} < $3"
_DISPUTED = "SELECT count(*) FROM event WHERE city_id = $1 AND kind = 'WORK_DISPUTED' AND at >= $2 AND at < $3"
_FIGURES = f"""
    SELECT {_DAY.format("received", _RECEIVED)} AS created,
           {_DAY.format("done", _MOVED.format("done_at"))} AS completed,
           {_DAY.format("confirmed", _MOVED.format("confirmed_at"))} AS confirmed,
           {_DAY.format("disputed", _DISPUTED)} AS disputed,
           (SELECT coalesce(sum(count), 0)::bigint FROM city_counter WHERE city_id = $1
                AND {status_in(OPEN)}) AS open,
           (SELECT coalesce(sum(count), 0)::bigint FROM city_counter WHERE city_id = $1
                AND {status_in(ANSWER_AWAITED)}) AS asked,
           (SELECT count(*) FROM service_request WHERE city_id = $1 AND {overdue("$4")}) AS overdue
"""  # noqa: S608 - statuses of the lifecycle table
_OVERDUE = f"""
    SELECT id, number, category_id, address, due_at FROM service_request
    WHERE city_id = $1 AND {overdue("$2")}
    ORDER BY {DUE_OR_NEVER}, id LIMIT $3
"""  # noqa: S608 - statuses of the lifecycle table


class Digest:
    """Puts the digests of all cities into the outbox, once a day: the unique key of the outbox refuses a second."""

    def __init__(self, clock: Clock) -> None:
        self._mornings = Mornings(clock)

    async def tick(self, connection: "asyncpg.Connection[Any]") -> bool:
        """Write what is due by now; return whether anything was."""
        return await self._mornings.run(connection, self._write)

    async def _write(
        self, connection: "asyncpg.Connection[Any]", city_id: str, today: date, zone: ZoneInfo, now: datetime
    ) -> None:
        officers = await connection.fetch(
            "SELECT id FROM account WHERE role = 'AKIMAT' AND city_id = $1 AND approved_at IS NOT NULL"
            " AND city_id <> ALL(blocked_cities)",
            city_id,
        )
        destinations = await destinations_of(connection, [officer["id"] for officer in officers], now)
        # A push notice has no room for a digest, so it goes to mailboxes only.
        readers = [
            account_id
            for (account_id, kind), found in destinations.items()
            if kind is NotificationKind.DIGEST and MAILBOX in found
        ]
        if not readers:
            return
        data = await _data(connection, city_id, today, zone, now)
        fact = f"digest {city_id} {today}"
        letters = [NewLetter(account_id, LetterKind.DIGEST, fact, data) for account_id in readers]
        await put_all(connection, letters, now)


async def _data(
    connection: "asyncpg.Connection[Any]", city_id: str, today: date, zone: ZoneInfo, now: datetime
) -> Mapping[str, Any]:
    yesterday = today - timedelta(days=1)
    start, end = (datetime.combine(day, time(), zone) for day in (yesterday, today))
    figures = await connection.fetchrow(_FIGURES, city_id, start, end, now, yesterday)
    late = await connection.fetch(_OVERDUE, city_id, now, LONGEST_LIST)
    sealed = await connection.fetchrow("SELECT epoch, head, seal FROM log_state WHERE id = 1")
    return {
        "seal": str(LogSeal(*sealed)) if sealed else "",
        "city_id": city_id,
        "day": yesterday.isoformat(),
        "figures": dict(figures) if figures else {},
        "overdue": [
            {
                "request_id": str(item["id"]),
                "number": item["number"],
                "category_id": item["category_id"],
                "address": item["address"],
                "due_at": item["due_at"].isoformat(),
            }
            for item in late
        ],
    }
