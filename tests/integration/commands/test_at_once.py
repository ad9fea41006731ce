"""Two people who act at the same time, and an account that loses its rights while it acts."""

import asyncio
from uuid import UUID

import pytest

from app.commands.accounts.erasure import erase_person
from app.commands.accounts.followed_areas import follow_area
from app.commands.accounts.preferences import set_preference
from app.commands.requests import comments, following, merging, rejection, work
from app.commands.requests.submission import submit
from app.commands.requests.text_moderation import hide
from app.commands.staff.approval import approve_executor, make_organisation_head, set_executor_categories
from app.commands.staff.assignment_rules import set_assignment_rules
from app.commands.staff.blocking import block_everywhere, unblock_account
from app.commands.staff.officers import retire_officer
from app.domain.accounts.roles import Role
from app.domain.notifications.followed_area import Circle
from app.domain.notifications.letters import Channel, NotificationKind
from app.domain.requests.lifecycle import Status
from app.domain.requests.reasons import RejectReason
from app.domain.text.hidden_texts import Text, TextPart
from app.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed, Unauthenticated
from app.models import Account, FollowedAreaRow, NotificationPreference
from app.models.database import rows, transaction
from app.models.log.event import EventRow
from app.models.requests.follow import Follow
from app.models.requests.followers import copy_followers
from app.models.requests.service_request_rows import lock_request_for_share
from app.queries.requests.service_requests import existing_request
from tests.lock_waits import rivalry

STEPS_OF_CITIZENS = {
    "comment": lambda app, viewer, request: comments.comment(app.context, viewer, request.id, "Күтіп тұрмын"),
    "submit": lambda app, viewer, _: submit(app.context, viewer, app.submission()),
    "follow": lambda app, viewer, request: following.follow(app.context, viewer, request.id),
}
STEPS_OF_ACCOUNTS = {
    "follow_area": lambda app, viewer, _: follow_area(
        app.context, viewer, "almaty", circle=Circle(latitude=43.24, longitude=76.91, radius_metres=500)
    ),
    "set_preference": lambda _, viewer, __: set_preference(viewer, NotificationKind.AREA, Channel.EMAIL, enabled=False),
}
STEPS_OF_OFFICERS = {
    "reject": lambda app, officer, request, _: rejection.reject(
        app.context, officer, request.id, RejectReason.NOT_A_PROBLEM
    ),
    "reject_spam": lambda app, officer, request, _: rejection.reject(
        app.context, officer, request.id, RejectReason.SPAM
    ),
    "hide": lambda app, officer, request, _: hide(
        app.context, officer, request.id, Text(TextPart.DESCRIPTION), "a name"
    ),
    "approve_executor": lambda app, officer, _, executor: approve_executor(app.context, officer, executor.account_id),
    "set_categories": lambda app, officer, _, executor: set_executor_categories(
        app.context, officer, executor.account_id, ["pothole"]
    ),
    "make_head": lambda app, officer, _, executor: make_organisation_head(
        app.context, officer, executor.account_id, head=False
    ),
    "unblock": lambda app, officer, _, executor: unblock_account(app.context, officer, executor.account_id),
    "set_rules": lambda app, officer, _, __: set_assignment_rules(app.context, officer, "almaty", 0, []),
}


async def personal_rows(viewer):
    """What is stored of this account beside its row."""
    return [
        await EventRow.filter(actor_id=viewer.account_id).count(),
        await Follow.filter(account_id=viewer.account_id).count(),
        await FollowedAreaRow.filter(account_id=viewer.account_id).count(),
        await NotificationPreference.filter(account_id=viewer.account_id).count(),
    ]


@pytest.mark.parametrize(
    "step",
    [*STEPS_OF_CITIZENS.values(), *STEPS_OF_ACCOUNTS.values()],
    ids=[*STEPS_OF_CITIZENS, *STEPS_OF_ACCOUNTS],
)
async def test_what_an_account_sends_while_it_is_erased_is_not_stored(test_app, step):
    """The erasure holds the account; the step waits for it, and leaves nothing of the person behind."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    viewer = await test_app.person()

    async with rivalry() as rival:
        await erase_person(viewer.account_id, test_app.clock.now())
        stepping = await rival.blocked(step(test_app, viewer, request))

    with pytest.raises(Unauthenticated):
        await stepping
    assert await personal_rows(viewer) == [0, 0, 0, 0]


@pytest.mark.parametrize("step", STEPS_OF_CITIZENS.values(), ids=STEPS_OF_CITIZENS)
async def test_an_account_that_was_blocked_in_the_city_since_it_was_read_takes_no_step(test_app, step):
    """An upload may have lasted in between."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    viewer = await test_app.person()
    await Account.filter(id=viewer.account_id).update(blocked_cities=["almaty"])

    with pytest.raises(NotAllowed, match="has blocked this account in its city"):
        await step(test_app, viewer, request)

    assert await personal_rows(viewer) == [0, 0, 0, 0]


