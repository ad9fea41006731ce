"""The table of roles."""

from app.domain.accounts.roles import APPROVED_BY_OFFICER, OFFICIAL, TRAITS, WORKERS, Role
from app.domain.notifications.letters import NotificationKind
from app.notifications.due import LETTERS


def test_the_roles_whose_acts_are_hashed_as_official_stay_the_same():
    """Another set would break the hash of every event that these roles wrote."""
    assert OFFICIAL & {Role.CITIZEN, Role.EXECUTOR, Role.AKIMAT} == {Role.EXECUTOR, Role.AKIMAT}


def test_an_executor_is_approved_by_an_officer_and_serves_categories():
    """Commands on accounts ask these sets instead of a role."""
    assert Role.EXECUTOR in APPROVED_BY_OFFICER & WORKERS
    assert Role.CITIZEN not in APPROVED_BY_OFFICER | WORKERS
    assert Role.AKIMAT not in WORKERS


def test_every_kind_of_notification_that_is_sent_can_be_switched_off_by_some_role():
    """A kind that no role lists could not be switched off on the page."""
    sent = {kind for by_role in LETTERS.values() for kind in by_role.values()} | {NotificationKind.DIGEST}
    assert {kind for traits in TRAITS.values() for kind in traits.notified_of} == sent
