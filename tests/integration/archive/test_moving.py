"""Months are moved whole, oldest first, in batches that may stop anywhere."""

import asyncio
from contextvars import copy_context
from datetime import timedelta

import asyncpg
import pytest

from app.commands.jobs.log_archive import archive_months
from app.commands.requests import comments
from app.commands.requests.submission import submit
from app.domain.log.archive_months import months_after
from app.errors import Conflict
from app.events.leadership import CONNECTION_LOST
from app.events.rebuild import rebuild_projections
from app.models.database import asyncpg_dsn, rows, transaction
from app.models.log import archive_rows
from app.queries.log.verification import verify_timeline
from tests.integration.archive.conftest import (
    after_all,
    all_have_read,
    all_read,
    archived,
    counts,
    differences,
    is_prefix,
    months,
    year,
)
from tests.waiting import until

_VIRTUAL = "SELECT virtualtransaction FROM pg_locks WHERE pid = pg_backend_pid() LIMIT 1"
_MOVES = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        AND query LIKE '%DELETE FROM event WHERE%'
"""
_WAITS = """
    SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""


async def test_oldest_months_go_first_and_later_ones_stay(test_app):
    """Each month has a partition with its positions, and no event of a later month is moved."""
    await year(test_app)
    limit = months_after(max(await months()), -1)
    live = await months()
    test_app.pass_time(days=60)

    moved = await archived(test_app, limit, batch=1)

    stored = await archive_rows.stored_months()
    assert moved == 4
    assert [month.month for month in stored] == [month for month in live if month < limit]
    assert [(month.first_position, month.last_position, month.waiting) for month in stored] == [(1, 2, 0), (3, 4, 0)]
    assert await is_prefix()
    assert await months() == [month for month in live if month >= limit]


async def test_month_without_events_has_no_partition(test_app):
    """A quiet month is passed over."""
    author = await test_app.person()
    request = await submit(test_app.context, author, test_app.submission())
    test_app.pass_time(days=100)
    await comments.comment(test_app.context, author, request.id, "again")

    await archived(test_app, await after_all(test_app))

    assert len(await archive_rows.stored_months()) == 2


async def test_events_of_earlier_times_are_archived_where_they_stand(test_app):
    """An import writes events of years ago after those of today: the order of the log stays."""
    author = await test_app.person()
    request = await submit(test_app.context, author, test_app.submission())
    await archived(test_app, await after_all(test_app))
    now = test_app.clock.at
    test_app.clock.at = now - timedelta(days=400)
    await comments.comment(test_app.context, author, request.id, "of last year")
    test_app.clock.at = now
    await comments.comment(test_app.context, author, request.id, "of today")

    moved = await archived(test_app, await after_all(test_app))

    assert moved == 2
    assert [month.waiting for month in await archive_rows.stored_months()] == [0] * 3
    assert await is_prefix()
    assert (await verify_timeline(request.id)).links == 3


async def test_two_runs_at_once_share_the_work(test_app):
    """No event is moved twice, and none is left."""
    requests = await year(test_app)
    limit = await after_all(test_app)
    (live, _) = await counts()
    await all_have_read(test_app)

    moved = await asyncio.gather(*[archive_months(limit, batch=1) for _ in range(3)])

    assert sum(moved) == live
    assert await counts() == (0, live)
    assert await is_prefix()
    assert [(await verify_timeline(request.id)).intact for request in requests] == [True, True]


@pytest.mark.parametrize("batches", range(8))
async def test_run_that_is_stopped_is_continued_by_the_next(test_app, batches):
    """Wherever it stops, all is read as before; the next run ends the month, whichever it is asked for."""
    ids = [request.id for request in await year(test_app)]
    limit = await after_all(test_app)
    await all_have_read(test_app)
    read = await all_read(test_app, ids, [])
    shown = 0

    class Stopped(Exception):
        pass

    def show(_: object) -> None:
        nonlocal shown
        shown += 1
        if shown > batches:
            raise Stopped

    with pytest.raises(Stopped):
        await archive_months(limit, show=show, batch=1)

    assert await all_read(test_app, ids, []) == read
    begun = await archive_rows.unfinished_month()
    await archive_months(begun.month if begun else limit, batch=2)
    assert await is_prefix()
    assert await archive_rows.unfinished_month() is None
    await archive_months(limit)
    assert (await counts())[0] == 0
    assert await all_read(test_app, ids, []) == read


