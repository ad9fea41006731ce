"""Events and cursors survive their text forms; a text of another form is refused."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts.roles import Role
from app.domain.log.events import Cursor, Event, EventKind, LoggedEvent
from app.domain.requests.lifecycle import Status
from app.domain.requests.service_request import ServiceRequest

times = st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1))
AT = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
REQUEST = ServiceRequest(
    id=UUID(int=1),
    number="ALM-1",
    city_id="almaty",
    category_id="pothole",
    address="-",
    description="-",
    latitude=43.2,
    longitude=76.9,
    status=Status.IN_PROGRESS,
    version=1,
    author_id=UUID(int=2),
    created_at=AT,
    updated_at=AT,
)
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


def stream_json() -> dict[str, Any]:
    """Return an event as it is in the stream."""
    event = Event(kind=EventKind.COMMENTED, at=AT, actor_id=None, actor_role=Role.CITIZEN, request=REQUEST)
    return LoggedEvent(position=3, event=event).to_json()


def test_keys_of_a_later_version_are_ignored():
    data = stream_json()
    later = {"first": [1], **data, "last": {}, "request": {"more": 1, **data["request"], "most": 2}}

    assert LoggedEvent.from_json(later) == LoggedEvent.from_json(data)


def test_keys_that_an_earlier_version_did_not_write_have_their_defaults():
    data = stream_json()
    for key in ("unapproved", "note", "marks", "photos", "former", "report_source", "moment_at"):
        del data[key]

    event = LoggedEvent.from_json(data).event

    assert (event.unapproved, event.note, event.marks, event.photo_digests) == (False, None, (), ())
    assert (event.former, event.report_source, event.moment_at, event.recipients) == (None, None, None, None)


def test_fields_may_come_in_any_order():
    data = stream_json()
    turned = {**dict(reversed(data.items())), "request": dict(reversed(data["request"].items()))}

    assert LoggedEvent.from_json(turned) == LoggedEvent.from_json(data)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", "NO_KIND"),
        ("at", "yesterday"),
        ("actor_id", "nobody"),
        ("actor_role", "KING"),
        ("from_status", []),
        ("marks", ["NO_MARK"]),
        ("photos", ["xyz"]),
        ("topics", 5),
    ],
)
def test_value_of_another_form_is_refused(key, value):
    with pytest.raises((TypeError, ValueError)):
        LoggedEvent.from_json({**stream_json(), key: value})


def test_event_without_a_position_is_refused():
    data = stream_json()
    del data["position"]

    with pytest.raises(KeyError, match="position"):
        LoggedEvent.from_json(data)


@given(st.text(st.characters(codec="ascii", exclude_characters=":"), min_size=1), st.integers(0, 10**17))
def test_a_cursor_reads_back(epoch, position):
    """parse(str) is the same cursor."""
    assert Cursor.parse(str(Cursor(epoch, position))) == Cursor(epoch, position)


@pytest.mark.parametrize("text", ["", "a", ":", "a:", ":1", "a:-1", "a:1.5", "a:x", "a:١", "a:" + "9" * 19])
def test_what_is_no_cursor_is_refused(text):
    """Anything but epoch:digits is a ValueError."""
    with pytest.raises(ValueError, match="not a cursor"):
        Cursor.parse(text)
