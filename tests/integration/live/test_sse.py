"""Operations over server-sent events share subscriptions and resume by the id of the last event."""

import asyncio
import json

import httpx2
import pytest

from app.commands.requests import comments
from app.commands.requests.submission import submit
from app.live.close_codes import CloseCode
from app.live.sockets import HEARTBEAT_SECONDS
from app.live.sse_connection import SseConnection
from app.web.graphql import sse as event_stream
from tests.graphql_client import SseStream
from tests.integration.live.server import CITY_FEED, wait_for_subscribers
from tests.waiting import until

COUNTERS = 'subscription { counters(cityId: "almaty") { total } }'


@pytest.mark.parametrize(("path", "get"), [("/graphql/stream", False), ("/graphql/stream", True), ("/graphql", False)])
async def test_subscription_is_pushed_with_its_cursor_as_id(live, listen, path, get):
    """By POST and by GET, on its own path and where a client of sockets would look."""
    citizen = await live.test_app.person()
    stream = await listen(CITY_FEED, get=get, path=path)
    await wait_for_subscribers(live, 1)

    request = await submit(live.test_app.context, citizen, live.test_app.submission())

    identity, payload = await stream.next()
    assert payload["data"]["cityFeed"]["serviceRequest"]["id"] == str(request.id)
    assert identity == payload["data"]["cityFeed"]["cursor"]
    assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert stream.response.headers["cache-control"].startswith("no-store")


async def test_streams_and_sockets_share_a_subscription(live, listen):
    """Equal operations share one execution over any protocol."""
    citizen = await live.test_app.person()
    client = await live.connect()
    await client.subscribe("1", CITY_FEED, after=None)
    streams = [await listen(CITY_FEED, {"after": None}) for _ in range(3)]
    await wait_for_subscribers(live, 4)

    await submit(live.test_app.context, citizen, live.test_app.submission())

    assert (
        len(live.application.subscriptions),
        len(live.application.sockets),
        live.application.sockets.count(SseConnection),
    ) == (1, 4, 3)
    assert (await client.event())["kind"] == "SUBMITTED"
    assert {await stream.position() for stream in streams} == {1}


async def test_last_event_id_resumes_behind_it(live, listen):
    """It is newer than the cursor in the variables, which a browser sends again as they were."""
    citizen = await live.test_app.person()
    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    for n in range(4):
        await comments.comment(live.test_app.context, citizen, request.id, f"words {n}")
    await live.test_app.settled()

    stream = await listen(
        CITY_FEED, {"after": f"{live.application.epoch}:0"}, last_event_id=f"{live.application.epoch}:3"
    )

    assert [await stream.position() for _ in range(2)] == [4, 5]


async def test_present_value_comes_first_and_without_an_id(live, listen):
    """There is nothing to resume in a feed that is only about the latest."""
    stream = await listen(COUNTERS)
    assert await stream.next() == (None, {"data": {"counters": {"total": 0}}})


async def test_query_is_answered_and_completed(live, listen):
    """graphql-sse clients send everything this way."""
    stream = await listen("{ cities { id } viewer { id } }")
    _, payload = await stream.next()
    assert payload["data"]["viewer"] is None
    assert await stream.event() == {"event": "complete", "data": ""}
    assert await stream.event() is None
    await until(lambda: len(live.application.sockets) == 0)


@pytest.mark.parametrize(
    ("query", "code", "status"),
    [
        ("subscription { nothing }", None, 400),
        ("subscription {", None, 400),
        ('subscription { cityFeed(cityId: "almaty") { ...Nowhere } }', None, 400),
        ("subscription { taskFeed { cursor } }", "UNAUTHENTICATED", 400),
    ],
)
async def test_refused_operation_is_a_plain_response(listen, query, code, status):
    """With the errors, as JSON, so that the client does not try again for ever."""
    response = await listen(query)
    assert response.status_code == status
    assert response.json()["errors"][0].get("extensions", {}).get("code") == code


async def test_expired_cursor_is_an_error_and_completes(live, listen):
    """The client reads the state again, as on a socket."""
    stream = await listen(CITY_FEED, {"after": "elsewhere:1"})
    _, payload = await stream.next()
    assert payload["errors"][0]["extensions"]["code"] == "CURSOR_EXPIRED"
    assert (await stream.event())["event"] == "complete"


