"""Equal subscriptions execute once, subscribers join and leave, and a cursor leaves no gap and no duplicate."""

import asyncio
import random

import asyncpg
import pytest

import app.live.history
import schema.loaders
from app.commands.requests import comments, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.events.log import log_head
from app.events.redis_stream import recent
from app.live.recent_events import RecentEvents
from app.models.database import rows
from schema.renderer import Renderer
from tests import pictures
from tests.integration.live.server import CITY_FEED, served
from tests.waiting import until

CHANGED = """
subscription Changed($id: ID!, $after: Cursor) {
  serviceRequestChanged(id: $id, after: $after) { cursor kind serviceRequest { id version status } }
}
"""
COUNTERS = 'subscription { counters(cityId: "almaty") { total open byStatus { status count } } }'


@pytest.fixture
def renders(monkeypatch):
    """Every execution of an event, as its value."""
    executed = []
    real = Renderer.__call__

    def counted(renderer, value):
        executed.append(value)
        return real(renderer, value)

    monkeypatch.setattr(Renderer, "__call__", counted)
    return executed


def position(event):
    return int(event["cursor"].partition(":")[2])


def forget(live):
    """Leave nothing of the past in memory, as after a long absence: it has to be read from the table."""
    live.application.recent_events.begin([], live.application.recent_events.head)


async def talk(live, request_id, author, times):
    for n in range(times):
        await comments.comment(live.test_app.context, author, request_id, f"words {n}")


async def test_twenty_equal_subscriptions_execute_once(live, renders):
    """One event for twenty equal subscriptions on several sockets is executed once and reaches each of them."""
    citizen = await live.test_app.person()
    clients = [await live.connect(citizen if n % 2 else None) for n in range(4)]
    for client in clients:
        for n in range(5):
            await client.subscribe(str(n), CITY_FEED, filter={"statuses": ["ACCEPTED"]})
        await client.synchronise()
    await until(lambda: live.application.subscriptions.subscriber_count == 20)

    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    events = [await client.event(str(n)) for client in clients for n in range(5)]

    assert len(live.application.subscriptions) == 1
    assert len(renders) == 1
    assert [event["serviceRequest"]["id"] for event in events] == [str(request.id)] * 20


async def test_different_operations_do_not_share(live):
    """Other variables, another document or another operation name make another subscription."""
    client = await live.connect()
    questions = [
        (CITY_FEED, None, {}),
        (CITY_FEED, None, {"filter": {"statuses": ["DONE"]}}),
        (CITY_FEED, None, {"filter": {"overdue": True}}),
        (CITY_FEED + " ", None, {}),
        (CITY_FEED, "Feed", {}),
    ]

    for n, (query, name, variables) in enumerate(questions):
        await client.subscribe(str(n), query, name, **variables)

    await until(lambda: len(live.application.subscriptions) == len(questions))


async def test_subscription_ends_with_its_last_subscriber(live):
    """complete and a closed socket both leave; after the last one no subscription, topic or socket remains."""
    first, second = await live.connect(), await live.connect()
    for client in (first, second):
        await client.subscribe("1", CITY_FEED)
        await client.subscribe("2", COUNTERS)
    await until(lambda: live.application.subscriptions.subscriber_count == 4)

    await first.send(type="complete", id="1")
    await first.send(type="complete", id="2")
    await until(lambda: live.application.subscriptions.subscriber_count == 2)
    assert len(live.application.subscriptions) == 2
    await second.socket.close()

    await until(lambda: len(live.application.subscriptions) == 0)
    assert live.application.hub.topic_count == 0
    await until(lambda: len(live.application.sockets) == 1)


async def test_ended_subscription_starts_again(live):
    """A subscriber after the last one has left gets a new subscription."""
    citizen = await live.test_app.person()
    client = await live.connect()
    await client.subscribe("1", CITY_FEED)
    await client.send(type="complete", id="1")

    await client.subscribe("2", CITY_FEED)
    await client.synchronise()
    await until(lambda: len(live.application.subscriptions) == 1)
    await submit(live.test_app.context, citizen, live.test_app.submission())

    assert (await client.event("2"))["kind"] == "SUBMITTED"


async def test_cursor_variable_does_not_split_subscriptions(live):
    """Subscribers with different cursors share one subscription."""
    citizen = await live.test_app.person()
    for _ in range(3):
        await submit(live.test_app.context, citizen, live.test_app.submission())
    head = await live.test_app.settled()
    client = await live.connect()

    for n in range(head + 1):
        await client.subscribe(str(n), CITY_FEED, after=f"{live.application.epoch}:{n}")
    got = [[position(await client.event(str(n))) for _ in range(head - n)] for n in range(head + 1)]

    assert got == [list(range(n + 1, head + 1)) for n in range(head + 1)]
    assert len(live.application.subscriptions) == 1


