"""Talking about a request and following it."""

import asyncio

import pytest

from app.commands.requests import comments, following, withdrawal
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.errors import InvalidInput, NotFound, Unauthenticated
from app.queries.log.timeline import timeline
from app.queries.notifications.account_notifications import notifications
from app.queries.requests.service_requests import follower_counts, service_request


@pytest.fixture
async def request_(test_app):
    """A request in Almaty."""
    return await submit(test_app.context, await test_app.person(), test_app.submission())


async def test_following_twice_is_following_once(test_app, request_):
    """Following leaves the request as it is, however often and however many at once."""
    neighbour = await test_app.person()

    answers = await asyncio.gather(*(following.follow(test_app.context, neighbour, request_.id) for _ in range(5)))

    assert answers == [request_] * 5
    assert await follower_counts([request_.id]) == {request_.id: 1}
    assert (await service_request(request_.id)).version == 1


async def test_unfollowing_what_one_does_not_follow_is_no_error(test_app, request_):
    """It ends as it began; after unfollowing, nothing is told any more."""
    neighbour = await test_app.person()

    assert await following.unfollow(neighbour, request_.id) == request_
    await following.follow(test_app.context, neighbour, request_.id)
    await comments.comment(test_app.context, await test_app.person(), request_.id, "бір")
    assert await following.unfollow(neighbour, request_.id)
    assert await following.unfollow(neighbour, request_.id)
    await comments.comment(test_app.context, await test_app.person(), request_.id, "екі")
    await test_app.settled()

    notified = [item.logged.event.note for _, item in (await notifications(neighbour.account_id)).items]
    assert notified == ["бір"]
    assert await follower_counts([request_.id]) == {}


async def test_a_comment_is_a_step_for_everyone_to_read(test_app, request_):
    """It raises the version, leaves the status, stands in the timeline and is told to the author."""
    executor = await test_app.person(Role.EXECUTOR)

    commented = await comments.comment(test_app.context, executor, request_.id, "  ертең\n\n\n\nкелеміз ")
    await test_app.settled()

    last = (await timeline(request_.id)).items[-1][1].event
    assert (commented.version, commented.status) == (2, request_.status)
    assert (last.kind, last.note, last.actor_role) == ("COMMENTED", "ертең\n\nкелеміз", Role.EXECUTOR)
    newest = (await notifications(request_.author_id)).items[0][1]
    assert newest.logged.event == last


async def test_a_closed_request_may_still_be_talked_about(test_app):
    """Talking and watching end with no status."""
    citizen = await test_app.person()
    request = await submit(test_app.context, citizen, test_app.submission())
    withdrawn = await withdrawal.withdraw(test_app.context, citizen, request.id)

    assert (await comments.comment(test_app.context, citizen, request.id, "түсінікті")).status is withdrawn.status
    assert await following.follow(test_app.context, await test_app.person(), request.id)


async def test_many_comments_at_once_are_numbered_without_holes(test_app, request_):
    """Each takes the next version; none is lost."""
    people = [await test_app.person() for _ in range(4)]

    await asyncio.gather(*(comments.comment(test_app.context, person, request_.id, "x") for person in people * 2))

    versions = [logged.event.request.version for _, logged in (await timeline(request_.id)).items]
    assert versions == list(range(1, 10))


async def test_what_is_refused(test_app, request_, unknown_id):
    """Empty and too long texts, unknown requests and anonymous clients."""
    citizen = await test_app.person()
    for text in ("", " \n ", "x" * 2001):
        with pytest.raises(InvalidInput) as refused:
            await comments.comment(test_app.context, citizen, request_.id, text)
        assert refused.value.data["field"] == "text"
    for attempt in (
        comments.comment(test_app.context, citizen, unknown_id, "x"),
        following.follow(test_app.context, citizen, unknown_id),
        following.unfollow(citizen, unknown_id),
    ):
        with pytest.raises(NotFound):
            await attempt
    for attempt in (
        comments.comment(test_app.context, None, request_.id, "x"),
        following.follow(test_app.context, None, request_.id),
        following.unfollow(None, request_.id),
    ):
        with pytest.raises(Unauthenticated):
            await attempt
