"""Many deadlines in the same minute: how long until all have fired, and how late the last one is."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from app.application import Application, open_application
from app.cli.engines import EngineUrls
from app.clock import FixedClock
from app.commands.jobs.deadlines import fire_due
from app.commands.staff.accounts import put_account
from app.domain.accounts.roles import Role
from app.models.database import row, rows
from app.settings import Settings

AT = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
_FILL = """
    INSERT INTO service_request (id, number, city_id, category_id, address, description, latitude, longitude, status,
        version, author_id, created_at, updated_at, promised_at, due_at, policy_id, policy_version, at_risk_at,
        escalate_at, next_moment_at, search_text, tile_x, tile_y)
    SELECT gen_random_uuid(), 'BENCH-' || n, 'almaty', 'pothole', '-', '-', 43.24, 76.91, 'ACCEPTED', 1, $1, $2, $2,
        $3::timestamptz, $3::timestamptz, 'pothole', 1, $2, $3::timestamptz + interval '5 days',
        $3::timestamptz + n * interval '60 seconds' / $4, '-', 1, 1
    FROM generate_series(1, $4) AS n
"""
# What a step is hashed onto; their content is not read.
_FIRST_EVENTS = """
    INSERT INTO event (request_id, version, kind, at, city_id, topics, snapshot, salts, hash)
    SELECT id, 1, 'SUBMITTED', created_at, city_id, '{}', '{}', decode(repeat('00', 64), 'hex'), sha256(number::bytea)
    FROM service_request
"""


async def measure_deadlines(urls: EngineUrls, count: int) -> tuple[float, float, int, int]:
    """Return seconds until all had fired, the largest lateness in seconds, events written, requests fired twice."""
    clock = FixedClock(AT)
    async with open_application(
        Settings(),
        database_url=urls.database_url,
        redis_url=urls.redis_url,
        public_url="http://bench",
        clock=clock,
        lead=False,
        follow=False,
    ) as application:
        await _fill(application, count)
        clock.at = AT + timedelta(days=5, minutes=1)
        begun = time.perf_counter()
        fired = 0
        while (done := await fire_due(application.command_context)).count:
            fired += done.count
        seconds = time.perf_counter() - begun
        written = await row("SELECT count(*) AS n FROM event WHERE kind = 'DEADLINE_BREACHED'")
        doubled = await rows("SELECT request_id FROM event GROUP BY request_id, kind HAVING count(*) > 1 LIMIT 10")
    # All deadlines of the minute fire at its end, so the last one is late by the time of all.
    return seconds, seconds, int(written["n"]) if written else 0, len(doubled)


async def _fill(application: Application, count: int) -> None:
    author = await put_account(
        application.command_context,
        name="B",
        email="deadline@bench.kz",
        password="long enough",
        role=Role.CITIZEN,
        city_id="almaty",
    )
    await rows(_FILL, author.account_id, AT, AT + timedelta(days=5), count)
    await rows(_FIRST_EVENTS)
    await rows("UPDATE service_request SET at_risk_at = due_at, fired_at_risk_at = due_at WHERE number LIKE 'BENCH-%'")


def report_deadlines(urls: EngineUrls, count: int) -> str:
    """Measure and return a table."""
    seconds, latest, written, doubled = asyncio.run(measure_deadlines(urls, count))
    return (
        f"| {count} deadlines in one minute | |\n|---|---|\n| seconds until all had fired | {seconds:.1f} |\n"
        f"| a second | {count / seconds:.0f} |\n| largest lateness, seconds | {latest:.1f} |\n"
        f"| fired | {written} |\n| fired twice | {doubled} |\n"
    )
