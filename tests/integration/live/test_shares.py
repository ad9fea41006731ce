"""What networks and accounts may hold of the live part: attackers are refused, honest readers never."""

import asyncio
from hashlib import sha256

import pytest
from websockets.exceptions import InvalidStatus

from app.commands.requests import comments
from app.commands.requests.submission import submit
from app.live import operation_driver
from app.live.operation_driver import STARTS_AT_ONCE
from app.live.shares import RETRY_AFTER_SECONDS, Shares
from schema.documents import DOCUMENTS
from schema.trusted import TrustedDocuments
from tests.integration.live.server import CITY_FEED, served
from tests.waiting import until

CHANGED = "subscription ($id: ID!) { serviceRequestChanged(id: $id) { kind serviceRequest { id } } }"
COUNTERS = 'subscription { counters(cityId: "almaty") { total } }'
REFUSED = {"code": "RATE_LIMITED", "retryAfterSeconds": RETRY_AFTER_SECONDS}


@pytest.fixture
async def page(urls):
    """A server that knows the documents of its page."""
    documents = {sha256(text.encode()).hexdigest(): text for text in (CITY_FEED, COUNTERS, CHANGED)}
    async with served(urls, documents=TrustedDocuments(documents)) as live:
        yield live


def lower(live, *, of_account=50, **of_network):
    """Give networks less; accounts keep what they have, unless it is given."""
    for kind, most in of_network.items():
        shares = Shares(kind, kind, 1000, of_network=most, of_account=of_account)
        setattr(live.application.subscriptions.limits, kind, shares)


async def refusal_of(client, operation_id):
    message = await client.message_of(operation_id)
    assert message["type"] == "error"
    return message["payload"][0]["extensions"]


async def test_two_hundred_readers_behind_one_address_are_not_refused(page):
    """Each opens the page: the city, its counters, and a request of its own; all get what happens."""
    live = page
    citizen = await live.test_app.person()
    requests = [await submit(live.test_app.context, citizen, live.test_app.submission()) for _ in range(8)]
    await live.test_app.settled()

    async def open_page(number):
        client = await live.connect()
        await client.subscribe("city", CITY_FEED)
        await client.subscribe("counters", COUNTERS)
        await client.subscribe("request", CHANGED, id=str(requests[number % len(requests)].id))
        return client

    readers = []
    for begin in range(0, 200, 20):
        readers += await asyncio.gather(*(open_page(number) for number in range(begin, begin + 20)))
    await until(lambda: live.application.subscriptions.subscriber_count == 600)
    await comments.comment(live.test_app.context, citizen, requests[0].id, "seen by all")

    for number, client in enumerate(readers):
        assert (await client.event("city"))["kind"] == "COMMENTED"
        if number % len(requests) == 0:
            assert (await client.event("request"))["kind"] == "COMMENTED"
    assert [shares.refused for shares in live.application.subscriptions.limits] == [0] * 5


@pytest.mark.parametrize("kind", ["filters", "shared", "executions"])
async def test_network_has_its_share_of_subscriptions_that_no_one_else_has(live, kind):
    """The next one is refused; what is shared, what an account asks for, and the next one after a close, are not."""
    lower(live, **{kind: 3})
    client = await live.connect()
    queries = [
        CITY_FEED.replace("subscription Feed", f"subscription Feed{n}") if kind == "executions" else CITY_FEED
        for n in range(9)
    ]
    for number in range(3):
        await client.subscribe(str(number), queries[number], filter={"text": f"text {number}"})
    await until(lambda: live.application.subscriptions.subscriber_count == 3)

    await client.subscribe("3", queries[3], filter={"text": "text 3"})
    assert await refusal_of(client, "3") == REFUSED
    await client.subscribe("shared", queries[0], filter={"text": "text 0"})
    signed_in = await live.connect(await live.test_app.person())
    await signed_in.subscribe("4", queries[4], filter={"text": "text 4"})
    await until(lambda: live.application.subscriptions.subscriber_count == 5)
    await client.send(type="complete", id="1")
    await client.subscribe("5", queries[5], filter={"text": "text 5"})
    await until(lambda: live.application.subscriptions.subscriber_count == 5 and not client.waiting("5"))
    await client.synchronise()

    assert client.waiting("5") == []
    assert getattr(live.application.subscriptions.limits, kind).refused == 1


