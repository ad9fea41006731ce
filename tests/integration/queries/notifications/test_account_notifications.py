"""What people are told: page by page, read and unread."""

import pytest

from app.commands.accounts.notifications import mark_one_read, mark_read
from app.commands.requests import comments, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.errors import Unauthenticated
from app.queries.notifications.account_notifications import notifications, unread_count
from tests.integration.queries.conftest import walk


@pytest.fixture
async def notified(test_app):
    """A citizen who was told of seven steps, and the positions of those, newest first."""
    citizen, neighbour, executor = (
        await test_app.person(),
        await test_app.person(),
        await test_app.person(Role.EXECUTOR),
    )
    request = await submit(test_app.context, citizen, test_app.submission())
    await work.claim(test_app.context, executor, request.id)
    for n in range(6):
        await comments.comment(test_app.context, neighbour, request.id, f"{n}")
        await comments.comment(test_app.context, citizen, request.id, "own words")
    await test_app.settled()
    page = await notifications(citizen.account_id)
    return citizen, [item.logged.position for _, item in page.items]


async def test_pages_give_everything_once_newest_first(notified):
    """Page after page, without hole or repeat; what one did oneself is not told."""
    citizen, positions = notified
    walked = await walk(lambda after: notifications(citizen.account_id, first=3, after=after))
    read = [item.logged.position for item in walked]

    assert read == positions == sorted(positions, reverse=True)
    assert len(read) == 7


async def test_marking_reads_that_one_and_all_older_ones(test_app, notified):
    """Up to means up to and with; marking again marks nothing; the newer ones stay unread."""
    citizen, positions = notified

    assert await unread_count(citizen.account_id) == 7
    assert await mark_read(test_app.context, citizen, positions[2]) == 5
    assert await mark_read(test_app.context, citizen, positions[2]) == 0
    assert await unread_count(citizen.account_id) == 2
    page = await notifications(citizen.account_id)
    assert [item.read for _, item in page.items] == [False] * 2 + [True] * 5
    assert await mark_read(test_app.context, citizen, 2**62) == 2


async def test_opening_one_marks_that_one_alone(test_app, notified):
    """The older and the newer ones stay unread; opening it again marks nothing."""
    citizen, positions = notified

    assert await mark_one_read(test_app.context, citizen, positions[2])
    assert not await mark_one_read(test_app.context, citizen, positions[2])
    assert not await mark_one_read(test_app.context, citizen, 2**62)
    assert not await mark_one_read(test_app.context, await test_app.person(), positions[1])
    page = await notifications(citizen.account_id)
    assert [item.read for _, item in page.items] == [False, False, True, False, False, False, False]
    with pytest.raises(Unauthenticated):
        await mark_one_read(test_app.context, None, positions[0])


async def test_everyone_marks_their_own(test_app, notified):
    """An account reads its own notifications only, and without an account there are none."""
    citizen, positions = notified

    assert await mark_read(test_app.context, await test_app.person(), positions[0]) == 0
    assert await unread_count(citizen.account_id) == 7
    with pytest.raises(Unauthenticated):
        await mark_read(test_app.context, None, positions[0])
