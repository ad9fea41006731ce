"""The points that each kind of abuse earns."""

import pytest

from app.commands.requests import merging, verdict, withdrawal, work
from app.commands.staff import approval
from app.domain.accounts.roles import Role
from app.domain.figures.points import DAILY_CAP
from app.errors import IllegalTransition, NotAllowed
from app.models import Account
from tests import pictures
from tests.integration.points.conftest import ledger


async def test_a_flood_of_fake_submissions_earns_nothing(factory):
    """200 requests without work on them, half of them withdrawn: 0 points and not one entry."""
    attacker = await factory.test_app.person()
    for number in range(200):
        request = await factory.submitted(attacker)
        if number % 2:
            await withdrawal.withdraw(factory.test_app.context, attacker, request.id)

    assert await factory.balance(attacker) == 0
    assert await ledger() == []


async def test_a_flood_refused_as_spam_earns_nothing_even_where_work_began(factory):
    """Ten fakes sent an executor on the way: the officer's word takes all of it back."""
    attacker = await factory.test_app.person()
    for _ in range(10):
        await factory.reject(await factory.started(attacker))

    assert await factory.balance(attacker) == 0


async def test_what_is_taken_back_does_not_open_the_day_again(factory):
    """The cap is reached, one request turns out to be spam: the next one of the day earns 0, not what was taken."""
    attacker = await factory.test_app.person()
    requests = [await factory.started(attacker) for _ in range(DAILY_CAP // 10)]
    assert await factory.balance(attacker) == DAILY_CAP
    await factory.reject(requests[0])
    await factory.test_app.settled()

    await factory.started(attacker)

    assert await factory.balance(attacker) == DAILY_CAP - 10


async def test_a_second_account_as_executor_needs_the_akimat(factory):
    """Registering as an executor gives no work: until the officer approves it, it earns the first account 0."""
    attacker, second = await factory.test_app.person(), await factory.test_app.person(Role.EXECUTOR)
    await Account.filter(id=second.account_id).update(approved_at=None)
    unapproved = type(second)(
        account_id=second.account_id, session_id=None, registered_role=Role.EXECUTOR, city_id="almaty", approved=False
    )
    request = await factory.submitted(attacker)

    with pytest.raises(NotAllowed):
        await work.claim(factory.test_app.context, unapproved, request.id)
    with pytest.raises(NotAllowed):
        await approval.approve_executor(factory.test_app.context, attacker, second.account_id)

    assert await factory.balance(attacker) == 0


async def test_a_bought_executor_brings_no_more_than_the_cap_a_day(factory):
    """Author and approved executor in league, thirty whole lives in a day: the day's cap, and the next day again."""
    attacker, bought = await factory.test_app.person(), await factory.test_app.person(Role.EXECUTOR)
    for _ in range(30):
        await factory.confirmed(attacker, bought)
    assert await factory.balance(attacker) == DAILY_CAP

    factory.test_app.pass_time(days=1)
    for _ in range(5):
        await factory.confirmed(attacker, bought)

    assert await factory.balance(attacker) == 2 * DAILY_CAP
    assert await factory.balance(bought) == 0


async def test_an_executor_who_reports_to_himself_or_to_a_colleague_earns_nothing(factory):
    """Staff never gets points for the work."""
    executor, colleague = factory.executor, await factory.test_app.person(Role.EXECUTOR)

    await factory.confirmed(executor, executor)
    await factory.confirmed(executor, colleague)

    assert await factory.balance(executor) == 0
    assert await factory.balance(colleague) == 0


async def test_disputing_again_and_again_earns_one_verdict(factory):
    """Ten rounds of done and not done: 10 for the work, 5 for the first verdict, 10 for the fix."""
    attacker = await factory.test_app.person()
    request = await factory.done(attacker)
    for _ in range(10):
        await verdict.dispute(factory.test_app.context, attacker, request.id, "жоқ")
        await pictures.complete(factory.test_app.context, factory.executor, request.id)
    assert await factory.balance(attacker) == 15

    await verdict.confirm(factory.test_app.context, attacker, request.id, 1)

    assert await factory.balance(attacker) == 25
    with pytest.raises(IllegalTransition):
        await verdict.confirm(factory.test_app.context, attacker, request.id, 1)


async def test_giving_back_and_starting_again_earns_one_start(factory):
    """Ten rounds of start and release by a helper: 10 points."""
    attacker = await factory.test_app.person()
    request = await factory.started(attacker)
    for _ in range(10):
        await work.release(factory.test_app.context, factory.executor, request.id, "кейін")
        await work.claim(factory.test_app.context, factory.executor, request.id)
        await pictures.start(factory.test_app.context, factory.executor, request.id)

    assert await factory.balance(attacker) == 10


async def test_repeats_of_one_problem_earn_once_and_never_of_ones_own(factory):
    """Five repeats of another author's problem: 5 points once it is confirmed. Five own repeats: nothing more."""
    honest, attacker = await factory.test_app.person(), await factory.test_app.person()
    target = await factory.submitted(honest)
    for author in (attacker, honest):
        for _ in range(5):
            repeat = await factory.submitted(author)
            await merging.merge(factory.test_app.context, factory.akimat, repeat.id, target.id)
    await work.claim(factory.test_app.context, factory.executor, target.id)
    await pictures.start(factory.test_app.context, factory.executor, target.id)
    await pictures.complete(factory.test_app.context, factory.executor, target.id)
    await verdict.confirm(factory.test_app.context, honest, target.id, 5)

    assert await factory.balance(attacker) == 5
    assert await factory.balance(honest) == 25


async def test_joining_by_merges_is_under_the_same_cap(factory):
    """An author with the day's points already gets 0 for a repeat of another author's problem."""
    honest, attacker = await factory.test_app.person(), await factory.test_app.person()
    for _ in range(DAILY_CAP // 10):
        await factory.started(attacker)
    repeat, target = await factory.submitted(attacker), await factory.done(honest)
    await merging.merge(factory.test_app.context, factory.akimat, repeat.id, target.id, anyway=True)
    await factory.test_app.settled()

    await verdict.confirm(factory.test_app.context, honest, target.id, 5)

    assert await factory.balance(attacker) == DAILY_CAP


async def test_a_repeat_of_what_is_fixed_already_earns_nothing(factory):
    """Merged into a confirmed request: the fix was there before."""
    honest, attacker = await factory.test_app.person(), await factory.test_app.person()
    target = await factory.confirmed(honest)
    repeat = await factory.submitted(attacker)

    await merging.merge(factory.test_app.context, factory.akimat, repeat.id, target.id, anyway=True)

    assert await factory.balance(attacker) == 0


async def test_a_verdict_that_comes_late_earns_the_fix_alone(factory):
    """Letting requests lie to confirm them in a heap brings no verdict points."""
    sleeper = await factory.test_app.person()
    request = await factory.done(sleeper)
    factory.test_app.pass_time(days=8)

    await verdict.confirm(factory.test_app.context, sleeper, request.id, 5)

    assert await factory.balance(sleeper) == 20
