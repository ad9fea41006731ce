"""What executors do, on the real engines."""

import asyncio

import pytest

from app.commands.requests import merging, verdict, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Status
from app.domain.requests.reasons import HoldReason
from app.errors import IllegalTransition, NotAllowed, NotFound, Unauthenticated
from app.queries.requests.service_requests import service_request
from tests import pictures


async def test_the_whole_way_to_confirmed(test_app):
    """Submit, claim, start, complete, confirm: each step is one version and is what a fresh read says."""
    citizen, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)

    request = await submit(test_app.context, citizen, test_app.submission())
    request = await work.claim(test_app.context, executor, request.id)
    request = await pictures.start(test_app.context, executor, request.id)
    request = await pictures.complete(test_app.context, executor, request.id, "дайын")
    request = await verdict.confirm(test_app.context, citizen, request.id, 5, "рақмет")

    assert request.status is Status.CONFIRMED
    assert request.version == 5
    assert request.rating == 5
    assert await service_request(request.id) == request


async def test_two_executors_claim_at_once(test_app):
    """One wins, the others get CONFLICT, and the request has exactly one more version."""
    citizen = await test_app.person()
    rivals = [await test_app.person(Role.EXECUTOR) for _ in range(5)]
    request = await submit(test_app.context, citizen, test_app.submission())

    answers = await asyncio.gather(
        *(work.claim(test_app.context, rival, request.id) for rival in rivals), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 4 + ["ServiceRequest"]
    found = await service_request(request.id)
    assert found is not None
    assert found.version == 2


async def test_hold_moves_the_deadline_by_the_length_of_the_pause(test_app):
    """A pause extends the deadline by exactly its own length, and a paused request is never overdue."""
    citizen, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    request = await submit(test_app.context, citizen, test_app.submission())
    promised = request.due_at
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    held = await work.hold(test_app.context, executor, request.id, HoldReason.WEATHER)
    test_app.pass_time(days=30)

    resumed = await work.resume(test_app.context, executor, request.id)

    assert not held.is_overdue(test_app.clock.now())
    assert resumed.due_at - promised == test_app.clock.now() - held.updated_at


async def test_strangers_are_refused_before_the_table_is_asked(test_app, unknown_id):
    """Nobody, a stranger and a foreign executor are told who they are not, not what state it is in."""
    citizen, foreign = await test_app.person(), await test_app.person(Role.EXECUTOR, "astana")
    request = await submit(test_app.context, citizen, test_app.submission())

    with pytest.raises(Unauthenticated):
        await work.claim(test_app.context, None, request.id)
    with pytest.raises(NotAllowed):
        await work.claim(test_app.context, foreign, request.id)
    with pytest.raises(NotAllowed):
        await verdict.confirm(test_app.context, foreign, request.id, 5)
    with pytest.raises(IllegalTransition, match="cannot CONFIRM while ACCEPTED"):
        await verdict.confirm(test_app.context, citizen, request.id, 5)
    with pytest.raises(NotFound):
        await pictures.start(test_app.context, foreign, unknown_id)


async def test_merge_takes_author_and_followers_along(test_app):
    """They follow the other request from now on, and are told of its steps."""
    first_author, second_author = await test_app.person(), await test_app.person()
    akimat, executor = await test_app.person(Role.AKIMAT), await test_app.person(Role.EXECUTOR)
    target = await submit(test_app.context, first_author, test_app.submission())
    repeat = await submit(test_app.context, second_author, test_app.submission())

    merged = await merging.merge(test_app.context, akimat, repeat.id, target.id)
    await work.claim(test_app.context, executor, target.id)
    await test_app.settled()

    from app.queries.notifications.account_notifications import notifications

    page = await notifications(second_author.account_id)
    assert merged.status is Status.MERGED
    assert [item.logged.event.kind for _, item in page.items] == ["CLAIMED", "MERGED"]
