"""What is rendered while an event is being committed reaches subscribers only as what was committed."""

import asyncio
from dataclasses import replace

import pytest

from app.auth.viewer import PUBLIC
from app.domain.log.events import LoggedEvent
from app.live.early_payloads import FRESH_SECONDS, MOST_EARLY, EarlyPayloads
from app.live.engine import Source
from app.live.feed import Feed
from app.live.history import History
from app.live.hub import Hub
from app.live.recent_events import RecentEvents
from app.live.send_queue import SendQueue
from app.live.subscriber import Subscriber
from app.live.subscription_registry import SubscriptionRegistry
from tests.unit.live.test_shared_subscription import event, turns


class Renderer:
    """Renders the note of an event; ``gate`` holds it back, ``failures`` are raised before it succeeds."""

    def __init__(self, failures=0):
        self.begun = 0
        self.failures = failures
        self.gate = asyncio.Event()
        self.gate.set()

    async def render(self, logged):
        self.begun += 1
        await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        return (logged.event.note or str(logged.position)).encode()


class Clock:
    """Stands still until a test moves it."""

    now = 0.0

    def __call__(self):
        return self.now


def noted(position, note):
    """Return an event at this position with a note, by which it is recognised."""
    logged = event(position)
    return LoggedEvent(position=position, event=replace(logged.event, note=note))


def committed(logged):
    """Return what the tail dispatches: the same event in another wrapping."""
    return LoggedEvent(position=logged.position, event=logged.event)


@pytest.fixture
async def renderer():
    return Renderer()


@pytest.fixture
async def clock():
    return Clock()


@pytest.fixture
async def early(renderer, clock):
    return EarlyPayloads(renderer.render, clock)


async def test_payload_of_the_event_that_was_committed_is_handed_out_once(early, renderer):
    """It was rendered meanwhile; the second time there is none."""
    logged = noted(1, "a")
    early.begin(logged, 0)

    assert await early.take(committed(logged), 0) == b"a"
    assert await early.take(committed(logged), 0) is None
    assert renderer.begun == 1


async def test_another_event_at_the_position_does_not_get_it(early):
    """The commit failed, and the position was given again, even to an event that looks the same."""
    early.begin(noted(1, "a"), 0)

    assert await early.take(noted(1, "b"), 0) is None
    early.begin(noted(1, "a"), 0)
    assert await early.take(noted(1, "a"), 0) is None


async def test_payload_from_before_an_erasure_is_not_handed_out(early):
    """It may name the person who is erased."""
    logged = noted(1, "a")
    early.begin(logged, 0)

    assert await early.take(committed(logged), 1) is None


async def test_payload_that_waited_for_long_is_not_handed_out(early, clock):
    """What it shows of the request may have changed."""
    logged = noted(1, "a")
    early.begin(logged, 0)
    clock.now = FRESH_SECONDS * 1.01

    assert await early.take(committed(logged), 0) is None


async def test_failure_leaves_the_payload_to_be_rendered_after_the_commit(early, renderer):
    """The delivery renders it then, with its retries."""
    renderer.failures = 1
    logged = noted(1, "a")
    early.begin(logged, 0)

    assert await early.take(committed(logged), 0) is None


async def test_events_that_are_never_delivered_are_dropped(early, renderer):
    """Only those of the newest commits are kept, and none after the end."""
    renderer.gate.clear()
    begun = [noted(position, "a") for position in range(1, MOST_EARLY + 2)]
    for logged in begun:
        early.begin(logged, 0)
    await turns()
    renderer.gate.set()

    assert await early.take(committed(begun[0]), 0) is None
    assert await early.take(committed(begun[1]), 0) == b"a"
    early.end()
    assert await early.take(committed(begun[2]), 0) is None


class Watched:
    """A registry with subscribers of several networks to one topic."""

    def __init__(self, renderer, *, is_early=True, networks=2, matches=lambda _: True):
        self.hub = Hub()
        self.registry = SubscriptionRegistry(self.hub, History(RecentEvents(), epoch="e", replay_limit=10))
        feed = Feed(topics=("t",), audience=PUBLIC, matches=matches)
        source = Source(key="k", rendering="k", feed=feed, render=renderer.render, is_early=lambda: is_early)
        self.queues = [SendQueue() for _ in range(networks)]
        self.leave = []
        for number, queue in enumerate(self.queues):
            subscriber = Subscriber(queue, b"")
            subscription = self.registry.join(source, subscriber, f"network:{number}")
            self.leave.append((subscription, subscriber))

    async def go_live(self):
        for subscription, subscriber in self.leave:
            await self.registry.catch_up(subscription, subscription.feed, subscriber)

    def close(self):
        for subscription, subscriber in self.leave:
            self.registry.leave(subscription, subscriber)


async def test_subscribers_get_what_was_rendered_during_the_commit(renderer):
    """It is executed once, and nothing is written before the event is dispatched."""
    watched = Watched(renderer)
    await watched.go_live()
    logged = noted(1, "a")

    watched.registry.prepare([logged])
    await turns()
    assert renderer.begun == 1
    assert [queue.queued for queue in watched.queues] == [(), ()]

    watched.hub.dispatch(committed(logged))
    await turns()
    assert [queue.queued for queue in watched.queues] == [("a}",), ("a}",)]
    assert renderer.begun == 1
    watched.close()


async def test_after_a_failed_commit_subscribers_get_the_event_that_has_the_position(renderer):
    """Another process stamped other events, or the same ones were read again."""
    watched = Watched(renderer)
    await watched.go_live()

    watched.registry.prepare([noted(1, "a"), noted(2, "b")])
    await turns()
    watched.hub.dispatch(noted(1, "b"))
    watched.hub.dispatch(noted(2, "a"))
    await turns()

    assert ["".join(queue.queued) for queue in watched.queues] == ["b}a}"] * 2
    watched.close()


async def test_commit_that_is_faster_than_the_rendering_waits_for_it(renderer):
    """The payload is not rendered a second time beside the first."""
    watched = Watched(renderer)
    await watched.go_live()
    renderer.gate.clear()
    logged = noted(1, "a")

    watched.registry.prepare([logged])
    await turns()
    watched.hub.dispatch(committed(logged))
    await turns()
    renderer.gate.set()
    await turns()

    assert [queue.queued for queue in watched.queues] == [("a}",), ("a}",)]
    assert renderer.begun == 1
    watched.close()


@pytest.mark.parametrize(
    "options", [{"is_early": False}, {"networks": 1}, {"matches": lambda _: False}], ids=["reads_log", "one", "none"]
)
async def test_nothing_is_rendered_early_without_need(renderer, options):
    """For a document that reads what follows from the log, for one network alone, and where no filter lets it pass."""
    watched = Watched(renderer, **options)
    await watched.go_live()

    watched.registry.prepare([noted(1, "a")])
    await turns()

    assert renderer.begun == 0
    watched.close()