async def test_batch_whose_connection_breaks_moves_nothing(test_app, urls):
    """The database ends the session in the middle of a batch; the next run goes on."""
    await year(test_app)
    limit = await after_all(test_app)
    await all_have_read(test_app)
    (live, _) = await counts()
    other = await asyncpg.connect(asyncpg_dsn(urls.database_url))

    async with other.transaction():
        await other.execute("SELECT FROM event WHERE position = 2 FOR UPDATE")
        archiving = asyncio.create_task(archive_months(limit))
        await until(lambda: rows(_MOVES), "a batch waits for the row")
        await rows(f"SELECT pg_terminate_backend(pid) FROM ({_MOVES}) AS moves")
        with pytest.raises(CONNECTION_LOST):
            await archiving

    assert await counts() == (live, 0)
    assert await archive_months(limit) == live
    await other.close()


async def test_month_that_a_reader_has_not_read_stays(test_app):
    """The refusal names who is behind; nothing is begun."""
    await year(test_app)
    limit = await after_all(test_app)
    await all_have_read(test_app)
    await rows("UPDATE projection SET position = 1 WHERE name IN ('points', 'city_accounts')")

    with pytest.raises(Conflict, match=r"city_accounts, points has not read the log"):
        await archive_months(limit)

    assert (await counts())[1] == 0
    assert await archive_rows.stored_months() == []


async def test_consumer_that_has_not_read_keeps_its_events(test_app):
    """Letters are written from the live table; what is noted about deleted notifications is no reader."""
    await year(test_app)
    limit = await after_all(test_app)
    await all_have_read(test_app)
    await rows("INSERT INTO consumer_position (name, position) VALUES ('notifications_deleted', 0), ('another', 2)")

    with pytest.raises(Conflict, match="up to which another has not read"):
        await archive_months(limit)


async def test_hole_in_the_log_is_said_and_nothing_is_moved_over_it(test_app):
    """An event is missing in the log: the archive must not hide it."""
    await year(test_app)
    limit = await after_all(test_app)
    await all_have_read(test_app)
    await rows("DELETE FROM event WHERE position = 3")

    with pytest.raises(Conflict, match="after position 2 is missing"):
        await archive_months(limit, batch=1)

    assert await rows("SELECT position FROM event_archive ORDER BY position") == [{"position": 1}, {"position": 2}]


async def test_archive_waits_for_statements_that_may_not_know_the_month(test_app, urls):
    """A reader that began before the month had its partition could read it nowhere."""
    await year(test_app)
    limit = await after_all(test_app)
    await all_have_read(test_app)
    reader = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    read = reader.transaction()
    await read.start()
    await reader.fetch("SELECT FROM event_archive")

    archiving = asyncio.create_task(archive_months(limit))
    await until(archive_rows.unfinished_month, "the month has begun")
    assert await archive_rows.readers() >= {(await reader.fetchval(_VIRTUAL))}
    assert (await counts())[1] == 0
    await read.rollback()
    await archiving

    assert (await counts())[0] == 0
    await reader.close()


async def test_archive_waits_for_a_redaction(test_app, urls):
    """Both would change the same rows; who redacts has found the events where they are."""
    await year(test_app)
    limit = await after_all(test_app)
    await all_have_read(test_app)

    outside = copy_context()
    async with transaction():
        await archive_rows.keep_from_archiving()
        archiving = asyncio.create_task(archive_months(limit), context=outside)
        other = await asyncpg.connect(asyncpg_dsn(urls.database_url))
        await until(lambda: other.fetchval(_WAITS), "the archive waits for the lock")
        assert await other.fetchval("SELECT count(*) FROM event_archive") == 0
        await other.close()
    await archiving

    assert (await counts())[0] == 0


async def test_rebuild_and_archive_do_not_mind_each_other(test_app, urls):
    """The archive moves events while a rebuild is between two batches: the projections are those of the whole log."""
    await year(test_app, requests=4)
    limit = await after_all(test_app)
    await all_have_read(test_app)

    async def progress(position: int, head: int) -> None:
        if position == 4:
            assert await archive_months(limit, batch=3) == head

    await rebuild_projections(urls.database_url, clock=test_app.clock, progress=progress, batch=4)

    assert (await counts())[0] == 0
    assert await differences(test_app) == []
