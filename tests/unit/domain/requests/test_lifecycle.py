"""The lifecycle table, tested as a table."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.auth.step_permissions import permit, viewer_actions
from app.auth.viewer import Viewer
from app.domain.accounts.roles import Role
from app.domain.requests.diagram import lifecycle_page
from app.domain.requests.lifecycle import (
    AFTER_SILENCE,
    ANSWER_AWAITED,
    CLOSED,
    OPEN,
    REOPEN_WITHIN,
    START,
    TABLE,
    Action,
    Need,
    Relation,
    Status,
    actions_in,
    rule_for,
)
from app.domain.requests.service_request import ServiceRequest
from app.errors import IllegalTransition, NotAllowed, Unauthenticated

EVERYWHERE = {Action.COMMENT, Action.FOLLOW, Action.UNFOLLOW, Action.MODERATE_PHOTO}


def test_every_status_can_be_reached():
    """From the start, arrows and the passing of time lead to every status."""
    reached = {START}
    while True:
        more = {rule.target for (status, _), rule in TABLE.items() if status in reached}
        more |= {AFTER_SILENCE} if reached & ANSWER_AWAITED else set()
        if more <= reached:
            break
        reached |= more

    assert reached == set(Status)


def test_every_status_that_is_not_closed_has_a_way_out():
    """An arrow leads from it to another status."""
    for status in set(Status) - CLOSED:
        assert any(rule.target is not status for (here, _), rule in TABLE.items() if here is status), status


def test_only_late_answers_and_corrections_lead_out_of_a_closed_status_and_only_for_a_time():
    """Beside them only talk is left, and what must be possible at any time: to hide a photo."""
    ways_out = {
        Status.UNANSWERED: {Action.CONFIRM, Action.DISPUTE, Action.RECORD_CONFIRMATION, Action.RECORD_DISPUTE},
        Status.REJECTED: {Action.REOPEN},
        Status.MERGED: {Action.REOPEN},
    }
    for status in CLOSED:
        more = ways_out.get(status, set())
        assert set(actions_in(status)) == EVERYWHERE | more
        assert all(TABLE[status, action].target is status for action in EVERYWHERE)
        assert all(TABLE[status, action].within for action in more)


def test_a_step_with_a_time_is_offered_until_that_time():
    """On the last moment of the thirtieth day, and not after it."""
    akimat, closed_at = CAST["akimat"][0], datetime(2026, 1, 1, tzinfo=UTC)
    state = replace(request(Status.REJECTED), closed_at=closed_at)

    def offered(now) -> bool:
        return Action.REOPEN in viewer_actions(akimat, state, following=False, now=now)

    assert offered(closed_at + REOPEN_WITHIN)
    assert not offered(closed_at + REOPEN_WITHIN + timedelta(microseconds=1))


def test_open_statuses_are_those_with_work_owed():
    """Open, done and closed are all there is."""
    assert set(Status) == OPEN | {Status.DONE} | CLOSED
    assert not OPEN & CLOSED


@pytest.mark.parametrize(("status", "action"), list(itertools.product(Status, Action)))
def test_a_pair_is_either_in_the_table_or_refused(status, action):
    """The refusal names the action, the status and what is allowed instead."""
    if (status, action) in TABLE:
        assert rule_for(status, action).who
        return

    with pytest.raises(IllegalTransition, match=f"cannot {action} while {status}; allowed: ") as refused:
        rule_for(status, action)

    assert set(refused.value.extensions["allowed"]) == set(actions_in(status))


def test_every_need_is_needed_somewhere():
    """A need that no transition requires would never be checked."""
    assert set(Need) == {need for rule in TABLE.values() for need in rule.needs}


def test_the_page_shows_every_arrow():
    """The diagram is printed from the table."""
    page = lifecycle_page()

    for (status, action), rule in TABLE.items():
        if action not in EVERYWHERE:
            assert f"    {status} --> {rule.target}: {action}\n" in page


AUTHOR, EXECUTOR, OTHER = uuid4(), uuid4(), uuid4()


def viewer(role: Role, account_id=OTHER, city_id: str = "almaty", *, approved: bool = True) -> Viewer:
    return Viewer(account_id=account_id, session_id=None, registered_role=role, city_id=city_id, approved=approved)


def request(status: Status, executor_id=EXECUTOR) -> ServiceRequest:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return ServiceRequest(
        id=uuid4(),
        number="ALM-1",
        city_id="almaty",
        category_id="pothole",
        address="-",
        description="-",
        latitude=43.2,
        longitude=76.9,
        status=status,
        version=1,
        author_id=AUTHOR,
        executor_id=executor_id,
        created_at=at,
        updated_at=at,
    )


CAST: dict[str, tuple[Viewer | None, frozenset[Relation]]] = {
    "nobody": (None, frozenset()),
    "stranger": (viewer(Role.CITIZEN), frozenset({Relation.SIGNED_IN})),
    "author": (viewer(Role.CITIZEN, AUTHOR), frozenset({Relation.SIGNED_IN, Relation.AUTHOR})),
    "assignee": (
        viewer(Role.EXECUTOR, EXECUTOR),
        frozenset({Relation.SIGNED_IN, Relation.EXECUTOR, Relation.ASSIGNEE}),
    ),
    "other executor": (viewer(Role.EXECUTOR), frozenset({Relation.SIGNED_IN, Relation.EXECUTOR})),
    "foreign executor": (viewer(Role.EXECUTOR, city_id="astana"), frozenset({Relation.SIGNED_IN})),
    "unapproved executor": (viewer(Role.EXECUTOR, approved=False), frozenset({Relation.SIGNED_IN})),
    "assignee no longer approved": (viewer(Role.EXECUTOR, EXECUTOR, approved=False), frozenset({Relation.SIGNED_IN})),
    "akimat": (viewer(Role.AKIMAT), frozenset({Relation.SIGNED_IN, Relation.AKIMAT})),
    "foreign akimat": (viewer(Role.AKIMAT, city_id="astana"), frozenset({Relation.SIGNED_IN})),
    "akimat without the link": (viewer(Role.AKIMAT, approved=False), frozenset({Relation.SIGNED_IN})),
}


@pytest.mark.parametrize(("who", "status", "action"), list(itertools.product(CAST, Status, Action)))
def test_everyone_may_do_exactly_what_the_table_gives_their_part(who, status, action):
    """For every role, status and action: allowed if and only if the table says so, and the buttons say the same."""
    person, parts = CAST[who]
    state = request(status, executor_id=None if action is Action.CLAIM else EXECUTOR)
    rule = TABLE.get((status, action))
    expected = rule is not None and bool(rule.who & parts)

    if expected:
        permit(person, state, action)
    else:
        with pytest.raises(Unauthenticated if person is None else (NotAllowed, IllegalTransition)):
            permit(person, state, action)
    if action not in {Action.FOLLOW, Action.UNFOLLOW}:
        photographers = frozenset({AUTHOR, EXECUTOR, OTHER})
        assert (action in viewer_actions(person, state, following=False, photographers=photographers)) is expected


def test_photos_are_seen_to_where_there_are_any():
    """Without photos nothing can be hidden, and only one's own can be taken back."""
    akimat, author = CAST["akimat"][0], CAST["author"][0]
    state = request(Status.ACCEPTED)

    def may(person, *photographers) -> bool:
        shown = viewer_actions(person, state, following=False, photographers=frozenset(photographers))
        return bool({Action.MODERATE_PHOTO, Action.RETRACT_PHOTO} & set(shown))

    assert (may(akimat), may(akimat, AUTHOR)) == (False, True)
    assert (may(author), may(author, EXECUTOR), may(author, AUTHOR)) == (False, False, True)
