"""The server asks every connection for a sign of life, and lets go of those that give none."""

import asyncio
import json

from app.commands.requests.submission import submit
from app.live.sockets import HEARTBEAT_SECONDS
from tests.integration.live.server import CITY_FEED
from tests.waiting import PATIENCE_SECONDS, until


def go_round(live):
    """Turn the timer wheel once."""
    for _ in range(HEARTBEAT_SECONDS):
        live.application.sockets.tick(live.test_app.clock.now())


async def answer(client):
    """Take the server's ping, and answer it."""
    assert json.loads(await client.socket.recv()) == {"type": "ping"}
    await client.send(type="pong")
    # What the server answers next shows that it has read the pong.
    await client.send(type="ping", payload={"n": 1})
    assert json.loads(await client.socket.recv()) == {"type": "pong", "payload": {"n": 1}}


async def test_each_connection_gets_one_ping_per_turn_and_stays_open_when_it_answers(live):
    """Whatever second they came in."""
    clients = [await live.connect() for _ in range(7)]

    for _ in range(3):
        go_round(live)
        for client in clients:
            await answer(client)

    assert len(live.application.sockets) == 7


async def test_connection_without_an_answer_is_closed_with_1013(live):
    """The code is 1013, after which graphql-ws clients reconnect; other connections stay open."""
    dead, living = await live.connect(), await live.connect()
    await dead.subscribe("1", CITY_FEED)
    await until(lambda: len(live.application.subscriptions) == 1)

    go_round(live)
    await answer(living)
    go_round(live)

    async with asyncio.timeout(PATIENCE_SECONDS):
        assert json.loads(await dead.socket.recv()) == {"type": "ping"}
        assert (await dead.ended())[0] == 1013
    await until(lambda: len(live.application.subscriptions) == 0)
    await answer(living)


async def test_any_message_answers_a_heartbeat(live):
    """A client that talks but does not know the server's ping is alive."""
    citizen = await live.test_app.person()
    client = await live.connect()
    await client.subscribe("1", CITY_FEED)
    await until(lambda: len(live.application.subscriptions) == 1)

    for n in range(3):
        go_round(live)
        assert json.loads(await client.socket.recv()) == {"type": "ping"}
        await client.send(type="ping", payload={"n": n})
        assert json.loads(await client.socket.recv())["type"] == "pong"

    await submit(live.test_app.context, citizen, live.test_app.submission())
    assert (await client.event())["kind"] == "SUBMITTED"


async def test_socket_closes_when_its_session_expires(live):
    """At the moment, not at some later round; sockets without a session stay."""
    citizen = await live.test_app.person()
    client, stranger = await live.socket(await live.token(citizen)), await live.connect()
    await client.init()
    (expires_at,) = {one.expires_at for one in live.application.sockets if one.expires_at}
    go_round(live)
    for one in (client, stranger):
        await answer(one)

    left = expires_at - live.test_app.clock.now()
    live.test_app.pass_time(seconds=left.total_seconds() - 0.05)
    go_round(live)
    assert json.loads(await client.socket.recv()) == {"type": "ping"}

    assert (await client.ended())[0] == 4403
    await stranger.synchronise()