async def test_cursor_variable_of_two_operations_splits_subscriptions(live):
    """A variable that may be more than the cursor counts as part of the key."""
    both = " ".join(CITY_FEED.replace("Feed(", f"{name}(", 1) for name in "AB")
    await submit(live.test_app.context, await live.test_app.person(), live.test_app.submission())
    head = await live.test_app.settled()
    client = await live.connect()

    for n in range(2):
        await client.subscribe(str(n), both, "A", after=f"{live.application.epoch}:{n}")
    await client.synchronise()

    assert position(await client.event("0")) == head
    await until(lambda: len(live.application.subscriptions) == 2)


async def test_subscriber_without_cursor_gets_only_new_events(live):
    """Without a cursor no past event is replayed."""
    citizen = await live.test_app.person()
    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    await live.test_app.settled()
    client = await live.connect()

    await client.subscribe("1", CITY_FEED)
    await client.synchronise()
    await until(lambda: len(live.application.subscriptions) == 1)
    await comments.comment(live.test_app.context, citizen, request.id, "hello")

    assert (await client.event())["kind"] == "COMMENTED"


@pytest.mark.parametrize("seed", range(4))
async def test_joining_with_a_cursor_while_events_keep_coming(live, seed):
    """Members that come, go and resume at any moment see every position after their cursor, once and in order."""
    dice = random.Random(seed)
    citizen = await live.test_app.person()
    requests = [await submit(live.test_app.context, citizen, live.test_app.submission()) for _ in range(3)]
    await live.test_app.settled()
    last = 3 + 3 * 40
    talking = [asyncio.create_task(talk(live, request.id, citizen, 40)) for request in requests]

    async def follower(after):
        seen = []
        while not seen or seen[-1] < last:
            client = await live.connect()
            await client.subscribe("1", CITY_FEED, after=f"{live.application.epoch}:{seen[-1] if seen else after}")
            for _ in range(dice.randint(1, 30)):
                seen.append(position(await client.event()))
                if seen[-1] == last:
                    break
            await client.socket.close()
        return after, seen

    followed = await asyncio.gather(*(follower(dice.randint(0, 3)) for _ in range(5)))
    await asyncio.gather(*talking)

    for after, seen in followed:
        assert seen == list(range(after + 1, last + 1))


async def test_replay_across_many_batches(live, monkeypatch):
    """A long absence is replayed whole, in batches, also where the topic is only a small part of the log."""
    monkeypatch.setattr("app.live.history.BATCH", 3)
    citizen = await live.test_app.person()
    mine, other = [await submit(live.test_app.context, citizen, live.test_app.submission()) for _ in range(2)]
    for n in range(20):
        await comments.comment(live.test_app.context, citizen, (other if n % 3 else mine).id, "words")
    await live.test_app.settled()
    forget(live)
    client = await live.connect(citizen)

    await client.subscribe("1", CHANGED, id=str(mine.id), after=f"{live.application.epoch}:0")
    versions = [(await client.event())["serviceRequest"]["version"] for _ in range(8)]

    assert versions == list(range(1, 9))
    await comments.comment(live.test_app.context, citizen, mine.id, "live again")
    assert (await client.event())["serviceRequest"]["version"] == 9


@pytest.fixture
def reads(monkeypatch):
    """Every read of the log for a replay, as its topics and first position."""
    made = []
    real = app.live.history.read_topics

    async def counted(topics, after, up_to, limit):
        made.append((topics, after))
        return await real(topics, after, up_to, limit)

    monkeypatch.setattr(app.live.history, "read_topics", counted)
    return made


async def test_recent_past_is_replayed_from_memory(live, reads, renders):
    """Clients that resume at nearby cursors get missed events without a read of the log, executed once."""
    citizen = await live.test_app.person()
    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    await talk(live, request.id, citizen, 20)
    head = await live.test_app.settled()
    await until(lambda: live.application.recent_events.head == head)
    clients = [await live.connect() for _ in range(10)]

    for n, client in enumerate(clients):
        await client.subscribe("1", CITY_FEED, after=f"{live.application.epoch}:{n}")
    got = [[position(await client.event()) for _ in range(head - n)] for n, client in enumerate(clients)]

    assert got == [list(range(n + 1, head + 1)) for n in range(10)]
    assert reads == []
    assert len(renders) == head


