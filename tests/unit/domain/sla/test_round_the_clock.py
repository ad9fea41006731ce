"""Deadlines that count every hour: pauses and extensions move them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.requests.lifecycle import Status
from app.domain.sla import extended_due_at, resumed_due_at
from app.errors import InvalidInput
from tests.unit.domain.requests.test_service_request import AT, DUE_AT, request


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


def test_an_extension_goes_forward_only():
    """Earlier or zone-less moments are refused."""
    assert extended_due_at(request(), AT + timedelta(days=5)) == AT + timedelta(days=5)
    for moment in (AT, AT.replace(tzinfo=None)):
        with pytest.raises(InvalidInput):
            extended_due_at(request(), moment)
