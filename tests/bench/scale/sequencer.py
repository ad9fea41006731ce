"""How many events a second the sequencer stamps, folds into all projections and publishes, by the size of a batch."""

import asyncio
import time
from typing import Any

import asyncpg
from redis.asyncio import Redis

from app.cli.engines import EngineUrls
from app.events.projections import PROJECTIONS
from app.events.projections.read_model import ReadModel
from app.events.redis_stream import RedisEventStream
from app.events.sequencer import BATCH
from app.events.stamping import stamp_waiting
from app.models.database import asyncpg_dsn
from tests.bench.database import BenchDatabase, fresh_database

EVENTS_OF_BATCH = {1: 400, 10: 3_000, 100: 15_000, BATCH: 1_000_000}
"""How many events are stamped in batches of a size; the rest of the log in the last one."""


def sequencer_table(urls: EngineUrls) -> str:
    """Stamp the log of a copy of this database anew, from its first event; return a table."""
    with fresh_database(urls) as database:
        taken = asyncio.run(_measure(database))
    lines = ["| events in a batch | events/s | p50 ms a batch | p95 |", "|---:|---:|---:|---:|"]
    for size, times in taken.items():
        ordered = sorted(seconds * 1000 for seconds, _ in times)
        rate = sum(count for _, count in times) / sum(seconds for seconds, _ in times)
        p50, p95 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95))
        lines.append(f"| {size} | {rate:,.0f} | {p50:.1f} | {p95:.1f} |")
    return "\n".join(["", *lines])


async def _measure(database: BenchDatabase) -> dict[int, list[tuple[float, int]]]:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(database.urls.database_url))
    redis = Redis.from_url(database.urls.redis_url)
    stream = RedisEventStream(redis, database.epoch)
    taken: dict[int, list[tuple[float, int]]] = {}
    try:
        await _forget_positions(connection)
        for size, most in EVENTS_OF_BATCH.items():
            left, times = most, []
            while left > 0:
                begun = time.perf_counter()
                events = await stamp_waiting(connection, PROJECTIONS, size)
                await stream.publish(events)
                if not events:
                    break
                times.append((time.perf_counter() - begun, len(events)))
                left -= len(events)
            if times:
                taken[size] = times
    finally:
        await redis.aclose()
        await connection.close()
    return taken


async def _forget_positions(connection: "asyncpg.Connection[Any]") -> None:
    tables = {
        table for model in PROJECTIONS for table in (model.tables if isinstance(model, ReadModel) else (model.table,))
    }
    await connection.execute(f"TRUNCATE {', '.join(sorted(tables))}")
    await connection.execute("UPDATE event SET position = NULL")
    await connection.execute("UPDATE log_state SET head = 0")
    await connection.execute("UPDATE projection SET position = 0")
    await connection.execute("VACUUM (FULL, ANALYZE) event")
