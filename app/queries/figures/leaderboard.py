"""The leaderboard of a city: who earned most points in a month."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.errors import InvalidInput
from app.models.database import rows

PLACES = 20
LEAST_REQUESTS = 3
"""The least number of requests with points in a month that gives a place."""
_MONTH = re.compile(r"(2[0-9]{3})-(0[1-9]|1[0-2])")
_BOARD = """
    WITH earned AS (
        SELECT account_id, sum(amount) AS points, max(position) AS last FROM points_entry
        WHERE city_id = $1 AND day >= $2 AND day < $3 GROUP BY account_id, request_id
    ), summed AS (
        SELECT account_id, sum(points)::bigint AS points, count(*) FILTER (WHERE points > 0) AS requests,
               max(last) AS last
        FROM earned GROUP BY account_id
    ), shown AS (
        SELECT s.* FROM summed s
        WHERE NOT EXISTS (SELECT FROM account a WHERE a.id = s.account_id AND a.blocked_at IS NOT NULL)
            AND NOT EXISTS (SELECT FROM leaderboard_leave l WHERE l.account_id = s.account_id)
    ), placed AS (
        SELECT *, requests >= $4 AND points > 0 AS has_place FROM shown
    ), ranked AS (
        SELECT account_id, points, has_place, rank() OVER (PARTITION BY has_place ORDER BY points DESC) AS place,
               row_number() OVER (PARTITION BY has_place ORDER BY points DESC, last, account_id) AS row_number
        FROM placed
    )
    SELECT account_id, points, CASE WHEN has_place THEN place END AS place FROM ranked
    WHERE has_place AND row_number <= $5 OR account_id = $6 ORDER BY has_place DESC, row_number
"""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the leaderboard."""

    account_id: UUID
    points: int
    place: int | None
    """Equal sums share a place; None for the viewer's own entry while it has too few requests."""


async def month_board(city_id: str, month: date, viewer_id: UUID | None) -> list[Place]:
    """Return the first places of the month, and the viewer's own entry whatever its place."""
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    found = await rows(_BOARD, city_id, month, after, LEAST_REQUESTS, PLACES, viewer_id)
    return [Place(item["account_id"], item["points"], item["place"]) for item in found]


def month_of(month: str | None, now: datetime, timezone: str) -> date:
    """Return the first day of a month such as ``2026-11``; of the present month of the time zone when it is None.

    Raises:
        InvalidInput: the text is no month.
    """
    if month is None:
        return now.astimezone(ZoneInfo(timezone)).date().replace(day=1)
    parts = _MONTH.fullmatch(month)
    if parts is None:
        raise InvalidInput("month", f"month: expected a month such as 2026-11, got {month[:20]!r}")
    return date(int(parts[1]), int(parts[2]), 1)
