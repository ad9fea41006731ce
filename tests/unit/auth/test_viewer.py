"""Who is staff of which city, and who sees what of whom."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.auth.sessions import is_approved
from app.auth.viewer import (
    PUBLIC,
    Viewer,
    personal_audience,
    shared_audience,
    staff_audience,
)
from app.domain.roles import Role
from tests.conftest import NOON

ME, OTHER = UUID(int=1), UUID(int=2)
AKIMAT = Viewer(account_id=ME, session_id=None, role=Role.AKIMAT, city_id="almaty", approved=True)
EXECUTOR = replace(AKIMAT, role=Role.EXECUTOR)
CITIZEN = replace(AKIMAT, role=Role.CITIZEN)


def test_the_rights_of_staff_need_role_city_and_approval():
    """All three, for officers and for executors alike."""
    assert AKIMAT.is_akimat_of("almaty")
    assert EXECUTOR.is_executor_of("almaty")
    for viewer in (replace(AKIMAT, approved=False), replace(AKIMAT, city_id="astana"), EXECUTOR, CITIZEN):
        assert not viewer.is_akimat_of("almaty")
    for viewer in (replace(EXECUTOR, approved=False), replace(EXECUTOR, city_id=None), AKIMAT, CITIZEN):
        assert not viewer.is_executor_of("almaty")


@pytest.mark.parametrize(
    ("role", "verified", "approved", "expected"),
    [
        (Role.CITIZEN, None, None, True),
        (Role.EXECUTOR, NOON, None, False),
        (Role.EXECUTOR, None, NOON, True),
        (Role.AKIMAT, None, NOON, False),
        (Role.AKIMAT, NOON, None, True),
    ],
)
def test_what_each_role_waits_for(role, verified, approved, expected):
    """A citizen for nothing, an executor for the Akimat, an officer for the link."""
    assert is_approved(role, verified, approved) is expected


def test_personal_data_is_for_oneself_and_staff_of_the_city():
    """The public sees none of it; an officer sees it in their own city; data of no city is one's own alone."""
    assert not PUBLIC.sees_personal_data_of(ME, "almaty")
    assert staff_audience("almaty").sees_personal_data_of(OTHER, "almaty")
    assert not staff_audience("almaty").sees_personal_data_of(OTHER, "astana")
    assert not staff_audience("almaty").sees_personal_data_of(OTHER, None)
    assert personal_audience(AKIMAT).sees_personal_data_of(OTHER, "almaty")
    assert not personal_audience(AKIMAT).sees_personal_data_of(OTHER, "astana")
    assert not personal_audience(AKIMAT).sees_personal_data_of(OTHER, None)
    assert personal_audience(CITIZEN).sees_personal_data_of(ME, None)
    assert not personal_audience(CITIZEN).sees_personal_data_of(OTHER, "almaty")
    assert not personal_audience(EXECUTOR).sees_personal_data_of(OTHER, "almaty")


def test_only_staff_of_the_city_shares_what_staff_sees():
    """All other viewers see what the public sees; a wrong audience would leak personal data."""
    assert shared_audience(AKIMAT, "almaty") == staff_audience("almaty")
    for viewer in (None, CITIZEN, EXECUTOR, replace(AKIMAT, approved=False), replace(AKIMAT, city_id="astana")):
        assert shared_audience(viewer, "almaty") is PUBLIC


def test_audiences_of_different_people_have_different_names():
    """The name is what makes two subscriptions equal."""
    keys = {
        PUBLIC.key,
        staff_audience("almaty").key,
        staff_audience("astana").key,
        personal_audience(AKIMAT).key,
        personal_audience(replace(AKIMAT, account_id=OTHER)).key,
    }

    assert len(keys) == 5
