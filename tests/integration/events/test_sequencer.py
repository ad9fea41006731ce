"""The sequencer orders events, and another process takes over when it ends."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import asyncpg
import orjson
import pytest

from app.commands.accounts.notifications import mark_read
from app.commands.requests import comments, following, verdict, withdrawal, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.log.events import Event, EventKind
from app.domain.requests.service_request import ServiceRequest
from app.events.log import (
    APPEND,
    append_values,
    log_head,
    logged_event,
    published_body,
    read_after,
    read_between,
)
from app.events.projections import PROJECTIONS
from app.events.rebuild import rebuild_projections
from app.events.redis_stream import RedisEventStream, read_event
from app.events.sequencer import Sequencer
from app.events.stamping import stamp_waiting
from app.models.database import asyncpg_dsn, database, rows
from app.redis_clients import open_redis
from tests import pictures
from tests.waiting import until


@asynccontextmanager
async def running(*sequencers):
    """Run these for the time of the block."""
    tasks = [asyncio.create_task(sequencer.run()) for sequencer in sequencers]
    try:
        yield tasks
    finally:
        while any(not task.done() for task in tasks):
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=0.1)


@pytest.fixture
async def connections(urls):
    """Two connections of a test's own."""
    two = [await asyncpg.connect(asyncpg_dsn(urls.database_url)) for _ in range(2)]
    yield two
    for connection in two:
        await connection.close()


@pytest.fixture
async def rivals(urls):
    """Two sequencers on one log, without an application."""
    redis = open_redis(urls.redis_url)
    async with database(urls.database_url):
        epoch, _ = await log_head()
        stream = RedisEventStream(redis, epoch)
        yield [
            Sequencer(urls.database_url, stream, asyncio.Event(), poll_seconds=0.02, retry_seconds=0.02)
            for _ in range(2)
        ]
        await redis.delete(stream.key)
    await redis.aclose()


async def append_with(connection, request, version):
    """Append an event in a transaction that the test commits later."""
    event = Event(
        kind=EventKind.COMMENTED,
        at=request.updated_at,
        actor_id=None,
        actor_role=None,
        from_status=request.status,
        topics=(f"request:{request.id}",),
        request=replace(request, version=version),
    )
    await connection.execute(APPEND, *append_values(event))


async def inserted(connection):
    """Return a request that has no event."""
    await connection.execute(
        "INSERT INTO service_request (id, number, city_id, category_id, address, description, latitude, longitude,"
        " status, version, created_at, updated_at, search_text, tile_x, tile_y) SELECT gen_random_uuid(), 'N-1',"
        " 'almaty', 'pothole', 'a', 'd', 43.2, 76.9, 'ACCEPTED', 1, now(), now(), '', 0, 0"
    )
    found = await connection.fetchrow("SELECT * FROM service_request")
    return ServiceRequest.from_columns(dict(found))


async def test_positions_follow_the_order_of_commits(test_app, connections):
    """An event whose id was taken first but which is committed last comes last, and leaves no hole behind."""
    first, second = connections
    citizen = await test_app.person()
    requests = [await submit(test_app.context, citizen, test_app.submission()) for _ in range(2)]
    await test_app.settled()

    late, early = first.transaction(), second.transaction()
    await late.start()
    await early.start()
    await append_with(first, requests[0], 2)
    await append_with(second, requests[1], 2)
    await early.commit()
    assert await test_app.settled() == 3
    await late.commit()
    assert await test_app.settled() == 4

    ids = await rows("SELECT id, position, request_id FROM event ORDER BY position")
    assert [found["position"] for found in ids] == [1, 2, 3, 4]
    assert [found["request_id"] for found in ids[2:]] == [requests[1].id, requests[0].id]
    assert ids[2]["id"] > ids[3]["id"]


async def test_rolled_back_events_leave_no_gap(test_app, connections):
    """Ids are lost with a rollback; positions are not."""
    citizen = await test_app.person()
    request = await submit(test_app.context, citizen, test_app.submission())
    undone = connections[0].transaction()
    await undone.start()
    await append_with(connections[0], request, 2)
    await undone.rollback()

    await comments.comment(test_app.context, citizen, request.id, "words")

    assert await test_app.settled() == 2
    found = await rows("SELECT id, position FROM event ORDER BY position")
    assert [item["position"] for item in found] == [1, 2]
    assert found[1]["id"] > found[0]["id"] + 1


