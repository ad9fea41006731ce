"""Blocking: at once, and only by the Akimat of the city."""

from dataclasses import replace

import pytest

from app.auth.sessions import viewer_of_token
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sign_in import login
from app.commands.requests.assignment import assign
from app.commands.requests.submission import submit
from app.commands.requests.work import claim
from app.commands.staff.blocking import block_account, unblock_account
from app.domain.roles import Role
from app.errors import InvalidInput, NotAllowed, NotFound, Unauthenticated
from app.models import Account, ServiceRequestRow

PASSWORD = "қалаға сөз"


async def citizen_of(test_app, city_id="almaty"):
    wish = Registration(
        name="Aruzhan Serik", email="a@example.kz", password=PASSWORD, role=Role.CITIZEN, city_id=city_id
    )
    return await register(test_app.context, wish)


async def test_a_blocked_account_is_out_until_it_is_let_in(test_app):
    """Sessions end and stay ended; signing in is refused, and allowed again after."""
    signed, akimat = await citizen_of(test_app), await test_app.person(Role.AKIMAT)

    await block_account(test_app.context, akimat, signed.viewer.account_id)

    assert await viewer_of_token(signed.token, test_app.clock.now()) is None
    with pytest.raises(Unauthenticated):
        await login(test_app.context, "a@example.kz", PASSWORD)
    account = await Account.get(id=signed.viewer.account_id)
    assert (account.blocked_at, account.blocked_by) == (test_app.clock.now(), akimat.account_id)

    await unblock_account(test_app.context, akimat, signed.viewer.account_id)
    assert await viewer_of_token(signed.token, test_app.clock.now()) is None
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
    """Not a foreign officer, not an unverified one, not other people; and no officer, not even oneself."""
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
        for account_id in (akimat.account_id, (await test_app.person(Role.AKIMAT)).account_id, homeless.account_id):
            with pytest.raises(NotAllowed):
                await act(test_app.context, akimat, account_id)
        with pytest.raises(NotFound):
            await act(test_app.context, akimat, unknown_id)
        with pytest.raises(Unauthenticated):
            await act(test_app.context, None, signed.viewer.account_id)
    assert await Account.filter(blocked_at__isnull=False).count() == 0