async def test_distant_past_is_read_once_for_all_subscribers(live, reads, renders):
    """Events that are not in memory are read from the table once for all nearby cursors."""
    citizen = await live.test_app.person()
    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    await talk(live, request.id, citizen, 20)
    head = await live.test_app.settled()
    await until(lambda: live.application.recent_events.head == head)
    forget(live)
    clients = [await live.connect() for _ in range(10)]

    for n, client in enumerate(clients):
        await client.subscribe("1", CITY_FEED, after=f"{live.application.epoch}:{n}")
    got = [[position(await client.event()) for _ in range(head - n)] for n, client in enumerate(clients)]

    assert got == [list(range(n + 1, head + 1)) for n in range(10)]
    assert reads == [(("city:almaty",), 0)]
    assert len(renders) == head


async def test_process_starts_with_recent_events_in_memory(live):
    """After a restart the newest events come from the stream, so resuming clients cause no read of the table."""
    citizen = await live.test_app.person()
    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    await talk(live, request.id, citizen, 5)
    head = await live.test_app.published()

    fresh = RecentEvents()
    fresh.begin(await recent(live.application.stream, 4), head)

    assert (fresh.first, fresh.head) == (head - 3, head)
    assert [logged.position for logged in fresh.since(("city:almaty",), head - 2)] == [head - 1, head]


async def test_cursor_of_another_log_is_refused(live):
    """A foreign epoch, and a position that does not exist yet, cannot be resumed from."""
    await submit(live.test_app.context, await live.test_app.person(), live.test_app.submission())
    head = await live.test_app.settled()
    client = await live.connect()

    await client.subscribe("foreign", CITY_FEED, after="elsewhere:0")
    await client.subscribe("ahead", CITY_FEED, after=f"{live.application.epoch}:{head + 1}")
    await client.subscribe("at the head", CITY_FEED, after=f"{live.application.epoch}:{head}")

    assert await client.refusal("foreign") == "CURSOR_EXPIRED"
    assert await client.refusal("ahead") == "CURSOR_EXPIRED"
    await until(lambda: live.application.subscriptions.subscriber_count == 1)


async def test_cursor_that_is_too_old_is_refused_unless_the_topic_is_one_request(urls):
    """Beyond the limit a wide topic is not replayed at all, never in part; one request's own events always are."""
    async with served(urls, replay_limit=3) as live:
        citizen = await live.test_app.person()
        request = await submit(live.test_app.context, citizen, live.test_app.submission())
        await talk(live, request.id, citizen, 4)
        await live.test_app.settled()
        client = await live.connect(citizen)

        await client.subscribe("too old", CITY_FEED, after=f"{live.application.epoch}:1")
        await client.subscribe("just right", CITY_FEED, after=f"{live.application.epoch}:2")
        await client.subscribe("one request", CHANGED, id=str(request.id), after=f"{live.application.epoch}:0")

        assert await client.refusal("too old") == "CURSOR_EXPIRED"
        assert [position(await client.event("just right")) for _ in range(3)] == [3, 4, 5]
        assert [position(await client.event("one request")) for _ in range(5)] == [1, 2, 3, 4, 5]
        await client.run("{ cities { id } }", "too old")


async def test_counters_are_sent_at_once_and_whenever_they_change(live):
    """The present value comes first; later values follow, and the last one is the truth."""
    citizen = await live.test_app.person()
    await submit(live.test_app.context, citizen, live.test_app.submission())
    await live.test_app.settled()
    client, late = await live.connect(), await live.connect()

    await client.subscribe("1", COUNTERS)
    first = await client.event()
    for _ in range(5):
        await submit(live.test_app.context, citizen, live.test_app.submission())
    seen = [first["total"]]
    while seen[-1] < 6:
        seen.append((await client.event())["total"])
    await late.subscribe("1", COUNTERS)

    assert seen[0] == 1
    assert seen == sorted(seen)
    assert (await late.event())["total"] == 6


