"""The board of a city by month, and leaving it."""

from datetime import UTC, date, datetime

import pytest

from app.commands.accounts.leaderboard import leave_leaderboard
from app.domain.accounts.roles import Role
from app.errors import InvalidInput, Unauthenticated
from app.models import Account
from app.queries.figures.leaderboard import LEAST_REQUESTS, PLACES, month_board, month_of
from app.queries.figures.points import balance_of

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


async def active(factory, requests: int = LEAST_REQUESTS, **about):
    """Somebody on whose requests work began."""
    person = await factory.test_app.person(**about)
    for _ in range(requests):
        await factory.started(person)
    return person


async def lines(factory, month=NOVEMBER, viewer=None, city_id="almaty"):
    await factory.test_app.settled()
    board = await month_board(city_id, month, viewer and viewer.account_id)
    return [(place.account_id, place.points, place.place) for place in board]


async def test_the_board_ranks_by_what_the_month_brought(factory):
    """Most points first; equal sums share a place, who was there first stands above; staff is not on it."""
    one, two = await active(factory), await active(factory, 4)
    three = await active(factory)

    assert await lines(factory) == [
        (two.account_id, 40, 1),
        (one.account_id, 30, 2),
        (three.account_id, 30, 2),
    ]
    assert await lines(factory, city_id="astana") == []
    assert await lines(factory, DECEMBER) == []


async def test_a_month_ends_with_the_citys_own_midnight(factory):
    """18:59 UTC on 30 November belongs to November, 19:00 to December: Almaty is five hours ahead."""
    factory.test_app.clock.at = datetime(2026, 11, 30, 18, 59, tzinfo=UTC)
    before = await active(factory)
    factory.test_app.clock.at = datetime(2026, 11, 30, 19, 0, tzinfo=UTC)
    after = await active(factory, 4)

    assert await lines(factory) == [(before.account_id, 30, 1)]
    assert await lines(factory, DECEMBER) == [(after.account_id, 40, 1)]


async def test_too_few_requests_make_no_place_but_are_shown_to_their_owner(factory):
    """Two requests with the whole way earn more than three that were begun, and still make no place."""
    steady, lucky = await active(factory), await factory.test_app.person()
    for _ in range(LEAST_REQUESTS - 1):
        await factory.confirmed(lucky)

    assert await lines(factory) == [(steady.account_id, 30, 1)]
    assert await lines(factory, viewer=lucky) == [(steady.account_id, 30, 1), (lucky.account_id, 50, None)]


async def test_spam_does_not_count_towards_the_least_requests(factory):
    """What was taken back was no request."""
    person = await active(factory, LEAST_REQUESTS - 1)
    await factory.reject(await factory.started(person))

    assert await lines(factory) == []


async def test_ones_own_place_is_shown_below_the_first(factory):
    """The board is twenty lines long; the twenty-first sees it with their own line at its end, with its true place."""
    leaders = [await active(factory, 4) for _ in range(PLACES)]
    last = await active(factory)

    board = await lines(factory, viewer=last)

    assert [account for account, _, _ in board] == [*(leader.account_id for leader in leaders), last.account_id]
    assert board[-1] == (last.account_id, 30, PLACES + 1)
    assert len(await lines(factory)) == PLACES
    assert len(await lines(factory, viewer=leaders[0])) == PLACES


async def test_who_left_is_not_on_any_board_and_takes_no_place(factory):
    """Not even on their own screen; those below move up; points stay; coming back brings the place back."""
    first, second = await active(factory, 4), await active(factory)
    context = factory.test_app.context

    await leave_leaderboard(context, first, leave=True)
    await leave_leaderboard(context, first, leave=True)

    assert await lines(factory, viewer=first) == [(second.account_id, 30, 1)]
    stands = await balance_of(first.account_id)
    assert (stands.balance, stands.on_leaderboard) == (40, False)

    await leave_leaderboard(context, first, leave=False)
    assert await lines(factory) == [(first.account_id, 40, 1), (second.account_id, 30, 2)]
    assert (await balance_of(first.account_id)).on_leaderboard


async def test_only_a_signed_in_person_can_leave(factory):
    """Nobody cannot."""
    with pytest.raises(Unauthenticated):
        await leave_leaderboard(factory.test_app.context, None, leave=True)


async def test_a_blocked_account_is_not_on_the_board(factory):
    """Its points stay in the ledger."""
    person = await active(factory)
    await Account.filter(id=person.account_id).update(blocked_at=factory.test_app.clock.now())

    assert await lines(factory) == []
    assert await factory.balance(person) == 30


async def test_executors_are_never_on_the_board(factory):
    """They earn nothing that it counts."""
    await active(factory, role=Role.EXECUTOR)

    assert await lines(factory) == []


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "26-01", "2026-00", "", "2026-11-01", "²026-11", "1999-12"])
def test_what_is_no_month_is_refused(month):
    """The refusal names the field."""
    with pytest.raises(InvalidInput, match="month: expected a month such as 2026-11"):
        month_of(month, datetime(2026, 11, 30, tzinfo=UTC), "Asia/Almaty")


def test_the_present_month_is_the_citys():
    """At 19:00 UTC on the last of November it is December in Almaty."""
    now = datetime(2026, 11, 30, 19, 0, tzinfo=UTC)

    assert month_of(None, now, "Asia/Almaty") == DECEMBER
    assert month_of(None, now, "America/New_York") == NOVEMBER
    assert month_of("2026-11", now, "Asia/Almaty") == NOVEMBER


async def test_the_last_month_that_can_be_asked_for_has_an_end(factory):
    """No month makes the database stumble."""
    assert await lines(factory, month_of("2999-12", datetime(2026, 1, 1, tzinfo=UTC), "UTC")) == []