@pytest.mark.parametrize("road", ["socket", "sse post", "sse list"])
async def test_new_documents_of_a_network_that_has_its_share_are_refused_unread(live, answer, road):
    """Reading one costs more than its refusal. What was read before, and an account, are served as ever."""
    lower(live, executions=1)
    client = await live.connect()
    await client.subscribe("held", CITY_FEED)
    await until(lambda: live.application.subscriptions.subscriber_count == 1)
    small = "{ pushPublicKey }"
    assert "errors" not in await answer("post", small)
    await client.subscribe("refused", CITY_FEED.replace("subscription Feed", "subscription Another"))
    assert await refusal_of(client, "refused") == REFUSED
    before = DOCUMENTS.reads

    refused = await answer(road, 'subscription Third { cityFeed(cityId: "almaty") { cursor } }')

    assert refused["errors"][0]["extensions"] == REFUSED
    assert DOCUMENTS.reads == before
    assert "errors" not in await answer(road, small)
    token = await live.token(await live.test_app.person())
    assert "errors" not in await answer(road, "{ other: pushPublicKey }", token)
    await client.send(type="complete", id="held")
    await until(lambda: not live.application.subscriptions.subscriber_count)
    assert "errors" not in await answer(road, "{ third: pushPublicKey }")


async def test_share_holds_for_streams_and_lists_of_operations(live, listen, http):
    """Server-sent events count with the sockets of the same network, and the metric shows it."""
    lower(live, filters=2)
    client = await live.connect()
    for number in range(2):
        await client.subscribe(str(number), CITY_FEED, filter={"text": f"text {number}"})
    await until(lambda: live.application.subscriptions.subscriber_count == 2)

    stream = await listen(CITY_FEED, {"filter": {"text": "text 2"}})
    several = await listen(
        [
            {"id": "a", "query": CITY_FEED, "variables": {"filter": {"text": "text 3"}}},
            {"id": "b", "query": CITY_FEED, "variables": {"filter": {"text": "text 0"}}},
        ]
    )

    assert (await stream.next())[1]["errors"][0]["extensions"] == REFUSED
    assert (await several.next_message())[2]["errors"][0]["extensions"] == REFUSED
    await until(lambda: live.application.subscriptions.subscriber_count == 3)
    metrics = (await http.get("/metrics")).text
    assert 'qala_live_refused_total{kind="filters"} 2.0' in metrics
    assert 'qala_live_held{kind="filters"} 2.0' in metrics


async def test_subscriptions_of_a_network_are_counted_over_its_sockets(live):
    """Equal ones too: each costs a write for each event."""
    lower(live, subscriptions=4)
    clients = [await live.connect() for _ in range(2)]
    for client in clients:
        for number in range(2):
            await client.subscribe(str(number), CITY_FEED)
    await until(lambda: live.application.subscriptions.subscriber_count == 4)

    await clients[0].subscribe("next", CITY_FEED)

    assert await refusal_of(clients[0], "next") == REFUSED


async def test_handshake_beyond_the_share_is_answered_with_429(live):
    """Before anything is accepted; a session counts by account, and a closed socket makes room."""
    lower(live, connections=2)
    first, _ = await live.connect(), await live.connect()

    with pytest.raises(InvalidStatus) as refused:
        await live.socket()
    response = refused.value.response
    assert (response.status_code, response.headers["Retry-After"]) == (429, str(RETRY_AFTER_SECONDS))
    with pytest.raises(InvalidStatus):
        await live.socket("not a token")
    signed_in = await live.connect(await live.test_app.person())
    await signed_in.synchronise()
    await first.socket.close()
    await until(lambda: len(live.application.sockets) == 2)

    await live.connect()


async def test_socket_counts_for_the_account_that_signs_in_over_it(live):
    """A network that is full of signed-in people has room for others; the account has a share of its own."""
    lower(live, connections=1, of_account=2)
    person = await live.test_app.person()
    for _ in range(2):
        await live.connect(person)
    client = await live.socket(await live.token(person))
    await client.send(type="connection_init")
    code, _ = await client.ended()

    assert code == 1013
    await until(lambda: len(live.application.sockets) == 2)
    assert await live.connect()


async def test_settings_say_how_many_connections_a_network_may_hold(urls):
    """For an installation where thousands share one address, or the proxy's own is all that is seen."""
    async with served(urls, live_connections_per_network=1) as live:
        await live.connect()

        with pytest.raises(InvalidStatus):
            await live.socket()


async def test_connection_that_is_refused_on_and_on_is_not_read_for_a_while(live, monkeypatch):
    """Its operations are refused unopened; other sockets of the same network are opened as before."""
    lower(live, filters=1)
    monkeypatch.setattr(operation_driver, "HELD_SECONDS", 0)
    client, other = await live.connect(), await live.connect()
    opened = []
    real = operation_driver.open_operation

    async def counted(engine, request, viewer):
        opened.append(request.variables)
        return await real(engine, request, viewer)

    monkeypatch.setattr("app.live.operation_driver.open_operation", counted)
    for number in range(40):
        await client.subscribe(str(number), CITY_FEED, filter={"createdFrom": f"2026-01-01T00:00:{number:02}Z"})

    refused = [await refusal_of(client, str(number)) for number in range(1, 40)]

    assert refused == [REFUSED] * 39
    assert len(opened) < 2 * STARTS_AT_ONCE
    assert await other.run("{ cities { id } }")