async def test_a_blocked_executor_takes_no_step(test_app):
    """As a citizen."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    executor = await test_app.person(Role.EXECUTOR)
    await block_everywhere(test_app.context, executor.account_id)

    with pytest.raises(Unauthenticated):
        await work.claim(test_app.context, executor, request.id)

    assert (await existing_request(request.id)).executor_id is None


@pytest.mark.parametrize("step", STEPS_OF_OFFICERS.values(), ids=STEPS_OF_OFFICERS)
async def test_an_officer_who_was_retired_since_they_were_read_takes_no_step(test_app, step):
    """Every step of the Akimat asks again under a lock."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    executor = await test_app.person(Role.EXECUTOR)
    officer, other = await test_app.person(Role.AKIMAT), await test_app.person(Role.AKIMAT)
    await retire_officer(test_app.context, other, officer.account_id)

    with pytest.raises(NotAllowed):
        await step(test_app, officer, request, executor)


async def test_two_executors_who_claim_at_once(test_app):
    """One gets it."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    executors = [await test_app.person(Role.EXECUTOR) for _ in range(4)]

    answers = await asyncio.gather(
        *(work.claim(test_app.context, executor, request.id) for executor in executors), return_exceptions=True
    )

    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert len(refused) == 3
    assert all(isinstance(answer, Conflict | IllegalTransition) for answer in refused)


@pytest.mark.parametrize("_", range(3))
async def test_two_requests_that_are_merged_into_each_other_at_once(test_app, _):
    """One is merged, the other one lives; their rows are locked in one order, so neither waits for the other."""
    author = await test_app.person()
    pair = [await submit(test_app.context, author, test_app.submission()) for _ in range(2)]
    officer = await test_app.person(Role.AKIMAT)

    answers = await asyncio.gather(
        merging.merge(test_app.context, officer, pair[0].id, pair[1].id),
        merging.merge(test_app.context, officer, pair[1].id, pair[0].id),
        return_exceptions=True,
    )

    (refused,) = [answer for answer in answers if isinstance(answer, BaseException)]
    assert isinstance(refused, InvalidInput)
    assert sorted([(await existing_request(one.id)).status for one in pair]) == [Status.ACCEPTED, Status.MERGED]


async def test_followers_are_copied_in_one_order(test_app):
    """Two merges into one request would otherwise each wait for a follower that the other has just added."""
    author = await test_app.person()
    source, target = [await submit(test_app.context, author, test_app.submission()) for _ in range(2)]
    followers = [(await test_app.person()).account_id for _ in range(30)]
    for account_id in sorted(followers, key=lambda one: one.bytes[::-1]):
        await Follow.create(account_id=account_id, request_id=source.id, created_at=test_app.clock.now())

    async with transaction():
        # Without this, the plan for a few rows sorts them for its own purposes.
        await rows("SET LOCAL enable_sort = off")
        await copy_followers(source.id, target.id, also=None, at=test_app.clock.now())

    copied = await rows("SELECT account_id FROM follow WHERE request_id = $1 ORDER BY ctid", target.id)
    assert [item["account_id"] for item in copied] == sorted(followers)


@pytest.mark.parametrize("is_erased_at_once", [True, False])
async def test_an_erased_author_follows_nothing_after_a_merge(test_app, is_erased_at_once):
    """The account was erased before the merge, or is being erased while it runs."""
    author, officer = await test_app.person(), await test_app.person(Role.AKIMAT)
    merged, kept = [await submit(test_app.context, author, test_app.submission()) for _ in range(2)]

    async with rivalry() as rival:
        await erase_person(author.account_id, test_app.clock.now())
        if is_erased_at_once:
            merging_them = await rival.blocked(merging.merge(test_app.context, officer, merged.id, kept.id))
    await (merging_them if is_erased_at_once else merging.merge(test_app.context, officer, merged.id, kept.id))

    assert (await existing_request(merged.id)).merged_into == kept.id
    assert await Follow.filter(account_id=author.account_id).count() == 0


async def test_a_step_that_waits_for_a_merge_notifies_the_followers_that_it_brings(test_app):
    """They are read once the lock of the request is there, not with it."""
    citizen, neighbour, executor = [await test_app.person(role) for role in (Role.CITIZEN, Role.CITIZEN, Role.EXECUTOR)]
    merged, kept = [await submit(test_app.context, citizen, test_app.submission()) for _ in range(2)]
    await following.follow(test_app.context, neighbour, merged.id)

    async with rivalry() as rival:
        await lock_request_for_share(kept.id)
        await copy_followers(merged.id, kept.id, also=None, at=test_app.clock.now())
        claiming = await rival.blocked(work.claim(test_app.context, executor, kept.id))

    claimed = await claiming
    event = await EventRow.get(request_id=kept.id, version=claimed.version)
    assert {citizen.account_id, neighbour.account_id} == {UUID(one["account_id"]) for one in event.recipients}


async def test_a_step_takes_three_statements_between_begin_and_commit(test_app):
    """The lock; the rights with the followers; the row with its event. Each is a round trip."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    executor, asked = await test_app.person(Role.EXECUTOR), []

    async with transaction() as outer:
        # The first time a connection learns types.
        await work.claim(test_app.context, executor, request.id)
        async with outer.acquire_connection() as connection:
            connection.add_query_logger(lambda record: asked.append(record.query.split()[0]))
        await work.release(test_app.context, executor, request.id, "others are nearer")

    # The commit of the test may follow.
    assert asked[:5] == ["SAVEPOINT", "SELECT", "SELECT", "WITH", "RELEASE"]
