"""Passwords and addresses: by link, once; and what an attacker with half of it gets."""

import asyncio
import re

import pytest

from app.auth.limits import PASSWORD_BY_ACCOUNT, RESET_BY_ADDRESS
from app.auth.sessions import viewer_of_token
from app.commands import accounts
from app.commands.accounts import Registration, login, register
from app.commands.addresses import change_email, request_email_change
from app.commands.passwords import change_password, request_password_reset, reset_password
from app.commands.sessions import open_session
from app.commands.verification import verify_email
from app.domain.letters import LinkPurpose
from app.domain.roles import Role
from app.errors import Conflict, InvalidInput, RateLimited, Unauthenticated
from app.models import Account, EmailToken
from app.models.database import rows
from tests.conftest import NOON
from tests.integration.live.client import until

OLD, NEW = "қалаға сөз", "жаңа құпиясөз"
EMAIL = "aruzhan@example.kz"


async def somebody(town, email=EMAIL, role=Role.CITIZEN):
    """An account and its first session."""
    return await register(
        town.desk, Registration(name="Aruzhan Serik", email=email, password=OLD, role=role, city_id="almaty")
    )


async def link(town, page, to=EMAIL):
    """The token of the newest link to this page in the letters to this address, once there is one."""
    async with asyncio.timeout(10):
        while True:
            found = [
                match[1]
                for letter in town.post.letters
                if letter.to == to and (match := re.search(rf"#/{page}\?token=([^\s\"&]+)", letter.text))
            ]
            if found:
                return found[-1]
            await asyncio.sleep(0.005)


async def reset_link(town):
    """Ask for a link and open the letter."""
    await request_password_reset(town.desk, EMAIL)
    return await link(town, "reset")


async def test_a_reset_ends_every_session_and_opens_one(town):
    """The new password is the only one; whoever was signed in before is not; the owner is told."""
    old = await somebody(town)
    other = await login(town.desk, EMAIL, OLD)

    fresh = await reset_password(town.desk, await reset_link(town), NEW)

    now = town.clock.now()
    assert fresh.token not in {old.token, other.token}
    assert await viewer_of_token(old.token, now) is None
    assert await viewer_of_token(other.token, now) is None
    assert await viewer_of_token(fresh.token, now) == fresh.viewer
    with pytest.raises(Unauthenticated):
        await login(town.desk, EMAIL, OLD)
    assert await login(town.desk, EMAIL, NEW)
    assert (await Account.get(email=EMAIL)).email_verified_at == now
    await until(lambda: "QalaControl: құпиясөз өзгертілді" in {letter.subject for letter in town.post.letters})


