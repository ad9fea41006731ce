"""Steps of the Akimat: assignment, rejection, extension, merge."""

import asyncio
from datetime import datetime, timedelta

import pytest

from app.commands.requests import assignment, deadline_extension, following, merging, rejection, withdrawal, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Status
from app.domain.requests.reasons import RejectReason
from app.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed
from app.models import Account
from app.models.database import rows
from app.queries.log.timeline import timeline
from app.queries.notifications.account_notifications import notifications
from app.queries.requests.service_requests import service_request
from tests import pictures
from tests.waiting import PATIENCE_SECONDS


@pytest.fixture
async def akimat(test_app):
    """An officer of Almaty."""
    return await test_app.person(Role.AKIMAT)


@pytest.fixture
async def request_(test_app):
    """A request in Almaty."""
    return await submit(test_app.context, await test_app.person(), test_app.submission())


async def test_only_an_approved_executor_of_the_city_is_given_work(test_app, akimat, request_, unknown_id):
    """Nobody, a citizen, an officer, and executors who wait, are blocked or are of another city are refused."""
    waiting, blocked = await test_app.person(Role.EXECUTOR), await test_app.person(Role.EXECUTOR)
    await Account.filter(id=waiting.account_id).update(approved_at=None)
    await Account.filter(id=blocked.account_id).update(blocked_at=test_app.clock.now())
    foreign, citizen = await test_app.person(Role.EXECUTOR, "astana"), await test_app.person()
    for refused_id in (
        unknown_id,
        *(person.account_id for person in (waiting, blocked, foreign, citizen, akimat)),
    ):
        with pytest.raises(InvalidInput) as refused:
            await assignment.assign(test_app.context, akimat, request_.id, refused_id)
        assert refused.value.data["field"] == "executorId"
    assert await service_request(request_.id) == request_


async def test_work_may_be_given_to_another(test_app, akimat, request_):
    """Both the old and the new executor are told; the new one may go on, the old one may not, whatever the status."""
    first, second = await test_app.person(Role.EXECUTOR), await test_app.person(Role.EXECUTOR)
    await assignment.assign(test_app.context, akimat, request_.id, first.account_id)
    await pictures.start(test_app.context, first, request_.id)

    moved = await assignment.assign(test_app.context, akimat, request_.id, second.account_id)
    await test_app.settled()

    assert (moved.status, moved.executor_id) == (Status.IN_PROGRESS, second.account_id)
    with pytest.raises(NotAllowed):
        await pictures.complete(test_app.context, first, request_.id)
    for executor in (first, second):
        newest = (await notifications(executor.account_id)).items[0][1]
        assert newest.logged.event.kind == "ASSIGNED"
        assert newest.logged.event.request == moved
    assert (await pictures.complete(test_app.context, second, request_.id)).status is Status.DONE


async def test_a_rejection_says_why(test_app, akimat, request_):
    """The request is closed, with a reason from the list and words for all to read; it cannot be opened again."""
    rejected = await rejection.reject(test_app.context, akimat, request_.id, RejectReason.SPAM, " тексерілді ")

    events = [item.event for _, item in (await timeline(request_.id)).items]
    last = next(event for event in events if event.kind is EventKind.REJECTED)
    assert (rejected.status, rejected.closed_at) == (Status.REJECTED, test_app.clock.now())
    assert (last.reason, last.note, last.from_status) == ("SPAM", "тексерілді", Status.ACCEPTED)
    with pytest.raises(IllegalTransition):
        await rejection.reject(test_app.context, akimat, request_.id, RejectReason.SPAM)
    with pytest.raises(InvalidInput, match="note"):
        await rejection.reject(test_app.context, akimat, request_.id, RejectReason.SPAM, "x" * 1001)


async def test_a_deadline_moves_later_only(test_app, akimat, request_):
    """Earlier, the same, and a time without a zone are refused; the promise stays what it was."""
    for bad in (
        request_.due_at,
        request_.due_at - timedelta(seconds=1),
        datetime(2027, 1, 1),  # noqa: DTZ001, RUF100 - no zone is the point
    ):
        with pytest.raises(InvalidInput) as refused:
            await deadline_extension.extend(test_app.context, akimat, request_.id, bad, "қар")
        assert refused.value.data["field"] == "dueAt"
    with pytest.raises(InvalidInput) as refused:
        await deadline_extension.extend(
            test_app.context, akimat, request_.id, request_.due_at + timedelta(days=1), "  "
        )
    assert refused.value.data["field"] == "reason"

    later = await deadline_extension.extend(
        test_app.context, akimat, request_.id, request_.due_at + timedelta(days=1), "қар жауды"
    )

    last = (await timeline(request_.id)).items[-1][1].event
    assert later.due_at - request_.due_at == timedelta(days=1)
    assert (later.promised_at, later.status, later.version) == (request_.promised_at, request_.status, 2)
    assert (last.kind, last.reason) == ("DEADLINE_EXTENDED", "қар жауды")


