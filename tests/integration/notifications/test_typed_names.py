"""Letters to mailboxes that are not known to be the account's own carry nothing that the client typed."""

import re

import pytest

from app.commands.accounts.email_change import change_email, request_email_change
from app.commands.accounts.passwords import request_password_reset
from app.commands.accounts.profile import update_profile
from app.commands.accounts.registration import Registration, register
from app.commands.staff.blocking import block_account
from app.domain.accounts.roles import Role
from app.errors import InvalidInput
from app.models import Account
from tests.conftest import NOON

PASSWORD, TYPED, EMAIL = "қалаға сөз", "Бұғатталдыңыз", "victim@example.kz"
BAIT = "Your account is blocked.\n\nPay at https://example.kz"


async def registered(mail, name=TYPED, **changes):
    """An account of that address, which its owner has not confirmed."""
    form = Registration(name=name, given_name=name, email=EMAIL, password=PASSWORD, role=Role.CITIZEN, **changes)
    return await register(mail.context, form)


async def letters_to(mail, address):
    """Return the texts of the letters to this address."""
    await mail.context.wait_for_background()
    await mail.deliver()
    return [f"{letter.subject}\n{letter.text}\n{letter.html}" for letter in mail.mailer.letters if letter.to == address]


async def test_the_letters_of_an_unconfirmed_account_carry_no_typed_name(mail):
    """The first letter, the one to set a password, a second registration of the address, and a block."""
    signed = await registered(mail)
    with pytest.raises(InvalidInput):
        await registered(mail, "Екінші атау")
    await request_password_reset(mail.context, EMAIL)
    await mail.context.wait_for_background()
    await mail.deliver()
    await Account.filter(id=signed.viewer.account_id).update(city_id="almaty")
    await block_account(mail.context, await mail.person(Role.AKIMAT), signed.viewer.account_id, "себеп")

    sent = await letters_to(mail, EMAIL)

    assert len(sent) == 4
    assert not any(TYPED in text or "Екінші" in text for text in sent)


async def test_a_letter_to_a_new_address_carries_no_typed_name(mail):
    """A confirmed account can have a letter sent to any mailbox: by a change of its address."""
    signed = await registered(mail)
    await Account.filter(email=EMAIL).update(email_verified_at=NOON)
    await request_email_change(mail.context, signed.viewer, "other@example.kz", PASSWORD)

    (sent,) = await letters_to(mail, "other@example.kz")

    assert TYPED not in sent


async def test_an_unconfirmed_mailbox_is_not_sent_the_new_address(mail):
    """An address is a text too: its owner chose it."""
    signed = await registered(mail)
    await request_email_change(mail.context, signed.viewer, "pay-at-example@example.kz", PASSWORD)
    (sent,) = await letters_to(mail, "pay-at-example@example.kz")
    token = re.search(r"#/change-email\?token=([^\s\"&]+)", sent)[1]
    await change_email(mail.context, token, viewer=signed.viewer)

    assert len(texts := await letters_to(mail, EMAIL)) == 2
    assert not any("pay-at" in text for text in texts)


async def test_a_confirmed_account_is_greeted_by_its_name(mail):
    await registered(mail)
    await Account.filter(email=EMAIL).update(email_verified_at=NOON)
    await request_password_reset(mail.context, EMAIL)

    assert TYPED in (await letters_to(mail, EMAIL))[-1]


async def test_a_name_that_was_stored_before_names_were_checked_is_not_written(mail):
    await registered(mail)
    await Account.filter(email=EMAIL).update(email_verified_at=NOON, name=BAIT)
    await request_password_reset(mail.context, EMAIL)

    assert "Pay" not in (await letters_to(mail, EMAIL))[-1]


@pytest.mark.parametrize(
    ("field", "shown"),
    [("name", "name"), ("given_name", "givenName"), ("organisation_name", "organisationName")],
)
async def test_a_registration_with_an_address_in_a_name_is_refused(mail, field, shown):
    form = {"name": "Айгүл Серікова", "city_id": "almaty", field: BAIT}
    with pytest.raises(InvalidInput) as refused:
        await register(mail.context, Registration(email=EMAIL, password=PASSWORD, role=Role.EXECUTOR, **form))

    assert refused.value.extensions["field"] == shown


@pytest.mark.parametrize("field", ["name", "given_name"])
async def test_a_profile_with_an_address_in_a_name_is_refused(mail, field):
    signed = await registered(mail)
    with pytest.raises(InvalidInput):
        await update_profile(mail.context, signed.viewer, **{field: BAIT})
