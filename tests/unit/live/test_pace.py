"""A feed whose newest value alone counts is pushed at most four times a second, and ends with the last value."""

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest

from app.auth.viewer import PUBLIC
from app.domain.log.topics import figures_topic
from app.live.engine import Source
from app.live.feed import Feed
from app.live.history import History
from app.live.hub import Hub
from app.live.pace import PUSH_SECONDS, Pace
from app.live.recent_events import RecentEvents
from app.live.send_queue import SendQueue
from app.live.subscriber import Subscriber
from app.live.subscription_registry import SubscriptionRegistry
from tests.unit.live.test_shared_subscription import event
from tests.waiting import until

EVENTS = 1_000
EVENT_SECONDS = 0.005


class ManualTime:
    """A clock that a test moves; a sleeper wakes up when it has moved far enough."""

    def __init__(self):
        self.now = 100.0
        self._sleeping = []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        woken = asyncio.get_running_loop().create_future()
        self._sleeping.append((self.now + seconds, woken))
        await woken

    async def pass_time(self, seconds):
        self.now += seconds
        for at, woken in list(self._sleeping):
            if at <= self.now + 1e-9:
                self._sleeping.remove((at, woken))
                woken.set_result(None)
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.mark.parametrize("seconds", [PUSH_SECONDS, 1.0])
@pytest.mark.parametrize("read_seconds", [0, EVENT_SECONDS, 3 * EVENT_SECONDS])
async def test_a_thousand_events_in_five_seconds_are_about_twenty_pushes_that_end_with_the_last(seconds, read_seconds):
    """Each push has what is true when it is sent; after the last event there is one more. A feed has a pace of its own:
    with one push a second they are five. Events that come while a value is read make no further push.
    """
    time, counted, pushed = ManualTime(), 0, []

    async def value(_):
        read = counted
        if read_seconds and read:
            await time.sleep(read_seconds)
        return read

    async def render(number):
        pushed.append((time.now, number))
        return b"%d" % number

    hub = Hub()
    history = History(RecentEvents(), epoch="e", replay_limit=10)
    registry = SubscriptionRegistry(hub, history, pace=lambda given: Pace(given, clock=time, sleep=time.sleep))
    feed = Feed(topics=("t",), audience=PUBLIC, value=value, latest_only=True, push_seconds=seconds)
    subscriber = Subscriber(SendQueue(), b"")
    subscription = registry.join(Source(key="k", rendering="k", feed=feed, render=render), subscriber)
    await registry.catch_up(subscription, feed, subscriber)
    assert pushed == [(100.0, 0)]

    for position in range(1, EVENTS + 1):
        counted += 1
        hub.dispatch(replace(event(position), position=position))
        await time.pass_time(EVENT_SECONDS)
    await time.pass_time(seconds)
    await time.pass_time(read_seconds)

    times = [at for at, _ in pushed[1:]]
    assert all(later - earlier >= seconds - 1e-9 for earlier, later in pairwise(times))
    lasted = EVENTS * EVENT_SECONDS
    assert 0.9 * lasted / seconds <= len(times) <= lasted / seconds + 1
    assert pushed[-1][1] == EVENTS
    before = len(pushed)
    await time.pass_time(10)
    assert len(pushed) == before
    registry.leave(subscription, subscriber)


async def test_what_time_changes_is_pushed_at_the_same_pace_as_events():
    """Beside events whose positions are lower and higher; nothing is dropped as sent before."""
    time, pushed, value = ManualTime(), [], 0

    async def read(_):
        return value

    async def render(number):
        return b"%d" % number

    class Noted(SendQueue):
        def put_message(self, head, payload):
            pushed.append(int(payload))

    hub, history = Hub(), History(RecentEvents(), epoch="e", replay_limit=10)
    registry = SubscriptionRegistry(hub, history, pace=lambda given: Pace(given, clock=time, sleep=time.sleep))
    feed = Feed(topics=("t", figures_topic("almaty")), audience=PUBLIC, value=read, latest_only=True)
    subscriber = Subscriber(Noted(), b"")
    subscription = registry.join(Source(key="k", rendering="k", feed=feed, render=render), subscriber)
    await registry.catch_up(subscription, feed, subscriber)

    for value in range(1, 10):
        if value % 3:
            hub.refresh_figures(["almaty"])
        else:
            hub.dispatch(replace(event(100 - value), position=100 - value))
        await time.pass_time(PUSH_SECONDS)
    assert pushed == list(range(10))

    value = 99
    for _ in range(90):
        hub.refresh_figures(["almaty"])
    await time.pass_time(PUSH_SECONDS)
    assert pushed == [*range(10), 99]
    registry.leave(subscription, subscriber)


async def test_clients_that_subscribe_at_once_share_the_present_value():
    """After a deploy all come back together. Who comes while the value is read gets one that is read after that."""
    counted, reads = 0, []

    async def value(_):
        read = counted, asyncio.get_running_loop().create_future()
        reads.append(read)
        await read[1]
        return read[0]

    async def render(number):
        return b"%d" % number

    registry = SubscriptionRegistry(Hub(), History(RecentEvents(), epoch="e", replay_limit=10))
    feed = Feed(topics=("t",), audience=PUBLIC, value=value, latest_only=True)
    source = Source(key="k", rendering="k", feed=feed, render=render)

    class Noted(SendQueue):
        def put_message(self, head, payload):
            sent.append(payload)

    async def subscribe():
        subscriber = Subscriber(Noted(), b"")
        subscription = registry.join(source, subscriber)
        coming = asyncio.create_task(registry.catch_up(subscription, feed, subscriber))
        for _ in range(5):
            await asyncio.sleep(0)
        return coming

    sent = []
    first = await subscribe()
    counted = 1
    others = [await subscribe() for _ in range(50)]
    assert len(reads) == 1
    reads[0][1].set_result(None)
    await first
    counted = 2
    late = await subscribe()
    reads[1][1].set_result(None)
    await asyncio.gather(*others)
    await until(lambda: len(reads) == 3)
    reads[2][1].set_result(None)
    await late

    assert [number for number, _ in reads] == [0, 1, 2]
    assert sent == [b"0", *[b"1"] * 50, b"2"]


async def test_a_push_after_a_pause_comes_at_once():
    """No client waits for a quarter of a second without need."""
    time = ManualTime()
    pace = Pace(clock=time, sleep=time.sleep)

    await pace.turn()
    await time.pass_time(PUSH_SECONDS)
    await pace.turn()
    waiting = asyncio.create_task(pace.turn())
    await time.pass_time(PUSH_SECONDS / 2)
    assert not waiting.done()
    await time.pass_time(PUSH_SECONDS / 2)
    assert waiting.done()
