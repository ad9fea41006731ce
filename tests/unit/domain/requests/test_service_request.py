"""A request is overdue when it is open, not paused and late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.requests.lifecycle import Status
from app.domain.requests.service_request import ServiceRequest

AT = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
DUE_AT = AT + timedelta(hours=48)


def request(**changes: Any) -> ServiceRequest:
    given: dict[str, Any] = {
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


def test_overdue_is_open_unpaused_and_late():
    """A done, a paused and a deadline-less request are never overdue."""
    late = AT + timedelta(hours=49)

    assert request().is_overdue(late)
    assert not request().is_overdue(AT + timedelta(hours=48))
    assert not request(status=Status.DONE).is_overdue(late)
    assert not request(held_at=AT).is_overdue(late)
    assert not request(due_at=None).is_overdue(late)


def test_a_deadline_is_at_risk_once_it_is_near_and_while_it_runs():
    """A passed one is as well; a done or a paused request is not."""
    near = request(at_risk_at=AT)
    assert near.is_at_risk(AT)
    assert not near.is_at_risk(AT - timedelta(seconds=1))
    assert request(at_risk_at=None).is_at_risk(AT + timedelta(hours=49))
    assert not replace(near, status=Status.DONE).is_at_risk(AT + timedelta(hours=49))
    assert not replace(near, held_at=AT).is_at_risk(AT + timedelta(hours=49))


@pytest.mark.parametrize("missing", [("number",), ("status", "id"), ("updated_at", "city_id", "version")])
def test_json_without_what_every_request_has_is_refused_by_name(missing):
    data = {name: value for name, value in request().to_json().items() if name not in missing}

    with pytest.raises(KeyError) as refused:
        ServiceRequest.from_json(data)

    assert refused.value.args == tuple(sorted(missing))


def test_json_without_an_author_is_a_request_without_one():
    data = request().to_json()
    del data["author_id"]

    assert ServiceRequest.from_json(data) == request(author_id=None)


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", "LOST"), ("status", []), ("created_at", 5), ("due_at", "soon"), ("id", "1"), ("report_source", "?")],
)
def test_json_with_a_value_of_another_form_is_refused(name, value):
    with pytest.raises((TypeError, ValueError)):
        ServiceRequest.from_json({**request().to_json(), name: value})
