"""A shared subscription renders each event once and retries failed reads."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import pytest

from app.auth.viewer import PUBLIC
from app.domain.log.events import Event, EventKind, LoggedEvent
from app.domain.requests.lifecycle import Status
from app.domain.requests.service_request import ServiceRequest
from app.live.engine import Source
from app.live.feed import Feed
from app.live.history import History
from app.live.hub import Hub
from app.live.recent_events import RecentEvents
from app.live.send_queue import SendQueue
from app.live.subscriber import Subscriber
from app.live.subscription_registry import SubscriptionRegistry

NOON = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
REQUEST = ServiceRequest(
    id=UUID(int=1),
    number="ALM-1",
    city_id="almaty",
    category_id="pothole",
    address="a",
    description="d",
    latitude=43.2,
    longitude=76.9,
    status=Status.ACCEPTED,
    version=1,
    author_id=None,
    created_at=NOON,
    updated_at=NOON,
)


def event(position, *topics):
    """Return an event at this position."""
    notified = Event(
        kind=EventKind.SUBMITTED, at=NOON, actor_id=None, actor_role=None, topics=topics or ("t",), request=REQUEST
    )
    return LoggedEvent(position=position, event=notified)


class Renderer:
    """Fails a given number of times; returns the payload itself, or a coroutine of it."""

    def __init__(self, failures=0, *, waits=True):
        self.failures = failures
        self.waits = waits
        self.rendered = []

    def render(self, logged):
        return self.read(logged) if self.waits else self.payload(logged)

    async def read(self, logged):
        await asyncio.sleep(0)
        return self.payload(logged)

    def payload(self, logged):
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        self.rendered.append(logged.position)
        return str(logged.position).encode()


@pytest.fixture
def impatient(monkeypatch):
    """Retries without a pause."""
    monkeypatch.setattr("app.live.delivery.RETRY_SECONDS", 0)


@pytest.fixture
async def hub():
    return Hub()


@pytest.fixture
async def runs(hub):
    return SubscriptionRegistry(hub, History(RecentEvents(), epoch="e", replay_limit=10))


async def joined(runs, renderer, *topics, key="k"):
    """Add a live subscriber; return its queue and what leaves."""
    send_queue = SendQueue()
    member = Subscriber(send_queue, b"<")
    feed = Feed(topics=topics or ("t",), audience=PUBLIC)
    run = runs.join(Source(key=key, rendering=key, feed=feed, render=renderer.render), member)
    await runs.catch_up(run, feed, member)
    return send_queue, member, partial(runs.leave, run, member)


async def turns():
    """Let every task that can go on do so."""
    for _ in range(200):
        await asyncio.sleep(0)


async def test_one_payload_is_written_to_every_subscriber_after_its_own_head(hub, runs):
    """Rendered once, with the head of each subscriber."""
    renderer = Renderer()
    boxes = [await joined(runs, renderer) for _ in range(3)]

    hub.dispatch(event(1))
    await turns()

    assert renderer.rendered == [1]
    assert [list(send_queue.queued) for send_queue, _, _ in boxes] == [["<1}"]] * 3
    for _, _, leave in boxes:
        leave()
    assert len(runs) == hub.topic_count == 0


async def test_pending_events_are_written_at_once(hub, runs):
    """Events that arrive faster than they are rendered are joined, without those already sent."""
    renderer = Renderer()
    send_queue, member, leave = await joined(runs, renderer)
    written = []
    send_queue.put_messages = lambda head, payloads: written.append([head, *payloads])
    member.position = 1

    for position in (1, 2, 3):
        hub.dispatch(event(position))
    await turns()

    assert renderer.rendered == [1, 2, 3]
    assert written == [[b"<", b"2", b"3"]]
    assert member.position == 3
    leave()


async def test_event_of_two_topics_of_a_subscription_is_rendered_once(hub, runs):
    """An event that matches several topics of a listener is offered once."""
    renderer = Renderer()
    _, _, leave = await joined(runs, renderer, "a", "b")

    hub.dispatch(event(1, "a", "b", "c"))
    await turns()

    assert renderer.rendered == [1]
    leave()


@pytest.mark.parametrize("waits", [True, False])
async def test_event_for_one_client_needs_no_task_unless_it_waits(hub, runs, waits):
    """Also while others of the same client come, and with no memory of a task afterwards."""
    renderer = Renderer(waits=waits)
    send_queue, _, leave = await joined(runs, renderer)
    (delivery,) = next(iter(runs)).execution.deliveries.values()

    for position in (1, 2):
        hub.dispatch(event(position))
        await turns()

    assert list(send_queue.queued) == ["<1}", "<2}"]
    assert (delivery.task is not None) == waits
    leave()


async def test_event_that_the_only_filter_refuses_is_not_rendered(hub, runs):
    renderer = Renderer(waits=False)
    feed = Feed(topics=("t",), audience=PUBLIC, matches=lambda offered: offered.logged.position == 2)
    queue = SendQueue()
    member = Subscriber(queue, b"<")
    run = runs.join(Source(key="k", rendering="k", feed=feed, render=renderer.render), member)
    await runs.catch_up(run, feed, member)

    for position in (1, 2, 3):
        hub.dispatch(event(position))
        await turns()

    assert list(queue.queued) == ["<2}"]
    assert renderer.rendered == [2]
    runs.leave(run, member)


@pytest.mark.parametrize("waits", [True, False])
async def test_failed_read_is_retried(hub, runs, impatient, waits):
    """A short database outage loses no event and keeps the order."""
    renderer = Renderer(failures=5, waits=waits)
    send_queue, _, leave = await joined(runs, renderer)

    hub.dispatch(event(1))
    hub.dispatch(event(2))
    await turns()

    assert list(send_queue.queued) == ["<1}", "<2}"]
    leave()


@pytest.mark.parametrize("waits", [True, False])
async def test_subscribers_overflow_when_rendering_keeps_failing(hub, runs, impatient, waits):
    """Clients resume by their cursors; no later event hides the gap."""
    renderer = Renderer(failures=40, waits=waits)
    send_queue, _, leave = await joined(runs, renderer)

    hub.dispatch(event(1))
    hub.dispatch(event(2))
    await turns()

    assert send_queue.overflown
    assert renderer.rendered == []
    leave()


async def test_subscribers_overflow_when_too_many_events_are_pending(hub, runs, monkeypatch):
    """The number of pending events is limited."""
    monkeypatch.setattr("app.live.delivery.MAX_PENDING", 3)
    send_queue, _, leave = await joined(runs, Renderer())

    for position in range(1, 6):
        hub.dispatch(event(position))

    assert send_queue.overflown
    leave()


async def test_events_during_a_replay_are_sent_after_it_without_overflow():
    """A long buffer does not overflow the queue, and later events follow it."""
    send_queue = SendQueue(max_bytes=1 << 20)
    member = Subscriber(send_queue, b"")
    payload = b"x" * 200_000
    sent = []
    for position in range(1, 11):
        member.deliver([(position, payload)])

    async def send(frame):
        sent.append(frame)
        if len(sent) == 3:
            member.deliver([(11, b"last")])

    delivering = asyncio.create_task(send_queue.deliver(send))
    member.position = 2
    await member.go_live()
    member.deliver([(12, b"live")])
    await turns()

    assert not send_queue.overflown
    assert [len(frame) for frame in sent] == [200_001] * 8 + [5, 5]
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
