"""The mornings of cities: when the letters about the day before are written."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from app.clock import Clock
from app.models.cities.zone_data import known_zones
from app.models.notifications.letter_rows import LOCK

FROM, UNTIL = time(8), time(12)
"""In the local time of the city. After ``UNTIL`` the letters of the day are skipped."""
Write = Callable[["asyncpg.Connection[Any]", str, date, ZoneInfo, datetime], Awaitable[None]]
"""Writes the letters of one city; takes its id, its day, its time zone and the time."""


class Mornings:
    """Remembers for which city the letters of the day are written. After a restart they are written again: their
    unique key in the outbox refuses a second copy.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._written: dict[str, date] = {}

    async def run(self, connection: "asyncpg.Connection[Any]", write: Write) -> bool:
        """Call ``write`` for every city whose letters are due by now; return whether there was one."""
        now = self._clock.now()
        cities = await connection.fetch("SELECT id, timezone FROM city ORDER BY id")
        due = [
            (city_id, today, zone)
            for city_id, zone in known_zones((city["id"], city["timezone"]) for city in cities).items()
            if (today := self._due_today(city_id, zone, now)) is not None
        ]
        if due:
            await connection.execute(LOCK)
        for city_id, today, zone in due:
            await write(connection, city_id, today, zone, now)
            self._written[city_id] = today
        return bool(due)

    def _due_today(self, city_id: str, zone: ZoneInfo, now: datetime) -> date | None:
        local = now.astimezone(zone)
        is_morning = FROM <= local.time() < UNTIL
        return local.date() if is_morning and self._written.get(city_id) != local.date() else None
