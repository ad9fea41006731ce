"""Values of the domain: texts, points, cursors, deadlines, snapshots."""

from datetime import UTC, datetime, timedelta
from math import cos, radians
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.events import Cursor, Event, EventKind, LoggedEvent
from app.domain.geo import TILE_BITS, box_around, distance_metres, tile_of
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.domain.service_request import ServiceRequest
from app.domain.sla import extended_due_at, resumed_due_at
from app.domain.texts import clean_text, optional_text, search_key
from app.domain.topics import topics_of
from app.errors import InvalidInput

AT = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
DUE_AT = AT + timedelta(hours=48)
times = st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1))
requests = st.builds(
    ServiceRequest,
    id=st.uuids(),
    number=st.text(max_size=20),
    city_id=st.sampled_from(["almaty", "astana"]),
    category_id=st.just("pothole"),
    address=st.text(max_size=40),
    description=st.text(max_size=40),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    status=st.sampled_from(Status),
    version=st.integers(1, 50),
    author_id=st.none() | st.uuids(),
    executor_id=st.none() | st.uuids(),
    created_at=times,
    updated_at=times,
    due_at=st.none() | times,
    held_at=st.none() | times,
    rating=st.none() | st.integers(1, 5),
    merged_into=st.none() | st.uuids(),
)
logged_events = st.builds(
    LoggedEvent,
    position=st.integers(1, 2**60),
    event=st.builds(
        Event,
        kind=st.sampled_from(EventKind),
        at=times,
        actor_id=st.none() | st.uuids(),
        actor_role=st.none() | st.sampled_from(Role),
        note=st.none() | st.text(max_size=20),
        from_status=st.none() | st.sampled_from(Status),
        topics=st.lists(st.text(max_size=10)).map(tuple),
        request=requests,
    ),
)


@given(logged_events)
def test_an_event_survives_the_way_through_the_stream(logged):
    """from_json(to_json) is the same value."""
    assert LoggedEvent.from_json(logged.to_json()) == logged


@given(st.text(st.characters(codec="ascii", exclude_characters=":"), min_size=1), st.integers(0, 10**17))
def test_a_cursor_reads_back(epoch, position):
    """parse(str) is the same cursor."""
    assert Cursor.parse(str(Cursor(epoch, position))) == Cursor(epoch, position)


@pytest.mark.parametrize("text", ["", "a", ":", "a:", ":1", "a:-1", "a:1.5", "a:x", "a:١", "a:" + "9" * 19])
def test_what_is_no_cursor_is_refused(text):
    """Anything but epoch:digits is a ValueError."""
    with pytest.raises(ValueError, match="not a cursor"):
        Cursor.parse(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ҚАЛА", "қала"), ("Әуезов", "ӘУЕЗОВ"), ("Ёлка", "елка"), ("  Абай   10 ", "абай 10"), ("ҰҮҺІӨҒҢ", "ұүһіөғң")],
)
def test_search_does_not_mind_case_and_space(one, other):
    """Kazakh and Russian letters fold; ё is е."""
    assert search_key(one) == search_key(other)


def test_kazakh_letters_are_not_confused_with_russian_ones():
    """қ is not к."""
    assert search_key("қар") != search_key("кар")


def test_text_is_trimmed_and_counted():
    """Control characters go, lines stay, limits name the field."""
    assert clean_text("note", " a\x00b \r\n\r\n\r\n\r\n c  d ", limit=20) == "ab \n\n c d"
    assert optional_text("note", "  ", limit=5) is None
    with pytest.raises(InvalidInput) as refused:
        clean_text("address", "x" * 11, limit=10)
    assert refused.value.extensions == {"code": "INVALID_INPUT", "field": "address", "limit": 10}


def test_distance_of_known_points():
    """Almaty to Astana is about 972 km."""
    assert distance_metres(43.238, 76.945, 51.128, 71.431) == pytest.approx(972_000, rel=0.01)


@given(st.floats(-80, 80), st.floats(-170, 170), st.floats(1, 5000), st.floats(0, 360))
def test_the_box_holds_the_circle(latitude, longitude, radius, bearing):
    """A point within the radius is in the box."""
    north = radius / 111_195 * cos(radians(bearing)) * 0.999
    box = box_around(latitude, longitude, radius)

    assert box.contains(latitude + north, longitude)
    assert box.contains(latitude, longitude)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_tiles_stay_on_the_map(latitude, longitude):
    """Every point has a tile between 0 and 2**24 - 1."""
    x, y = tile_of(latitude, longitude)

    assert 0 <= x < 1 << TILE_BITS
    assert 0 <= y < 1 << TILE_BITS


def request(**changes: object) -> ServiceRequest:
    given: dict[str, object] = {
        "id": UUID(int=1),
        "number": "ALM-1",
        "city_id": "almaty",
        "category_id": "pothole",
        "address": "-",
        "description": "-",
        "latitude": 43.2,
        "longitude": 76.9,
        "status": Status.IN_PROGRESS,
        "version": 1,
        "author_id": UUID(int=2),
        "created_at": AT,
        "updated_at": AT,
        "due_at": DUE_AT,
    }
    return ServiceRequest(**{**given, **changes})


@given(st.timedeltas(timedelta(), timedelta(days=400)), st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_pause_moves_the_deadline_by_its_length(before, pause):
    """However long the work had run, the deadline moves by exactly the pause, and splitting it changes nothing."""
    held = request(status=Status.ON_HOLD, held_at=AT + before)
    whole = resumed_due_at(held, AT + before + pause)
    half = request(status=Status.ON_HOLD, held_at=AT + before, due_at=DUE_AT)
    first = resumed_due_at(half, AT + before + pause / 2)
    second = resumed_due_at(request(held_at=AT + before + pause / 2, due_at=first), AT + before + pause)

    assert whole == DUE_AT + pause
    assert second == whole


def test_overdue_is_open_unpaused_and_late():
    """A done, a paused and a deadline-less request are never overdue."""
    late = AT + timedelta(hours=49)

    assert request().is_overdue(late)
    assert not request().is_overdue(AT + timedelta(hours=48))
    assert not request(status=Status.DONE).is_overdue(late)
    assert not request(held_at=AT).is_overdue(late)
    assert not request(due_at=None).is_overdue(late)


def test_an_extension_goes_forward_only():
    """Earlier or zone-less moments are refused."""
    assert extended_due_at(request(), AT + timedelta(days=5)) == AT + timedelta(days=5)
    for moment in (AT, AT.replace(tzinfo=None)):
        with pytest.raises(InvalidInput):
            extended_due_at(request(), moment)


def test_topics_name_everybody_concerned():
    """Request, city, both executors, those who look for work while it is or was free, and whom to tell."""
    before = request(status=Status.ACCEPTED, executor_id=None)
    after = request(status=Status.ACCEPTED, executor_id=UUID(int=3))

    assert topics_of(before, after, [UUID(int=2)]) == (
        f"request:{UUID(int=1)}",
        "city:almaty",
        "free:almaty",
        f"executor:{UUID(int=3)}",
        f"account:{UUID(int=2)}",
    )
    assert "free:almaty" not in topics_of(after, after, [])
