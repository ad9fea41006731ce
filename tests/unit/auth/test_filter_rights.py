"""Who may ask for a list that would say more than its requests do."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.auth.filter_rights import check_author_filter, check_follower_filter
from app.auth.viewer import Viewer
from app.domain.accounts.roles import Role
from app.errors import NotAllowed

ME, OTHER = UUID(int=1), UUID(int=2)
VIEWER = Viewer(account_id=ME, session_id=None, registered_role=Role.CITIZEN, city_id="almaty", approved=True)
AKIMAT = replace(VIEWER, account_id=OTHER, registered_role=Role.AKIMAT)


def test_a_list_of_one_authors_requests_is_for_the_author_and_staff_of_the_city():
    """For others it would join a nameless person's reports to one profile."""
    check_author_filter(VIEWER, ME, None)
    check_author_filter(AKIMAT, ME, "almaty")
    for viewer, city_id in ((None, None), (None, "almaty"), (AKIMAT, None), (AKIMAT, "astana")):
        with pytest.raises(NotAllowed):
            check_author_filter(viewer, ME, city_id)
    with pytest.raises(NotAllowed):
        check_author_filter(VIEWER, OTHER, "almaty")


def test_a_list_of_what_a_person_follows_is_for_that_person_alone():
    """What citizens follow lies around their homes; an officer has no use for it either."""
    check_follower_filter(VIEWER, ME)
    check_follower_filter(AKIMAT, OTHER)
    for viewer, follower_id in ((None, ME), (AKIMAT, ME), (VIEWER, OTHER)):
        with pytest.raises(NotAllowed):
            check_follower_filter(viewer, follower_id)
