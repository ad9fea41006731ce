"""A replay is paid by its events, over sockets and streams, and resumes where the budget ended."""

import pytest

from app.auth.fair_queue import Payer
from app.auth.limits import POINTS_BY_NETWORK
from app.auth.read_guard import EVENT_POINTS, PASSED_EVENT_POINTS
from app.commands.requests import comments
from app.commands.requests.submission import submit
from app.errors import RateLimited
from tests.integration.live.server import CITY_FEED, wait_for_subscribers
from tests.waiting import until

EVENTS = 121
SUBSCRIBED_POINTS = 100
"""More than the subscription itself costs."""


@pytest.fixture
async def log(live):
    """A log of a city with some events; returns the cursor of its start."""
    citizen = await live.test_app.person()
    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    for number in range(EVENTS - 1):
        await comments.comment(live.test_app.context, citizen, request.id, f"words {number}")
    await live.test_app.settled()
    return f"{live.application.epoch}:0"


async def leave(guard, points):
    """Spend the budget of this machine but about so many points."""
    payer = Payer("127.0.0.1")
    granted = POINTS_BY_NETWORK.most * 21 // 20
    while granted - guard.points["network"] > points:
        await guard.charge(payer, 1, min(1000, granted - guard.points["network"] - points))


async def test_each_event_is_paid(live, log):
    """An event that the filter drops costs the reading of it."""
    points, client = live.application.reads.points, await live.connect()

    await client.subscribe("1", CITY_FEED, after=log)
    for _ in range(EVENTS):
        await client.next("1")
    await wait_for_subscribers(live, 1)
    passed = points["network"]
    await client.subscribe("2", CITY_FEED, after=log, filter={"categoryIds": ["garbage"]})
    await wait_for_subscribers(live, 2)
    await client.synchronise()

    assert EVENTS * PASSED_EVENT_POINTS <= passed <= EVENTS * PASSED_EVENT_POINTS + SUBSCRIBED_POINTS
    assert EVENTS * EVENT_POINTS <= points["network"] - passed <= EVENTS * EVENT_POINTS + SUBSCRIBED_POINTS


async def test_replay_beyond_the_budget_ends_and_resumes_without_loss(live, log):
    """What was sent is counted, and the client goes on a minute later where it stopped."""
    client = await live.connect()
    await leave(live.application.reads, EVENTS * PASSED_EVENT_POINTS // 2)

    await client.subscribe("1", CITY_FEED, after=log)
    got = []
    while (message := await client.message_of("1"))["type"] == "next":
        got.append(message["payload"]["data"]["cityFeed"]["cursor"])

    assert message["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert 0 < message["payload"][0]["extensions"]["retryAfterSeconds"] <= 60
    assert 0 < len(got) < EVENTS
    live.test_app.pass_time(minutes=1)
    await client.subscribe("2", CITY_FEED, after=got[-1])
    got += [(await client.next("2"))["cityFeed"]["cursor"] for _ in range(EVENTS - len(got))]
    assert [int(cursor.rpartition(":")[2]) for cursor in got] == list(range(1, EVENTS + 1))


async def test_replay_over_a_stream_is_paid(live, log, listen):
    """The same over server-sent events."""
    await leave(live.application.reads, EVENTS * PASSED_EVENT_POINTS // 2)
    stream = await listen([{"id": "1", "query": CITY_FEED, "variables": {"after": log}}])

    got = 0
    while "errors" not in (message := (await stream.next_message())[2]):
        got += 1

    assert message["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert 0 < got < EVENTS


async def test_replay_waits_for_its_turn_and_gives_it_back(live, log):
    """Replays hold one of few slots for each event, and none of them when they end."""
    client = await live.connect()
    queue = live.application.reads.queues["replay"]
    for number in range(10):
        # Each document is another one, so that no payload is shared.
        await client.subscribe(str(number), f"{CITY_FEED} # {number}", after=log)
    for number in range(10):
        for _ in range(EVENTS):
            await client.next(str(number))

    await until(lambda: (queue.running, queue.waiting) == (0, 0), "the slots are free")
    assert queue.refused == 0


async def test_refusal_leaves_the_slots(live, log):
    """A budget that is spent costs no other client a slot."""
    guard = live.application.reads
    await leave(guard, 0)

    with pytest.raises(RateLimited):
        await guard.charge(Payer("127.0.0.1"), 1, 1000)
    guard.check(Payer("127.0.0.2"))
    assert guard.queues["replay"].running == 0
