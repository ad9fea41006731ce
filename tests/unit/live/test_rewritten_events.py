"""What an event has taken back is in no payload that is kept or replayed afterwards, however long it was on its way."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from app.auth.viewer import PUBLIC
from app.domain.log.events import Cursor, EventKind, LoggedEvent
from app.live.engine import Source
from app.live.feed import Feed
from app.live.history import History
from app.live.hub import Hub
from app.live.recent_events import RecentEvents
from app.live.send_queue import SendQueue
from app.live.subscriber import Subscriber
from app.live.subscription_registry import SubscriptionRegistry
from tests.unit.live.test_shared_subscription import event, turns

LAST = 4
"""The position of the last event before the one that takes texts back."""


def noted(position, note, kind=EventKind.COMMENTED):
    logged = event(position)
    return LoggedEvent(position=position, event=replace(logged.event, note=note, kind=kind))


class Log:
    """The table of events, of which a command removes the notes; the event that says so comes later."""

    def __init__(self, monkeypatch, runs):
        self._runs = runs
        self._events = [noted(position, "secret") for position in range(1, LAST + 1)]
        for module in ("history", "subscription_registry"):
            for name in ("read_topics", "read_between"):
                monkeypatch.setattr(f"app.live.{module}.{name}", getattr(self, name), raising=False)
        for logged in self._events:
            runs.record(logged)

    async def read_topics(self, topics, after, up_to, limit):
        return [logged for logged in self._events if after < logged.position <= up_to][:limit]

    async def read_between(self, after, up_to, limit):
        return await self.read_topics((), after, up_to, limit)

    def rewrite(self):
        self._events = [noted(logged.position, "removed") for logged in self._events]
        self._events.append(noted(LAST + 1, "said so", EventKind.WORDS_REMOVED))
        self._runs.record(self._events[-1])


class Renderer:
    """Renders the note of an event; ``gate`` holds it back."""

    def __init__(self):
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = 0

    async def render(self, logged):
        self.begun += 1
        await self.gate.wait()
        return f"{logged.position} {logged.event.note}".encode()


class Turns:
    """The turns of a replay, which nothing gets until they are open."""

    def __init__(self):
        self.opened, self.asked = asyncio.Event(), 0

    @asynccontextmanager
    async def turn(self):
        self.asked += 1
        await self.opened.wait()
        yield

    async def pay(self, *, passed):
        pass

    async def finish(self):
        pass


@pytest.fixture
async def hub():
    return Hub()


@pytest.fixture
async def runs(hub):
    return SubscriptionRegistry(hub, History(RecentEvents(), epoch="e", replay_limit=10))


@pytest.fixture
async def log(monkeypatch, runs):
    return Log(monkeypatch, runs)


def joined(runs, renderer, after=None):
    """Return the queue of a new subscriber, the coroutine of its replay, and its shared subscription."""
    queue = SendQueue()
    subscriber = Subscriber(queue, b"<")
    feed = Feed(topics=("t",), audience=PUBLIC, after=None if after is None else Cursor("e", after))
    run = runs.join(Source(key="k", rendering="k", feed=feed, render=renderer.render), subscriber)
    return queue, lambda replay=None: runs.catch_up(run, feed, subscriber, replay), run


def removed(*positions):
    return [f"<{position} removed}}" for position in positions] + [f"<{LAST + 1} said so}}"]


async def test_an_event_that_is_rendered_after_its_text_was_removed_is_not_kept(hub, runs, log):
    """It was passed on before, and waited for its turn; its own subscribers get it before the event that says so."""
    queue, replay, _ = joined(runs, Renderer())
    await replay()
    late = noted(LAST, "secret")
    hub.dispatch(late)
    log.rewrite()
    await turns()
    assert list(queue.queued) == [f"<{LAST} secret}}"]

    resumed, replay, _ = joined(runs, Renderer(), after=LAST - 1)
    await replay()

    assert list(resumed.queued) == removed(LAST)


async def test_a_replay_shows_no_text_that_was_removed_while_it_went_on(runs, log):
    """It is rendering one of the events that it has found in memory; the others are read anew."""
    renderer = Renderer()
    queue, replay, run = joined(runs, renderer, after=0)
    renderer.gate.clear()
    replaying = asyncio.create_task(replay())
    await turns()
    assert renderer.begun == 1

    log.rewrite()
    renderer.gate.set()
    await replaying

    assert list(queue.queued)[1:] == removed(*range(2, LAST + 1))
    assert run.execution.kept_payload(event(1)) is None


async def test_a_replay_that_waited_for_its_turn_reads_its_event_anew(runs, log):
    replay_turns = Turns()
    queue, replay, _ = joined(runs, Renderer(), after=LAST - 1)
    replaying = asyncio.create_task(replay(replay_turns))
    await turns()
    assert replay_turns.asked == 1

    log.rewrite()
    replay_turns.opened.set()
    await replaying

    assert list(queue.queued) == removed(LAST)[:1]


async def test_a_batch_that_was_read_before_a_text_was_removed_is_read_anew(runs, log, monkeypatch):
    """Its answer comes after the event that says so."""
    log.rewrite()
    read, asked, answered = log.read_topics, [], asyncio.Event()

    async def read_slowly(*asking):
        found = await read(*asking)
        asked.append(asking)
        await answered.wait()
        return found

    monkeypatch.setattr("app.live.history.read_topics", read_slowly)
    log._events = [noted(logged.position, "secret") for logged in log._events]
    queue, replay, _ = joined(runs, Renderer(), after=0)
    replaying = asyncio.create_task(replay())
    await turns()
    assert len(asked) == 1

    log._events = [noted(logged.position, "removed") for logged in log._events]
    runs.record(noted(LAST + 2, "said so", EventKind.WORDS_REMOVED))
    answered.set()
    await replaying

    assert not any("secret" in text for text in queue.queued)
