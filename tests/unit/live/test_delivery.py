"""Delivery in slices: order, no loss and no double for subscribers that stay, join, resume or leave in between."""

import asyncio
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.auth.viewer import PUBLIC
from app.domain.log.events import Cursor
from app.domain.text.folding import stored_text
from app.live.eager import result_of
from app.live.engine import Source
from app.live.feed import Feed
from app.live.history import History
from app.live.hub import Hub
from app.live.recent_events import RecentEvents
from app.live.send_queue import SendQueue
from app.live.subscriber import Subscriber
from app.live.subscription_registry import SubscriptionRegistry
from app.live.time_slices import TimeSlices
from app.queries.requests.filter import Filter, FilterTest
from tests.unit.live.test_shared_subscription import NOON, event

CATEGORIES = ("pothole", "lighting", "heating")


class HastyClock:
    """Every look at it uses up the slice, so that work pauses wherever it can."""

    def __init__(self, step=0.01):
        self.now = 0.0
        self._step = step

    def __call__(self):
        self.now += self._step
        return self.now


class Session:
    """A subscriber with what it should get: the matching events from the moment it joined, or after its cursor."""

    def __init__(self, registry, log, category, cursor, *, holder, rendering):
        self.log = log
        self.category = category
        self.since = len(log) if cursor is None else cursor
        self.queue = SendQueue()
        self.subscriber = Subscriber(self.queue, b"")
        test = FilterTest(Filter(category_ids=None if category is None else frozenset({category})))
        self.feed = Feed(
            topics=("t",),
            audience=PUBLIC,
            matches=lambda offered: test(offered.states[0], NOON, lambda: ""),
            narrowing=test,
            after=None if cursor is None else Cursor("e", cursor),
        )
        source = Source(key=f"{category} {rendering}", rendering=rendering, feed=self.feed, render=render)
        self.registry = registry
        self.subscription = registry.join(source, self.subscriber, holder)
        self.left_at: int | None = None
        self.replay = asyncio.create_task(registry.catch_up(self.subscription, self.feed, self.subscriber))

    def leave(self):
        if self.left_at is None:
            self.left_at = len(self.got)
            self.replay.cancel()
            self.registry.leave(self.subscription, self.subscriber)

    @property
    def got(self):
        return [int(text.removesuffix("}")) for text in self.queue.queued]

    @property
    def expected(self):
        return [at for at, category in enumerate(self.log, 1) if at > self.since and self.category in {None, category}]


def render(logged):
    """Every third event has to wait for a read."""
    payload = str(logged.position).encode()
    return payload if logged.position % 3 else read(payload)


async def read(payload):
    await asyncio.sleep(0)
    return payload


async def play(steps, renderings=1):
    """Run the steps with so many renderings; return every session, after everything was delivered."""
    recent = RecentEvents()
    slices = TimeSlices(HastyClock())
    hub = Hub(slices)
    registry = SubscriptionRegistry(hub, History(recent, epoch="e", replay_limit=10_000))
    log: list[str] = []
    sessions: list[Session] = []
    for kind, number in steps:
        if kind == "event":
            log.append(CATEGORIES[number % 3])
            logged = event(len(log))
            request = replace(logged.event.request, category_id=log[-1])
            logged = replace(logged, event=replace(logged.event, request=request))
            registry.record(logged)
            hub.dispatch(logged)
        elif kind == "join":
            category = (None, *CATEGORIES)[number % 4]
            cursor = None if number % 3 else number % (len(log) + 1)
            holder, rendering = f"network:{number % 5}" if number % 2 else None, f"r{number % renderings}"
            sessions.append(Session(registry, log, category, cursor, holder=holder, rendering=rendering))
        elif kind == "leave" and sessions:
            sessions[number % len(sessions)].leave()
        elif kind == "turns":
            for _ in range(number % 7):
                await asyncio.sleep(0)
    await until_quiet(sessions)
    remaining = len(registry)
    for session in sessions:
        session.leave()
        await asyncio.gather(session.replay, return_exceptions=True)
    assert (len(registry), registry.execution_count, hub.topic_count) == (0, 0, 0)
    assert [len(shares) for shares in registry.limits] == [0] * 5
    assert not registry.slices.has_urgent_work
    assert remaining or all(session.left_at is not None for session in sessions)
    return sessions


