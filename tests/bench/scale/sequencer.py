"""How many events a second the sequencer stamps, folds into all projections and publishes, by the size of a batch."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import uvloop
from redis.asyncio import Redis

from app.cli.engines import EngineUrls
from app.events.projections import PROJECTIONS
from app.events.redis_stream import RedisEventStream
from app.events.sequencer import BATCH
from app.events.stamping import Stamping
from app.models.database import asyncpg_dsn
from app.server.serve import freeze_memory
from tests.bench.database import BenchDatabase, fresh_database
from tests.bench.process import cpu_seconds_of

EVENTS_OF_BATCH = {1: 400, 10: 3_000, 100: 15_000, BATCH: 1_000_000}
"""How many events are stamped in batches of a size; the rest of the log in the last one."""


def sequencer_table(urls: EngineUrls) -> str:
    """Stamp the log of a copy of this database anew, from its first event; return a table."""
    with fresh_database(urls) as database:
        # The event loop and the garbage collector work as they do in the server.
        freeze_memory()
        taken = uvloop.run(_measure(database))
    lines = [
        "| events in a batch | events/s | p50 ms a batch | p95 | CPU us an event: Python | PostgreSQL |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for size, found in taken.items():
        ordered = sorted(seconds * 1000 for seconds in found.seconds)
        p50, p95 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95))
        rate = found.events / sum(found.seconds)
        ours, theirs = (seconds / found.events * 1e6 for seconds in (found.python, found.postgres))
        lines.append(f"| {size} | {rate:,.0f} | {p50:.1f} | {p95:.1f} | {ours:.0f} | {theirs:.0f} |")
    return "\n".join(["", *lines])


@dataclass
class _Taken:
    """What the batches of one size took."""

    events: int = 0
    seconds: list[float] = field(default_factory=list)
    python: float = 0.0
    """CPU seconds of this process."""
    postgres: float = 0.0
    """CPU seconds of the process of PostgreSQL that serves the sequencer."""


async def _measure(database: BenchDatabase) -> dict[int, _Taken]:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(database.urls.database_url))
    redis = Redis.from_url(database.urls.redis_url)
    stream = RedisEventStream(redis, database.epoch)
    served_by = await connection.fetchval("SELECT pg_backend_pid()")
    taken: dict[int, _Taken] = {}
    publishing = asyncio.create_task(stream.publish([]))
    try:
        await _forget_positions(connection)
        for size, most in EVENTS_OF_BATCH.items():
            found, python, postgres = _Taken(), time.process_time(), cpu_seconds_of(served_by)
            # Only a full batch of the sequencer is followed by another at once.
            stamping = Stamping(PROJECTIONS, size, reads_ahead=size == BATCH)
            while found.events < most:
                begun = time.perf_counter()
                events = await stamping.stamp(connection, is_expected=True)
                if size < BATCH:
                    await stream.publish(events)
                else:
                    # As the sequencer does with a backlog.
                    await publishing
                    publishing = asyncio.create_task(stream.publish(events))
                if not events:
                    break
                found.seconds.append(time.perf_counter() - begun)
                found.events += len(events)
            await publishing
            if found.events:
                found.python, found.postgres = time.process_time() - python, cpu_seconds_of(served_by) - postgres
                taken[size] = found
    finally:
        await redis.aclose()
        await connection.close()
    return taken


async def _forget_positions(connection: "asyncpg.Connection[Any]") -> None:
    tables = {table for model in PROJECTIONS for table in model.tables}
    await connection.execute(f"TRUNCATE {', '.join(sorted(tables))}")
    await connection.execute("UPDATE event SET position = NULL")
    await connection.execute("UPDATE log_state SET head = 0")
    await connection.execute("UPDATE projection SET position = 0")
    await connection.execute("VACUUM (FULL, ANALYZE) event")
