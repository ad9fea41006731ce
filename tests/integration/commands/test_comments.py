"""Talking about a request and following it."""

import asyncio

import pytest

from app.commands import comments, verdict
from app.commands.submit import submit
from app.domain.roles import Role
from app.errors import InvalidInput, NotFound, Unauthenticated
from app.queries.notifications import notifications
from app.queries.service_requests import follower_counts, service_request
from app.queries.timeline import timeline


@pytest.fixture
async def request_(town):
    """A request in Almaty."""
    return await submit(town.desk, await town.person(), town.submission())


async def test_following_twice_is_following_once(town, request_):
    """Following leaves the request as it is, however often and however many at once."""
    neighbour = await town.person()

    answers = await asyncio.gather(*(comments.follow(town.desk, neighbour, request_.id) for _ in range(5)))

    assert answers == [request_] * 5
    assert await follower_counts([request_.id]) == {request_.id: 1}
    assert (await service_request(request_.id)).version == 1


async def test_unfollowing_what_one_does_not_follow_is_no_error(town, request_):
    """It ends as it began; after unfollowing, nothing is told any more."""
    neighbour = await town.person()

    assert await comments.unfollow(neighbour, request_.id) == request_
    await comments.follow(town.desk, neighbour, request_.id)
    await comments.comment(town.desk, await town.person(), request_.id, "бір")
    assert await comments.unfollow(neighbour, request_.id)
    assert await comments.unfollow(neighbour, request_.id)
    await comments.comment(town.desk, await town.person(), request_.id, "екі")
    await town.settled()

    told = [item.logged.event.note for _, item in (await notifications(neighbour.account_id)).items]
    assert told == ["бір"]
    assert await follower_counts([request_.id]) == {}


async def test_a_comment_is_a_step_for_everybody_to_read(town, request_):
    """It raises the version, leaves the status, stands in the timeline and is told to the author."""
    executor = await town.person(Role.EXECUTOR)

    commented = await comments.comment(town.desk, executor, request_.id, "  ертең\n\n\n\nкелеміз ")
    await town.settled()

    last = (await timeline(request_.id)).items[-1][1].event
    assert (commented.version, commented.status) == (2, request_.status)
    assert (last.kind, last.note, last.actor_role) == ("COMMENTED", "ертең\n\nкелеміз", Role.EXECUTOR)
    newest = (await notifications(request_.author_id)).items[0][1]
    assert newest.logged.event == last


async def test_a_closed_request_may_still_be_talked_about(town):
    """Talking and watching end with no status."""
    citizen = await town.person()
    request = await submit(town.desk, citizen, town.submission())
    withdrawn = await verdict.withdraw(town.desk, citizen, request.id)

    assert (await comments.comment(town.desk, citizen, request.id, "түсінікті")).status is withdrawn.status
    assert await comments.follow(town.desk, await town.person(), request.id)


async def test_many_comments_at_once_are_numbered_without_holes(town, request_):
    """Each takes the next version; none is lost."""
    people = [await town.person() for _ in range(4)]

    await asyncio.gather(*(comments.comment(town.desk, person, request_.id, "x") for person in people * 2))

    versions = [logged.event.request.version for _, logged in (await timeline(request_.id)).items]
    assert versions == list(range(1, 10))


async def test_what_is_refused(town, request_, unknown_id):
    """Empty and endless texts, unknown requests and nobody at all."""
    citizen = await town.person()
    for text in ("", " \n ", "x" * 2001):
        with pytest.raises(InvalidInput) as refused:
            await comments.comment(town.desk, citizen, request_.id, text)
        assert refused.value.data["field"] == "text"
    for attempt in (
        comments.comment(town.desk, citizen, unknown_id, "x"),
        comments.follow(town.desk, citizen, unknown_id),
        comments.unfollow(citizen, unknown_id),
    ):
        with pytest.raises(NotFound):
            await attempt
    for attempt in (
        comments.comment(town.desk, None, request_.id, "x"),
        comments.follow(town.desk, None, request_.id),
        comments.unfollow(None, request_.id),
    ):
        with pytest.raises(Unauthenticated):
            await attempt
