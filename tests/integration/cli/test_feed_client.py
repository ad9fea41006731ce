"""`qala watch` against a scripted server, and against the real one: nothing lost, nothing twice."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from websockets.asyncio.server import ServerConnection, serve

from app.cli.feed_client import PROTOCOL, Backoff, FeedClient, FeedPosition, WatchRefused, socket_url
from app.cli.watching import line_of
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from tests.integration.live.server import served
from tests.waiting import PATIENCE_SECONDS


@dataclass
class Peer:
    """The server's side of one socket."""

    socket: ServerConnection
    received: list[dict[str, Any]] = field(default_factory=list)

    async def hear(self, kind: str) -> dict[str, Any]:
        message = orjson.loads(await self.socket.recv())
        self.received.append(message)
        assert message["type"] == kind, message
        return dict(message)

    async def say(self, **message: Any) -> None:
        await self.socket.send(orjson.dumps(message).decode())

    async def greet(self) -> dict[str, Any]:
        init = await self.hear("connection_init")
        await self.say(type="connection_ack")
        return init

    async def tell_now(self, cursor: str) -> None:
        asked = await self.hear("subscribe")
        assert asked["payload"]["query"] == "{ cursor }"
        await self.say(id=asked["id"], type="next", payload={"data": {"cursor": cursor}})
        await self.say(id=asked["id"], type="complete")

    async def feed(self, after: str, *cursors: str) -> str:
        asked = await self.hear("subscribe")
        assert asked["payload"]["variables"] == {"cityId": "almaty", "after": after}
        for cursor in cursors:
            await self.say(id=asked["id"], type="next", payload={"data": {"cityFeed": {"cursor": cursor}}})
        return str(asked["id"])


Script = Callable[[Peer], Awaitable[None]]


@asynccontextmanager
async def scripted(*scripts: Script):
    """A server that plays one scene for each connection, then is quiet; yields its address."""
    left = list(scripts)

    async def handle(socket: ServerConnection) -> None:
        await left.pop(0)(Peer(socket))

    async with serve(handle, "127.0.0.1", 0, subprotocols=[PROTOCOL], close_timeout=1) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/graphql"


@pytest.fixture
def watch():
    """Watch a scripted server until so many events came; return their cursors, and what was said."""

    async def watch(*scripts, events, after=None, token=None):
        said: list[str] = []
        seen: list[str] = []
        async with scripted(*scripts) as url, asyncio.timeout(PATIENCE_SECONDS):
            client = FeedClient(url, "almaty", token, FeedPosition(after), said.append, Backoff(0.001, 0.002))
            async with aclosing(client.events()) as found:
                async for event in found:
                    seen.append(event["cursor"])
                    if len(seen) == events:
                        break
        return seen, [words for words in said if not words.startswith("trying again")]

    return watch


async def linger(peer):
    """Stay until the client leaves."""
    await peer.socket.wait_closed()


async def test_it_resumes_by_the_last_cursor_it_printed(watch):
    """Each connection asks for what came after the last event, and what comes twice is shown once."""

    async def first(peer):
        await peer.greet()
        await peer.tell_now("e:5")
        await peer.feed("e:5", "e:6", "e:7")
        await peer.socket.close(1012, "restart")

    async def second(peer):
        await peer.greet()
        await peer.feed("e:7", "e:7", "e:6", "e:8", "e:9")
        await linger(peer)

    seen, said = await watch(first, second, events=4)

    assert seen == ["e:6", "e:7", "e:8", "e:9"]
    assert len(said) == 1
    assert "1012" in said[0]


async def test_a_cut_before_the_first_event_loses_nothing(watch):
    """The place to go on from is asked for before subscribing, and kept."""

    async def first(peer):
        await peer.greet()
        await peer.tell_now("e:5")
        peer.socket.transport.abort()

    async def second(peer):
        await peer.greet()
        await peer.feed("e:5", "e:6")
        await linger(peer)

    seen, _ = await watch(first, second, events=1)

    assert seen == ["e:6"]


async def test_an_expired_cursor_is_reported_and_watching_continues_from_now(watch):
    """Never a partial replay in silence."""

    async def script(peer):
        await peer.greet()
        refused = await peer.feed("old:1")
        await peer.say(
            id=refused, type="error", payload=[{"message": "too much", "extensions": {"code": "CURSOR_EXPIRED"}}]
        )
        await peer.tell_now("new:70")
        await peer.feed("new:70", "new:71")
        await linger(peer)

    seen, said = await watch(script, events=1, after="old:1")

    assert seen == ["new:71"]
    assert any("CURSOR_EXPIRED" in words for words in said)


async def test_pings_are_answered(watch):
    """Also between the messages of the feed."""

    async def script(peer):
        await peer.greet()
        asked = await peer.feed("e:1")
        await peer.say(type="ping")
        await peer.hear("pong")
        await peer.say(id=asked, type="next", payload={"data": {"cityFeed": {"cursor": "e:2"}}})
        await linger(peer)

    assert (await watch(script, events=1, after="e:1"))[0] == ["e:2"]