async def until_quiet(sessions):
    """Let the loop turn until nothing more is written."""
    before, quiet = None, 0
    while quiet < 60:
        await asyncio.sleep(0)
        now = [len(session.queue.queued) for session in sessions]
        quiet = quiet + 1 if now == before else 0
        before = now


STEP = st.tuples(
    st.sampled_from(["event", "event", "event", "join", "join", "leave", "turns", "turns"]), st.integers(0)
)


MANY_JOIN = st.lists(st.tuples(st.just("join"), st.integers(0)), min_size=30, max_size=60)
"""More executions than are offered an event at once."""


@settings(deadline=None)
@given(joined=MANY_JOIN, steps=st.lists(STEP, max_size=60))
def test_subscribers_of_many_documents_get_each_of_their_events_once_and_in_order(joined, steps):
    """Also those of an execution that is offered its events late, and that others join or leave meanwhile."""
    for session in asyncio.run(play([*joined, *steps], renderings=100)):
        got, expected = session.got, session.expected
        early = [position for position in got if position <= session.since]
        assert got[len(early) :] == expected[: len(got) - len(early)]
        assert got == sorted(set(got))
        if not any(kind == "leave" for kind, _ in steps):
            assert set(expected) <= set(got)


@settings(deadline=None)
@given(steps=st.lists(STEP, max_size=60))
def test_every_subscriber_gets_each_of_its_events_once_and_in_order(steps):
    """Whatever happens between two slices: nothing is lost, doubled or out of order, or comes after leaving."""
    for session in asyncio.run(play(steps)):
        got, expected = session.got, session.expected
        assert len(got) == session.left_at
        # Without a cursor an event that was on its way when it joined may come too.
        early = [position for position in got if position <= session.since]
        assert got[len(early) :] == expected[: len(got) - len(early)]
        assert got == sorted(set(got))


@settings(deadline=None)
@given(steps=st.lists(STEP.filter(lambda step: step[0] != "leave"), max_size=60))
def test_subscribers_that_stay_get_everything(steps):
    """None of the events since they joined is missing."""
    for session in asyncio.run(play(steps)):
        assert set(session.expected) <= set(session.got)


async def shared_by_filters(filters, logged):
    """Dispatch an event to subscriptions with these filters; return what was rendered, and what each got."""
    recent, hub, rendered = RecentEvents(), Hub(), []
    registry = SubscriptionRegistry(hub, History(recent, epoch="e", replay_limit=10))

    async def counted(value):
        rendered.append(value.position)
        return await result_of(render(value))

    queues, leave = [], []
    for number, one in enumerate(filters):
        test, queue = FilterTest(one), SendQueue()
        feed = Feed(
            topics=("t",),
            audience=PUBLIC,
            matches=lambda offered, test=test: test(offered.states[0], NOON, lambda: offered.search_text),
            narrowing=test,
        )
        subscriber = Subscriber(queue, b"")
        run = registry.join(Source(key=str(number), rendering="r", feed=feed, render=counted), subscriber)
        await registry.catch_up(run, feed, subscriber)
        queues.append(queue)
        leave.append((run, subscriber))
    hub.dispatch(logged)
    for _ in range(300):
        await asyncio.sleep(0)
    for run, subscriber in leave:
        registry.leave(run, subscriber)
    return rendered, [list(queue.queued) for queue in queues]


async def test_long_event_is_folded_once_for_all_filters(monkeypatch):
    """Five hundred subscriptions to texts, one description of 4,000 characters: one fold, and the right ones get it."""
    folded = []
    monkeypatch.setattr("app.live.offered_event.folded", lambda *texts: folded.append(texts) or stored_text(*texts))
    logged = event(1)
    request = replace(logged.event.request, description="шұңқыр 77 " * 400)
    logged = replace(logged, event=replace(logged.event, request=request))

    rendered, got = await shared_by_filters([Filter(text=f"шұңқыр {number}") for number in range(500)], logged)

    assert len(folded) == 1
    assert rendered == [1]
    # A number is found as a whole: 77 is in the description, and the number of the request ends in 1.
    assert [number for number, messages in enumerate(got) if messages] == [1, 77]


