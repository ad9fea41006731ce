"""Recent events in memory: complete, indexed by topic, bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live.recent_events import RecentEvents
from tests.unit.live.test_shared_subscription import event


def positions(events):
    return [logged.position for logged in events]


def test_events_are_found_by_topic_in_order_and_once():
    """An event that matches several topics is returned once, in the order of the log."""
    window = RecentEvents()
    for position, topics in enumerate([("a",), ("b",), ("a", "b"), ("c",)], start=1):
        window.add(event(position, *topics))

    assert positions(window.since(("a", "b"), 0)) == [1, 2, 3]
    assert positions(window.since(("a",), 1)) == [3]
    assert positions(window.since(("nobody",), 0)) == []


@given(st.lists(st.sampled_from("abc"), max_size=60), st.integers(1, 20), st.integers(0, 60))
def test_recent_events_hold_exactly_the_newest_ones(topics, most, after):
    """Covered positions are returned completely, and dropped events leave no trace in the index."""
    window = RecentEvents(max_events=most)
    for position, topic in enumerate(topics, start=1):
        window.add(event(position, topic))

    assert window.head == len(topics)
    assert window.first == max(1, len(topics) - most + 1)
    assert window.index_size == len(window) <= most
    if window.covers(after):
        wanted = [at for at in range(after + 1, len(topics) + 1) if topics[at - 1] == "a"]
        assert positions(window.since(("a",), after)) == wanted


@pytest.mark.parametrize(("newest", "head", "first"), [((3, 4, 5), 5, 3), ((3, 5), 5, 5), ((3, 4), 5, 6), ((), 5, 6)])
def test_begin_keeps_only_events_up_to_the_head_without_a_gap(newest, head, first):
    """An emptied or lagging stream must not count as the complete recent past."""
    window = RecentEvents()
    window.begin([event(position) for position in newest], head)

    assert (window.first, window.head) == (first, head)
    assert window.covers(head)
    assert not window.covers(first - 2)


def test_a_gap_drops_older_events():
    """Events before a gap are not covered."""
    window = RecentEvents()
    window.add(event(1))
    window.add(event(3))

    assert not window.covers(1)
    assert positions(window.since(("t",), 0)) == [3]
