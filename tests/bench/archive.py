"""What an archive of the log costs: moving its months, and reading timelines and pages of the log beside it."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from uuid import UUID

import orjson

from app.cli.engines import EngineUrls
from app.commands.jobs.log_archive import archive_months
from app.domain.log.archive_months import begin_of, months_after
from app.domain.requests.lifecycle import Status
from app.domain.requests.service_request import ServiceRequest
from app.events.log import read_between
from app.models.database import database, rows, transaction
from app.models.log.archive_rows import ArchivedMonth
from app.queries.log.timeline import timeline

MONTHS, STEPS, LIVE = 60, 5, 20_000
CALLS, WARM = 300, 20
FIRST_MONTH = date(2015, 1, 1)
# The steps of a request follow each other by some thousand positions, as those of many requests lie between them.
_EVENTS = """
    INSERT INTO event (position, request_id, version, kind, at, city_id, topics, snapshot, salts, hash)
    SELECT n + 1, md5((n % $3 + n / ($3 * $4) * $3)::text)::uuid, n / $3 % $4 + 1, 'COMMENTED',
        least($5::timestamptz + make_interval(months => (n / $6)::int), $5::timestamptz + make_interval(months => $7)),
        'almaty', '{}', $8::jsonb, decode(repeat('00', 64), 'hex'),
        sha256(n::text::bytea)
    FROM generate_series($1::bigint, $2::bigint) AS n
"""
_INTERLEAVED = 1000
_AT = "SELECT request_id FROM event WHERE position = $1"


async def measure_archive(urls: EngineUrls, count: int) -> str:
    """Fill a log, archive so many events of it, and return a table."""
    async with database(urls.database_url):
        await _fill(count)
        (old,), (new,) = await rows(_AT, count // 2), await rows(_AT, count + LIVE // 2)
        before = await _reads(old["request_id"], new["request_id"], count)
        batches: list[float] = []
        begun = last = time.perf_counter()

        def show(month: ArchivedMonth) -> None:
            nonlocal last
            now = time.perf_counter()
            if month.moved_to >= month.first_position:
                batches.append(now - last)
            last = now

        moved = await archive_months(months_after(FIRST_MONTH, MONTHS), show=show)
        seconds = time.perf_counter() - begun
        after = await _reads(old["request_id"], new["request_id"], count)
    lines = [
        f"{moved:,} events of {MONTHS} months archived in {seconds:.1f} s, {moved / seconds:,.0f} a second;"
        f" a batch took {statistics.median(batches) * 1000:.0f} ms, the longest {max(batches) * 1000:.0f} ms",
        "",
        "| read | live table alone, median ms | p95 | with the archive, median ms | p95 |",
        "|---|---|---|---|---|",
        *(f"| {name} | {before[name]} | {after[name]} |" for name in before),
    ]
    return "\n".join(lines) + "\n"


async def _fill(count: int) -> None:
    total, begin = count + LIVE, begin_of(FIRST_MONTH)
    snapshot = orjson.dumps(_request(begin).to_json()).decode()
    async with transaction():
        await rows("SET LOCAL session_replication_role = replica")  # without the requests
        for first in range(0, total, 50_000):
            upto = min(total, first + 50_000) - 1
            await rows(_EVENTS, first, upto, _INTERLEAVED, STEPS, begin, count // MONTHS, MONTHS, snapshot)
        await rows("UPDATE log_state SET head = $1", total)
        for table in ("projection", "consumer_position"):
            await rows(f"UPDATE {table} SET position = $1", total)
    await rows("VACUUM (ANALYZE) event")


def _request(now: datetime) -> ServiceRequest:
    return ServiceRequest(
        id=UUID(int=1),
        number="BNC-000001",
        city_id="almaty",
        category_id="pothole",
        address="Абай даңғылы 10",
        description="Жолда шұңқыр бар. " * 20,
        latitude=43.24,
        longitude=76.91,
        status=Status.ACCEPTED,
        version=1,
        author_id=UUID(int=2),
        created_at=now,
        updated_at=now,
    )


async def _reads(old: UUID, new: UUID, count: int) -> dict[str, str]:
    head = count + LIVE
    return {
        "timeline of a request of the live table": await _timed(lambda: timeline(new)),
        "timeline of an old request": await _timed(lambda: timeline(old)),
        "the last 500 events of the log": await _timed(lambda: read_between(head - 500, head)),
        "500 events of the middle of the log": await _timed(lambda: read_between(count // 2, head)),
    }


async def _timed(read: Callable[[], Awaitable[object]]) -> str:
    taken = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        await read()
        taken.append((time.perf_counter() - begun) * 1000)
    taken = sorted(taken[WARM:])
    return f"{statistics.median(taken):.2f} | {taken[len(taken) * 19 // 20]:.2f}"


def report_archive(urls: EngineUrls, count: int) -> str:
    """Measure and return a table."""
    return asyncio.run(measure_archive(urls, count))
