"""Who receives an event when it is written, and that an event without stored recipients gives the same."""

from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest

from app.domain.accounts.roles import Role
from app.domain.log.events import Event, EventKind
from app.domain.log.topics import recipient_accounts, topics_of
from app.domain.notifications.recipient import Recipient, RecipientRole
from app.domain.notifications.recipients import (
    ROLES,
    RelatedAccounts,
    Superiors,
    accounts_in_app,
    needs_area_followers,
    needs_coauthors,
    needs_superiors,
    recipients_from_topics,
    recipients_of,
)
from app.domain.requests.coauthors import CoAuthors
from app.domain.requests.lifecycle import Status
from app.domain.requests.service_request import ServiceRequest

AT = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
AUTHOR, EXECUTOR, FORMER, OFFICER, FOLLOWER, COAUTHOR, HEAD = (UUID(int=number) for number in range(1, 8))
RELATED = RelatedAccounts(
    followers=frozenset({AUTHOR, FOLLOWER, COAUTHOR}),
    superiors=Superiors(frozenset({HEAD}), frozenset({OFFICER})),
    coauthors=CoAuthors(waiting=frozenset({COAUTHOR})),
)


def request(executor_id: UUID | None = EXECUTOR, version: int = 3) -> ServiceRequest:
    return ServiceRequest(
        id=UUID(int=99),
        number="ALM-000001",
        city_id="almaty",
        category_id="pothole",
        address="-",
        description="-",
        latitude=43.2,
        longitude=76.9,
        status=Status.IN_PROGRESS,
        version=version,
        author_id=AUTHOR,
        executor_id=executor_id,
        created_at=AT,
        updated_at=AT,
    )


def written(kind: EventKind, *, actor_id: UUID | None = None, related: RelatedAccounts = RELATED) -> list[Recipient]:
    return list(recipients_of(kind, request(version=2), request(), related, actor_id=actor_id))


def test_the_former_executor_receives_a_reassignment_as_a_follower():
    """They lost the work, which is news for them; the letter about new work is not theirs."""
    found = recipients_of(EventKind.ASSIGNED, request(FORMER, 2), request(), RelatedAccounts(), actor_id=OFFICER)

    assert list(found) == [
        Recipient(EXECUTOR, RecipientRole.EXECUTOR),
        Recipient(AUTHOR, RecipientRole.AUTHOR),
        Recipient(FORMER, RecipientRole.FOLLOWER),
    ]


def test_a_follower_of_an_area_receives_what_is_submitted_and_done_there_and_no_more():
    """And once: who follows the request as well receives it as its follower."""
    related = RelatedAccounts(followers=frozenset({FOLLOWER}), area_followers=frozenset({FOLLOWER, HEAD, AUTHOR}))

    for kind in EventKind:
        found = written(kind, related=related)
        in_area = [one for one in found if one.role is RecipientRole.AREA]
        is_news = kind in {EventKind.SUBMITTED, EventKind.WORK_COMPLETED}
        assert in_area == ([Recipient(HEAD, RecipientRole.AREA)] if is_news else [])
        assert needs_area_followers(kind) is is_news
        assert len({one.account_id for one in found}) == len(found)


def test_the_account_that_acted_receives_nothing():
    """Whatever its roles are."""
    for kind, actor_id in product(EventKind, (AUTHOR, EXECUTOR, FOLLOWER, OFFICER, HEAD, COAUTHOR)):
        assert actor_id not in {recipient.account_id for recipient in written(kind, actor_id=actor_id)}


def test_officers_have_a_dispute_in_their_list_only_if_they_follow():
    """They get the letter either way, as officers."""
    following = RelatedAccounts(followers=frozenset({OFFICER}), superiors=RELATED.superiors)

    assert Recipient(OFFICER, RecipientRole.AKIMAT, in_app=False) in written(EventKind.WORK_DISPUTED)
    assert Recipient(OFFICER, RecipientRole.AKIMAT, in_app=True) in written(EventKind.WORK_DISPUTED, related=following)


def test_a_completion_asks_co_authors_who_confirmed_the_last_one():
    """A new round begins; a reminder leaves out those who have answered in the present one."""
    answered = RelatedAccounts(followers=frozenset({COAUTHOR}), coauthors=CoAuthors(confirmed=frozenset({COAUTHOR})))
    asked = Recipient(COAUTHOR, RecipientRole.COAUTHOR)

    assert asked in written(EventKind.WORK_COMPLETED, related=answered)
    assert asked not in written(EventKind.VERDICT_REMINDED, related=answered)


def test_a_co_author_who_does_not_follow_is_not_asked():
    """The say stays, the letters end."""
    silent = RelatedAccounts(coauthors=CoAuthors(waiting=frozenset({COAUTHOR})))

    assert COAUTHOR not in {recipient.account_id for recipient in written(EventKind.WORK_COMPLETED, related=silent)}


def test_a_breach_without_a_head_reaches_the_officers():
    """An escalation reaches each of them once."""
    headless = RelatedAccounts(superiors=Superiors(officers=frozenset({OFFICER})))

    assert [
        Recipient(EXECUTOR, RecipientRole.EXECUTOR),
        Recipient(OFFICER, RecipientRole.AKIMAT),
        Recipient(AUTHOR, RecipientRole.AUTHOR),
    ] == written(EventKind.DEADLINE_BREACHED, related=headless)
    assert [Recipient(OFFICER, RecipientRole.AKIMAT)] == written(EventKind.DEADLINE_ESCALATED, related=headless)


@pytest.mark.parametrize("kind", EventKind)
@pytest.mark.parametrize("actor_id", [None, AUTHOR, EXECUTOR, OFFICER])
def test_topics_give_back_what_was_stored(kind, actor_id):
    """So a database that was written before recipients were stored sends the same letters to the same accounts."""
    stored = tuple(written(kind, actor_id=actor_id))
    event = Event(
        kind=kind,
        at=AT,
        actor_id=actor_id,
        actor_role=Role.CITIZEN,
        topics=topics_of(request(version=2), request(), accounts_in_app(stored)),
        request=request(),
    )

    assert stored == recipients_from_topics(event, RELATED)
    assert sorted(accounts_in_app(stored)) == sorted(recipient_accounts(event.topics))


def test_what_is_read_for_an_event_is_what_its_roles_need():
    """Superiors and co-authors cost a query each, so they are read for few kinds of events."""
    assert {kind for kind in EventKind if needs_coauthors(kind)} == {
        EventKind.WORK_COMPLETED,
        EventKind.VERDICT_REMINDED,
        EventKind.VERDICT_ASKED_AGAIN,
    }
    assert {kind for kind in EventKind if needs_superiors(kind)} == {
        EventKind.WORK_DISPUTED,
        EventKind.DEADLINE_BREACHED,
        EventKind.DEADLINE_ESCALATED,
    }
    assert set(ROLES) == set(EventKind)


def test_a_recipient_is_read_back_from_its_json():
    """As the event table keeps it."""
    given = Recipient(HEAD, RecipientRole.HEAD, in_app=False)

    assert given == Recipient.from_json(given.to_json())
