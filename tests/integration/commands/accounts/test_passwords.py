"""Passwords and addresses: by link, once; and what an attacker with half of it gets."""

import asyncio
import re

import pytest

from app.auth.limits import PASSWORD_BY_ACCOUNT, RESET_BY_ADDRESS
from app.auth.sessions import viewer_of_token
from app.commands.accounts.email_change import change_email, request_email_change
from app.commands.accounts.email_verification import verify_email
from app.commands.accounts.passwords import change_password, request_password_reset, reset_password
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sessions import open_session
from app.commands.accounts.sign_in import login
from app.domain.accounts.email_address import clean_email
from app.domain.accounts.roles import Role
from app.domain.notifications.letters import LinkPurpose
from app.errors import Conflict, InvalidInput, RateLimited, Unauthenticated
from app.models import Account, EmailToken
from app.models.database import rows
from tests.conftest import NOON
from tests.lock_waits import rivalry
from tests.waiting import PATIENCE_SECONDS, until

OLD, NEW = "қалаға сөз", "жаңа құпиясөз"
EMAIL = "aruzhan@example.kz"


async def registered(test_app, email=EMAIL, role=Role.CITIZEN):
    """An account and its first session."""
    return await register(
        test_app.context, Registration(name="Aruzhan Serik", email=email, password=OLD, role=role, city_id="almaty")
    )