async def test_subscriptions_that_differ_only_in_their_filter_are_rendered_once():
    """A hundred filters that pass every event: one execution, and each gets it once."""
    rendered, got = await shared_by_filters([Filter(created_from=NOON.replace(minute=0))] * 100, event(1))

    assert rendered == [1]
    assert got == [["1}"]] * 100


async def test_what_many_watch_is_written_before_what_one_watches():
    """A client that opens filters of its own does not come between an event and the crowd."""
    hub, written = Hub(), []
    registry = SubscriptionRegistry(hub, History(RecentEvents(), epoch="e", replay_limit=10))
    for name, count in (("own", 1), ("crowd", 3), ("other", 1)):
        feed = Feed(topics=("t",), audience=PUBLIC)
        for _ in range(count):
            subscriber = Subscriber(Writes(written, name), b"")
            source = Source(key=name, rendering="r", feed=feed, render=render)
            await registry.catch_up(registry.join(source, subscriber), feed, subscriber)

    hub.dispatch(event(1))
    for _ in range(100):
        await asyncio.sleep(0)

    assert written == ["crowd", "crowd", "crowd", "own", "other"]


async def test_what_several_watch_is_delivered_before_documents_of_one_client_each():
    """A hundred clients, each with four documents of its own, opened before the two that watch the city."""
    slices, written, subscriptions = TimeSlices(HastyClock(0.0001)), [], []
    hub = Hub(slices)
    registry = SubscriptionRegistry(hub, History(RecentEvents(), epoch="e", replay_limit=10))
    feed = Feed(topics=("t",), audience=PUBLIC)
    opened = [(f"own {number}", f"network:{number // 4}") for number in range(400)]
    for name, holder in [*opened, ("city", "network:a"), ("city", "network:b")]:
        subscriber = Subscriber(Writes(written, name), b"")
        source = Source(key=name, rendering=name, feed=feed, render=render)
        subscriptions.append((registry.join(source, subscriber, holder), subscriber))
        await registry.catch_up(subscriptions[-1][0], feed, subscriber)

    hub.dispatch(event(1))
    while len(written) < 402:  # noqa: ASYNC110 - turns of the loop are what is tested
        await asyncio.sleep(0)

    assert written[:2] == ["city", "city"]
    assert sorted(written[2:]) == sorted(name for name, _ in opened)
    for subscription, subscriber in subscriptions:
        registry.leave(subscription, subscriber)


class Writes(SendQueue):
    """Notes who was written to."""

    def __init__(self, written, name):
        super().__init__()
        self.written, self.name = written, name

    def put_message(self, head, payload):
        self.written.append(self.name)


async def test_a_fault_of_one_event_or_writer_silences_no_other():
    """Whoever may have missed an event resumes by its cursor; the events after it are delivered to the others."""
    hub, tested = Hub(), []
    registry = SubscriptionRegistry(hub, History(RecentEvents(), epoch="e", replay_limit=10))

    def matches(offered):
        tested.append(offered.logged.position)
        if offered.logged.position == 2:
            raise ValueError("an unexpected text")
        return True

    feed, queues = Feed(topics=("t",), audience=PUBLIC, matches=matches), []
    joins = []

    async def joined():
        queues.append(SendQueue())
        subscriber = Subscriber(queues[-1], b"")
        source = Source(key="k", rendering="r", feed=feed, render=render)
        joins.append((registry.join(source, subscriber), subscriber))
        await registry.catch_up(joins[-1][0], feed, subscriber)

    async def dispatch(position):
        hub.dispatch(event(position))
        for _ in range(100):
            await asyncio.sleep(0)

    await joined()
    await dispatch(1)
    await dispatch(2)
    await joined()
    await dispatch(3)

    for subscription, subscriber in joins:
        registry.leave(subscription, subscriber)

    assert tested == [1, 2, 3]
    assert [queue.overflown for queue in queues] == [True, False]
    assert list(queues[1].queued) == ["3}"]
    assert not registry.slices.has_urgent_work
