"""The index finds every subscription that an event matches, and few others."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.domain.log.former_promise import FormerPromise
from app.domain.places.geo import Box
from app.live.offered_event import OfferedEvent
from app.live.subscription_index import SubscriptionIndex
from app.queries.requests.filter import Filter, FilterTest
from tests.unit.live.test_shared_subscription import NOON, event

CATEGORIES = st.sampled_from(["pothole", "lighting", "heating", "snow"])
WORDS = st.text(st.sampled_from("абвё Шқ1%"), max_size=8)
LATITUDES, LONGITUDES = st.floats(43.0, 43.4), st.floats(76.7, 77.1)


@st.composite
def boxes(draw):
    south, north = sorted(draw(st.tuples(LATITUDES, LATITUDES)))
    west, east = sorted(draw(st.tuples(LONGITUDES, LONGITUDES)))
    return Box(west, south, east, north)


FILTERS = st.builds(
    Filter,
    city_id=st.just("almaty"),
    category_ids=st.none() | st.frozensets(CATEGORIES, max_size=3),
    box=st.none() | boxes() | st.just(Box(-180.0, -90.0, 180.0, 90.0)) | st.just(Box(0.0, 0.0, float("inf"), 1.0)),
    text=st.none() | WORDS,
    unassigned=st.none() | st.booleans(),
)


@st.composite
def events(draw):
    logged = event(1)
    request = replace(
        logged.event.request,
        category_id=draw(CATEGORIES),
        latitude=draw(LATITUDES),
        longitude=draw(LONGITUDES),
        address=draw(WORDS),
        description=draw(WORDS),
    )
    former = draw(st.none() | CATEGORIES.map(lambda category: FormerPromise(category_id=category)))
    return OfferedEvent(replace(logged, event=replace(logged.event, request=request, former=former)))


def passes(test, offered):
    return any(test(state, NOON, lambda: offered.search_text) for state in offered.states)


@given(filters=st.lists(FILTERS, max_size=12), offered=events(), leaving=st.integers(0, 12))
def test_candidates_hold_every_match_once(filters, offered, leaving):
    """Whatever the filters are: what matches is found, once; and the same after some have left."""
    index = SubscriptionIndex()
    tests = {number: FilterTest(one) for number, one in enumerate(filters)}
    for number, test in tests.items():
        index.add(number, test)

    for gone in ([], list(tests)[:leaving]):
        for number in gone:
            index.remove(number)
            del tests[number]
        found = index.candidates(offered)
        assert len(found) == len(set(found))
        assert set(found) <= set(tests)
        assert {number for number, test in tests.items() if passes(test, offered)} <= set(found)
        assert len(index) == len(tests) == len(list(index))


def test_event_touches_only_what_it_can_match():
    """Of a thousand filters for other texts, places and categories none is a candidate."""
    index = SubscriptionIndex()
    for number in range(1000):
        index.add(f"text {number}", FilterTest(Filter(text=f"needle {number}")))
        index.add(f"category {number}", FilterTest(Filter(category_ids=frozenset({f"category {number}"}))))
        corner = 50 + number * 0.01
        index.add(f"box {number}", FilterTest(Filter(box=Box(corner, corner, corner + 0.01, corner + 0.01))))
    index.add("everything", None)
    index.add("here", FilterTest(Filter(box=Box(76.8, 43.1, 77.0, 43.3))))

    assert set(index.candidates(OfferedEvent(event(1)))) == {"everything", "here"}


def test_texts_with_a_common_beginning_are_not_all_candidates():
    """The index takes the piece of a text that the fewest others have."""
    index = SubscriptionIndex()
    for number in range(100, 1000):
        index.add(number, FilterTest(Filter(text=f"шұңқыр {number}")))
    logged = event(1)
    request = replace(logged.event.request, description="Шұңқыр 512")

    found = index.candidates(OfferedEvent(replace(logged, event=replace(logged.event, request=request))))

    assert 512 in found
    assert len(found) < 30