async def test_positions_are_dense_and_in_version_order_under_load(test_app):
    """Many commands at once: every position once, and the steps of each request in their own order."""
    citizen = await test_app.person()
    requests = [await submit(test_app.context, citizen, test_app.submission()) for _ in range(5)]

    await asyncio.gather(*(comments.comment(test_app.context, citizen, requests[n % 5].id, str(n)) for n in range(100)))

    head = await test_app.settled()
    events = await read_between(0, head)
    assert [logged.position for logged in events] == list(range(1, 106))
    for request in requests:
        versions = [logged.event.request.version for logged in events if logged.event.request.id == request.id]
        assert versions == list(range(1, 22))


async def test_second_sequencer_takes_over_when_the_leader_ends(urls, rivals, connections):
    """While the leader is there the other one waits; when the leader's connection is cut, the other one leads."""
    _, second = rivals
    # After a cut it does not try to become the leader again during this test.
    first = Sequencer(urls.database_url, second.stream, asyncio.Event(), poll_seconds=0.02, retry_seconds=60)
    async with running(first):
        await until(lambda: first.is_leader)
        async with running(second):
            await until(lambda: has_asked(connections[0]))
            assert not second.is_leader

            await connections[0].execute(CUT_OFF)

            await until(lambda: second.is_leader and not first.is_leader)


CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


async def has_asked(connection):
    """Return whether a process has tried to become the leader and failed."""
    asked = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle'"
    return await connection.fetchval(f"{asked} AND query LIKE 'SELECT pg_try_advisory_lock%')")


async def test_no_event_is_lost_while_leaders_lose_their_connection(test_app, urls, connections):
    """The leader loses its connection repeatedly under load; positions stay dense and every event arrives once."""
    citizen = await test_app.person()
    request = await submit(test_app.context, citizen, test_app.submission())
    received = []
    test_app.application.hub.listen(RecordingSubscriber(received), ["city:almaty"])
    second = Sequencer(
        urls.database_url, test_app.application.stream, asyncio.Event(), poll_seconds=0.02, retry_seconds=0.02
    )

    async with running(second):
        for n in range(60):
            await comments.comment(test_app.context, citizen, request.id, str(n))
            if n % 10 == 5:
                await connections[0].execute(CUT_OFF)
        head = await test_app.published()

    assert head == 61
    assert received[-60:] == list(range(2, 62))
    entries = await test_app.application.redis.xrange(test_app.application.stream.key)
    assert [entry_id for entry_id, _ in entries] == [f"{n}-0".encode() for n in range(1, 62)]


class RecordingSubscriber:
    """Hears positions."""

    def __init__(self, received):
        self.received = received

    def offer(self, offered):
        self.received.append(offered.logged.position)


async def test_entries_of_the_stream_carry_their_positions(test_app):
    """The id of an entry is its position, and its body is the event of the log."""
    citizen = await test_app.person()
    request = await submit(test_app.context, citizen, test_app.submission())
    await comments.comment(test_app.context, citizen, request.id, "Қазақша")
    head = await test_app.published()

    entries = await test_app.application.redis.xrange(test_app.application.stream.key)

    assert [entry_id for entry_id, _ in entries] == [b"1-0", b"2-0"]
    entries = await test_app.application.stream.read(0, block_milliseconds=10)
    assert [position for position, _ in entries] == [1, 2]
    assert [read_event(body) for _, body in entries] == await read_between(0, head)


async def test_second_publication_is_ignored(test_app):
    """Redis refuses entries that it has and accepts the new ones after them."""
    citizen = await test_app.person()
    request = await submit(test_app.context, citizen, test_app.submission())
    await comments.comment(test_app.context, citizen, request.id, "words")
    head = await test_app.published()
    events = await read_between(0, head)

    await test_app.application.stream.publish(events)
    await test_app.application.stream.publish([*events, replace(events[-1], position=3)])

    entries = await test_app.application.redis.xrange(test_app.application.stream.key)
    assert [entry_id for entry_id, _ in entries] == [b"1-0", b"2-0", b"3-0"]


