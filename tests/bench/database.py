"""A new database for each measurement, copied from a template, with its own log epoch."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from uuid import UUID, uuid4

import asyncpg
import redis

from app.cli.engines import EngineUrls
from app.models.database import asyncpg_dsn

_numbers = count(1)
_FILL = """
    INSERT INTO service_request (id, number, city_id, category_id, address, description, latitude, longitude, status,
        version, created_at, updated_at, promised_at, due_at, policy_id, policy_version, search_text, tile_x, tile_y)
    SELECT lpad(to_hex(n), 32, '0')::uuid, 'BENCH-' || n, 'almaty', 'pothole', '-', '-', 43.24, 76.91, 'ACCEPTED', 1,
        now(), now(), now() + interval '5 days', now() + interval '5 days', 'pothole', 1, '-', 1, 1
    FROM generate_series(1, $1::int) AS n
"""


@dataclass(frozen=True)
class BenchDatabase:
    """The database and the Redis of one server under measurement."""

    urls: EngineUrls
    epoch: str

    def redis(self) -> "redis.Redis":
        """Return a connection to its Redis."""
        return redis.Redis.from_url(self.urls.redis_url)

    def forget_stream(self) -> None:
        """Delete the event stream from Redis, so that a replay reads the event table."""
        self.redis().delete(f"qala:{self.epoch}:events")

    def fill(self, requests: int) -> None:
        """Insert ``count`` requests with ids that count from 1."""
        asyncio.run(_execute(self.urls.database_url, _FILL, requests))


@contextmanager
def fresh_database(urls: EngineUrls) -> Iterator[BenchDatabase]:
    """Create a database; drop it at the end of the block."""
    name = f"bench_{os.getpid()}_{next(_numbers)}"
    admin = urls.database_url.replace("/qala?", "/postgres?")
    own = urls.database_url.replace("/qala?", f"/{name}?")
    epoch = uuid4().hex[:12]
    asyncio.run(_execute(admin, f'CREATE DATABASE "{name}" TEMPLATE qala'))
    try:
        asyncio.run(_execute(own, "UPDATE log_state SET epoch = $1", epoch))
        database = BenchDatabase(replace(urls, database_url=own), epoch)
        yield database
        database.redis().delete(f"qala:{epoch}:events", f"bench:{epoch}")
    finally:
        asyncio.run(_execute(admin, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _execute(database_url: str, sql: str, *values: object) -> None:
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        await connection.execute(sql, *values)
    finally:
        await connection.close()


def request_id(number: int) -> UUID:
    """Return the id of a request that ``fill`` made."""
    return UUID(int=number)
