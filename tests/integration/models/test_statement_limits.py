"""How long a statement may run, by kind of work, on the real database."""

import asyncio

import asyncpg
import pytest

from app.models import City
from app.models.database import asyncpg_dsn, database, row, rows, transaction
from app.models.pooled_connection import PooledConnection
from app.models.statement_limits import STATEMENT_TIMED_OUT, Work, statements_of
from app.queries.map import city_map
from tests.integration.web.conftest import page, site

__all__ = ["page", "site"]

MAP = "{ map(bbox: {west: 76, south: 43, east: 77, north: 44}, zoom: 9) }"


async def setting(name):
    found = await row(f"SELECT current_setting('{name}') AS value")
    return found["value"]


async def test_serving_process_has_a_limit_and_the_command_line_has_none(test_app, urls):
    """Imports, exports and migrations may run for hours."""
    assert await setting("statement_timeout") == "15s"
    async with transaction():
        assert await setting("statement_timeout") == "15s"


async def test_command_line_has_no_limit(urls):
    """The same for its models and transactions."""
    async with database(urls.database_url):
        assert await setting("statement_timeout") == "0"


@pytest.mark.parametrize(
    ("work", "limit", "workers"), [(Work.HEAVY_READ, "10s", "0"), (Work.JOB, "5min", "2"), (Work.SERVING, "15s", "2")]
)
async def test_work_has_its_limits_and_leaves_none_behind(test_app, work, limit, workers):
    """In and out of transactions; every connection of the pool is as before afterwards."""
    with statements_of(work):
        found = await asyncio.gather(*(setting("statement_timeout") for _ in range(10)))
        async with transaction():
            inside = await setting("statement_timeout"), await setting("max_parallel_workers_per_gather")
            await City.exists()

    assert found == [limit] * 10
    assert inside == (limit, workers)
    after = await asyncio.gather(*(setting("statement_timeout") for _ in range(20)))
    assert after == ["15s"] * 20


async def test_read_beyond_its_limit_is_stopped_and_says_so(site, monkeypatch):
    """A heavy read: `RATE_LIMITED` with the seconds to wait, and no INTERNAL."""

    async def endless(*_):
        async with transaction():
            assert await setting("statement_timeout") == "10s"
            await rows("SET LOCAL statement_timeout = 50")
            return await rows("SELECT pg_sleep(60) AS slept")

    monkeypatch.setattr(city_map, "service_request_map", endless)

    refusal = await site.refusal(MAP)

    assert (refusal["code"], refusal["retryAfterSeconds"]) == ("RATE_LIMITED", 60)


async def test_stopped_statement_leaves_its_connection_usable(test_app):
    """The pool gets it back."""

    async def stopped():
        async with transaction():
            await rows("SET LOCAL statement_timeout = 10")
            await rows("SELECT pg_sleep(60) AS slept")

    for _ in range(20):
        with pytest.raises(STATEMENT_TIMED_OUT):
            await stopped()

    assert await setting("statement_timeout") == "15s"


async def test_connection_is_reset_only_after_its_session_was_changed(urls):
    """A reset is a round trip after every read; without one the last statement of the connection is the read."""
    dsn = asyncpg_dsn(urls.database_url)
    watching = await asyncpg.connect(dsn)
    last = "SELECT query FROM pg_stat_activity WHERE pid = $1"
    async with asyncpg.create_pool(dsn, min_size=1, max_size=1, connection_class=PooledConnection) as pool:
        pid = await pool.fetchval("SELECT pg_backend_pid()")
        assert await watching.fetchval(last, pid) == "SELECT pg_backend_pid()"

        await pool.execute("SET statement_timeout = 77")

        assert "RESET ALL" in await watching.fetchval(last, pid)
        assert await pool.fetchval("SELECT current_setting('statement_timeout')") == "0"
    await watching.close()