async def test_new_leader_publishes_events_stamped_by_the_old_one(rivals, urls):
    """Stamped but not published is the gap a crash leaves: the next leader closes it, from the stream's last id on."""
    rival = rivals[0]
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    request = await inserted(connection)
    for version in range(1, 6):
        await append_with(connection, request, version)
    await connection.execute("UPDATE log_state SET head = 0")
    assert len(await rival.stamp(connection)) == 5
    await rival.stream.publish((await _events(connection))[:2])

    async with running(rival):
        await until(lambda: reaches(rival.stream, 5))

    redis = open_redis(urls.redis_url)
    entries = await redis.xrange(rival.stream.key)
    await redis.aclose()
    assert [entry_id for entry_id, _ in entries] == [f"{n}-0".encode() for n in range(1, 6)]
    await connection.close()


async def test_published_body_is_the_event_as_json(test_app):
    """The text that is made from a stored row says the same as the one made from its event."""
    citizen, executor = [await test_app.person(role) for role in (Role.CITIZEN, Role.EXECUTOR)]
    request = await submit(test_app.context, citizen, test_app.submission())
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    await pictures.complete(test_app.context, executor, request.id)
    await comments.comment(test_app.context, citizen, request.id, 'words "in" quotes \\ and a line\nbelow')
    await test_app.published()

    stored = await rows("SELECT * FROM event ORDER BY position")

    assert len(stored) >= 5
    for found in stored:
        assert orjson.loads(published_body(found, found["position"])) == logged_event(found).to_json()
    published = await test_app.application.stream.newest(100)
    assert published == [logged_event(found) for found in stored]


async def test_events_are_stamped_in_three_round_trips(rivals, connections):
    """Each of them delays every subscriber: begin and lock, stamp, write and commit. A batch costs no more than one."""
    connection, asked = connections[0], []
    request = await inserted(connection)
    # The first time a connection and a read model meet a city they learn types and the time zone.
    for versions in (range(1, 2), range(2, 3), range(3, 12)):
        asked.clear()
        for version in versions:
            await append_with(connection, request, version)
        logger = _StatementLog(asked)
        connection.add_query_logger(logger)

        stamped = await stamp_waiting(connection, PROJECTIONS, 500, is_expected=True)

        # asyncpg calls loggers in the next turn of the event loop.
        await asyncio.sleep(0)
        connection.remove_query_logger(logger)
        assert [logged.event.request.version for logged in stamped] == list(versions)
    assert [statement.split()[0] for statement in asked] == ["BEGIN;", "WITH", "SET"]


class _StatementLog:
    """Records statements."""

    def __init__(self, statements):
        self._statements = statements

    def __call__(self, record):
        self._statements.append(record.query)


async def reaches(stream, position):
    """Say whether the stream has come that far."""
    return await stream.last_position() >= position


async def _events(connection):
    return await read_after(connection, 0, 500)


async def test_rebuilt_projections_equal_the_folded_ones(test_app, urls):
    """Counters and notifications, with their read marks, are the same after a rebuild as after folding step by step."""
    citizen, executor, akimat = [await test_app.person(role) for role in (Role.CITIZEN, Role.EXECUTOR, Role.AKIMAT)]
    for n in range(6):
        request = await submit(test_app.context, citizen, test_app.submission())
        await following.follow(test_app.context, akimat, request.id)
        if n % 2:
            await work.claim(test_app.context, executor, request.id)
            await pictures.start(test_app.context, executor, request.id)
            await pictures.complete(test_app.context, executor, request.id)
        if n % 3 == 0:
            await comments.comment(test_app.context, executor, request.id, "words")
        if n == 5:
            await verdict.confirm(test_app.context, citizen, request.id, 4)
        if n == 4:
            await withdrawal.withdraw(test_app.context, citizen, request.id)
    head = await test_app.settled()
    await mark_read(test_app.context, akimat, head // 2)
    before = await projections()

    assert await rebuild_projections(urls.database_url) == head

    assert await projections() == before
    assert len(before[1]) > 10


async def projections():
    """Return the projections as they stand; rows of zero say nothing."""
    return (
        await rows("SELECT city_id, status, count FROM city_counter WHERE count <> 0 ORDER BY city_id, status"),
        await rows("SELECT account_id, position, read_at FROM notification ORDER BY account_id, position"),
    )


async def test_poll_replaces_a_lost_wake_up_signal(test_app, monkeypatch):
    """Notices only save time: without any, events still get their positions."""

    async def ignore():
        return None

    monkeypatch.setattr(test_app.context.signals, "wake_sequencer", ignore)

    await submit(test_app.context, await test_app.person(), test_app.submission())

    assert await test_app.settled() == 1