async def test_task_feed_shows_free_requests_and_own_requests(live):
    """An executor sees requests become free and stop being free, and every step of their own; not others' work."""
    citizen, executor, rival = [
        await live.test_app.person(role) for role in (Role.CITIZEN, Role.EXECUTOR, Role.EXECUTOR)
    ]
    client = await live.connect(executor)
    await client.subscribe("1", "subscription { taskFeed { kind serviceRequest { id version } } }")
    await client.synchronise()
    await until(lambda: len(live.application.subscriptions) == 1)

    mine = await submit(live.test_app.context, citizen, live.test_app.submission())
    theirs = await submit(live.test_app.context, citizen, live.test_app.submission())
    elsewhere = live.test_app.submission(city_id="astana", latitude=51.13, longitude=71.43)
    await submit(live.test_app.context, citizen, elsewhere)
    await work.claim(live.test_app.context, rival, theirs.id)
    await pictures.start(live.test_app.context, rival, theirs.id)
    await work.claim(live.test_app.context, executor, mine.id)
    await pictures.start(live.test_app.context, executor, mine.id)
    got = [await client.event() for _ in range(5)]

    expected = [
        ("SUBMITTED", mine),
        ("SUBMITTED", theirs),
        ("CLAIMED", theirs),
        ("CLAIMED", mine),
        ("WORK_STARTED", mine),
    ]
    assert [(event["kind"], event["serviceRequest"]["id"]) for event in got] == [
        (kind, str(request.id)) for kind, request in expected
    ]


async def test_notifications_reach_all_recipients_but_the_actor(live):
    """The author is notified of what others do, with the note, and not of their own actions."""
    citizen, executor = await live.test_app.person(), await live.test_app.person(Role.EXECUTOR)
    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    query = "subscription ($after: Cursor) { notifications(after: $after) { id cursor kind note read } }"
    client, worker = await live.connect(citizen), await live.connect(executor)
    for one in (client, worker):
        await one.subscribe("1", query, after=f"{live.application.epoch}:0")

    await comments.comment(live.test_app.context, citizen, request.id, "my own words")
    await work.claim(live.test_app.context, executor, request.id)
    await comments.comment(live.test_app.context, citizen, request.id, "when?")

    notified = [await client.event(), await worker.event()]
    assert [(item["kind"], item["note"], item["read"]) for item in notified] == [
        ("CLAIMED", None, False),
        ("COMMENTED", "when?", False),
    ]
    assert [item["id"] for item in notified] == [item["cursor"].partition(":")[2] for item in notified]


async def test_history_without_topics_is_neither_sent_nor_replayed(live):
    """Imported history is not sent, whatever the cursor."""
    citizen = await live.test_app.person()
    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    await live.test_app.settled()
    await rows("UPDATE event SET topics = '{}'")
    forget(live)
    client = await live.connect(citizen)

    for operation, query in (("1", CITY_FEED), ("2", CHANGED)):
        variables = {"id": str(request.id)} if query is CHANGED else {}
        await client.subscribe(operation, query, after=f"{live.application.epoch}:0", **variables)
    await comments.comment(live.test_app.context, citizen, request.id, "news")

    assert [(await client.event(operation))["kind"] for operation in "12"] == ["COMMENTED"] * 2


@pytest.mark.parametrize("outage", [ConnectionRefusedError, asyncpg.TooManyConnectionsError])
async def test_event_is_never_sent_in_part(live, monkeypatch, outage):
    """While a resolver cannot read, the event waits; it is not sent with missing fields."""
    monkeypatch.setattr("app.live.delivery.RETRY_SECONDS", 0.01)
    real, refused = schema.loaders.people, []

    async def away(ids):
        if len(refused) < 3:
            refused.append(ids)
            raise outage("the database is away")
        return await real(ids)

    citizen = await live.test_app.person()
    client = await live.connect()
    await client.subscribe("1", 'subscription { cityFeed(cityId: "almaty") { serviceRequest { author { name } } } }')
    await client.synchronise()
    await until(lambda: len(live.application.subscriptions) == 1)
    monkeypatch.setattr(schema.loaders, "people", away)

    await submit(live.test_app.context, citizen, live.test_app.submission())

    assert await client.event() == {"serviceRequest": {"author": {"name": "Тұрғын"}}}
    assert len(refused) == 3


async def test_head_of_the_log_then_state_then_subscribe_misses_nothing(live):
    """The cursor read before the state is where a subscription begins without a gap."""
    citizen = await live.test_app.person()
    request = await submit(live.test_app.context, citizen, live.test_app.submission())
    await live.test_app.settled()
    client = await live.connect()

    cursor = (await client.run("{ cursor }"))["cursor"]
    await comments.comment(live.test_app.context, citizen, request.id, "between")
    await client.subscribe("1", CITY_FEED, after=cursor)

    assert (await client.event())["kind"] == "COMMENTED"
    assert cursor == f"{(await log_head())[0]}:1"
