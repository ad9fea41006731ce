"""Every process follows the whole log, whatever becomes of the stream."""

import asyncio
import shutil
from contextlib import asynccontextmanager

import pytest

from app.clock import FixedClock
from app.commands.requests import comments
from app.commands.requests.submission import submit
from app.embedded import EmbeddedValkey
from app.events.log import read_between
from app.events.redis_stream import RedisEventStream
from app.events.tail import Tail
from app.settings import Settings
from tests.conftest import NOON, FakeMailer, TestApp, temporary_home
from tests.waiting import until


@pytest.fixture
async def received(test_app):
    """The positions that the tail of the application dispatches."""
    positions = []
    test_app.application.tail.dispatch = lambda logged: positions.append(logged.position)
    return positions


async def talk(test_app, times):
    """Let things happen, one after the other."""
    citizen = await test_app.person()
    request = await submit(test_app.context, citizen, test_app.submission())
    for n in range(times - 1):
        await comments.comment(test_app.context, citizen, request.id, str(n))


@asynccontextmanager
async def following(test_app, received, **options):
    """Follow the log with a second tail for the time of the block."""
    tail = Tail(test_app.application.stream, lambda logged: received.append(logged.position), **options)
    task = asyncio.create_task(tail.run())
    try:
        yield tail
    finally:
        while not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=0.1)


async def test_the_process_that_stamps_does_not_wait_for_the_stream(test_app, received, monkeypatch):
    """Its subscribers have an event while the publication hangs; afterwards the stream brings none twice."""
    published, real = asyncio.Event(), RedisEventStream.publish

    async def hang(stream, events):
        await published.wait()
        await real(stream, events)

    monkeypatch.setattr(RedisEventStream, "publish", hang)
    await submit(test_app.context, await test_app.person(), test_app.submission())
    await until(lambda: received == [1])
    assert await test_app.application.stream.last_position() == 0

    published.set()
    await talk(test_app, 3)
    await test_app.settled()

    await until(lambda: len(received) >= 4)
    assert received == [1, 2, 3, 4]

    async def all_are_published():
        return await test_app.application.stream.last_position() == 4

    await until(all_are_published)


async def test_what_is_stamped_after_a_gap_comes_from_the_stream(test_app):
    """Another process has stamped the events between."""
    await talk(test_app, 3)
    head = await test_app.settled()
    received = []
    tail = Tail(test_app.application.stream, lambda logged: received.append(logged.position))
    first, second, third = await read_between(0, head)

    await tail.take([third])
    await tail.take([first])
    await tail.take([first, second])

    assert received == [1, 2]


async def test_deleted_entries_are_read_from_the_database(test_app):
    """A hole in the stream is arithmetic: what is missing is fetched, in its place."""
    await talk(test_app, 12)
    await test_app.published()
    for n in (1, 2, 5, 6, 9):
        await test_app.application.redis.xdel(test_app.application.stream.key, f"{n}-0")
    received = []

    async with following(test_app, received):
        await until(lambda: len(received) == 12)

    assert received == list(range(1, 13))


async def test_stream_that_was_cut_to_its_window_is_continued_from_the_database(test_app):
    """A tail that is further behind than the stream reads the rest from the database."""
    await talk(test_app, 12)
    await test_app.published()
    await test_app.application.redis.xtrim(test_app.application.stream.key, maxlen=2, approximate=False)
    received = []

    async with following(test_app, received):
        await until(lambda: len(received) == 12)

    assert received == list(range(1, 13))


async def test_emptied_stream_loses_nothing(test_app, received):
    """The stream is a window, not the truth: deleted again and again, every event is still handed over once."""
    citizen = await test_app.person()
    request = await submit(test_app.context, citizen, test_app.submission())
    for n in range(30):
        await comments.comment(test_app.context, citizen, request.id, str(n))
        if n % 7 == 3:
            await test_app.application.redis.delete(test_app.application.stream.key)

    assert await test_app.settled() == 31

    assert received == list(range(1, 32))


async def test_stream_without_new_entries_is_checked_against_the_database(test_app):
    """When nothing is published at all, the database is asked after each quiet spell."""
    await talk(test_app, 4)
    await test_app.settled()
    received = []
    elsewhere = RedisEventStream(test_app.application.redis, "an epoch without a publisher")

    tail = Tail(elsewhere, lambda logged: received.append(logged.position), block_milliseconds=20)
    task = asyncio.create_task(tail.run())
    await until(lambda: len(received) == 4)
    await talk(test_app, 3)
    await until(lambda: len(received) == 7)
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=0.1)

    assert received == list(range(1, 8))


async def test_unreachable_database_is_retried(test_app, monkeypatch):
    """While a hole cannot be filled the tail waits; it neither skips nor stops."""
    await talk(test_app, 6)
    await test_app.published()
    await test_app.application.redis.xdel(test_app.application.stream.key, "3-0")
    received, failures = [], []

    async def away(*args):
        if len(failures) < 3:
            failures.append(args)
            raise OSError("no route to the database")
        return await read_between(*args)

    monkeypatch.setattr("app.events.tail.read_between", away)

    async with following(test_app, received, poll_seconds=0.01):
        await until(lambda: len(received) == 6)

    assert received == list(range(1, 7))
    assert len(failures) == 3


@pytest.fixture
def home():
    """A folder that the user of the embedded servers can enter, too."""
    home = temporary_home()
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
async def shaky(urls, home):
    """An application on a Valkey of its own, which the test may stop and start."""
    valkey = EmbeddedValkey(home / "valkey")
    own = await asyncio.to_thread(valkey.start)
    clock, post = FixedClock(NOON), FakeMailer()
    async with urls.application(
        Settings(), redis_url=own, clock=clock, mail_transport=post, run_periodic_jobs=False
    ) as application:
        yield TestApp(application, clock, post), valkey, home
    await asyncio.to_thread(valkey.stop)


@pytest.mark.parametrize("forgets", [False, True])
async def test_redis_that_goes_away_and_comes_back_loses_nothing(shaky, forgets):
    """Before, during and after the outage events arrive once and in order; also when Redis restarts empty."""
    test_app, valkey, home = shaky
    received = []
    test_app.application.tail.dispatch = lambda logged: received.append(logged.position)
    await talk(test_app, 5)
    await test_app.settled()

    await asyncio.to_thread(valkey.stop)
    await talk(test_app, 5)
    assert await test_app.settled() == 10
    if forgets:
        shutil.rmtree(home / "valkey" / "data")
    await asyncio.to_thread(valkey.start)
    await talk(test_app, 5)
    assert await test_app.settled() == 15

    assert received == list(range(1, 16))
    assert await test_app.published() == 15
    entries = await test_app.application.redis.xrange(test_app.application.stream.key)
    assert [entry_id for entry_id, _ in entries] == [f"{n}-0".encode() for n in range(1, 16)]
