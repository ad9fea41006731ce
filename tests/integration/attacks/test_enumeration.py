"""No answer says whether an address has an account: the same text and the same costly work for every address.

Time itself is measured by `tests/bench/enumeration.py`: a clock in a test would be wrong on a busy machine.
"""

import pytest

from app.auth.limits import TAKEN_BY_CLIENT
from app.commands.accounts import registration
from app.commands.accounts.email_change import request_email_change
from app.commands.accounts.email_verification import verify_email
from app.commands.accounts.passwords import request_password_reset, reset_password
from app.commands.accounts.registration import register
from app.commands.accounts.sign_in import login
from app.errors import InvalidInput, RateLimited, Unauthenticated
from app.models import Account
from tests.integration.attacks.conftest import OWNERS, form, tokens

ADDRESSES = ("known@example.kz", "unconfirmed@example.kz", "blocked@example.kz", "nobody@example.kz", "no address")


@pytest.fixture
async def known_accounts(test_app):
    """One account of each kind."""
    for email in ADDRESSES[:3]:
        await register(test_app.context, form(email=email))
    await Account.exclude(email="unconfirmed@example.kz").update(email_verified_at=test_app.clock.now())
    await Account.filter(email="blocked@example.kz").update(blocked_at=test_app.clock.now())
    return test_app


async def test_signing_in_costs_one_comparison_for_every_address(known_accounts, hashing):
    """And is refused in the same words."""
    answers = set()
    for email in ADDRESSES:
        hashing.clear()
        with pytest.raises(Unauthenticated) as refused:
            await login(known_accounts.context, email, "wrong password")
        answers.add((refused.value.message, str(refused.value.extensions), *hashing))

    assert len(answers) == 1
    assert hashing == ["verify"]


async def test_asking_for_a_reset_costs_nothing_before_the_answer(known_accounts, hashing, monkeypatch):
    """Not even a look into the tables: what is found is found after it."""
    kept = []
    monkeypatch.setattr(type(known_accounts.context), "run_in_background", lambda _, work: kept.append(work))
    for email in ADDRESSES[:4]:
        assert await request_password_reset(known_accounts.context, email) is None

    assert len(kept) == 4
    assert hashing == []
    for work in kept:
        work.close()


async def test_a_change_of_address_is_answered_alike(known_accounts, hashing):
    """One comparison, of one's own password; whose the address is comes after the answer."""
    viewer = (await register(known_accounts.context, form(email="me@example.kz"))).viewer
    for email in ADDRESSES[:4]:
        hashing.clear()
        assert await request_email_change(known_accounts.context, viewer, email, OWNERS) is None
        assert hashing == ["verify"]


async def test_registering_costs_one_hash_whether_the_address_is_taken(known_accounts, hashing):
    """The one answer that differs is the compromise of ADR 8; the work does not differ, nor do the refusals."""
    answers = set()
    for email in ADDRESSES[:3]:
        hashing.clear()
        with pytest.raises(InvalidInput) as refused:
            await register(known_accounts.context, form(email=email))
        answers.add((refused.value.message, str(refused.value.extensions), *hashing))
    hashing.clear()
    await register(known_accounts.context, form(email=ADDRESSES[3]))

    assert {answer[2:] for answer in answers} == {("hash",)}
    assert len(answers) == 1
    assert hashing == ["hash"]


async def test_a_list_of_addresses_is_tried_slowly(test_app, monkeypatch):
    """A network learns of so many taken addresses an hour, and then nothing more: free ones are refused as well."""

    async def quick(*_):
        return "-"

    monkeypatch.setattr(registration, "hash_password", quick)
    await register(test_app.context, form())
    for n in range(TAKEN_BY_CLIENT.most):
        await register(test_app.context, form(email=f"taken{n}@example.kz"))
        await register(test_app.context, form(email=f"free{n}@example.kz"), client="203.0.113.7")
        with pytest.raises(InvalidInput):
            await register(test_app.context, form(email=f"taken{n}@example.kz"), client="203.0.113.7")

    for email in ("one.more@example.kz", form().email):
        with pytest.raises(RateLimited):
            await register(test_app.context, form(email=email), client="203.0.113.7")
    assert await register(test_app.context, form(email="one.more@example.kz"), client="203.0.113.8")


async def test_a_link_that_is_none_costs_no_hash(known_accounts, hashing):
    """Whatever password comes with it; so guessing links makes no work and tells of no account."""
    for use in (verify_email, reset_password):
        with pytest.raises(InvalidInput) as refused:
            await use(known_accounts.context, "guess", password=OWNERS)
        assert refused.value.data == {"field": "token"}
    assert hashing == []


async def test_the_link_of_a_blocked_account_tells_nothing_of_its_password(known_accounts, hashing):
    """Right or wrong, with or without: one answer, no comparison."""
    (token,) = await tokens(known_accounts, "unconfirmed@example.kz")  # no letter leaves once the account is blocked
    await Account.filter(email="unconfirmed@example.kz").update(blocked_at=known_accounts.clock.now())
    answers = set()
    for password in (None, OWNERS, "wrong password"):
        with pytest.raises(Unauthenticated) as refused:
            await verify_email(known_accounts.context, token, password=password)
        answers.add(refused.value.message)

    assert len(answers) == 1
    assert hashing == []
