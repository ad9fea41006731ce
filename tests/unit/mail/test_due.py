"""Which events make which letters due, to whom."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.events import Event, EventKind
from app.domain.letters import NotificationKind
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.domain.service_request import ServiceRequest
from app.domain.topics import account_topic
from app.mail.due import LETTERS, STALE_AFTER, Reader, is_news, readers

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
AUTHOR, EXECUTOR, OFFICER, FOLLOWER, STRANGER = (UUID(int=n) for n in range(1, 6))


def event(kind: EventKind, *, actor: UUID | None = STRANGER, told: tuple[UUID, ...] = (), **changes: Any) -> Event:
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
    topics = ("city:almaty", *(account_topic(account) for account in told))
    return Event(
        **{"kind": kind, "at": NOW, "actor_id": actor, "actor_role": Role.CITIZEN, "topics": topics, "request": request}
        | changes
    )


def due(given: Event) -> dict[UUID, tuple[Reader, NotificationKind]]:
    found = list(readers(given, frozenset({OFFICER})))
    assert len(found) == len({account for account, _ in found}), "one letter a person"
    return {account: (letter.reader, letter.kind) for account, letter in found}


def test_every_kind_of_event_has_a_row_but_the_author_own_beginning():
    """A kind that nobody thought of would make no letter at all."""
    assert set(EventKind) - {EventKind.SUBMITTED} == set(LETTERS)


MOVED, ASKED = NotificationKind.REQUEST_MOVED, NotificationKind.VERDICT_ASKED
ASSIGNMENT, DISPUTE, DEADLINE = NotificationKind.ASSIGNMENT, NotificationKind.DISPUTE, NotificationKind.DEADLINE
TO = {AUTHOR: Reader.AUTHOR, EXECUTOR: Reader.EXECUTOR, OFFICER: Reader.AKIMAT, FOLLOWER: Reader.FOLLOWER}
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
    (EventKind.DEADLINE_BREACHED, None, {EXECUTOR: DEADLINE, OFFICER: DEADLINE}),
    (EventKind.DEADLINE_ESCALATED, None, {OFFICER: DEADLINE}),
    (EventKind.VERDICT_REMINDED, None, {AUTHOR: ASKED}),
]


@pytest.mark.parametrize(("kind", "actor", "expected"), CASES, ids=lambda value: getattr(value, "name", None))
def test_who_gets_which_letter(kind, actor, expected):
    """Everybody concerned gets one, but not the one who did it."""
    told = tuple({AUTHOR, EXECUTOR, FOLLOWER} - {actor})

    assert {account: (TO[account], letter) for account, letter in expected.items()} == due(
        event(kind, actor=actor, told=told)
    )


def test_somebody_who_plays_two_parts_gets_one_letter():
    """An officer who follows a disputed request is written to as an officer."""
    found = due(event(EventKind.WORK_DISPUTED, actor=AUTHOR, told=(EXECUTOR, OFFICER)))

    assert found[OFFICER] == (Reader.AKIMAT, DISPUTE)


def test_a_request_without_author_and_executor_makes_no_letter():
    """As imported ones are."""
    given = event(EventKind.DEADLINE_BREACHED, actor=None)
    nobody = event(
        EventKind.DEADLINE_BREACHED,
        request=ServiceRequest(
            **{
                **{name: getattr(given.request, name) for name in ServiceRequest.__slots__},
                "author_id": None,
                "executor_id": None,
            }
        ),
    )

    assert list(due(nobody)) == [OFFICER]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"topics": ()}, False),
        ({"kind": EventKind.SUBMITTED}, False),
        ({"at": NOW - STALE_AFTER}, False),
        ({"at": NOW - STALE_AFTER + timedelta(seconds=1)}, True),
    ],
)
def test_what_is_news(changes, expected):
    """Not history that nobody is told about, not what is long past, not what makes no letter."""
    assert expected == is_news(event(**{"kind": EventKind.WORK_STARTED, **changes}), NOW)
