"""Several operations in one stream: what a page watches takes one of the few connections of its browser."""

import asyncio
import json

import pytest

from app.auth.limits import SIGN_IN_BY_ADDRESS
from app.commands.requests import comments
from app.commands.requests.submission import submit
from app.live.close_codes import CloseCode
from app.web.graphql.operations import MAX_ID_LENGTH, MAX_OPERATIONS
from tests.integration.live.server import CITY_FEED, wait_for_subscribers
from tests.waiting import until

COUNTERS = 'subscription { counters(cityId: "almaty") { total } }'
REQUEST = "subscription ($id: ID!, $after: Cursor) { serviceRequestChanged(id: $id, after: $after) { cursor kind } }"
TASKS = "subscription { taskFeed { cursor } }"


def one(name, query, **variables):
    return {"id": name, "query": query, "variables": variables}


def code_of(payload):
    return payload["errors"][0]["extensions"]["code"]


def position_of(payload):
    (value,) = payload["data"].values()
    return int(value["cursor"].partition(":")[2])


async def test_each_event_names_its_operation(live, listen):
    """The present value comes at once, an event when it happens; each under the name that the client gave."""
    citizen = await live.test_app.person()
    stream = await listen([one("counters", COUNTERS), one("feed", CITY_FEED)])
    assert await stream.next_message() == ("next", "counters", {"data": {"counters": {"total": 0}}})
    await wait_for_subscribers(live, 2)

    await submit(live.test_app.context, citizen, live.test_app.submission())

    notified = {name: payload for _, name, payload in [await stream.next_message(), await stream.next_message()]}
    assert notified["counters"] == {"data": {"counters": {"total": 1}}}
    assert position_of(notified["feed"]) == 1


async def test_each_operation_resumes_at_its_own_cursor(live, listen):
    """Nothing is missed, nothing comes twice, wherever the others stand."""
    citizen = await live.test_app.person()
    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    for n in range(3):
        await comments.comment(live.test_app.context, citizen, request.id, f"words {n}")
    await live.test_app.settled()

    feed = one("feed", CITY_FEED, after=f"{live.application.epoch}:3")
    stream = await listen([feed, one("one", REQUEST, id=str(request.id), after=f"{live.application.epoch}:1")])

    notified = [await stream.next_message() for _ in range(4)]
    assert [position_of(payload) for _, name, payload in notified if name == "feed"] == [4]
    assert [position_of(payload) for _, name, payload in notified if name == "one"] == [2, 3, 4]


async def test_operations_of_a_list_join_shared_subscriptions(live, listen):
    """One execution for sockets, streams of one operation and streams of several."""
    client = await live.connect()
    await client.subscribe("1", CITY_FEED)
    streams = [await listen(CITY_FEED), await listen([one("a", CITY_FEED), one("b", COUNTERS)])]
    await wait_for_subscribers(live, 2 + len(streams))

    assert len(live.application.subscriptions) == 2


async def test_refused_operation_does_not_affect_the_others(live, listen):
    """Refused without a viewer; refused by the log; a wrong document. The last one goes on."""
    citizen = await live.test_app.person()
    unknown = {"id": "hash", "query": "", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}
    stream = await listen(
        [
            one("tasks", TASKS),
            unknown,
            one("lost", CITY_FEED, after="elsewhere:1"),
            one("wrong", "subscription { nothing }"),
            one("feed", CITY_FEED),
        ]
    )

    notified = [await stream.next_message() for _ in range(8)]
    await wait_for_subscribers(live, 1)
    await submit(live.test_app.context, citizen, live.test_app.submission())

    assert [(kind, name) for kind, name, _ in notified] == [
        (kind, name) for name in ("tasks", "hash", "lost", "wrong") for kind in ("next", "complete")
    ]
    assert [code_of(payload) for _, _, payload in notified[:6:2]] == [
        "UNAUTHENTICATED",
        "PERSISTED_QUERY_NOT_FOUND",
        "CURSOR_EXPIRED",
    ]
    assert position_of((await stream.next_message())[2]) == 1


async def test_response_ends_when_all_operations_are_complete(live, listen):
    """Queries are answered in their order."""
    stream = await listen([one("a", "{ viewer { id } }"), one("b", "{ viewer { id } }")])

    notified = [await stream.next_message() for _ in range(4)]

    assert [(kind, name) for kind, name, _ in notified] == [
        ("next", "a"),
        ("complete", "a"),
        ("next", "b"),
        ("complete", "b"),
    ]
    assert await stream.event() is None
    await until(lambda: len(live.application.sockets) == 0)


async def test_disconnect_leaves_every_subscription(live, listen):
    """A closed tab leaves nothing behind."""
    stream = await listen([one("a", CITY_FEED), one("b", COUNTERS)])
    await wait_for_subscribers(live, 2)
    await stream.response.aclose()

    await until(
        lambda: (
            len(live.application.sockets)
            == len(live.application.subscriptions)
            == live.application.hub.topic_count
            == 0
        )
    )


@pytest.mark.parametrize("code", [CloseCode.FORBIDDEN, CloseCode.SERVICE_RESTART])
async def test_close_event_carries_the_reason(live, listen, code):
    """As the close frame of a socket does: a session that is over is no broken network."""
    stream = await listen([one("a", CITY_FEED)])
    await wait_for_subscribers(live, 1)

    await asyncio.gather(*(connection.close(code, "because") for connection in live.application.sockets))

    event = await stream.event()
    assert (event["event"], json.loads(event["data"])) == ("close", {"code": code, "reason": "because"})
    assert await stream.event() is None


async def test_mutations_in_a_list_are_refused(live, listen):
    """A list only reads."""
    guess = 'mutation { login(email: "a@example.kz", password: "wrong password") { token } }'
    stream = await listen([one(str(n), guess) for n in range(SIGN_IN_BY_ADDRESS.most)])

    for _ in range(SIGN_IN_BY_ADDRESS.most):
        _, _, payload = await stream.next_message()
        assert "sent alone" in payload["errors"][0]["message"]
        assert (await stream.next_message())[0] == "complete"


@pytest.mark.parametrize(
    "operations",
    [
        [],
        ["{ viewer { id } }"],
        [{"query": COUNTERS}],
        [{"id": 1, "query": COUNTERS}],
        [{"id": "a", "query": 1}],
        [one("a", COUNTERS), one("a", CITY_FEED)],
        [one("a" * (MAX_ID_LENGTH + 1), COUNTERS)],
        [one(str(n), COUNTERS) for n in range(MAX_OPERATIONS + 1)],
    ],
)
async def test_malformed_list_of_operations_is_refused_with_the_reason(listen, operations):
    """Each needs a name of its own, and there is an end to them."""
    response = await listen(operations)

    assert response.status_code == 400
    assert "expected" in response.json()["errors"][0]["message"]


async def test_last_event_id_is_refused_for_several_operations(live, listen):
    """Their cursors stand in their variables."""
    response = await listen([one("a", CITY_FEED)], last_event_id=f"{live.application.epoch}:1")

    assert response.status_code == 400
    assert "Last-Event-ID" in response.text
