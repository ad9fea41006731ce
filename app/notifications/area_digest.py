"""The morning letter to those who follow an area: what was submitted and done there the day before."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from app.clock import Clock
from app.domain.notifications.letters import LetterKind, NotificationKind
from app.domain.notifications.recipient import RecipientRole
from app.notifications.destinations import MAILBOX, destinations_of
from app.notifications.mornings import Mornings
from app.notifications.outbox import NewLetter, put_all

LONGEST_LIST = 30

# Address and category are those of now: an officer may have hidden or changed them since.
_STEPS = f"""
    SELECT account_id, n, kind, request_id, number, category_id, address FROM (
        SELECT account_id, kind, request_id, number, category_id, address, position,
            count(*) OVER (PARTITION BY account_id) AS n,
            row_number() OVER (PARTITION BY account_id ORDER BY position DESC) AS rank
        FROM (
            SELECT (one ->> 'account_id')::uuid AS account_id, e.kind, e.request_id, r.number, r.category_id, r.address,
                e.position
            FROM event e JOIN service_request r ON r.id = e.request_id,
                jsonb_array_elements(e.recipients) AS one
            WHERE e.city_id = $1 AND e.at >= $2 AND e.at < $3 AND e.position IS NOT NULL
                AND e.recipients @> '[{{"role": "{RecipientRole.AREA}"}}]'::jsonb
                AND one ->> 'role' = '{RecipientRole.AREA}'
        ) AS addressed
    ) AS ranked WHERE rank <= {LONGEST_LIST} ORDER BY account_id, position DESC
"""  # noqa: S608 - built from constants


class AreaDigest:
    """Puts the letters of all cities into the outbox, once a day."""

    def __init__(self, clock: Clock) -> None:
        self._mornings = Mornings(clock)

    async def tick(self, connection: "asyncpg.Connection[Any]") -> bool:
        """Write what is due by now; return whether anything was."""
        return await self._mornings.run(connection, self._write)

    async def _write(
        self, connection: "asyncpg.Connection[Any]", city_id: str, today: date, zone: ZoneInfo, now: datetime
    ) -> None:
        yesterday = today - timedelta(days=1)
        start, end = (datetime.combine(day, time(), zone) for day in (yesterday, today))
        found = await connection.fetch(_STEPS, city_id, start, end)
        steps: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        counts = {}
        for item in found:
            counts[item["account_id"]] = item["n"]
            steps[item["account_id"]].append(
                {
                    "event": item["kind"],
                    "request_id": str(item["request_id"]),
                    "number": item["number"],
                    "category_id": item["category_id"],
                    "address": item["address"],
                }
            )
        destinations = await destinations_of(connection, steps, now)
        letters = [
            NewLetter(
                account_id,
                LetterKind.AREA,
                f"areas {city_id} {today}",
                {"city_id": city_id, "day": yesterday.isoformat(), "count": counts[account_id], "steps": own},
            )
            for account_id, own in steps.items()
            if MAILBOX in destinations.get((account_id, NotificationKind.AREA), ())
        ]
        await put_all(connection, letters, now)
