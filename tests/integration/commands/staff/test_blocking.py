"""Blocking everywhere, by the operator; and who an Akimat may block in its city."""

from dataclasses import replace

import pytest

from app.auth.sessions import viewer_of_token
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sign_in import login
from app.commands.requests.assignment import assign
from app.commands.requests.comments import comment
from app.commands.requests.submission import submit
from app.commands.requests.work import claim
from app.commands.staff.blocking import block_account, block_everywhere, unblock_account, unblock_everywhere
from app.domain.accounts.roles import Role
from app.errors import InvalidInput, NotAllowed, NotFound, Unauthenticated
from app.models import Account, ServiceRequestRow

PASSWORD = "қалаға сөз"


def in_astana(test_app):
    return test_app.submission(city_id="astana", latitude=51.13, longitude=71.43)


async def citizen_of(test_app, city_id="almaty"):
    wish = Registration(
        name="Aruzhan Serik", email="a@example.kz", password=PASSWORD, role=Role.CITIZEN, city_id=city_id
    )
    return await register(test_app.context, wish)


async def test_a_blocked_account_is_out_until_it_is_let_in(test_app):
    """Sessions end and stay ended; signing in is refused, and allowed again after."""
    signed = await citizen_of(test_app)

    assert await block_everywhere(test_app.context, signed.viewer.account_id)
    assert not await block_everywhere(test_app.context, signed.viewer.account_id)

    assert await viewer_of_token(signed.token, test_app.clock.now()) is None
    with pytest.raises(Unauthenticated):
        await login(test_app.context, "a@example.kz", PASSWORD)
    account = await Account.get(id=signed.viewer.account_id)
    assert (account.blocked_at, account.blocked_by) == (test_app.clock.now(), None)

    assert await unblock_everywhere(test_app.context, signed.viewer.account_id)
    assert not await unblock_everywhere(test_app.context, signed.viewer.account_id)
    assert await viewer_of_token(signed.token, test_app.clock.now()) is None
    assert await login(test_app.context, "a@example.kz", PASSWORD)


async def test_a_block_of_the_operator_is_not_ended_by_an_officer(test_app):
    signed, akimat = await citizen_of(test_app), await test_app.person(Role.AKIMAT)
    await block_everywhere(test_app.context, signed.viewer.account_id)

    with pytest.raises(NotAllowed):
        await unblock_account(test_app.context, akimat, signed.viewer.account_id)

    assert (await Account.get(id=signed.viewer.account_id)).blocked_at


async def test_a_block_that_an_officer_set_everywhere_is_ended_by_the_same_city_alone(test_app):
    """Blocks of before held everywhere and still do."""
    signed, akimat = await citizen_of(test_app), await test_app.person(Role.AKIMAT)
    request = await submit(test_app.context, await test_app.person(city_id="astana"), in_astana(test_app))
    await comment(test_app.context, signed.viewer, request.id, "сөз")
    await Account.filter(id=signed.viewer.account_id).update(
        blocked_at=test_app.clock.now(), blocked_by=akimat.account_id
    )

    with pytest.raises(NotAllowed):
        await unblock_account(test_app.context, await test_app.person(Role.AKIMAT, "astana"), signed.viewer.account_id)
    with pytest.raises(Unauthenticated):
        await login(test_app.context, "a@example.kz", PASSWORD)
    await unblock_account(test_app.context, await test_app.person(Role.AKIMAT), signed.viewer.account_id)

    assert await login(test_app.context, "a@example.kz", PASSWORD)


async def test_what_a_blocked_executor_had_stays_until_the_akimat_reassigns(test_app):
    """Nothing is released by itself; the blocked one gets nothing new."""
    akimat, executor, other = [await test_app.person(role) for role in (Role.AKIMAT, Role.EXECUTOR, Role.EXECUTOR)]
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    await claim(test_app.context, executor, request.id)

    await block_account(test_app.context, akimat, executor.account_id)

    assert (await ServiceRequestRow.get(id=request.id)).executor_id == executor.account_id
    with pytest.raises(InvalidInput):
        await assign(test_app.context, akimat, request.id, executor.account_id)
    assert (await assign(test_app.context, akimat, request.id, other.account_id)).executor_id == other.account_id


async def test_only_the_akimat_of_the_city_blocks(test_app, unknown_id):
    """Not a foreign officer, not an unverified one, not other people; and not oneself."""
    signed, akimat = await citizen_of(test_app), await test_app.person(Role.AKIMAT)
    homeless = await test_app.person(city_id=None)
    for act in (block_account, unblock_account):
        for other in (
            await test_app.person(Role.AKIMAT, "astana"),
            replace(akimat, approved=False),
            await test_app.person(Role.EXECUTOR),
            signed.viewer,
        ):
            with pytest.raises(NotAllowed):
                await act(test_app.context, other, signed.viewer.account_id)
        for account_id in (akimat.account_id, homeless.account_id):
            with pytest.raises(NotAllowed):
                await act(test_app.context, akimat, account_id)
        with pytest.raises(NotFound):
            await act(test_app.context, akimat, unknown_id)
        with pytest.raises(Unauthenticated):
            await act(test_app.context, None, signed.viewer.account_id)
    assert await Account.filter(blocked_at__isnull=False).count() == 0
    assert await Account.exclude(blocked_cities=[]).count() == 0
