"""One execution for all members: what it does when it cannot go on at once."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.auth.viewer import PUBLIC
from app.domain.events import Event, EventKind, LoggedEvent
from app.domain.lifecycle import Status
from app.domain.service_request import ServiceRequest
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
    told = Event(
        kind=EventKind.SUBMITTED, at=NOON, actor_id=None, actor_role=None, topics=topics or ("t",), request=REQUEST
    )
    return LoggedEvent(position=position, event=told)


class Renderer:
    """Fails as often as it is told to."""

    def __init__(self, failures=0):
        self.failures = failures
        self.rendered = []

    async def render(self, logged):
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        self.rendered.append(logged.position)
        return str(logged.position).encode()


@pytest.fixture
def impatient(monkeypatch):
    """Retries follow each other at once."""
    monkeypatch.setattr("app.live.shared_subscription.RETRY_SECONDS", 0)


@pytest.fixture
async def hub():
    return Hub()


@pytest.fixture
async def runs(hub):
    return SubscriptionRegistry(hub, History(RecentEvents(), epoch="e", replay_limit=10))


async def joined(runs, renderer, *topics, key="k"):
    """Let a member join, live at once; return its mailbox."""
    send_queue = SendQueue()
    member = Subscriber(send_queue, b"<")
    feed = Feed(topics=topics or ("t",), audience=PUBLIC)
    run = runs.join(key, feed, renderer.render, member)
    await runs.catch_up(run, feed, member)
    return send_queue, member


async def turns():
    """Let every task that can go on do so."""
    for _ in range(200):
        await asyncio.sleep(0)


async def test_one_text_reaches_every_member_behind_its_own_head(hub, runs):
    """Rendered once, framed for each."""
    renderer = Renderer()
    boxes = [await joined(runs, renderer) for _ in range(3)]

    hub.dispatch(event(1))
    await turns()

    assert renderer.rendered == [1]
    assert [list(send_queue._messages) for send_queue, _ in boxes] == [["<1}"]] * 3
    for _, member in boxes:
        runs.leave("k", member)
    assert len(runs) == hub.topic_count == 0


async def test_what_waits_goes_out_in_one_write(hub, runs):
    """Events that came faster than they were rendered are joined, without those that were sent before."""
    renderer = Renderer()
    send_queue, member = await joined(runs, renderer)
    written = []
    send_queue.put_messages = lambda head, payloads: written.append([head, *payloads])
    member.position = 1

    for position in (1, 2, 3):
        hub.dispatch(event(position))
    await turns()

    assert renderer.rendered == [1, 2, 3]
    assert written == [[b"<", b"2", b"3"]]
    assert member.position == 3
    runs.leave("k", member)


async def test_event_of_two_topics_of_a_run_comes_once(hub, runs):
    """However many of its topics a listener shares with an event, it hears it once."""
    renderer = Renderer()
    _, member = await joined(runs, renderer, "a", "b")

    hub.dispatch(event(1, "a", "b", "c"))
    await turns()

    assert renderer.rendered == [1]
    runs.leave("k", member)


async def test_failed_read_is_tried_again(hub, runs, impatient):
    """A run outlives a database that is away for a moment: no event is left out, and the order stays."""
    renderer = Renderer(failures=5)
    send_queue, member = await joined(runs, renderer)

    hub.dispatch(event(1))
    hub.dispatch(event(2))
    await turns()

    assert list(send_queue._messages) == ["<1}", "<2}"]
    runs.leave("k", member)


async def test_run_that_cannot_render_lets_its_members_go(hub, runs, impatient):
    """They come back with their cursors; a hole is never covered up by the next event."""
    renderer = Renderer(failures=20)
    send_queue, member = await joined(runs, renderer)

    hub.dispatch(event(1))
    hub.dispatch(event(2))
    await turns()

    assert send_queue.overflown
    assert renderer.rendered == []
    runs.leave("k", member)


async def test_run_that_cannot_keep_up_lets_its_members_go(hub, runs, monkeypatch):
    """What waits to be rendered has a limit."""
    monkeypatch.setattr("app.live.shared_subscription.MAX_PENDING", 3)
    send_queue, member = await joined(runs, Renderer())

    for position in range(1, 6):
        hub.dispatch(event(position))

    assert send_queue.overflown
    runs.leave("k", member)


async def test_what_came_during_a_replay_is_sent_behind_it_at_the_pace_of_the_reader():
    """A long buffer does not overflow the mailbox, and what comes meanwhile queues up behind it."""
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
