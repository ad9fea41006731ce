"""The hub offers each event once to each listener, in order, however its offers are divided."""

import asyncio
import itertools
from collections import defaultdict
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.log.topics import figures_topic
from app.live.hub import FEW, MOST_BEHIND, Hub
from app.live.time_slices import TimeSlices
from tests.unit.live.test_delivery import HastyClock
from tests.unit.live.test_shared_subscription import event

TOPICS = ("t",)


class Listener:
    """Notes the positions that it was offered."""

    def __init__(self, offers=None, name=""):
        self.got = []
        self.refreshed = 0
        self._offers = offers if offers is not None else []
        self._name = name

    def offer(self, offered):
        self.got.append(offered.logged.position)
        self._offers.append(self._name)

    def refresh(self):
        self.refreshed += 1


def hub_of(count, clock=None):
    """Return a hub and so many listeners of one topic, with the list of all offers by name."""
    hub, offers = Hub(TimeSlices(clock or HastyClock())), []
    listeners = [Listener(offers, number) for number in range(count)]
    for listener in listeners:
        hub.listen(listener, TOPICS)
    return hub, listeners, offers


async def test_what_many_watch_is_offered_at_once_and_the_rest_in_slices():
    """A thousand listeners of one client each, which came first, do not delay the one of the city."""
    hub, listeners, offers = hub_of(1000)
    hub.prefer(listeners[-1], TOPICS, is_first=True)

    hub.dispatch(event(1))

    assert offers == [999]
    counts = [len(offers)]
    while counts[-1] < 1000:
        await asyncio.sleep(0)
        counts.append(len(offers))
    assert max(later - earlier for earlier, later in itertools.pairwise(counts)) <= FEW
    assert all(listener.got == [1] for listener in listeners)


async def test_an_event_without_topics_is_for_those_who_show_figures_of_its_city():
    hub, figures, feed, elsewhere = Hub(), Listener(), Listener(), Listener()
    told, quiet = event(1), event(2)
    quiet = replace(quiet, event=replace(quiet.event, topics=()))
    city = told.event.request.city_id
    hub.listen(figures, ("t", figures_topic(city)))
    hub.listen(feed, ("t",))
    hub.listen(elsewhere, (figures_topic("elsewhere"),))

    hub.dispatch(told)
    hub.dispatch(quiet)

    assert (figures.got, feed.got, elsewhere.got) == ([1, 2], [1], [])
    assert (hub.is_watched(told), hub.is_watched(quiet)) == (True, False)


def test_figures_are_read_again_of_the_cities_that_time_has_changed():
    """A feed of events has nothing to read; without a list of cities any may have changed."""
    hub, figures, feed, elsewhere = Hub(), Listener(), Listener(), Listener()
    hub.listen(figures, ("city:almaty", figures_topic("almaty")))
    hub.listen(feed, ("city:almaty",))
    hub.listen(elsewhere, (figures_topic("astana"),))

    hub.refresh_figures(["almaty", "aktau"])
    assert (figures.refreshed, feed.refreshed, elsewhere.refreshed) == (1, 0, 0)

    hub.refresh_figures(None)
    assert (figures.refreshed, feed.refreshed, elsewhere.refreshed) == (2, 0, 1)


async def test_few_listeners_are_offered_an_event_at_once():
    hub, listeners, offers = hub_of(FEW)
    hub.dispatch(event(1))
    assert len(offers) == len(listeners)


async def test_listener_that_many_begin_to_watch_catches_up_in_order():
    hub, listeners, _ = hub_of(100)
    hub.dispatch(event(1))
    hub.dispatch(event(2))
    hub.prefer(listeners[0], TOPICS, is_first=True)
    hub.dispatch(event(3))
    assert listeners[0].got == [1, 2, 3]
    await _quiet()
    assert all(listener.got == [1, 2, 3] for listener in listeners)


async def test_events_do_not_pile_up_behind_a_loop_that_has_no_time():
    """Each that waits holds its listeners: beyond a number the oldest is offered at once."""
    hub, listeners, _ = hub_of(100)
    for position in range(1, MOST_BEHIND + 11):
        hub.dispatch(event(position))
    assert all(listener.got == list(range(1, 11)) for listener in listeners)
    await _quiet()
    assert all(listener.got == list(range(1, MOST_BEHIND + 11)) for listener in listeners)


STEP = st.tuples(st.sampled_from(["event", "event", "listen", "leave", "prefer", "turns"]), st.integers(0, 10_000))


@settings(deadline=None)
@given(steps=st.lists(STEP, max_size=60))
def test_every_listener_is_offered_each_of_its_events_once_and_in_order(steps):
    """Subscriptions that open, close, or get a second subscriber while offers wait."""
    asyncio.run(_play(steps))


class Play:
    """A hub with listeners that come and go, and what each of them is due."""

    def __init__(self):
        self.hub = Hub(TimeSlices(HastyClock()))
        self.present, self.gone, self.due, self.position = [], [], defaultdict(list), 0

    def event(self, _):
        self.position += 1
        self.hub.dispatch(event(self.position))
        for listener in self.present:
            self.due[listener].append(self.position)

    def listen(self, number):
        for _ in range(1 + FEW * (number % 2)):
            self.present.append(Listener())
            self.hub.listen(self.present[-1], TOPICS)

    def leave(self, number):
        if self.present:
            leaving = self.present.pop(number % len(self.present))
            self.hub.leave(leaving, TOPICS)
            self.gone.append((leaving, list(leaving.got)))

    def prefer(self, number):
        if self.present:
            self.hub.prefer(self.present[number % len(self.present)], TOPICS, is_first=number % 2 == 0)


async def _play(steps):
    play = Play()
    for kind, number in steps:
        if kind == "turns":
            for _ in range(number % 7):
                await asyncio.sleep(0)
        else:
            getattr(play, kind)(number)
    await _quiet()
    assert all(listener.got == play.due[listener] for listener in play.present)
    for listener, got in play.gone:
        assert listener.got == got, "nothing comes after leaving"
        assert got == play.due[listener][: len(got)]
    while play.present:
        play.leave(0)
    assert play.hub.topic_count == 0


async def _quiet():
    """Let everything be offered."""
    offering = [task for task in asyncio.all_tasks() if task.get_name() == "late offers"]
    await asyncio.gather(*offering)