async def test_a_deadline_stays_within_reach(test_app, akimat, request_):
    """A deadline at the end of time could never be moved again by a pause: it is refused."""
    with pytest.raises(InvalidInput) as refused:
        await deadline_extension.extend(
            test_app.context, akimat, request_.id, datetime.fromisoformat("9999-12-31T23:59:59+00:00"), "кешірек"
        )

    assert refused.value.data["field"] == "dueAt"


async def test_what_cannot_be_merged(test_app, akimat, request_, unknown_id):
    """Into itself, into nothing, into another city, into what is dead: refused, naming the field."""
    citizen = await test_app.person()
    foreign = await submit(
        test_app.context, citizen, test_app.submission(city_id="astana", latitude=51.1, longitude=71.4)
    )
    withdrawn = await submit(test_app.context, citizen, test_app.submission())
    await withdrawal.withdraw(test_app.context, citizen, withdrawn.id)
    rejected = await submit(test_app.context, citizen, test_app.submission())
    await rejection.reject(test_app.context, akimat, rejected.id, RejectReason.SPAM)
    merged = await submit(test_app.context, citizen, test_app.submission())
    target = await submit(test_app.context, citizen, test_app.submission())
    await merging.merge(test_app.context, akimat, merged.id, target.id)

    for into_id in (request_.id, unknown_id, foreign.id, withdrawn.id, rejected.id, merged.id):
        with pytest.raises(InvalidInput) as refused:
            await merging.merge(test_app.context, akimat, request_.id, into_id)
        assert refused.value.data["field"] == "intoId"
    assert await service_request(request_.id) == request_


async def test_followers_of_a_merged_request_follow_the_other_once(test_app, akimat, request_):
    """Whoever followed both follows the target once; a target that is done may still be merged into."""
    neighbour, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    target = await submit(test_app.context, await test_app.person(), test_app.submission())
    for one in (request_, target):
        await following.follow(test_app.context, neighbour, one.id)
    await work.claim(test_app.context, executor, target.id)
    await pictures.start(test_app.context, executor, target.id)
    await pictures.complete(test_app.context, executor, target.id)

    merged = await merging.merge(test_app.context, akimat, request_.id, target.id, anyway=True)

    followers = await rows("SELECT account_id FROM follow WHERE request_id = $1", target.id)
    assert (merged.status, merged.merged_into) == (Status.MERGED, target.id)
    assert sorted(item["account_id"] for item in followers) == sorted([neighbour.account_id, request_.author_id])


async def test_two_merges_that_cross(test_app, akimat):
    """Each into the other at once: one wins, the other is refused, and neither hangs or points at a merged request."""
    citizen = await test_app.person()
    for _ in range(3):
        first = await submit(test_app.context, citizen, test_app.submission())
        second = await submit(test_app.context, citizen, test_app.submission())

        async with asyncio.timeout(PATIENCE_SECONDS):
            answers = await asyncio.gather(
                merging.merge(test_app.context, akimat, first.id, second.id),
                merging.merge(test_app.context, akimat, second.id, first.id),
                return_exceptions=True,
            )

        refused = [answer for answer in answers if isinstance(answer, Exception)]
        assert len(refused) == 1
        assert isinstance(refused[0], Conflict | InvalidInput | IllegalTransition)
        after = [await service_request(one.id) for one in (first, second)]
        assert sorted(one.status for one in after) == [Status.ACCEPTED, Status.MERGED]


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.EXECUTOR, Role.AKIMAT])
async def test_only_the_akimat_takes_these_steps(test_app, akimat, request_, role):
    """An officer of another city, an executor and a citizen, even the author, are refused every step of the Akimat."""
    stranger = await test_app.person(role, "astana" if role is Role.AKIMAT else "almaty")
    executor = await test_app.person(Role.EXECUTOR)
    other = await submit(test_app.context, stranger, test_app.submission())
    for ruled in (request_, other):
        for attempt in (
            lambda ruled=ruled: assignment.assign(test_app.context, stranger, ruled.id, executor.account_id),
            lambda ruled=ruled: rejection.reject(test_app.context, stranger, ruled.id, RejectReason.SPAM),
            lambda ruled=ruled: merging.merge(test_app.context, stranger, ruled.id, request_.id),
            lambda ruled=ruled: deadline_extension.extend(
                test_app.context, stranger, ruled.id, ruled.due_at + timedelta(days=1), "себеп"
            ),
        ):
            with pytest.raises(NotAllowed):
                await attempt()
