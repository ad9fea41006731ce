"""Events of a backlog are read before their turn, and stamped as they are when it comes."""

from dataclasses import replace

import asyncpg
import orjson
import pytest

from app.domain.log.events import Event, EventKind
from app.domain.requests.service_request import ServiceRequest
from app.events.log import APPEND, append_values, read_after
from app.events.projections import PROJECTIONS
from app.events.stamping import Stamping, stamp_waiting
from app.models.database import asyncpg_dsn

BATCH = 3


@pytest.fixture
async def connection(urls):
    """A connection of the test's own to a database without an application."""
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    yield connection
    await connection.close()


@pytest.fixture
async def request_in_log(connection):
    """A request without an event."""
    await connection.execute(
        "INSERT INTO service_request (id, number, city_id, category_id, address, description, latitude, longitude,"
        " status, version, created_at, updated_at, search_text, tile_x, tile_y) SELECT gen_random_uuid(), 'N-1',"
        " 'almaty', 'pothole', 'a', 'd', 43.2, 76.9, 'ACCEPTED', 1, now(), now(), '', 0, 0"
    )
    return ServiceRequest.from_columns(dict(await connection.fetchrow("SELECT * FROM service_request")))


async def append(connection, request, versions):
    """Append events with notes that name their versions."""
    for version in versions:
        event = Event(
            kind=EventKind.COMMENTED,
            at=request.updated_at,
            actor_id=None,
            actor_role=None,
            note=f"words {version}",
            from_status=request.status,
            topics=(f"request:{request.id}",),
            request=replace(request, version=version),
        )
        await connection.execute(APPEND, *append_values(event))


class Statements:
    """Counts the statements that stamp events that were read before."""

    def __init__(self, connection):
        self.of_read = 0
        connection.add_query_logger(self)

    def __call__(self, record):
        self.of_read += "given.changed_by" in record.query


async def stamped_all(connection, stamping):
    """Stamp until nothing waits; return the positions, and what is published."""
    found = []
    while events := await stamping.stamp(connection):
        found += events
    return [logged.position for logged in found], [orjson.loads(logged.body) for logged in found]


async def stored(connection):
    """Return the events of the table as JSON."""
    return [logged.to_json() for logged in await read_after(connection, 0, 100)]


async def test_a_backlog_is_stamped_in_order_and_published_as_it_is_stored(connection, request_in_log):
    """Every batch but the first was read before its turn."""
    await append(connection, request_in_log, range(1, 12))
    statements = Statements(connection)

    positions, published = await stamped_all(connection, Stamping(PROJECTIONS, BATCH))

    assert positions == list(range(1, 12))
    assert [body["note"] for body in published] == [f"words {version}" for version in range(1, 12)]
    assert published == await stored(connection)
    assert statements.of_read == 3


async def test_a_text_that_was_removed_after_it_was_read_is_not_published(connection, request_in_log):
    """The batch is read anew."""
    await append(connection, request_in_log, range(1, 8))
    stamping = Stamping(PROJECTIONS, BATCH)
    assert len(await stamping.stamp(connection)) == BATCH
    await connection.execute("UPDATE event SET note = 'removed' WHERE note = 'words 5'")

    positions, published = await stamped_all(connection, stamping)

    assert positions == [4, 5, 6, 7]
    assert [body["note"] for body in published] == ["words 4", "removed", "words 6", "words 7"]
    assert published == (await stored(connection))[3:]


async def test_events_that_another_process_has_stamped_meanwhile_are_not_stamped_again(connection, request_in_log):
    """A rebuild stamps too, when it replaces tables."""
    await append(connection, request_in_log, range(1, 10))
    stamping = Stamping(PROJECTIONS, BATCH)
    assert len(await stamping.stamp(connection)) == BATCH
    assert [logged.position for logged in await stamp_waiting(connection, PROJECTIONS, 2)] == [4, 5]

    positions, published = await stamped_all(connection, stamping)

    assert positions == [6, 7, 8, 9]
    assert published == (await stored(connection))[5:]
    assert await connection.fetchval("SELECT head FROM log_state") == 9


async def test_an_event_that_was_committed_after_the_reading_comes_after_what_was_read(
    connection, urls, request_in_log
):
    """Its id is lower, because its transaction took longer; the request is another one."""
    late = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    slow = late.transaction()
    await slow.start()
    await append(late, request_in_log, [1])
    other = replace(request_in_log, id=await second_request(connection))
    await append(connection, other, range(1, 6))
    stamping = Stamping(PROJECTIONS, BATCH)
    assert len(await stamping.stamp(connection)) == BATCH
    await slow.commit()
    await late.close()

    positions, published = await stamped_all(connection, stamping)

    assert positions == [4, 5, 6]
    assert [body["request"]["id"] for body in published] == [str(other.id)] * 2 + [str(request_in_log.id)]


async def second_request(connection):
    """Insert another request; return its id."""
    return await connection.fetchval(
        "INSERT INTO service_request (id, number, city_id, category_id, address, description, latitude, longitude,"
        " status, version, created_at, updated_at, search_text, tile_x, tile_y) SELECT gen_random_uuid(), 'N-2',"
        " 'almaty', 'pothole', 'a', 'd', 43.2, 76.9, 'ACCEPTED', 1, now(), now(), '', 0, 0 RETURNING id"
    )


async def test_a_failed_batch_is_stamped_by_the_next_attempt(connection, request_in_log, monkeypatch):
    """What was read for the batch after it is dropped, and no position is skipped."""
    await append(connection, request_in_log, range(1, 8))
    stamping = Stamping(PROJECTIONS, BATCH)
    assert len(await stamping.stamp(connection)) == BATCH

    async def fail(*_):
        raise ConnectionResetError

    with monkeypatch.context() as patch:
        patch.setattr("app.events.stamping.run_and_commit", fail)
        with pytest.raises(ConnectionResetError):
            await stamping.stamp(connection)

    positions, published = await stamped_all(connection, stamping)

    assert positions == [4, 5, 6, 7]
    assert published == (await stored(connection))[3:]