async def link(test_app, page, to=EMAIL):
    """The token of the newest link to this page in the letters to this address, once there is one."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = [
                match[1]
                for letter in test_app.mailer.letters
                if letter.to == to and (match := re.search(rf"#/{page}\?token=([^\s\"&]+)", letter.text))
            ]
            if found:
                return found[-1]
            await asyncio.sleep(0.005)


async def reset_link(test_app):
    """Ask for a link and open the letter."""
    await request_password_reset(test_app.context, EMAIL)
    return await link(test_app, "reset")


async def test_a_reset_ends_every_session_and_opens_one(test_app):
    """Only the new password works; earlier sessions are over; the owner gets a letter."""
    old = await registered(test_app)
    other = await login(test_app.context, EMAIL, OLD)

    fresh = await reset_password(test_app.context, await reset_link(test_app), NEW)

    now = test_app.clock.now()
    assert fresh.token not in {old.token, other.token}
    assert await viewer_of_token(old.token, now) is None
    assert await viewer_of_token(other.token, now) is None
    assert await viewer_of_token(fresh.token, now) == fresh.viewer
    with pytest.raises(Unauthenticated):
        await login(test_app.context, EMAIL, OLD)
    assert await login(test_app.context, EMAIL, NEW)
    assert (await Account.get(email=EMAIL)).email_verified_at == now
    await until(lambda: "QalaControl: құпиясөз өзгертілді" in {letter.subject for letter in test_app.mailer.letters})


async def test_a_stolen_link_that_was_used_opens_nothing(test_app):
    """Once is once, also when many open it in the same moment."""
    await registered(test_app)
    token = await reset_link(test_app)

    answers = await asyncio.gather(
        *(reset_password(test_app.context, token, f"{NEW} {n}") for n in range(4)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["InvalidInput"] * 3 + ["SignedIn"]


async def test_a_forged_link_opens_nothing_and_costs_nothing(test_app, monkeypatch):
    """No hash is computed for it; a link of another purpose is a forged one."""
    signed = await registered(test_app)
    verify = await link(test_app, "verify")
    (kept,) = await EmailToken.all()
    derived = test_app.context.links.account_token(LinkPurpose.RESET_PASSWORD, kept.id)

    async def never(_):
        raise AssertionError

    monkeypatch.setattr("app.commands.accounts.passwords.hash_password", never)
    for token in ("", "x", "\ud800", "' OR 1=1 --", verify, derived, signed.token, kept.token_hash):
        with pytest.raises(InvalidInput) as refused:
            await reset_password(test_app.context, token, NEW)
        assert refused.value.data["field"] == "token"


async def test_a_reset_link_confirms_no_address(test_app):
    """Each link opens one door."""
    await registered(test_app)
    token = await reset_link(test_app)

    for use in (verify_email, change_email):
        with pytest.raises(InvalidInput):
            await use(test_app.context, token)
    assert await reset_password(test_app.context, token, NEW)


async def test_a_link_grows_old_and_a_change_closes_it(test_app):
    """Two hours; and no older link survives a new password."""
    signed = await registered(test_app)
    first = await reset_link(test_app)
    test_app.pass_time(hours=2)
    with pytest.raises(InvalidInput):
        await reset_password(test_app.context, first, NEW)

    test_app.mailer.letters.clear()
    second = await reset_link(test_app)
    await change_password(test_app.context, signed.viewer, OLD, NEW)
    with pytest.raises(InvalidInput):
        await reset_password(test_app.context, second, "yet another")


async def test_a_password_that_is_refused_uses_no_link_up(test_app):
    """A mistake in typing is not the end of the link."""
    await registered(test_app)
    token = await reset_link(test_app)

    with pytest.raises(InvalidInput) as refused:
        await reset_password(test_app.context, token, "short")
    assert refused.value.data["field"] == "password"
    assert await reset_password(test_app.context, token, NEW)


async def test_asking_does_not_tell_who_has_an_account(test_app):
    """The same answer, the same work before it, and the same limit; only one gets a letter."""
    await registered(test_app)
    await link(test_app, "verify")
    test_app.mailer.letters.clear()
    answers = {}
    for email in (EMAIL, "nobody@example.kz"):
        answers[email] = [await request_password_reset(test_app.context, email) for _ in range(RESET_BY_ADDRESS.most)]
        with pytest.raises(RateLimited) as refused:
            await request_password_reset(test_app.context, email)
        answers[email].append(refused.value.message)
    await test_app.context.wait_for_background()

    written = await rows("SELECT account_id FROM letter WHERE kind = 'RESET_PASSWORD'")
    assert answers[EMAIL] == answers["nobody@example.kz"]
    assert [item["account_id"] for item in written] == [(await Account.get(email=EMAIL)).id] * RESET_BY_ADDRESS.most


async def test_a_blocked_account_cannot_be_reset(test_app):
    """Neither by a new link nor by one that it has; and the link it has is not used up."""
    signed = await registered(test_app)
    token = await reset_link(test_app)
    await Account.all().update(blocked_at=test_app.clock.now())

    with pytest.raises(Unauthenticated):
        await reset_password(test_app.context, token, NEW)
    await request_password_reset(test_app.context, EMAIL)
    await test_app.context.wait_for_background()

    assert await EmailToken.filter(account_id=signed.viewer.account_id, purpose="RESET_PASSWORD").count() == 1
    assert await EmailToken.filter(used_at__isnull=False).count() == 0


async def test_a_session_opened_with_the_old_password_does_not_survive(test_app):
    """Whoever signs in with the old password in the moment of the reset is either first, and ended, or refused."""
    await registered(test_app)
    stale = await Account.get(email=EMAIL)
    await reset_password(test_app.context, await reset_link(test_app), NEW)

    with pytest.raises(Unauthenticated):
        await open_session(test_app.context, stale, "")


async def test_changing_the_password_ends_the_other_sessions(test_app):
    """The old one is needed; the session that asks goes on."""
    first = await registered(test_app)
    second = await login(test_app.context, EMAIL, OLD)

    assert await change_password(test_app.context, first.viewer, OLD, NEW) == 1

    assert await viewer_of_token(first.token, test_app.clock.now()) == first.viewer
    assert await viewer_of_token(second.token, test_app.clock.now()) is None
    assert await login(test_app.context, EMAIL, NEW)


async def test_a_borrowed_session_cannot_guess_the_password(test_app):
    """Ten failures, then it waits; nothing changed."""
    signed = await registered(test_app)
    for _ in range(PASSWORD_BY_ACCOUNT.most):
        with pytest.raises(InvalidInput) as refused:
            await change_password(test_app.context, signed.viewer, "wrong password", NEW)
        assert refused.value.data["field"] == "oldPassword"

    with pytest.raises(RateLimited):
        await change_password(test_app.context, signed.viewer, OLD, NEW)
    with pytest.raises(Unauthenticated):
        await change_password(test_app.context, None, OLD, NEW)
    assert await login(test_app.context, EMAIL, OLD)


async def test_two_changes_at_once(test_app):
    """One wins; the other learns that the password is another one now."""
    signed = await registered(test_app)

    answers = await asyncio.gather(
        *(change_password(test_app.context, signed.viewer, OLD, f"{NEW} {n}") for n in range(2)), return_exceptions=True
    )

    assert [type(answer) for answer in answers if not isinstance(answer, int)] in ([Conflict], [InvalidInput])


async def test_a_link_that_is_voided_while_it_is_opened_is_refused(test_app):
    """Both lock the account before a link: in another order each would wait for the other."""
    account_id = (await registered(test_app)).viewer.account_id
    token = await link(test_app, "verify")

    async with rivalry() as rival:
        await Account.select_for_update().get(id=account_id)
        opening = await rival.blocked(verify_email(test_app.context, token, password=OLD))
        await EmailToken.filter(account_id=account_id).delete()

    with pytest.raises(InvalidInput, match="token"):
        await opening


async def test_a_reset_link_that_is_opened_twice_at_once_works_once(test_app):
    """The second one finds it used, and the password of the first holds."""
    await registered(test_app)
    token = await reset_link(test_app)

    answers = await asyncio.gather(
        *(reset_password(test_app.context, token, f"{NEW} {number}") for number in range(3)), return_exceptions=True
    )

    works = [number for number, answer in enumerate(answers) if not isinstance(answer, BaseException)]
    assert len(works) == 1
    assert [type(answer) for number, answer in enumerate(answers) if number not in works] == [InvalidInput] * 2
    await login(test_app.context, EMAIL, f"{NEW} {works[0]}")


async def test_the_address_changes_by_a_link_to_the_new_one(test_app):
    """Until it is opened nothing changes; then the old address is told, and its links are closed."""
    signed = await registered(test_app)
    await Account.filter(email=EMAIL).update(email_verified_at=NOON)
    verify = await link(test_app, "verify")
    reset = await reset_link(test_app)

    await request_email_change(test_app.context, signed.viewer, " New@Example.KZ", OLD)
    token = await link(test_app, "change-email", "new@example.kz")
    assert (await Account.all().get()).email == EMAIL
    await change_email(test_app.context, token, viewer=signed.viewer)

    account = await Account.all().get()
    assert (account.email, account.email_verified_at) == ("new@example.kz", test_app.clock.now())
    with pytest.raises(InvalidInput):
        await change_email(test_app.context, token, viewer=signed.viewer)
    with pytest.raises(InvalidInput):
        await verify_email(test_app.context, verify)
    with pytest.raises(InvalidInput):
        await reset_password(test_app.context, reset, NEW)
    await until(lambda: any(one.to == EMAIL and "new@example.kz" in one.text for one in test_app.mailer.letters))
    assert await login(test_app.context, "new@example.kz", OLD)


async def confirmed(email):
    """Somebody has opened the link of this address."""
    await Account.filter(email=email).update(email_verified_at=NOON)


async def test_an_address_that_is_taken_gets_no_letter_and_the_answer_is_the_same(test_app):
    """Also when it is taken between the letter and the link."""
    signed = await registered(test_app)
    await registered(test_app, "other@example.kz")
    await confirmed("other@example.kz")
    await request_email_change(test_app.context, signed.viewer, "other@example.kz", OLD)
    await request_email_change(test_app.context, signed.viewer, "later@example.kz", OLD)
    token = await link(test_app, "change-email", "later@example.kz")
    await registered(test_app, "later@example.kz")
    await confirmed("later@example.kz")

    with pytest.raises(InvalidInput) as refused:
        await change_email(test_app.context, token, viewer=signed.viewer)

    assert refused.value.data["field"] == "token"
    assert await EmailToken.filter(purpose="CHANGE_EMAIL").count() == 1


async def test_an_address_change_that_is_refused(test_app):
    """No address, no password, an officer with an address outside the state, and an anonymous client."""
    officer = await registered(test_app, "a@almaty.gov.kz", Role.AKIMAT)
    for email, password, field in (
        ("nonsense", OLD, "email"),
        ("a@example.kz", OLD, "email"),
        ("b@almaty.gov.kz", "wrong password", "password"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await request_email_change(test_app.context, officer.viewer, email, password)
        assert refused.value.data["field"] == field
    with pytest.raises(Unauthenticated):
        await request_email_change(test_app.context, None, "b@almaty.gov.kz", OLD)
    assert clean_email("b@almaty.gov.kz")
