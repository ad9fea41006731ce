"""A socket ends with its session, promptly, and nothing more arrives on it."""

import asyncio
import json

import pytest
from websockets.frames import Close, Frame, Opcode

from app.commands.requests import comments
from app.commands.requests.submission import submit
from app.models.database import rows
from tests.graphql_client import PROTOCOL
from tests.integration.live.server import CITY_FEED, wait_for_subscribers
from tests.waiting import until


@pytest.fixture
async def watched(live):
    """Two subscribers of one subscription: one with a session, one without."""
    citizen = await live.test_app.person()
    token = await live.token(citizen)
    client, stranger = await live.socket(token), await live.connect()
    await client.init()
    for one in (client, stranger):
        await one.subscribe("1", CITY_FEED)
        await one.synchronise()
    await until(lambda: live.application.subscriptions.subscriber_count == 2)
    assert len(live.application.subscriptions) == 1
    return citizen, token, client, stranger


async def test_logout_closes_the_sockets_of_the_session_with_4403(live, watched):
    """Other sessions of the same person, and the other subscribers, go on."""
    citizen, token, client, stranger = watched
    other = await live.connect(citizen)
    leaving = await live.socket(token)
    await leaving.init()

    await leaving.subscribe("1", "mutation { logout }")
    code, before = await client.ended()
    await submit(live.test_app.context, citizen, live.test_app.submission())

    assert (code, before) == (4403, [])
    assert (await leaving.ended())[0] == 4403
    assert (await stranger.event())["kind"] == "SUBMITTED"
    await other.synchronise()


async def test_nothing_arrives_after_the_session_ended(live, watched):
    """The subscriber whose session ended leaves the shared subscription before the next event."""
    citizen, _, client, stranger = watched
    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    assert (await client.event())["kind"] == "SUBMITTED"
    (known,) = [socket.session_id for socket in live.application.sockets if socket.session_id]

    await live.application.sockets.end_sessions([known])
    await comments.comment(live.test_app.context, citizen, request.id, "not for them")

    assert await client.ended() == (4403, [])
    assert [(await stranger.event())["kind"] for _ in range(2)] == ["SUBMITTED", "COMMENTED"]
    await until(lambda: len(live.application.sockets) == 1)


HANDSHAKE = (
    "GET /graphql HTTP/1.1\r\nHost: qala\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    f"Sec-WebSocket-Protocol: {PROTOCOL}\r\nAuthorization: Bearer {{}}\r\n\r\n"
)


def written(opcode, data=b""):
    """Return a frame as a client sends it."""
    return Frame(opcode, data).serialize(mask=True)


async def test_nothing_follows_the_close_frame_of_a_peer_that_does_not_answer_it(live, watched):
    """No client library does this, but the holder of a stolen session may, and would receive events for seconds."""
    citizen, _, client, stranger = watched
    reader, writer = await asyncio.open_connection("127.0.0.1", live.port)
    writer.write(HANDSHAKE.format(await live.token(citizen)).encode())
    await reader.readuntil(b"\r\n\r\n")
    for message in ({"type": "connection_init"}, {"type": "subscribe", "id": "1", "payload": {"query": CITY_FEED}}):
        writer.write(written(Opcode.TEXT, json.dumps(message).encode()))
    await wait_for_subscribers(live, 3)

    await live.application.sockets.end_sessions([one.session_id for one in live.application.sockets if one.session_id])
    assert await client.ended() == (4403, [])
    await submit(live.test_app.context, citizen, live.test_app.submission())
    assert (await stranger.event())["kind"] == "SUBMITTED"
    writer.write(written(Opcode.CLOSE))

    assert (await reader.read()).endswith(
        Frame(Opcode.CLOSE, Close(4403, "The session is over").serialize()).serialize(mask=False)
    )
    writer.close()


@pytest.mark.parametrize("how", ["expired", "revoked", "blocked"])
async def test_session_check_closes_sockets_after_a_lost_signal(live, watched, how):
    """A session that ran out, one whose notice got lost, and a blocked account are found by the next sweep."""
    from app.auth.sessions import living_sessions

    _, _, client, stranger = watched
    now = live.test_app.clock.now
    if how == "expired":
        live.test_app.pass_time(days=31)
    else:
        table = {"revoked": "session SET revoked_at", "blocked": "account SET blocked_at"}[how]
        await rows(f"UPDATE {table} = $1", now())

    sweep = asyncio.create_task(
        live.application.sockets.watch_sessions(lambda known: living_sessions(known, now()), every_seconds=0.01)
    )

    assert await client.ended() == (4403, [])
    await stranger.synchronise()
    sweep.cancel()
    await asyncio.gather(sweep, return_exceptions=True)


async def test_ended_session_cannot_start_an_operation(live, watched):
    """Between the end of a session and its notice, every new operation is answered by 4403."""
    _, _, client, _ = watched
    await rows("UPDATE session SET revoked_at = $1", live.test_app.clock.now())

    await client.subscribe("2", "{ viewer { id } }")

    assert await client.ended() == (4403, [])


async def test_unknown_token_in_the_payload_is_refused_but_a_stale_cookie_is_not(live):
    """An explicit token must be valid; a stale cookie only means no viewer."""
    loud, quiet = await live.socket(), await live.socket("stale")

    await loud.send(type="connection_init", payload={"authorization": "Bearer stale"})
    await quiet.init()

    assert await loud.ended() == (4403, [])
    assert await quiet.run("{ viewer { id } }") == {"viewer": None}


async def test_token_in_the_payload_names_the_viewer(live):
    """For clients that cannot set headers."""
    citizen = await live.test_app.person()
    client = await live.socket()

    await client.init(Authorization=f"Bearer {await live.token(citizen)}")

    assert await client.run("{ viewer { id } }") == {"viewer": {"id": str(citizen.account_id)}}


@pytest.mark.parametrize("moment", ["connection_init", "subscribe"])
async def test_database_outage_closes_with_1013(live, moment, monkeypatch):
    """After 1013 graphql-ws clients reconnect; after 1011 or an error of the operation they would give up."""
    client = await live.socket(await live.token(await live.test_app.person()))
    if moment == "subscribe":
        await client.init()

    async def away(*_):
        raise OSError("no route to the database")

    monkeypatch.setattr("app.application.viewer_of_token", away)
    if moment == "subscribe":
        await client.subscribe("1", CITY_FEED)
    else:
        await client.send(type="connection_init")

    assert await client.ended() == (1013, [])
