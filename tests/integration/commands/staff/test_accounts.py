"""Accounts made from the command line."""

import asyncio

import pytest

from app.auth.sessions import viewer_of_token
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sign_in import login
from app.commands.staff.accounts import put_account
from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.roles import Locale, Role
from app.errors import InvalidInput
from app.models import Account, AccountDecision

GIVEN = {"name": "Ерлан", "email": "Erlan@gov.kz", "password": "парольдер", "role": Role.AKIMAT, "city_id": "almaty"}


async def test_a_new_account_may_work_at_once(test_app):
    """It is confirmed and approved, and signs in with its password."""
    viewer = await put_account(test_app.context, **GIVEN)
    signed = await login(test_app.context, "erlan@gov.kz", "парольдер")

    assert viewer.is_akimat_of("almaty")
    assert signed.viewer.account_id == viewer.account_id
    assert signed.viewer.is_akimat_of("almaty")


def waiting_officer():
    return Registration(
        name="A", email="erlan@gov.kz", password="бұрынғы сөз", role=Role.AKIMAT, city_id="astana", locale=Locale.RU
    )


async def test_an_account_that_is_there_gets_the_password_and_the_name(test_app):
    """Its city and language stay what they were, and it has the rights of its role: the operator vouches for it."""
    registered = await register(test_app.context, waiting_officer())

    viewer = await put_account(test_app.context, **{**GIVEN, "city_id": "astana"})

    account = await Account.get(id=viewer.account_id)
    assert viewer.account_id == registered.viewer.account_id
    assert (account.name, account.city_id, account.locale) == ("Ерлан", "astana", Locale.RU)
    assert (viewer.city_id, viewer.locale, viewer.approved) == ("astana", Locale.RU, True)
    assert await login(test_app.context, "erlan@gov.kz", "парольдер")


async def test_the_sessions_of_who_registered_the_address_end(test_app):
    """They need not be the owner. Putting the account again with the same password ends nothing."""
    stranger = await register(test_app.context, waiting_officer())
    await put_account(test_app.context, **{**GIVEN, "city_id": "astana"})
    assert await viewer_of_token(stranger.token, test_app.clock.now()) is None
    own = await login(test_app.context, "erlan@gov.kz", "парольдер")

    await put_account(test_app.context, **{**GIVEN, "city_id": "astana"})
    assert await viewer_of_token(own.token, test_app.clock.now()) is not None
    await put_account(test_app.context, **{**GIVEN, "city_id": "astana", "password": "басқа құпиясөз"})
    assert await viewer_of_token(own.token, test_app.clock.now()) is None


async def test_an_account_of_another_city_is_not_moved(test_app):
    """A typing error in the city would make an officer of the wrong one."""
    await register(test_app.context, waiting_officer())

    with pytest.raises(InvalidInput, match="registered for astana"):
        await put_account(test_app.context, **GIVEN)
    assert (await Account.get()).approved_at is None


async def test_putting_the_same_account_twice_at_once_makes_one(test_app):
    """Both succeed with the same account."""
    first, second = await asyncio.gather(put_account(test_app.context, **GIVEN), put_account(test_app.context, **GIVEN))

    assert first.account_id == second.account_id


REFUSED = [
    ("password", {"password": "short"}),
    ("email", {"email": "erlan@example.kz"}),
    ("email", {"email": "erlan"}),
    ("name", {"name": " "}),
    ("cityId", {"city_id": "atlantis"}),
    ("cityId", {"city_id": None}),
    ("cityId", {"city_id": None, "role": Role.EXECUTOR}),
]


async def test_what_is_refused_names_the_field(test_app):
    """The rules of registering hold for the operator as well."""
    for field, changes in REFUSED:
        with pytest.raises(InvalidInput) as refused:
            await put_account(test_app.context, **{**GIVEN, **changes})
        assert refused.value.data["field"] == field, changes
    assert await Account.all().count() == 0


async def test_an_account_keeps_its_role(test_app):
    """An address that is registered in another role is not given a new one."""
    await put_account(test_app.context, **{**GIVEN, "role": Role.CITIZEN})

    with pytest.raises(InvalidInput, match="registered as CITIZEN"):
        await put_account(test_app.context, **GIVEN)


async def test_officer_whom_the_operator_makes_stands_in_the_history(test_app):
    """A new one and a registration that waits; a repeated call and a citizen add nothing."""
    waiting = await register(
        test_app.context,
        Registration(name="Айгүл", email="w@gov.kz", password="қалаға сөз", role=Role.AKIMAT, city_id="almaty"),
    )
    for _ in range(2):
        for email in ("new@gov.kz", "w@gov.kz"):
            await put_account(
                test_app.context, name="Айгүл", email=email, password="парольдер", role=Role.AKIMAT, city_id="almaty"
            )
    await put_account(test_app.context, name="Айгүл", email="c@gov.kz", password="парольдер", role=Role.CITIZEN)

    found = await AccountDecision.all()
    accounts = {account.email: account.id for account in await Account.all()}

    assert {item.account_id for item in found} == {accounts["new@gov.kz"], waiting.viewer.account_id}
    assert [(item.kind, item.officer_id) for item in found] == [(DecisionKind.APPROVED, None)] * 2