async def test_an_ended_session_is_reported_and_watching_continues_as_the_public(watch):
    """The feed goes on as the public sees it."""

    async def first(peer):
        assert (await peer.greet())["payload"] == {"authorization": "Bearer t0ken"}
        await peer.socket.close(4403, "Forbidden")

    async def second(peer):
        assert (await peer.greet())["payload"] == {}
        await peer.feed("e:1", "e:2")
        await linger(peer)

    seen, said = await watch(first, second, events=1, after="e:1", token="t0ken")

    assert seen == ["e:2"]
    assert said == ["the session of the token is over; going on as the public"]


@pytest.mark.parametrize("code", [4400, 4401, 4429, 4500])
async def test_it_gives_up_where_coming_back_does_not_help(watch, code):
    """The codes after which clients of the protocol give up."""

    async def script(peer):
        await peer.greet()
        await peer.socket.close(code, "no")

    with pytest.raises(WatchRefused, match=f"{code} no"):
        await watch(script, events=1, after="e:1")


async def test_a_refusal_is_reported_and_not_tried_again(watch):
    """A city that is not there will not be there in a second either."""

    async def script(peer):
        await peer.greet()
        refused = await peer.feed("e:1")
        await peer.say(
            id=refused, type="error", payload=[{"message": "no such city", "extensions": {"code": "NOT_FOUND"}}]
        )
        await linger(peer)

    with pytest.raises(WatchRefused, match="no such city"):
        await watch(script, events=1, after="e:1")


async def test_the_real_server_is_watched_and_resumed(urls):
    """Steps taken between two watches are shown in the order of the log, from the cursor of the last one."""
    async with served(urls) as live, asyncio.timeout(PATIENCE_SECONDS):
        citizen = await live.test_app.person(Role.CITIZEN)
        position = FeedPosition()
        address = f"ws://127.0.0.1:{live.port}/graphql"
        lines = []
        for step in range(2):
            client = FeedClient(address, "almaty", None, position, pytest.fail)
            if step == 0:
                position.cursor = f"{live.application.epoch}:0"
            requests = [await submit(live.test_app.context, citizen, live.test_app.submission()) for _ in range(3)]
            async with aclosing(client.events()) as events:
                shown = [line_of(await anext(events)).plain for _ in requests]
            lines += [request.number in line for request, line in zip(requests, shown, strict=True)]

        assert lines == [True] * 6


async def test_the_real_server_refuses_an_unknown_city(urls):
    """In its own words, once."""
    async with served(urls) as live, asyncio.timeout(PATIENCE_SECONDS):
        client = FeedClient(f"ws://127.0.0.1:{live.port}/graphql", "atlantis", None, FeedPosition(), pytest.fail)

        with pytest.raises(WatchRefused, match="there is no city"):
            await anext(client.events())


@pytest.mark.parametrize(
    ("typed", "socket"),
    [
        ("http://localhost:8000", "ws://localhost:8000/graphql"),
        ("https://qala.example/", "wss://qala.example/graphql"),
        ("localhost:8123", "ws://localhost:8123/graphql"),
        ("wss://qala.example/graphql", "wss://qala.example/graphql"),
        ("https://example.kz/city", "wss://example.kz/city/graphql"),
    ],
)
def test_the_address_of_the_socket_follows_from_the_address_of_the_page(typed, socket):
    """People type what stands in their browser."""
    assert socket_url(typed) == socket


@pytest.mark.parametrize("typed", ["ftp://localhost", "http://", ""])
def test_other_addresses_are_refused(typed):
    """With what was expected."""
    with pytest.raises(WatchRefused, match="expected an address like"):
        socket_url(typed)


def test_waits_grow_to_their_limit_and_begin_anew():
    """Each is between half of its ceiling and the ceiling, so that clients do not come back in step."""
    backoff = Backoff(1.0, 8.0)
    ceilings = [1, 2, 4, 8, 8]

    assert all(ceiling / 2 <= backoff.next_seconds() <= ceiling for ceiling in ceilings)
    backoff.reset()
    assert backoff.next_seconds() <= 1


def test_a_position_knows_what_it_has_seen():
    """A cursor counts once, wherever it comes again."""
    position = FeedPosition("e:1")

    assert [position.advance(cursor) for cursor in ("e:1", "e:2", "e:3", "e:2", "e:4")] == [
        False,
        True,
        True,
        False,
        True,
    ]
    assert position.cursor == "e:4"


def test_a_line_tells_the_step_and_cannot_command_the_terminal():
    """Number, step, status, category, address; control characters in it are spaces, and markup is just text."""
    request = {
        "number": "ALM-000123",
        "status": "IN_PROGRESS",
        "isOverdue": True,
        "address": "Абай 1\x1b[2J[red]",
        "category": {"name": "Pothole"},
    }

    line = line_of(
        {"cursor": "e:1", "kind": "WORK_STARTED", "at": "2026-11-20T07:00:00+00:00", "serviceRequest": request}
    )

    assert line.plain[8:] == "  ALM-000123  WORK_STARTED      IN_PROGRESS overdue  Pothole  Абай 1 [2J[red]"
