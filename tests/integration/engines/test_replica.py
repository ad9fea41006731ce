"""Queries are answered by a streaming replica that has come far enough, and by the first server where none has."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from math import inf
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from app.errors import SettingsError
from app.models import City
from app.models.database import from_replica, row, rows, steady_read
from app.queries import replica as replica_module
from app.queries.replica import ReplicaReads
from tests.integration.archive.conftest import after_all, archived, counts, year
from tests.integration.live.server import LiveServer, served
from tests.postgres_replica import PostgresReplica, postgres_replica
from tests.tcp_proxy import PostgresProxy, tcp_proxy
from tests.waiting import PATIENCE_SECONDS, until

NUMBERS = '{ serviceRequests(first: 20, filter: {cityId: "almaty"}) { edges { node { id } } } }'
SUBMIT = """
mutation {
  submitServiceRequest(input: {
    cityId: "almaty", categoryId: "pothole", address: "Абай даңғылы 10", description: "Жолда шұңқыр бар"
    location: {latitude: 43.24, longitude: 76.91}
  }) { id }
}
"""
TIMELINES = """
{
  serviceRequests(first: 20, filter: {cityId: "almaty"}) {
    edges { node { id timeline { edges { node { kind at note } } } } }
  }
}
"""
IS_REPLICA = "SELECT pg_is_in_recovery() AS is_replica"


@pytest.fixture(scope="module")
def server_replica(engine_urls) -> Iterator[PostgresReplica]:
    """A replica of the PostgreSQL of the run."""
    with postgres_replica(engine_urls.database_url) as replica:
        yield replica


@pytest.fixture
async def replica(server_replica: PostgresReplica) -> AsyncIterator[PostgresReplica]:
    """That replica; what it has missed in a test, it gets afterwards."""
    yield server_replica
    await server_replica.replay(goes_on=True)


@pytest.fixture
async def live(urls, replica) -> AsyncIterator[LiveServer]:
    """A server that reads from the replica."""
    await until(lambda: replica.has(urls.database_url), "the replica has the database of this test")
    async with served(urls, database_replica_url=replica.url_of(urls.database_url)) as live:
        yield live


@pytest.fixture
async def ask(live):
    """Send an operation over HTTP, with a token or without; return its data."""
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{live.port}", trust_env=False, timeout=PATIENCE_SECONDS
    ) as client:

        async def send(query: str, token: str | None = None):
            headers = {"authorization": f"Bearer {token}"} if token else {}
            body = (await client.post("/graphql", json={"query": query}, headers=headers)).json()
            assert "errors" not in body, body
            return body["data"]

        yield send


def ids(data) -> list[str]:
    """Return the ids of a list."""
    return [edge["node"]["id"] for edge in data["serviceRequests"]["edges"]]


async def has_caught_up(live: LiveServer) -> bool:
    """Whether the next query would go to the replica."""
    reads = live.application.replica
    assert reads is not None
    before = reads.reads["replica"]
    await reads.run(lambda: row("SELECT 1"))
    return reads.reads["replica"] == before + 1


async def ids_from_replica(live: LiveServer, ask) -> list[str]:
    """Ask until the replica has answered; return the ids of that answer. It is given little time, and may be slow."""
    reads = live.application.replica
    assert reads is not None
    answers: list[list[str]] = []

    async def has_answered() -> bool:
        reads.reads.clear()
        answers.append(ids(await ask()))
        return dict(reads.reads) == {"replica": 1}

    await until(has_answered, "the replica answers")
    return answers[-1]


async def test_author_finds_a_report_that_the_replica_does_not_have(live, replica, ask):
    """And as soon as it has it, the replica answers; all the time the first server takes what is written."""
    reads, token = live.application.replica, await live.token(await live.test_app.person())
    assert await ids_from_replica(live, lambda: ask(NUMBERS)) == []

    await replica.replay(goes_on=False)
    reported = (await ask(SUBMIT, token))["submitServiceRequest"]["id"]
    reads.reads.clear()
    assert ids(await ask(NUMBERS, token)) == [reported]
    assert dict(reads.reads) == {"primary": 1}
    with from_replica():
        assert await rows("SELECT id FROM service_request") == []
        assert await row(IS_REPLICA) == {"is_replica": True}
    assert await row(IS_REPLICA) == {"is_replica": False}

    await live.test_app.settled()
    assert ids(await ask(NUMBERS)) == [reported], "a step that was pushed is found by all readers"

    await replica.replay(goes_on=True)
    assert await ids_from_replica(live, lambda: ask(NUMBERS, token)) == [reported]


async def test_steps_that_were_archived_are_read_from_the_replica(live, replica, ask):
    await year(live.test_app)
    await live.test_app.settled()
    before = await ask(TIMELINES)
    assert len(before["serviceRequests"]["edges"]) == 2
    assert await archived(live.test_app, await after_all(live.test_app))

    with from_replica():
        await until(has_archived, "the replica has what was moved")
    reads = live.application.replica
    answers: list[object] = []

    async def has_answered() -> bool:
        reads.reads.clear()
        answers.append(await ask(TIMELINES))
        return dict(reads.reads) == {"replica": 1}

    await until(has_answered, "the replica answers")
    assert all(answer == before for answer in answers)


async def has_archived() -> bool:
    """Whether no event is left in the live table."""
    live, old = await counts()
    return live == 0 and old > 0


async def zone_of_almaty() -> str:
    """Read what the tests change."""
    async with steady_read():
        return str((await City.get(id="almaty")).timezone)


async def test_read_waits_for_what_its_client_has_written(live, replica):
    """Another process has taken the write; Redis says how far the replica has to be."""
    there, here = (
        ReplicaReads(
            live.application.redis,
            live.application.epoch,
            lambda: 0,
            patience_seconds=PATIENCE_SECONDS,
            fresh_seconds=inf,
        )
        for _ in range(2)
    )
    writer, other = uuid4(), uuid4()
    assert await here.run(zone_of_almaty) == "Asia/Almaty"
    await replica.replay(goes_on=False)
    await City.filter(id="almaty").update(timezone="Asia/Qostanay")
    await there.wrote(writer, None)
    written = await here.written_by(writer, "10.0.0.1")
    assert written > await here.written_by(other) == 0

    assert await here.run(zone_of_almaty, await here.written_by(other)) == "Asia/Almaty"
    waiting = asyncio.create_task(here.run(zone_of_almaty, written))
    await replica.replay(goes_on=True)
    assert await waiting == "Asia/Qostanay"
    assert dict(here.reads) == {"replica": 3}


async def connection_lost(sql: str):
    """Fail as a statement does whose server has ended."""
    raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")


async def no_answer(sql: str):
    """Wait as for a server whose machine has lost its network."""
    await asyncio.Event().wait()


@pytest.mark.parametrize("after_the_commit", [connection_lost, no_answer])
async def test_stored_report_is_answered_although_the_database_goes_away(live, ask, monkeypatch, after_the_commit):
    """Between the commit and the answer; its author then reads from the first server alone."""
    token = await live.token(await live.test_app.person())
    monkeypatch.setattr(replica_module, "PLACE_SECONDS", 0.05)
    monkeypatch.setattr(replica_module, "row", after_the_commit)
    reported = (await ask(SUBMIT, token))["submitServiceRequest"]["id"]
    monkeypatch.undo()
    live.application.replica.reads.clear()
    assert ids(await ask(NUMBERS, token)) == [reported]
    assert dict(live.application.replica.reads) == {"primary": 1}


async def test_read_is_never_older_than_the_limit(live, replica):
    """Also by what others have written without an event, such as the erasure of an account."""
    reads = ReplicaReads(live.application.redis, live.application.epoch, lambda: 0, fresh_seconds=0)
    await replica.replay(goes_on=False)
    await City.filter(id="almaty").update(timezone="Asia/Qostanay")
    assert await reads.run(zone_of_almaty) == "Asia/Qostanay"
    assert dict(reads.reads) == {"primary": 1}


async def test_reads_that_come_together_after_a_pause_are_no_older(live, replica):
    """One asks how far the first server has come, and the others wait for the answer."""
    reads = ReplicaReads(live.application.redis, live.application.epoch, lambda: 0, fresh_seconds=PATIENCE_SECONDS)
    await replica.replay(goes_on=False)
    await City.filter(id="almaty").update(timezone="Asia/Qostanay")
    found = await asyncio.gather(*(reads.run(zone_of_almaty) for _ in range(3)))
    assert found == ["Asia/Qostanay"] * 3
    assert dict(reads.reads) == {"primary": 3}


async def test_first_server_answers_while_the_replica_is_away(live, replica, ask, monkeypatch):
    monkeypatch.setattr(replica_module, "AWAY_SECONDS", 0.0)
    reads = live.application.replica
    await until(lambda: has_caught_up(live))
    await asyncio.to_thread(replica.stop)
    reads.reads.clear()
    assert ids(await ask(NUMBERS)) == []
    assert dict(reads.reads) == {"primary": 1}
    await asyncio.to_thread(replica.start)
    await until(lambda: has_caught_up(live))


@pytest.fixture
async def behind_proxy(urls, replica):
    """A server that reads from the replica through a proxy, and the proxy."""
    await until(lambda: replica.has(urls.database_url), "the replica has the database of this test")
    async with (
        tcp_proxy(PostgresProxy(replica.url_of(urls.database_url))) as proxy,
        served(urls, database_replica_url=proxy.url) as live,
    ):
        await until(lambda: has_caught_up(live))
        yield live, proxy
        proxy.release()


async def test_first_server_answers_while_the_replica_is_silent(behind_proxy, monkeypatch):
    """A lost network closes no connection, and a read that waited for it would wait for many minutes."""
    monkeypatch.setattr(replica_module, "AWAY_SECONDS", inf)
    live, proxy = behind_proxy
    reads = ReplicaReads(live.application.redis, live.application.epoch, lambda: 0)
    proxy.hold(to_client=0)

    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await reads.run(lambda: row(IS_REPLICA)) == {"is_replica": False}

    assert dict(reads.reads) == {"primary": 1}
    assert reads.is_away


async def test_read_whose_replica_falls_silent_is_repeated_on_the_first_server(behind_proxy, monkeypatch):
    """The replica had answered a moment before."""
    monkeypatch.setattr(replica_module, "LONGEST_READ_SECONDS", 0.1)
    monkeypatch.setattr(replica_module, "AWAY_SECONDS", inf)
    live, proxy = behind_proxy
    reads = live.application.replica
    reads.reads.clear()

    async def read():
        proxy.hold(to_client=0)
        return await row(IS_REPLICA)

    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await reads.run(read) == {"is_replica": False}

    assert dict(reads.reads) == {"primary": 1}
    assert reads.is_away


async def test_catalogue_is_not_read_from_a_replica_that_is_behind(live, replica):
    """It is kept for half a minute, so the change of an officer would be lost to all readers for so long."""
    await replica.replay(goes_on=False)
    await City.filter(id="almaty").update(timezone="Asia/Qostanay")
    live.application.catalog.expire()
    with from_replica():
        assert (await live.application.catalog.cities())["almaty"].timezone == "Asia/Qostanay"
        assert (await City.get(id="almaty")).timezone == "Asia/Almaty"


async def test_replica_of_another_installation_is_refused(live):
    stranger = ReplicaReads(live.application.redis, "another epoch", lambda: 0)
    with pytest.raises(SettingsError, match="DATABASE_REPLICA_URL"):
        await stranger.check()


async def test_server_that_is_no_replica_is_not_read_from(urls, monkeypatch):
    """Such as one that was promoted: the writes of the first server do not come there."""
    monkeypatch.setattr(replica_module, "AWAY_SECONDS", inf)
    async with served(urls, database_replica_url=urls.database_url) as live:
        reads = live.application.replica
        assert await reads.run(lambda: row(IS_REPLICA)) == {"is_replica": False}
        assert dict(reads.reads) == {"primary": 1}
        assert reads.is_away
