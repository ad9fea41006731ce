"""The recent past in memory: whole, findable by topic, bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live.recent_events import RecentEvents
from tests.unit.live.test_shared_subscription import event


def positions(events):
    return [logged.position for logged in events]


def test_events_are_found_by_topic_in_order_and_once():
    """Whichever topics an event shares with the question, it is answered once, in the order of the log."""
    window = RecentEvents()
    for position, topics in enumerate([("a",), ("b",), ("a", "b"), ("c",)], start=1):
        window.add(event(position, *topics))

    assert positions(window.since(("a", "b"), 0)) == [1, 2, 3]
    assert positions(window.since(("a",), 1)) == [3]
    assert positions(window.since(("nobody",), 0)) == []


@given(st.lists(st.sampled_from("abc"), max_size=60), st.integers(1, 20), st.integers(0, 60))
def test_it_holds_just_what_it_says(topics, most, after):
    """However many events pass, what is covered is answered whole, and nothing of what was dropped is kept."""
    window = RecentEvents(max_events=most)
    for position, topic in enumerate(topics, start=1):
        window.add(event(position, topic))

    assert window.head == len(topics)
    assert window.first == max(1, len(topics) - most + 1)
    assert sum(map(len, window._by_topic.values())) == len(window._events) <= most
    if window.covers(after):
        wanted = [at for at in range(after + 1, len(topics) + 1) if topics[at - 1] == "a"]
        assert positions(window.since(("a",), after)) == wanted


@pytest.mark.parametrize(("newest", "head", "first"), [((3, 4, 5), 5, 3), ((3, 5), 5, 5), ((3, 4), 5, 6), ((), 5, 6)])
def test_it_begins_with_what_leads_up_to_the_head_without_a_hole(newest, head, first):
    """A stream that was emptied, or lags behind, must not pass for the whole recent past."""
    window = RecentEvents()
    window.begin([event(position) for position in newest], head)

    assert (window.first, window.head) == (first, head)
    assert window.covers(head)
    assert not window.covers(first - 2)


def test_a_hole_begins_it_anew():
    """What is not whole covers nothing."""
    window = RecentEvents()
    window.add(event(1))
    window.add(event(3))

    assert not window.covers(1)
    assert positions(window.since(("t",), 0)) == [3]
