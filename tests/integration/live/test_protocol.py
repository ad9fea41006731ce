"""The protocol, message by message and close code by close code, on a real socket."""

import pytest
from websockets.exceptions import InvalidStatus

from app.live.close_codes import CloseCode
from app.live.socket_limits import SocketLimits
from tests.graphql_client import PROTOCOL
from tests.integration.live.server import CITY_FEED, served

QUERY = "{ cities { id } }"


@pytest.fixture
async def hasty(urls):
    """A server that waits for connection_init only briefly."""
    async with served(urls, limits=SocketLimits(init_timeout_seconds=0.05)) as live:
        yield live


async def test_init_is_acknowledged(live):
    """connection_init is answered by connection_ack, and the subprotocol is the one asked for."""
    client = await live.socket(subprotocols=["graphql-ws", PROTOCOL])

    await client.init()

    assert client.socket.subprotocol == PROTOCOL


async def test_ping_is_answered_before_and_after_init(live):
    """A pong carries the payload of its ping; a ping without payload gets a pong without payload."""
    client = await live.socket()

    await client.send(type="ping", payload={"n": 1, "text": "қала"})
    first = await client.receive()
    await client.init()
    await client.send(type="ping")
    second = await client.receive()

    assert first == {"type": "pong", "payload": {"n": 1, "text": "қала"}}
    assert second == {"type": "pong"}


async def test_unsolicited_pong_is_ignored(live):
    """An unsolicited pong is legal and changes nothing."""
    client = await live.connect()

    await client.send(type="pong", payload={"any": "thing"})

    await client.synchronise()


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        "{}",
        "null",
        '"ping"',
        '{"type":"start","id":"1"}',
        '{"type":"subscribe","payload":{"query":"{ cities { id } }"}}',
        '{"type":"subscribe","id":"","payload":{"query":"{ cities { id } }"}}',
        '{"type":"subscribe","id":7,"payload":{"query":"{ cities { id } }"}}',
        '{"type":"subscribe","id":"1"}',
        '{"type":"subscribe","id":"1","payload":{}}',
        '{"type":"subscribe","id":"1","payload":{"query":1}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{ cities { id } }","variables":[]}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{ cities { id } }","operationName":[]}}',
        '{"type":"complete"}',
        '{"type":"ping","payload":1}',
        '{"type":"ping","payload":' + '{"a":' * 400 + "1" + "}" * 401,
        b'{"type":"ping"}',
    ],
)
async def test_bad_message_closes_with_4400(live, text):
    """A malformed message closes the socket: wrong type, missing or wrong members, a binary frame."""
    client = await live.connect()

    await client.socket.send(text)

    assert await client.ended() == (4400, [])


async def test_subscribe_before_ack_closes_with_4401(live):
    """Nothing runs before the connection is acknowledged."""
    client = await live.socket()

    await client.subscribe("1", QUERY)

    assert await client.ended() == (4401, [])


@pytest.mark.parametrize("subprotocols", [None, ["graphql-ws"]])
async def test_other_subprotocol_closes_with_4406(live, subprotocols):
    """The socket speaks graphql-transport-ws only."""
    client = await live.socket(subprotocols=None, additional_headers=offering(subprotocols))

    assert await client.ended() == (4406, [])


def offering(subprotocols):
    """Return the header, because the library requires that the server accepts an offered subprotocol."""
    return {"Sec-WebSocket-Protocol": ",".join(subprotocols)} if subprotocols else {}


async def test_no_init_in_time_closes_with_4408(hasty):
    """A client that sends no connection_init is closed."""
    client = await hasty.socket()

    assert await client.ended() == (4408, [])


async def test_duplicate_id_closes_with_4409(live):
    """One id names one running operation."""
    client = await live.connect()

    await client.subscribe("1", CITY_FEED)
    await client.subscribe("1", CITY_FEED)

    assert await client.ended() == (4409, [])


async def test_second_init_closes_with_4429(live):
    """One connection begins once."""
    client = await live.connect()

    await client.send(type="connection_init")

    assert await client.ended() == (4429, [])


async def test_id_is_free_again_after_complete(live):
    """An operation that the client completed, or that ended by itself, gives its id back."""
    client = await live.connect()
    await client.subscribe("1", CITY_FEED)
    await client.send(type="complete", id="1")

    await client.run(QUERY, "1")
    await client.run(QUERY, "1")
    await client.subscribe("1", CITY_FEED)

    await client.synchronise()


async def test_complete_of_an_unknown_id_is_harmless(live):
    """A complete may cross the server's own: it is not an error."""
    client = await live.connect()

    await client.send(type="complete", id="never begun")

    await client.synchronise()


