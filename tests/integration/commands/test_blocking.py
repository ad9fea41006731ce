"""Blocking: at once, by the Akimat of the city, and by nobody else."""

from dataclasses import replace

import pytest

from app.auth.sessions import viewer_of_token
from app.commands.accounts import Registration, login, register
from app.commands.blocking import block_account, unblock_account
from app.commands.ruling import assign
from app.commands.submit import submit
from app.commands.work import claim
from app.domain.roles import Role
from app.errors import InvalidInput, NotAllowed, NotFound, Unauthenticated
from app.models import Account, ServiceRequestRow

PASSWORD = "қалаға сөз"


async def citizen_of(town, city_id="almaty"):
    wish = Registration(
        name="Aruzhan Serik", email="a@example.kz", password=PASSWORD, role=Role.CITIZEN, city_id=city_id
    )
    return await register(town.desk, wish)


async def test_a_blocked_account_is_out_until_it_is_let_in(town):
    """Sessions end and stay ended; signing in is refused, and allowed again after."""
    signed, akimat = await citizen_of(town), await town.person(Role.AKIMAT)

    await block_account(town.desk, akimat, signed.viewer.account_id)

    assert await viewer_of_token(signed.token, town.clock.now()) is None
    with pytest.raises(Unauthenticated):
        await login(town.desk, "a@example.kz", PASSWORD)
    account = await Account.get(id=signed.viewer.account_id)
    assert (account.blocked_at, account.blocked_by) == (town.clock.now(), akimat.account_id)

    await unblock_account(town.desk, akimat, signed.viewer.account_id)
    assert await viewer_of_token(signed.token, town.clock.now()) is None
    assert await login(town.desk, "a@example.kz", PASSWORD)


async def test_what_a_blocked_executor_had_stays_until_the_akimat_reassigns(town):
    """Nothing is released by itself; the blocked one gets nothing new."""
    akimat, executor, other = [await town.person(role) for role in (Role.AKIMAT, Role.EXECUTOR, Role.EXECUTOR)]
    request = await submit(town.desk, await town.person(), town.submission())
    await claim(town.desk, executor, request.id)

    await block_account(town.desk, akimat, executor.account_id)

    assert (await ServiceRequestRow.get(id=request.id)).executor_id == executor.account_id
    with pytest.raises(InvalidInput):
        await assign(town.desk, akimat, request.id, executor.account_id)
    assert (await assign(town.desk, akimat, request.id, other.account_id)).executor_id == other.account_id


async def test_only_the_akimat_of_the_city_blocks(town, unknown_id):
    """Not a foreign officer, not an unverified one, not other people; and no officer, not even oneself."""
    signed, akimat = await citizen_of(town), await town.person(Role.AKIMAT)
    homeless = await town.person(city_id=None)
    for act in (block_account, unblock_account):
        for other in (
            await town.person(Role.AKIMAT, "astana"),
            replace(akimat, approved=False),
            await town.person(Role.EXECUTOR),
            signed.viewer,
        ):
            with pytest.raises(NotAllowed):
                await act(town.desk, other, signed.viewer.account_id)
        for account_id in (akimat.account_id, (await town.person(Role.AKIMAT)).account_id, homeless.account_id):
            with pytest.raises(NotAllowed):
                await act(town.desk, akimat, account_id)
        with pytest.raises(NotFound):
            await act(town.desk, akimat, unknown_id)
        with pytest.raises(Unauthenticated):
            await act(town.desk, None, signed.viewer.account_id)
    assert await Account.filter(blocked_at__isnull=False).count() == 0
