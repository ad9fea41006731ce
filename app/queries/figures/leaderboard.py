"""The leaderboard of a city: who earned most points in a month."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.errors import InvalidInput
from app.events.projections.points_months import PART
from app.models.database import rows
from app.models.points.points_month import counted
from app.queries.log.projections import current

PLACES = 20
LEAST_REQUESTS = 3
"""The least number of requests with points in a month that gives a place."""
_MONTH = re.compile(r"(2[0-9]{3})-(0[1-9]|1[0-2])")
_SHOWN = """
    NOT EXISTS (SELECT FROM account a WHERE a.id = {0}.account_id AND a.blocked_at IS NOT NULL)
        AND NOT EXISTS (SELECT FROM leaderboard_leave l WHERE l.account_id = {0}.account_id)
"""
# Each of the first is looked up by its key: OFFSET 0 keeps PostgreSQL from joining all accounts that are blocked.
_IS_SHOWN = """
    NOT EXISTS (SELECT FROM account a WHERE a.id = {0}.account_id AND a.blocked_at IS NOT NULL OFFSET 0)
        AND NOT EXISTS (SELECT FROM leaderboard_leave l WHERE l.account_id = {0}.account_id OFFSET 0)
"""
_HAS_PLACE = f"requests >= {LEAST_REQUESTS} AND points > 0"
_OF_MONTH = "m.city_id = $1 AND m.month = $2"
# The first are the beginning of an index; only the place of a viewer below them is counted.
_BOARD = f"""
    WITH first AS MATERIALIZED (
        SELECT account_id, points, last FROM points_month m
        WHERE {_OF_MONTH} AND {_HAS_PLACE} AND {_IS_SHOWN.format("m")}
        ORDER BY points DESC, last, account_id LIMIT {PLACES}
    ), own AS MATERIALIZED (
        SELECT account_id, points, {_HAS_PLACE} AS has_place FROM points_month m
        WHERE {_OF_MONTH} AND account_id = $3 AND account_id NOT IN (SELECT account_id FROM first)
            AND {_IS_SHOWN.format("m")}
    ), listed AS (
        SELECT account_id, points, rank() OVER (ORDER BY points DESC) AS place,
               row_number() OVER (ORDER BY points DESC, last, account_id) AS number FROM first
        UNION ALL
        SELECT account_id, points,
               CASE WHEN has_place THEN 1 + (
                   SELECT count(*) FROM points_month m
                   WHERE {_OF_MONTH} AND {_HAS_PLACE} AND m.points > own.points AND {_SHOWN.format("m")}
               ) END, {PLACES + 1} FROM own
    )
    SELECT {current(PART)} AND NOT EXISTS (
               SELECT FROM points_month_due m WHERE {_OF_MONTH}) AS is_summed, listed.*
    FROM log_state LEFT JOIN listed ON true WHERE log_state.id = 1 ORDER BY number
"""  # noqa: S608 - built from constants
_COUNTED_BOARD = f"""
    WITH summed AS ({counted("city_id = $1 AND day >= $2 AND day < $2::date + interval '1 month'")}
    ), placed AS (
        SELECT *, {_HAS_PLACE} AS has_place FROM summed WHERE {_SHOWN.format("summed")}
    ), ranked AS (
        SELECT account_id, points, has_place, rank() OVER (PARTITION BY has_place ORDER BY points DESC) AS place,
               row_number() OVER (PARTITION BY has_place ORDER BY points DESC, last, account_id) AS row_number
        FROM placed
    )
    SELECT account_id, points, CASE WHEN has_place THEN place END AS place FROM ranked
    WHERE has_place AND row_number <= {PLACES} OR account_id = $3 ORDER BY has_place DESC, row_number
"""  # noqa: S608 - built from constants


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the leaderboard."""

    account_id: UUID
    points: int
    place: int | None
    """Equal sums share a place; None for the viewer's own entry while it has too few requests."""


async def month_board(city_id: str, month: date, viewer_id: UUID | None) -> list[Place]:
    """Return the first places of the month, and the viewer's own entry whatever its place."""
    found = await rows(_BOARD, city_id, month, viewer_id)
    if not found[0]["is_summed"]:
        found = await rows(_COUNTED_BOARD, city_id, month, viewer_id)
    return [Place(item["account_id"], item["points"], item["place"]) for item in found if item["account_id"]]


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
