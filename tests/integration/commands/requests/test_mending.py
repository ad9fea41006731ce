"""Mistakes of the city are mended: rejections and merges taken back, doubtful merges asked about once more."""

import pytest

from app.commands.requests import following, merging, rejection, reopening, verdict, withdrawal, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Relation, Status
from app.domain.requests.reasons import RejectReason
from app.errors import Conflict, IllegalTransition, NotAllowed
from app.models.database import rows
from app.queries.log.verification import verify_timeline
from app.queries.notifications.recipients import followers_of
from app.queries.requests.coauthors import coauthors
from app.queries.requests.service_requests import service_request
from tests import pictures


@pytest.fixture
async def akimat(test_app):
    return await test_app.person(Role.AKIMAT)


async def kinds(request_id):
    found = await rows("SELECT kind FROM event WHERE request_id = $1 ORDER BY version", request_id)
    return [item["kind"] for item in found]


async def test_a_rejection_is_taken_back_on_the_same_deadline(test_app, akimat):
    """With executor, deadline and reason in the timeline; the time in between moves nothing."""
    executor = await test_app.person(Role.EXECUTOR)
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    claimed = await work.claim(test_app.context, executor, request.id)
    await rejection.reject(test_app.context, akimat, request.id, RejectReason.NOT_A_PROBLEM)
    test_app.pass_time(days=30)

    reopened = await reopening.reopen(test_app.context, akimat, request.id, "Шұңқыр бар екен")

    assert (reopened.status, reopened.executor_id, reopened.closed_at) == (Status.ACCEPTED, executor.account_id, None)
    assert (reopened.due_at, reopened.promised_at) == (claimed.due_at, claimed.promised_at)
    assert (await rows("SELECT reason FROM event WHERE kind = 'REOPENED'"))[0]["reason"] == "Шұңқыр бар екен"
    assert (await verify_timeline(request.id)).intact


async def test_reopening_ends_after_thirty_days_and_is_for_the_akimat_of_the_city(test_app, akimat):
    """A day too late, by an author, by an officer of another city: refused."""
    author = await test_app.person()
    request = await submit(test_app.context, author, test_app.submission())
    await rejection.reject(test_app.context, akimat, request.id, RejectReason.NOT_A_PROBLEM)
    for other in (author, await test_app.person(Role.AKIMAT, "astana")):
        with pytest.raises(NotAllowed):
            await reopening.reopen(test_app.context, other, request.id, "қате")
    test_app.pass_time(days=30, seconds=1)

    with pytest.raises(IllegalTransition, match="within 30 days of closing"):
        await reopening.reopen(test_app.context, akimat, request.id, "қате")


async def test_what_a_rejection_as_spam_has_hidden_is_shown_again(test_app, akimat):
    """Address and description are back, and every hash is valid."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    await rejection.reject(test_app.context, akimat, request.id, RejectReason.SPAM)

    reopened = await reopening.reopen(test_app.context, akimat, request.id, "қате")

    assert (reopened.address, reopened.description) == (request.address, request.description)
    assert (await verify_timeline(request.id)).intact


async def test_a_merge_is_taken_back_with_its_followers_and_co_authors(test_app, akimat):
    """Who followed the other request for another reason still follows it."""
    author, neighbour, both = await test_app.person(), await test_app.person(), await test_app.person()
    target = await submit(test_app.context, author, test_app.submission())
    repeat = await submit(test_app.context, neighbour, test_app.submission())
    follower = await test_app.person()
    await following.follow(test_app.context, follower, repeat.id)
    for request in (target, repeat):
        await following.follow(test_app.context, both, request.id)
    test_app.pass_time(hours=1)
    await merging.merge(test_app.context, akimat, repeat.id, target.id)
    assert (await coauthors(target.id)).relations_of(neighbour.account_id) >= {Relation.COAUTHOR}

    split = await reopening.reopen(test_app.context, akimat, repeat.id, "Бөлек мәселе")

    assert (split.status, split.merged_into) == (Status.ACCEPTED, None)
    assert not (await coauthors(target.id)).relations_of(neighbour.account_id)
    following_now = await followers_of([target.id, repeat.id])
    assert following_now[target.id] == {both.account_id}
    assert following_now[repeat.id] == {both.account_id, follower.account_id}


@pytest.mark.parametrize("ending", ["rejected", "withdrawn"])
async def test_people_of_merged_requests_are_told_when_the_other_one_is_closed(test_app, akimat, ending):
    """Through any number of merges; from then on each can be split off for thirty days again."""
    author, neighbour = await test_app.person(), await test_app.person()
    first, second, target = [
        await submit(test_app.context, who, test_app.submission()) for who in (neighbour, neighbour, author)
    ]
    await merging.merge(test_app.context, akimat, first.id, second.id)
    await merging.merge(test_app.context, akimat, second.id, target.id)
    test_app.pass_time(days=50)
    if ending == "rejected":
        await rejection.reject(test_app.context, akimat, target.id, RejectReason.NOT_A_PROBLEM)
    else:
        await withdrawal.withdraw(test_app.context, author, target.id)

    for merged in (first, second):
        assert (await kinds(merged.id))[-1] == "MERGE_TARGET_CLOSED"
        (event,) = await rows(
            "SELECT recipients FROM event WHERE request_id = $1 ORDER BY version DESC LIMIT 1", merged.id
        )
        assert str(neighbour.account_id) in event["recipients"]
        assert (await verify_timeline(merged.id)).intact
    test_app.pass_time(days=30)
    split = await reopening.reopen(test_app.context, akimat, second.id, "Бөлек мәселе")
    assert split.status is Status.ACCEPTED


async def test_a_doubtful_merge_is_asked_about_once_more(test_app, akimat):
    """Another category and a distance beyond the radius are named with both values; nothing changes before."""
    author = await test_app.person()
    lamp = await submit(test_app.context, author, test_app.submission(category_id="lighting"))
    far = await submit(test_app.context, author, test_app.submission(latitude=lamp.latitude + 0.02))

    with pytest.raises(Conflict) as refused:
        await merging.merge(test_app.context, akimat, far.id, lamp.id)

    said = refused.value.extensions
    assert said["doubts"] == ["CATEGORY", "DISTANCE"]
    assert (said["categoryId"], said["intoCategoryId"]) == ("pothole", "lighting")
    assert said["distanceMetres"] == pytest.approx(2224, abs=10)
    assert said["radiusMetres"] < 1000
    assert await service_request(far.id) == far
    assert (await merging.merge(test_app.context, akimat, far.id, lamp.id, anyway=True)).merged_into == lamp.id


async def test_a_merge_into_finished_work_is_asked_about_once_more(test_app, akimat):
    """The problem that is reported now may be a new one."""
    author, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    done = await submit(test_app.context, author, test_app.submission())
    await work.claim(test_app.context, executor, done.id)
    await pictures.start(test_app.context, executor, done.id)
    await pictures.complete(test_app.context, executor, done.id)
    await verdict.confirm(test_app.context, author, done.id, 5)
    test_app.pass_time(hours=1)
    again = await submit(test_app.context, author, test_app.submission())

    with pytest.raises(Conflict) as refused:
        await merging.merge(test_app.context, akimat, again.id, done.id)

    assert (refused.value.extensions["doubts"], refused.value.extensions["intoStatus"]) == (["FINISHED"], "CONFIRMED")
