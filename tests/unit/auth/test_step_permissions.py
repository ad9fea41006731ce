"""Steps against the lifecycle table, for every relation, status and action."""

from uuid import UUID

import pytest

from app.auth.step_permissions import permit, relations_of, viewer_actions
from app.auth.viewer import Viewer
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import TABLE, Action, Relation, Status
from app.domain.requests.service_request import ServiceRequest
from app.errors import IllegalTransition, NotAllowed, Unauthenticated
from tests.conftest import NOON

AUTHOR, ASSIGNEE, STRANGER = UUID(int=1), UUID(int=2), UUID(int=3)


def viewer(account_id: UUID = STRANGER, role: Role = Role.CITIZEN, city_id: str = "almaty", *, approved: bool = True):
    """Return a viewer."""
    return Viewer(account_id=account_id, session_id=None, registered_role=role, city_id=city_id, approved=approved)


def request(status: Status = Status.ACCEPTED, **changes):
    """A request of the author's in Almaty, with the assignee."""
    given = {"author_id": AUTHOR, "executor_id": ASSIGNEE, "status": status}
    return ServiceRequest(
        id=UUID(int=9),
        number="ALM-1",
        city_id="almaty",
        category_id="pothole",
        address="-",
        description="-",
        latitude=43.2,
        longitude=76.9,
        version=1,
        created_at=NOON,
        updated_at=NOON,
        **{**given, **changes},
    )


VIEWERS = {
    "author": (viewer(AUTHOR), {Relation.SIGNED_IN, Relation.AUTHOR}),
    "assignee": (viewer(ASSIGNEE, Role.EXECUTOR), {Relation.SIGNED_IN, Relation.EXECUTOR, Relation.ASSIGNEE}),
    "executor": (viewer(role=Role.EXECUTOR), {Relation.SIGNED_IN, Relation.EXECUTOR}),
    "akimat": (viewer(role=Role.AKIMAT), {Relation.SIGNED_IN, Relation.AKIMAT}),
    "stranger": (viewer(), {Relation.SIGNED_IN}),
    "waiting assignee": (viewer(ASSIGNEE, Role.EXECUTOR, approved=False), {Relation.SIGNED_IN}),
    "assignee who moved": (viewer(ASSIGNEE, Role.EXECUTOR, "astana"), {Relation.SIGNED_IN}),
    "unverified akimat": (viewer(role=Role.AKIMAT, approved=False), {Relation.SIGNED_IN}),
    "foreign akimat": (viewer(role=Role.AKIMAT, city_id="astana"), {Relation.SIGNED_IN}),
    "without account": (None, set()),
}


@pytest.mark.parametrize("name", VIEWERS)
def test_the_relations_of_viewers(name):
    """They come from the role, the city, the approval and the request, together."""
    who, relations = VIEWERS[name]

    assert relations_of(who, request(), following=False) == relations
    assert relations_of(who, request(), following=True) - relations == ({Relation.FOLLOWER} if who else set())


@pytest.mark.parametrize("name", VIEWERS)
def test_permissions_are_the_table(name):
    """An action is permitted in a status exactly when the table names one of the relations; refusals in order."""
    who, relations = VIEWERS[name]
    for status in Status:
        for action in Action:
            rule = TABLE.get((status, action))
            ever = any(known is action and other.who & relations for (_, known), other in TABLE.items())
            if who is None:
                expected = Unauthenticated
            elif not ever:
                expected = NotAllowed
            elif rule is None:
                expected = IllegalTransition
            elif not rule.who & relations:
                expected = NotAllowed
            else:
                assert permit(who, request(status), action) is rule
                assert rule.target in Status
                continue
            with pytest.raises(expected):
                permit(who, request(status), action)


def test_a_request_without_author_and_executor_has_neither():
    """An imported request has no author, and no viewer is one because both ids are missing."""
    assert relations_of(viewer(), request(author_id=None, executor_id=None), following=False) == {Relation.SIGNED_IN}


def test_offered_actions_leave_out_what_would_be_refused():
    """A request that is taken cannot be claimed; an author needs not follow."""
    executor = VIEWERS["executor"][0]

    assert Action.CLAIM in viewer_actions(executor, request(executor_id=None), following=False)
    assert Action.CLAIM not in viewer_actions(executor, request(), following=False)
    assert Action.FOLLOW not in viewer_actions(VIEWERS["author"][0], request(), following=False)
    assert Action.UNFOLLOW in viewer_actions(VIEWERS["author"][0], request(), following=True)
    assert viewer_actions(None, request(), following=False) == ()
