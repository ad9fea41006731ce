"""What executors do, on the real engines."""

import asyncio

import pytest

from app.commands import ruling, verdict, work
from app.commands.submit import submit
from app.domain.lifecycle import Status
from app.domain.reasons import HoldReason
from app.domain.roles import Role
from app.errors import Conflict, IllegalTransition, NotAllowed, NotFound, Unauthenticated
from app.queries.service_requests import service_request
from tests import pictures


async def test_the_whole_way_to_confirmed(town):
    """Submit, claim, start, complete, confirm: each step is one version and is what a fresh read says."""
    citizen, executor = await town.person(), await town.person(Role.EXECUTOR)

    request = await submit(town.desk, citizen, town.submission())
    request = await work.claim(town.desk, executor, request.id)
    request = await pictures.start(town.desk, executor, request.id)
    request = await pictures.complete(town.desk, executor, request.id, "дайын")
    request = await verdict.confirm(town.desk, citizen, request.id, 5, "рақмет")

    assert request.status is Status.CONFIRMED
    assert request.version == 5
    assert request.rating == 5
    assert await service_request(request.id) == request


async def test_two_executors_claim_at_once(town):
    """One wins, the others get CONFLICT, and the request has exactly one more version."""
    citizen = await town.person()
    rivals = [await town.person(Role.EXECUTOR) for _ in range(5)]
    request = await submit(town.desk, citizen, town.submission())

    answers = await asyncio.gather(
        *(work.claim(town.desk, rival, request.id) for rival in rivals), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 4 + ["ServiceRequest"]
    found = await service_request(request.id)
    assert found is not None
    assert found.version == 2


async def test_submitting_twice_with_the_same_id_makes_one_request(town):
    """The second sending returns the first one's request, whatever it says."""
    citizen, stranger = await town.person(), await town.person()
    first = await submit(town.desk, citizen, town.submission())
    again = town.submission(id=first.id, description="other words")

    answers = await asyncio.gather(*(submit(town.desk, citizen, again) for _ in range(5)))

    assert all(answer == first for answer in answers)
    with pytest.raises(Conflict):
        await submit(town.desk, stranger, again)


async def test_hold_moves_the_deadline_by_the_length_of_the_pause(town):
    """A pause extends the deadline by exactly its own length, and a paused request is never overdue."""
    citizen, executor = await town.person(), await town.person(Role.EXECUTOR)
    request = await submit(town.desk, citizen, town.submission())
    promised = request.due_at
    await work.claim(town.desk, executor, request.id)
    await pictures.start(town.desk, executor, request.id)
    held = await work.hold(town.desk, executor, request.id, HoldReason.WEATHER)
    town.pass_time(days=30)

    resumed = await work.resume(town.desk, executor, request.id)

    assert not held.is_overdue(town.clock.now())
    assert resumed.due_at - promised == town.clock.now() - held.updated_at


async def test_strangers_are_refused_before_the_table_is_asked(town, unknown_id):
    """Nobody, a stranger and a foreign executor are told who they are not, not what state it is in."""
    citizen, foreign = await town.person(), await town.person(Role.EXECUTOR, "astana")
    request = await submit(town.desk, citizen, town.submission())

    with pytest.raises(Unauthenticated):
        await work.claim(town.desk, None, request.id)
    with pytest.raises(NotAllowed):
        await work.claim(town.desk, foreign, request.id)
    with pytest.raises(NotAllowed):
        await verdict.confirm(town.desk, foreign, request.id, 5)
    with pytest.raises(IllegalTransition, match="cannot CONFIRM while ACCEPTED"):
        await verdict.confirm(town.desk, citizen, request.id, 5)
    with pytest.raises(NotFound):
        await pictures.start(town.desk, foreign, unknown_id)


async def test_merge_takes_author_and_followers_along(town):
    """They follow the other request from now on, and are told of its steps."""
    first_author, second_author = await town.person(), await town.person()
    akimat, executor = await town.person(Role.AKIMAT), await town.person(Role.EXECUTOR)
    target = await submit(town.desk, first_author, town.submission())
    repeat = await submit(town.desk, second_author, town.submission())

    merged = await ruling.merge(town.desk, akimat, repeat.id, target.id)
    await work.claim(town.desk, executor, target.id)
    await town.settled()

    from app.queries.notifications import notifications

    page = await notifications(second_author.account_id)
    assert merged.status is Status.MERGED
    assert [item.logged.event.kind for _, item in page.items] == ["CLAIMED", "MERGED"]
