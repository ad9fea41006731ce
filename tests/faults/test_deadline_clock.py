"""Two processes watch the same deadlines, and one is killed in a transaction: each deadline fires exactly once."""

import asyncio
from multiprocessing.context import ForkServerProcess

import asyncpg
import pytest

from app.models.database import asyncpg_dsn
from tests.faults import deadline_process
from tests.forked import fork, wait_for_exit
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.faults
COUNT = 3000
FILL = """
    WITH author AS (
        INSERT INTO account (id, email, password_hash, name, role, locale, created_at)
        VALUES (gen_random_uuid(), 'a@example.kz', '-', 'A', 'CITIZEN', 'KK', now()) RETURNING id)
    INSERT INTO service_request (id, number, city_id, category_id, address, description, latitude, longitude, status,
        version, author_id, created_at, updated_at, promised_at, due_at, policy_id, policy_version, next_moment_at,
        search_text, tile_x, tile_y)
    SELECT gen_random_uuid(), 'T-' || n, 'almaty', 'pothole', '-', '-', 43.24, 76.91, 'ACCEPTED', 1, author.id,
        now() - interval '9 days', now(), now(), now(), 'pothole', 1, now(), '-', 1, 1
    FROM author, generate_series(1, $1) AS n
"""
FIRED = "SELECT count(*) FROM event WHERE version > 1"
# The hash of the event before; its content does not matter.
FIRST_EVENTS = """
    INSERT INTO event (request_id, version, kind, at, city_id, topics, snapshot, salts, hash)
    SELECT id, 1, 'SUBMITTED', created_at, city_id, '{}', '{}', decode(repeat('00', 64), 'hex'), sha256(number::bytea)
    FROM service_request
"""


def clock(urls, dies_in_round: int) -> ForkServerProcess:
    return fork(deadline_process.run, urls.database_url, urls.redis_url, dies_in_round)


async def test_every_deadline_fires_once_though_a_clock_is_killed_amid_a_round(urls):
    """The transaction of the killed process is rolled back; the other process fires its deadlines, each once."""
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    await connection.execute(FILL.replace("$1", str(COUNT)))
    await connection.execute(FIRST_EVENTS)

    assert await wait_for_exit(clock(urls, dies_in_round=3)) == -9
    assert 0 < await connection.fetchval("SELECT count(*) FROM event WHERE version > 1") < COUNT
    heirs = [clock(urls, 0), clock(urls, 0)]
    async with asyncio.timeout(PATIENCE_SECONDS):
        # Other processes do the work, so the table is polled.
        while await connection.fetchval(FIRED) < COUNT:  # noqa: ASYNC110 - no event of asyncio
            await asyncio.sleep(0.05)
    for heir in heirs:
        heir.kill()
        heir.join()

    once = await connection.fetchrow(
        "SELECT count(*) AS n, count(DISTINCT request_id) AS requests, min(kind) AS first, max(kind) AS last FROM event"
        " WHERE version > 1"
    )
    late = await connection.fetchval("SELECT max(extract(epoch FROM at - moment_at)) FROM event WHERE version > 1")
    await connection.close()
    assert tuple(once) == (COUNT, COUNT, "DEADLINE_BREACHED", "DEADLINE_BREACHED")
    assert late >= 0