@pytest.mark.parametrize(
    "query",
    [
        "{ nothing }",
        "{ cities { id }",
        "",
        "subscription { cityFeed(cityId: 7.5) { kind } }",
        'subscription { cityFeed(cityId: "almaty") { kind } counters(cityId: "almaty") { total } }',
        "query A { cities { id } } query B { cities { id } }",
        "fragment F on City { id }",
        'subscription { cityFeed(cityId: "almaty") { ...Nowhere } }',
        'subscription ($on: Boolean = false) { cityFeed(cityId: "almaty") @include(if: $on) { kind } }',
        "subscription { __typename }",
        'subscription { cityFeed(cityId: "atlantis") { kind } }',
        'subscription ($a: Cursor!) { cityFeed(cityId: "almaty", after: $a) { kind } }',
        'subscription { cityFeed(cityId: "almaty", after: "nonsense") { kind } }',
    ],
)
async def test_wrong_document_is_an_error_of_its_operation_alone(live, query):
    """A mistake in one operation is answered under its id; the socket and its other operations go on."""
    client = await live.connect()
    await client.subscribe("good", CITY_FEED)

    await client.subscribe("bad", query)
    message = await client.message_of("bad")

    assert message["type"] == "error"
    assert message["payload"][0]["message"]
    assert "INTERNAL" not in str(message)
    await client.run(QUERY, "bad")


async def test_unknown_operation_name_is_an_error_of_its_operation_alone(live):
    """The name must be one of the document's."""
    client = await live.connect()

    await client.subscribe("1", "query A { cities { id } }", name="B")

    assert "operationName" in await client.refusal()
    await client.synchronise()


async def test_query_and_mutation_over_the_socket(live):
    """Both run once, answer with next and complete, and a refusal inside them is data with errors."""
    citizen = await live.test_app.person()
    client, stranger = await live.connect(citizen), await live.connect()
    submit = "mutation ($input: SubmitServiceRequestInput!) { submitServiceRequest(input: $input) { id version } }"
    given = {
        "cityId": "almaty",
        "categoryId": "pothole",
        "address": "Абай 10",
        "description": "Шұңқыр",
        "location": {"latitude": 43.24, "longitude": 76.91},
    }

    cities = await client.run(QUERY)
    made = await client.run(submit, input=given)
    await stranger.subscribe("1", submit, input=given)
    refused = await stranger.message_of("1")

    assert {"id": "almaty"} in cities["cities"]
    assert made["submitServiceRequest"]["version"] == 1
    assert refused["type"] == "next"
    assert refused["payload"]["data"] is None
    assert refused["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_too_many_operations_are_refused_one_by_one(urls):
    """The operation over the limit is refused; the open ones go on, and an ended one frees a slot."""
    async with served(urls, limits=SocketLimits(max_operations=2)) as live:
        client = await live.connect()
        for operation_id in "ab":
            await client.subscribe(operation_id, CITY_FEED)

        await client.subscribe("c", CITY_FEED)

        assert await client.refusal("c") == "RATE_LIMITED"
        await client.send(type="complete", id="a")
        await client.run(QUERY, "c")


async def test_too_long_id_closes_with_4400(live):
    """Ids are sent back with every event, so they have a limit."""
    client = await live.connect()

    await client.subscribe("x" * 129, CITY_FEED)

    assert await client.ended() == (4400, [])


async def test_ids_are_escaped_in_every_frame(live):
    """Quotes, backslashes, controls and Kazakh letters in an id are escaped in every frame."""
    strange = 'a"b\\c\n{}қ\u2028'
    client = await live.connect()

    await client.subscribe(strange, 'subscription { counters(cityId: "almaty") { total } }')

    assert await client.next(strange) == {"counters": {"total": 0}}


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://qala.test.evil.example"])
async def test_foreign_origin_is_refused_with_403(live, origin):
    """A foreign page cannot open a socket with the visitor's cookie."""
    with pytest.raises(InvalidStatus) as refused:
        await live.socket(origin=origin)

    assert refused.value.response.status_code == 403


async def test_own_origin_is_accepted(live):
    """The public address and the host asked for are our own."""
    for origin in ("http://qala.test", f"http://127.0.0.1:{live.port}"):
        client = await live.socket(origin=origin)
        await client.init()


async def test_compression_is_never_negotiated(live):
    """A client that offers permessage-deflate, as browsers do, gets none."""
    client = await live.socket(compression="deflate")

    assert client.socket.response.headers.get("Sec-WebSocket-Extensions") is None
    assert client.socket.request.headers["Sec-WebSocket-Extensions"].startswith("permessage-deflate")


async def test_too_large_message_closes_with_1009(live):
    """A message has a limit of 64 KiB."""
    client = await live.connect()

    await client.subscribe("1", "#" * 70_000 + QUERY)

    assert await client.ended() == (1009, [])


async def test_socket_opened_during_a_drain_is_closed_with_1012(live):
    """A handshake that is refused would tell nothing; 1012 says that coming back is right."""
    live.application.sockets.draining = True
    client = await live.socket()

    code, _ = await client.ended()

    assert code == CloseCode.SERVICE_RESTART