async def test_mutation_by_get_is_refused(listen, live):
    """A picture on a foreign page could send it."""
    response = await listen("mutation { logout }", get=True)
    assert response.status_code == 400
    assert "POST" in response.json()["errors"][0]["message"]


async def test_foreign_pages_are_refused(listen, http, live):
    """By their origin, and by the kinds of body that a browser sends without asking."""
    assert (await listen(CITY_FEED, origin="http://evil.example")).status_code == 403
    assert not isinstance(await listen(CITY_FEED, origin="http://qala.test"), httpx2.Response)
    accept = {"accept": "text/event-stream", "content-type": "text/plain"}
    response = await http.post("/graphql/stream", content=json.dumps({"query": CITY_FEED}), headers=accept)
    assert response.status_code == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"query": 1}', b'{"query": "{ viewer { id } }", "variables": 1}'])
async def test_malformed_operation_is_refused_with_the_reason(http, body):
    """Never a fault of ours."""
    headers = {"accept": "text/event-stream", "content-type": "application/json"}
    response = await http.post("/graphql/stream", content=body, headers=headers)
    assert response.status_code == 400
    assert "expected" in response.json()["errors"][0]["message"]


async def test_bad_last_event_id_is_refused(listen):
    response = await listen(CITY_FEED, last_event_id="yesterday")
    assert response.status_code == 400
    assert "Last-Event-ID" in response.text


async def test_stream_ends_with_its_session(live, listen):
    """Others go on."""
    citizen = await live.test_app.person()
    token = await live.token(citizen)
    stream, other = await listen(CITY_FEED, authorization=f"Bearer {token}"), await listen(CITY_FEED)
    await wait_for_subscribers(live, 2)
    (session,) = {one.session_id for one in live.application.sockets if one.session_id}

    await live.application.sockets.end_sessions([session])

    assert await stream.event() is None
    await wait_for_subscribers(live, 1)
    await submit(live.test_app.context, citizen, live.test_app.submission())
    assert await other.position() == 1


async def test_stream_ends_without_completing_when_the_process_drains(live, listen):
    """So the client reconnects and resumes."""
    stream = await listen(CITY_FEED)
    await wait_for_subscribers(live, 1)

    await asyncio.gather(*(one.close(CloseCode.SERVICE_RESTART, "") for one in live.application.sockets))

    assert await stream.event() is None
    live.application.sockets.draining = True
    assert (await listen(CITY_FEED)).status_code == 503


async def test_stream_opened_during_a_drain_ends_at_once(live, listen, monkeypatch):
    """Its request was being read when the drain closed the others; without this the shutdown would wait for it."""
    opened = event_stream.open_operations

    async def slowly(*given):
        operations = await opened(*given)
        await live.application.sockets.drain(over_seconds=0)
        return operations

    monkeypatch.setattr(event_stream, "open_operations", slowly)
    stream = await listen(CITY_FEED)

    assert await stream.event() is None


async def test_who_leaves_is_forgotten(live, listen):
    """A closed tab leaves no subscription, no subscriber and no task."""
    stream = await listen(CITY_FEED)
    await wait_for_subscribers(live, 1)
    await stream.response.aclose()

    await until(
        lambda: (
            len(live.application.sockets)
            == len(live.application.subscriptions)
            == live.application.hub.topic_count
            == 0
        )
    )


async def test_heartbeat_of_a_stream_is_a_comment(live, listen):
    """Proxies close an answer in which nothing moves."""
    stream = await listen(CITY_FEED)
    await wait_for_subscribers(live, 1)
    for _ in range(HEARTBEAT_SECONDS):
        live.application.sockets.tick(live.test_app.clock.now())

    assert await stream.event() == {"": ""}


async def test_streams_of_one_client_are_limited(live, listen, monkeypatch):
    """The next one is refused with the reason, until one of them ends."""
    monkeypatch.setattr(event_stream, "MAX_STREAMS_PER_NETWORK", 3)
    monkeypatch.setattr(event_stream, "MAX_STREAMS", 2)
    streams = [await listen(CITY_FEED) for _ in range(3)]

    refused = await listen(CITY_FEED)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (429, "RATE_LIMITED")
    token = await live.token(await live.test_app.person())
    own = [await listen(CITY_FEED, authorization=f"Bearer {token}") for _ in range(3)]
    assert [isinstance(one, SseStream) for one in own] == [True, True, False]

    await streams[0].response.aclose()
    await wait_for_subscribers(live, 4)
    assert isinstance(await listen(CITY_FEED), SseStream)
