"""Who is staff of which city, and who sees what of whom."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.auth.viewer import (
    PUBLIC,
    Viewer,
    personal_audience,
    shared_audience,
    staff_audience,
)
from app.domain.accounts.roles import Role, is_approved
from tests.conftest import NOON

ME, OTHER = UUID(int=1), UUID(int=2)
AKIMAT = Viewer(account_id=ME, session_id=None, registered_role=Role.AKIMAT, city_id="almaty", approved=True)
EXECUTOR = replace(AKIMAT, registered_role=Role.EXECUTOR)
CITIZEN = replace(AKIMAT, registered_role=Role.CITIZEN)


def test_the_rights_of_staff_need_role_city_and_approval():
    """All three, for officers and for executors alike."""
    assert AKIMAT.is_akimat_of("almaty")
    assert EXECUTOR.is_executor_of("almaty")
    for viewer in (replace(AKIMAT, approved=False), replace(AKIMAT, city_id="astana"), EXECUTOR, CITIZEN):
        assert not viewer.is_akimat_of("almaty")
    for viewer in (replace(EXECUTOR, approved=False), replace(EXECUTOR, city_id=None), AKIMAT, CITIZEN):
        assert not viewer.is_executor_of("almaty")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("at", [None, NOON], ids=["waiting", "approved"])
def test_account_acts_as_a_citizen_until_it_is_approved(role, at):
    """A citizen waits for nothing; anyone else has no right, no office and no exception of their role before."""
    approved = is_approved(role, at)
    viewer = replace(AKIMAT, registered_role=role, approved=approved)

    assert approved is (at is not None or role is Role.CITIZEN)
    assert viewer.role is (role if approved else Role.CITIZEN)
    assert viewer.is_akimat_of("almaty") is (approved and role is Role.AKIMAT)
    assert viewer.is_executor_of("almaty") is (approved and role is Role.EXECUTOR)


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
