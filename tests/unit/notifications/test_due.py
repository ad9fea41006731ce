"""Which events make which letters due, to whom."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.accounts.roles import Role
from app.domain.log.events import Event, EventKind
from app.domain.log.topics import account_topic
from app.domain.notifications.letters import NotificationKind
from app.domain.notifications.recipient import RecipientRole
from app.domain.notifications.recipients import RelatedAccounts, Superiors, recipients_from_topics
from app.domain.requests.coauthors import CoAuthors
from app.domain.requests.lifecycle import Status
from app.domain.requests.service_request import ServiceRequest
from app.notifications.due import LETTERS, STALE_AFTER, is_news, letters_due

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
AUTHOR, EXECUTOR, OFFICER, FOLLOWER, STRANGER, COAUTHOR, HEAD = (UUID(int=n) for n in range(1, 8))
RELATED = RelatedAccounts(
    superiors=Superiors(frozenset({HEAD}), frozenset({OFFICER})), coauthors=CoAuthors(waiting=frozenset({COAUTHOR}))
)


def event(kind: EventKind, *, actor: UUID | None = STRANGER, notified: tuple[UUID, ...] = (), **changes: Any) -> Event:
    request = ServiceRequest(
        id=UUID(int=9),
        number="ALM-000001",
        city_id="almaty",
        category_id="pothole",
        address="-",
        description="-",
        latitude=43.2,
        longitude=76.9,
        status=Status.IN_PROGRESS,
        version=3,
        author_id=AUTHOR,
        executor_id=EXECUTOR,
        created_at=NOW,
        updated_at=NOW,
    )
    topics = ("city:almaty", *(account_topic(account) for account in notified))
    given: dict[str, Any] = {
        "kind": kind,
        "at": NOW,
        "actor_id": actor,
        "actor_role": Role.CITIZEN,
        "topics": topics,
        "request": request,
    }
    return Event(**{**given, **changes})


def due(given: Event, related: RelatedAccounts = RELATED) -> dict[UUID, tuple[RecipientRole, NotificationKind]]:
    found = list(letters_due(given.kind, recipients_from_topics(given, related)))
    assert len(found) == len({recipient.account_id for recipient, _ in found}), "one letter a person"
    return {recipient.account_id: (recipient.role, kind) for recipient, kind in found}


def test_every_kind_of_event_has_a_row_but_removal():
    """A kind that was forgotten would make no letter at all."""
    silent = {EventKind.ANONYMISED, EventKind.WORDS_REMOVED, EventKind.DISTRICT_SET}

    assert set(EventKind) - silent == set(LETTERS)


MOVED, ASKED = NotificationKind.REQUEST_MOVED, NotificationKind.VERDICT_ASKED
ASSIGNMENT, DISPUTE, DEADLINE = NotificationKind.ASSIGNMENT, NotificationKind.DISPUTE, NotificationKind.DEADLINE
TO = {
    AUTHOR: RecipientRole.AUTHOR,
    EXECUTOR: RecipientRole.EXECUTOR,
    OFFICER: RecipientRole.AKIMAT,
    FOLLOWER: RecipientRole.FOLLOWER,
    HEAD: RecipientRole.HEAD,
}
CASES: list[tuple[EventKind, UUID | None, dict[UUID, NotificationKind]]] = [
    (EventKind.SUBMITTED, AUTHOR, {}),
    (EventKind.ASSIGNED, OFFICER, {EXECUTOR: ASSIGNMENT, AUTHOR: MOVED, FOLLOWER: MOVED}),
    (EventKind.CLAIMED, EXECUTOR, {AUTHOR: MOVED, FOLLOWER: MOVED}),
    (EventKind.WORK_STARTED, EXECUTOR, {AUTHOR: MOVED, FOLLOWER: MOVED}),
    (EventKind.WORK_HELD, EXECUTOR, {AUTHOR: MOVED, FOLLOWER: MOVED}),
    (EventKind.WORK_COMPLETED, EXECUTOR, {AUTHOR: ASKED, FOLLOWER: MOVED}),
    (EventKind.WORK_CONFIRMED, AUTHOR, {FOLLOWER: MOVED}),
    (EventKind.WORK_CONFIRMED, None, {AUTHOR: MOVED, FOLLOWER: MOVED}),
    (EventKind.WORK_DISPUTED, AUTHOR, {EXECUTOR: DISPUTE, OFFICER: DISPUTE, FOLLOWER: MOVED}),
    (EventKind.REJECTED, OFFICER, {AUTHOR: MOVED, FOLLOWER: MOVED}),
    (EventKind.PHOTO_MODERATED, OFFICER, {AUTHOR: MOVED, EXECUTOR: MOVED}),
    (EventKind.PHOTO_RETRACTED, AUTHOR, {}),
    (EventKind.COMMENTED, STRANGER, {EXECUTOR: MOVED, AUTHOR: MOVED, FOLLOWER: MOVED}),
    (EventKind.DEADLINE_EXTENDED, OFFICER, {EXECUTOR: DEADLINE, AUTHOR: MOVED, FOLLOWER: MOVED}),
    (EventKind.DEADLINE_AT_RISK, None, {EXECUTOR: DEADLINE}),
    (EventKind.DEADLINE_BREACHED, None, {EXECUTOR: DEADLINE, HEAD: DEADLINE}),
    (EventKind.DEADLINE_ESCALATED, None, {HEAD: DEADLINE, OFFICER: DEADLINE}),
    (EventKind.CONFIRMATION_ADDED, STRANGER, {AUTHOR: MOVED, FOLLOWER: MOVED}),
    (EventKind.RECATEGORISED, OFFICER, {EXECUTOR: ASSIGNMENT, AUTHOR: MOVED, FOLLOWER: MOVED}),
    (EventKind.VERDICT_REMINDED, None, {AUTHOR: ASKED}),
]


@pytest.mark.parametrize(("kind", "actor", "expected"), CASES, ids=lambda value: getattr(value, "name", None))
def test_who_gets_which_letter(kind, actor, expected):
    """Every recipient gets one; the account that acted gets none."""
    notified = tuple({AUTHOR, EXECUTOR, FOLLOWER} - {actor})

    assert {account: (TO[account], letter) for account, letter in expected.items()} == due(
        event(kind, actor=actor, notified=notified)
    )


def test_an_account_with_two_roles_gets_one_letter():
    """An officer who follows a disputed request is written to as an officer."""
    found = due(event(EventKind.WORK_DISPUTED, actor=AUTHOR, notified=(EXECUTOR, OFFICER)))

    assert found[OFFICER] == (RecipientRole.AKIMAT, DISPUTE)


def test_a_request_without_author_and_executor_makes_no_letter():
    """As imported ones are."""
    given = event(EventKind.DEADLINE_BREACHED, actor=None)
    imported = event(
        EventKind.DEADLINE_BREACHED,
        request=ServiceRequest(
            **{
                **{name: getattr(given.request, name) for name in ServiceRequest.__slots__},
                "author_id": None,
                "executor_id": None,
            }
        ),
    )

    assert list(due(imported, RelatedAccounts(superiors=Superiors(officers=frozenset({OFFICER}))))) == [OFFICER]


def test_a_breach_without_a_head_goes_to_the_akimat():
    """A superior always receives it; an account with two roles receives it once."""
    headless = RelatedAccounts(superiors=Superiors(officers=frozenset({OFFICER})))
    own_head = RelatedAccounts(superiors=Superiors(frozenset({EXECUTOR}), frozenset({OFFICER})))

    assert due(event(EventKind.DEADLINE_BREACHED, actor=None), headless) == {
        EXECUTOR: (RecipientRole.EXECUTOR, DEADLINE),
        OFFICER: (RecipientRole.AKIMAT, DEADLINE),
    }
    assert due(event(EventKind.DEADLINE_ESCALATED, actor=None), headless) == {OFFICER: (RecipientRole.AKIMAT, DEADLINE)}
    assert due(event(EventKind.DEADLINE_BREACHED, actor=None), own_head) == {
        EXECUTOR: (RecipientRole.EXECUTOR, DEADLINE)
    }


@pytest.mark.parametrize("kind", [EventKind.WORK_COMPLETED, EventKind.VERDICT_REMINDED])
def test_a_coauthor_who_follows_is_asked_as_the_author_is(kind):
    """One who no longer follows gets no letter, and one who has confirmed is not asked again."""
    asked = due(event(kind, actor=None, notified=(AUTHOR, COAUTHOR, FOLLOWER)))
    left = due(event(kind, actor=None, notified=(AUTHOR, FOLLOWER)))
    answered = due(event(kind, actor=None, notified=(AUTHOR, FOLLOWER)), RelatedAccounts(coauthors=CoAuthors()))

    assert asked[COAUTHOR] == (RecipientRole.COAUTHOR, ASKED)
    assert COAUTHOR not in {**left, **answered}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"topics": ()}, False),
        ({"kind": EventKind.SUBMITTED}, True),
        ({"kind": EventKind.ANONYMISED}, False),
        ({"at": NOW - STALE_AFTER}, False),
        ({"at": NOW - STALE_AFTER + timedelta(seconds=1)}, True),
    ],
)
def test_what_is_news(changes, expected):
    """Neither imported history, nor an old event, nor a kind that makes no letter."""
    assert expected == is_news(event(**{"kind": EventKind.WORK_STARTED, **changes}), NOW)
