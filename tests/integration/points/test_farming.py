"""What those earn who try to earn without helping anybody: each attack with its sum."""

import pytest

from app.commands.requests import merging, verdict, withdrawal, work
from app.commands.staff import approval
from app.domain.points import DAILY_CAP
from app.domain.roles import Role
from app.errors import IllegalTransition, NotAllowed
from app.models import Account
from tests import pictures
from tests.integration.points.conftest import ledger


async def test_a_flood_of_fake_submissions_earns_nothing(street):
    """200 requests that nobody works on, half of them withdrawn: 0 points and not one entry."""
    attacker = await street.test_app.person()
    for number in range(200):
        request = await street.sent(attacker)
        if number % 2:
            await withdrawal.withdraw(street.test_app.context, attacker, request.id)

    assert await street.balance(attacker) == 0
    assert await ledger() == []


async def test_a_flood_refused_as_spam_earns_nothing_even_where_work_began(street):
    """Ten fakes sent an executor on the way: the officer's word takes all of it back."""
    attacker = await street.test_app.person()
    for _ in range(10):
        await street.refused(await street.begun(attacker))

    assert await street.balance(attacker) == 0


async def test_what_is_taken_back_does_not_open_the_day_again(street):
    """The cap is reached, one request turns out to be spam: the next one of the day earns 0, not what was taken."""
    attacker = await street.test_app.person()
    requests = [await street.begun(attacker) for _ in range(DAILY_CAP // 10)]
    assert await street.balance(attacker) == DAILY_CAP
    await street.refused(requests[0])
    await street.test_app.settled()

    await street.begun(attacker)

    assert await street.balance(attacker) == DAILY_CAP - 10


async def test_a_second_account_as_executor_needs_the_akimat(street):
    """Registering as an executor gives no work: until the officer approves it, it earns the first account 0."""
    attacker, second = await street.test_app.person(), await street.test_app.person(Role.EXECUTOR)
    await Account.filter(id=second.account_id).update(approved_at=None)
    unapproved = type(second)(
        account_id=second.account_id, session_id=None, role=Role.EXECUTOR, city_id="almaty", approved=False
    )
    request = await street.sent(attacker)

    with pytest.raises(NotAllowed):
        await work.claim(street.test_app.context, unapproved, request.id)
    with pytest.raises(NotAllowed):
        await approval.approve_executor(street.test_app.context, attacker, second.account_id)

    assert await street.balance(attacker) == 0


async def test_a_bought_executor_brings_no_more_than_the_cap_a_day(street):
    """Author and approved executor in league, thirty whole lives in a day: the day's cap, and the next day again."""
    attacker, bought = await street.test_app.person(), await street.test_app.person(Role.EXECUTOR)
    for _ in range(30):
        await street.confirmed(attacker, bought)
    assert await street.balance(attacker) == DAILY_CAP

    street.test_app.pass_time(days=1)
    for _ in range(5):
        await street.confirmed(attacker, bought)

    assert await street.balance(attacker) == 2 * DAILY_CAP
    assert await street.balance(bought) == 0


async def test_an_executor_who_reports_to_himself_or_to_a_colleague_earns_nothing(street):
    """Staff is never paid, whoever does the work."""
    executor, colleague = street.executor, await street.test_app.person(Role.EXECUTOR)

    await street.confirmed(executor, executor)
    await street.confirmed(executor, colleague)

    assert await street.balance(executor) == 0
    assert await street.balance(colleague) == 0


async def test_disputing_again_and_again_earns_one_verdict(street):
    """Ten rounds of done and not done: 10 for the work, 5 for the first verdict, 10 for the fix."""
    attacker = await street.test_app.person()
    request = await street.done(attacker)
    for _ in range(10):
        await verdict.dispute(street.test_app.context, attacker, request.id, "жоқ")
        await pictures.complete(street.test_app.context, street.executor, request.id)
    assert await street.balance(attacker) == 15

    await verdict.confirm(street.test_app.context, attacker, request.id, 1)

    assert await street.balance(attacker) == 25
    with pytest.raises(IllegalTransition):
        await verdict.confirm(street.test_app.context, attacker, request.id, 1)


async def test_giving_back_and_starting_again_earns_one_start(street):
    """Ten rounds of start and release by a helper: 10 points."""
    attacker = await street.test_app.person()
    request = await street.begun(attacker)
    for _ in range(10):
        await work.release(street.test_app.context, street.executor, request.id, "кейін")
        await work.claim(street.test_app.context, street.executor, request.id)
        await pictures.start(street.test_app.context, street.executor, request.id)

    assert await street.balance(attacker) == 10


async def test_repeats_of_one_problem_earn_once_and_never_of_ones_own(street):
    """Five repeats of somebody's problem: 5 points once it is confirmed. Five repeats of one's own: nothing more."""
    honest, attacker = await street.test_app.person(), await street.test_app.person()
    target = await street.sent(honest)
    for author in (attacker, honest):
        for _ in range(5):
            repeat = await street.sent(author)
            await merging.merge(street.test_app.context, street.akimat, repeat.id, target.id)
    await work.claim(street.test_app.context, street.executor, target.id)
    await pictures.start(street.test_app.context, street.executor, target.id)
    await pictures.complete(street.test_app.context, street.executor, target.id)
    await verdict.confirm(street.test_app.context, honest, target.id, 5)

    assert await street.balance(attacker) == 5
    assert await street.balance(honest) == 25


async def test_joining_by_merges_is_under_the_same_cap(street):
    """Whoever has had the day's points already gets 0 for a repeat of somebody else's problem."""
    honest, attacker = await street.test_app.person(), await street.test_app.person()
    for _ in range(DAILY_CAP // 10):
        await street.begun(attacker)
    repeat, target = await street.sent(attacker), await street.done(honest)
    await merging.merge(street.test_app.context, street.akimat, repeat.id, target.id)
    await street.test_app.settled()

    await verdict.confirm(street.test_app.context, honest, target.id, 5)

    assert await street.balance(attacker) == DAILY_CAP


async def test_a_repeat_of_what_is_fixed_already_earns_nothing(street):
    """Merged into a confirmed request: the fix was there before."""
    honest, attacker = await street.test_app.person(), await street.test_app.person()
    target = await street.confirmed(honest)
    repeat = await street.sent(attacker)

    await merging.merge(street.test_app.context, street.akimat, repeat.id, target.id)

    assert await street.balance(attacker) == 0


async def test_a_verdict_that_comes_late_earns_the_fix_alone(street):
    """Letting requests lie to confirm them in a heap brings no verdict points."""
    sleeper = await street.test_app.person()
    request = await street.done(sleeper)
    street.test_app.pass_time(days=8)

    await verdict.confirm(street.test_app.context, sleeper, request.id, 5)

    assert await street.balance(sleeper) == 20