async def test_a_stolen_link_that_was_used_opens_nothing(town):
    """Once is once, also when many open it in the same moment."""
    await somebody(town)
    token = await reset_link(town)

    answers = await asyncio.gather(
        *(reset_password(town.desk, token, f"{NEW} {n}") for n in range(4)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["InvalidInput"] * 3 + ["SignedIn"]


async def test_a_forged_link_opens_nothing_and_costs_nothing(town, monkeypatch):
    """No hash is computed for it; a link of another purpose is a forged one."""
    signed = await somebody(town)
    verify = await link(town, "verify")
    (kept,) = await EmailToken.all()
    derived = town.desk.links.account_token(LinkPurpose.RESET_PASSWORD, kept.id)

    async def never(_):
        raise AssertionError

    monkeypatch.setattr("app.commands.passwords.hash_password", never)
    for token in ("", "x", "\ud800", "' OR 1=1 --", verify, derived, signed.token, kept.token_hash):
        with pytest.raises(InvalidInput) as refused:
            await reset_password(town.desk, token, NEW)
        assert refused.value.data["field"] == "token"


async def test_a_reset_link_confirms_no_address(town):
    """Each link opens one door."""
    await somebody(town)
    token = await reset_link(town)

    for use in (verify_email, change_email):
        with pytest.raises(InvalidInput):
            await use(town.desk, token)
    assert await reset_password(town.desk, token, NEW)


async def test_a_link_grows_old_and_a_change_closes_it(town):
    """Two hours; and no older link survives a new password."""
    signed = await somebody(town)
    first = await reset_link(town)
    town.pass_time(hours=2)
    with pytest.raises(InvalidInput):
        await reset_password(town.desk, first, NEW)

    town.post.letters.clear()
    second = await reset_link(town)
    await change_password(town.desk, signed.viewer, OLD, NEW)
    with pytest.raises(InvalidInput):
        await reset_password(town.desk, second, "yet another")


async def test_a_password_that_is_refused_uses_no_link_up(town):
    """A mistake in typing is not the end of the link."""
    await somebody(town)
    token = await reset_link(town)

    with pytest.raises(InvalidInput) as refused:
        await reset_password(town.desk, token, "short")
    assert refused.value.data["field"] == "password"
    assert await reset_password(town.desk, token, NEW)


async def test_asking_does_not_tell_who_has_an_account(town):
    """The same answer, the same work before it, and the same limit; only one gets a letter."""
    await somebody(town)
    await link(town, "verify")
    town.post.letters.clear()
    answers = {}
    for email in (EMAIL, "nobody@example.kz"):
        answers[email] = [await request_password_reset(town.desk, email) for _ in range(RESET_BY_ADDRESS.most)]
        with pytest.raises(RateLimited) as refused:
            await request_password_reset(town.desk, email)
        answers[email].append(refused.value.message)
    await town.desk.drained()

    written = await rows("SELECT account_id FROM letter WHERE kind = 'RESET_PASSWORD'")
    assert answers[EMAIL] == answers["nobody@example.kz"]
    assert [item["account_id"] for item in written] == [(await Account.get(email=EMAIL)).id] * RESET_BY_ADDRESS.most


async def test_a_blocked_account_is_reset_by_nobody(town):
    """Neither by a new link nor by one that it has; and the link it has is not used up."""
    signed = await somebody(town)
    token = await reset_link(town)
    await Account.all().update(blocked_at=town.clock.now())

    with pytest.raises(Unauthenticated):
        await reset_password(town.desk, token, NEW)
    await request_password_reset(town.desk, EMAIL)
    await town.desk.drained()

    assert await EmailToken.filter(account_id=signed.viewer.account_id, purpose="RESET_PASSWORD").count() == 1
    assert await EmailToken.filter(used_at__isnull=False).count() == 0


async def test_a_session_opened_with_the_old_password_does_not_survive(town):
    """Whoever signs in with the old password in the moment of the reset is either first, and ended, or refused."""
    await somebody(town)
    stale = await Account.get(email=EMAIL)
    await reset_password(town.desk, await reset_link(town), NEW)

    with pytest.raises(Unauthenticated):
        await open_session(town.desk, stale, "")


async def test_changing_the_password_ends_the_other_sessions(town):
    """The old one is needed; the session that asks goes on."""
    first = await somebody(town)
    second = await login(town.desk, EMAIL, OLD)

    assert await change_password(town.desk, first.viewer, OLD, NEW) == 1

    assert await viewer_of_token(first.token, town.clock.now()) == first.viewer
    assert await viewer_of_token(second.token, town.clock.now()) is None
    assert await login(town.desk, EMAIL, NEW)


async def test_a_borrowed_session_cannot_guess_the_password(town):
    """Ten failures, then it waits; nothing changed."""
    signed = await somebody(town)
    for _ in range(PASSWORD_BY_ACCOUNT.most):
        with pytest.raises(InvalidInput) as refused:
            await change_password(town.desk, signed.viewer, "wrong password", NEW)
        assert refused.value.data["field"] == "oldPassword"

    with pytest.raises(RateLimited):
        await change_password(town.desk, signed.viewer, OLD, NEW)
    with pytest.raises(Unauthenticated):
        await change_password(town.desk, None, OLD, NEW)
    assert await login(town.desk, EMAIL, OLD)


async def test_two_changes_at_once(town):
    """One wins; the other learns that the password is another one now."""
    signed = await somebody(town)

    answers = await asyncio.gather(
        *(change_password(town.desk, signed.viewer, OLD, f"{NEW} {n}") for n in range(2)), return_exceptions=True
    )

    assert [type(answer) for answer in answers if not isinstance(answer, int)] in ([Conflict], [InvalidInput])


async def test_the_address_changes_by_a_link_to_the_new_one(town):
    """Until it is opened nothing changes; then the old address is told, and its links are closed."""
    signed = await somebody(town)
    verify = await link(town, "verify")
    reset = await reset_link(town)

    await request_email_change(town.desk, signed.viewer, " New@Example.KZ", OLD)
    token = await link(town, "change-email", "new@example.kz")
    assert (await Account.all().get()).email == EMAIL
    await change_email(town.desk, token, viewer=signed.viewer)

    account = await Account.all().get()
    assert (account.email, account.email_verified_at) == ("new@example.kz", town.clock.now())
    with pytest.raises(InvalidInput):
        await change_email(town.desk, token, viewer=signed.viewer)
    with pytest.raises(InvalidInput):
        await verify_email(town.desk, verify)
    with pytest.raises(InvalidInput):
        await reset_password(town.desk, reset, NEW)
    await until(lambda: any(one.to == EMAIL and "new@example.kz" in one.text for one in town.post.letters))
    assert await login(town.desk, "new@example.kz", OLD)


async def confirmed(email):
    """Somebody has opened the link of this address."""
    await Account.filter(email=email).update(email_verified_at=NOON)


async def test_an_address_that_is_taken_gets_no_letter_and_the_answer_is_the_same(town):
    """Also when it is taken between the letter and the link."""
    signed = await somebody(town)
    await somebody(town, "other@example.kz")
    await confirmed("other@example.kz")
    await request_email_change(town.desk, signed.viewer, "other@example.kz", OLD)
    await request_email_change(town.desk, signed.viewer, "later@example.kz", OLD)
    token = await link(town, "change-email", "later@example.kz")
    await somebody(town, "later@example.kz")
    await confirmed("later@example.kz")

    with pytest.raises(InvalidInput) as refused:
        await change_email(town.desk, token, viewer=signed.viewer)

    assert refused.value.data["field"] == "token"
    assert await EmailToken.filter(purpose="CHANGE_EMAIL").count() == 1


async def test_an_address_change_that_is_refused(town):
    """No address, no password, an officer who leaves the state, and nobody."""
    officer = await somebody(town, "a@almaty.gov.kz", Role.AKIMAT)
    for email, password, field in (
        ("nonsense", OLD, "email"),
        ("a@example.kz", OLD, "email"),
        ("b@almaty.gov.kz", "wrong password", "password"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await request_email_change(town.desk, officer.viewer, email, password)
        assert refused.value.data["field"] == field
    with pytest.raises(Unauthenticated):
        await request_email_change(town.desk, None, "b@almaty.gov.kz", OLD)
    assert accounts.clean_email("b@almaty.gov.kz")
