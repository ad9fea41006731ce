"""Accounts: registering, the link, signing in and out, the profile, approval."""

import asyncio
import re
from dataclasses import replace

import pytest

from app.auth.sessions import living_sessions, viewer_of_token
from app.auth.tokens import token_hash
from app.commands.accounts.email_verification import verify_email
from app.commands.accounts.profile import update_profile
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sessions import logout
from app.commands.accounts.sign_in import login
from app.commands.requests.submission import submit
from app.commands.requests.work import claim
from app.commands.staff.approval import approve_executor
from app.domain.accounts.roles import Locale, Role
from app.domain.notifications.letters import LINK_HOURS, LinkPurpose
from app.errors import InvalidInput, NotAllowed, NotFound, Unauthenticated
from app.models import Account, Session
from app.models.database import rows
from app.queries.accounts.people import pending_executors
from tests.waiting import PATIENCE_SECONDS

PASSWORD = "қалаға сөз"


def wish(**changes):
    """A registration that is in order."""
    given = {"name": "Aruzhan Serik", "email": "aruzhan@example.kz", "password": PASSWORD, "role": Role.CITIZEN}
    return Registration(**{**given, **changes})


async def link_token(test_app, email="aruzhan@example.kz"):
    """The token of the link in the letter to this address, once the letter is there."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            for letter in test_app.mailer.letters:
                if letter.to == email and (found := re.search(r"token=([^\s\"&]+)", letter.text)):
                    return found[1]
            await asyncio.sleep(0.005)


async def test_a_citizen_may_begin_at_once(test_app):
    """A citizen needs no city, no approval and no link; the token opens the session that was made."""
    signed = await register(test_app.context, wish(email=" Aruzhan@Example.KZ "), "Firefox")

    account = await Account.get(id=signed.viewer.account_id)
    session = await Session.get(id=signed.viewer.session_id)
    assert (account.email, account.role, account.city_id, account.locale) == (
        "aruzhan@example.kz",
        Role.CITIZEN,
        None,
        Locale.KK,
    )
    assert signed.viewer.approved
    assert await viewer_of_token(signed.token, test_app.clock.now()) == signed.viewer
    assert session.user_agent == "Firefox"


async def test_an_executor_waits_for_the_akimat(test_app):
    """The role alone gives no right: until the Akimat of the city approves, the executor may not take work."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    signed = await register(test_app.context, wish(role=Role.EXECUTOR, city_id="almaty"))

    assert not signed.viewer.approved
    with pytest.raises(NotAllowed):
        await claim(test_app.context, signed.viewer, request.id)
    assert [person.id for person in await pending_executors("almaty")] == [signed.viewer.account_id]

    await approve_executor(
        test_app.context, await test_app.person(Role.AKIMAT), signed.viewer.account_id, even_unconfirmed=True
    )
    viewer = await viewer_of_token(signed.token, test_app.clock.now())

    assert (await claim(test_app.context, viewer, request.id)).executor_id == signed.viewer.account_id
    assert await pending_executors("almaty") == []


async def test_an_officer_waits_for_the_link(test_app):
    """An Akimat account in a state domain has the rights of an officer once the link in its letter was opened."""
    signed = await register(test_app.context, wish(role=Role.AKIMAT, city_id="almaty", email="a@almaty.gov.kz"))
    executor = await register(test_app.context, wish(role=Role.EXECUTOR, city_id="almaty"))

    assert not signed.viewer.is_akimat_of("almaty")
    with pytest.raises(NotAllowed):
        await approve_executor(test_app.context, signed.viewer, executor.viewer.account_id, even_unconfirmed=True)

    verified = await verify_email(test_app.context, await link_token(test_app, "a@almaty.gov.kz"), viewer=signed.viewer)

    assert verified.viewer.is_akimat_of("almaty")
    assert not verified.viewer.is_akimat_of("astana")
    assert await approve_executor(test_app.context, verified.viewer, executor.viewer.account_id, even_unconfirmed=True)


async def test_the_domains_of_the_state(test_app):
    """gov.kz and everything below it is the state."""
    for email in ("x@gov.kz", "x@almaty.gov.kz", "X@Sub.Almaty.GOV.KZ"):
        assert await register(test_app.context, wish(role=Role.AKIMAT, city_id="almaty", email=email))


async def test_no_domain_of_the_state(test_app):
    """What only looks like the state is refused for an Akimat account, naming the field."""
    for email in (
        "aruzhan@gov",
        "x@gov.kz.evil.com",
        "x@notgov.kz",
        "x@gov-kz.com",
        "gov.kz@example.kz",
        "x@gov.kz@evil.com",
        "x@.gov.kz",
        "x@gov.kz.",
    ):
        with pytest.raises(InvalidInput) as refused:
            await register(test_app.context, wish(role=Role.AKIMAT, city_id="almaty", email=email))
        assert refused.value.data["field"] == "email"
    assert await Account.all().count() == 0


REFUSED = [
    ("name", {"name": "  \n"}),
    ("name", {"name": "a" * 101}),
    ("email", {"email": "nobody"}),
    ("email", {"email": "a b@example.kz"}),
    ("email", {"email": "a@b"}),
    ("email", {"email": "a@-b.kz"}),
    ("email", {"email": f"{'a' * 65}@example.kz"}),
    ("email", {"email": f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}.kz"}),
    ("email", {"email": "a\x00b@example.kz"}),
    ("email", {"email": "a,other@example.kz"}),
    ("email", {"email": "Айым <a@example.kz>"}),
    ("email", {"email": "a@example.kz\nBcc: b@example.kz"}),
    ("password", {"password": "short12"}),
    ("password", {"password": "x" * 201}),
    ("cityId", {"city_id": "atlantis"}),
    ("cityId", {"city_id": "alma\x00ty"}),
    ("cityId", {"city_id": "\ud800"}),
    ("cityId", {"role": Role.EXECUTOR}),
    ("cityId", {"role": Role.AKIMAT, "email": "a@gov.kz"}),
]


async def test_a_registration_that_is_refused_names_the_field(test_app):
    """Nothing is written, and the client learns which field to show the message at."""
    for field, changes in REFUSED:
        with pytest.raises(InvalidInput) as refused:
            await register(test_app.context, wish(**changes))
        assert refused.value.data["field"] == field, changes
    assert await Account.all().count() == 0
    assert test_app.mailer.letters == []


async def test_a_password_may_be_anything(test_app):
    """Spaces, letters of any language, signs, and even half a character are kept and compared as they are."""
    for n, password in enumerate(["  a  b  c", "Әғқ" * 60, "x\x00yzzzzz", "half \ud800 one"]):
        await register(test_app.context, wish(email=f"p{n}@example.kz", password=password))

        assert await login(test_app.context, f"p{n}@example.kz", password)
        with pytest.raises(Unauthenticated):
            await login(test_app.context, f"p{n}@example.kz", password[:-1] + "?")


async def test_two_registrations_of_one_address_at_once(test_app):
    """One gets the account, the others are told that the address is taken; case makes no other address."""
    wishes = [wish(email=email) for email in ("a@example.kz", "A@example.kz", "a@EXAMPLE.kz")]

    answers = await asyncio.gather(*(register(test_app.context, one) for one in wishes), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["InvalidInput", "InvalidInput", "SignedIn"]
    assert {answer.data["field"] for answer in answers if isinstance(answer, InvalidInput)} == {"email"}
    assert await Account.all().count() == 1


async def test_taken_address_costs_the_same_and_brings_one_letter_a_day(test_app, monkeypatch):
    """One hash either way, words that fit any refusal, and no second account."""
    seen = []

    async def counted(password, _):
        seen.append(password)
        return "-"

    monkeypatch.setattr("app.commands.accounts.registration.hash_password", counted)
    owner = await register(test_app.context, wish())
    await Account.all().update(email_verified_at=test_app.clock.now())
    assert len(seen) == 1
    for n in range(3):
        with pytest.raises(InvalidInput) as refused:
            await register(test_app.context, wish(name="Somebody Else", role=Role.EXECUTOR, city_id="almaty"))
        assert len(seen) == n + 2
        assert refused.value.data == {"field": "email"}
        assert "exist" not in refused.value.message
    await test_app.context.wait_for_background()

    letters = await rows("SELECT account_id FROM letter WHERE kind = 'ADDRESS_TAKEN'")
    assert [letter["account_id"] for letter in letters] == [owner.viewer.account_id]
    assert await Account.all().count() == 1


async def test_the_link_opens_once(test_app):
    """The first opening confirms the address and signs in; the second is refused."""
    signed = await register(test_app.context, wish())
    token = await link_token(test_app)

    again = await verify_email(test_app.context, token, viewer=signed.viewer)
    with pytest.raises(InvalidInput, match="used already") as refused:
        await verify_email(test_app.context, token)

    account = await Account.get(id=signed.viewer.account_id)
    assert account.email_verified_at == test_app.clock.now()
    assert again.viewer.account_id == account.id
    assert again.token != signed.token
    assert refused.value.data["field"] == "token"


async def test_the_link_opened_many_times_at_once(test_app):
    """However many open it in the same moment, one succeeds."""
    viewer = (await register(test_app.context, wish())).viewer
    token = await link_token(test_app)

    answers = await asyncio.gather(
        *(verify_email(test_app.context, token, viewer=viewer) for _ in range(5)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["InvalidInput"] * 4 + ["SignedIn"]


async def test_the_link_grows_old(test_app):
    """At the end of its time it opens nothing."""
    await register(test_app.context, wish())
    test_app.pass_time(hours=LINK_HOURS[LinkPurpose.VERIFY_EMAIL])

    with pytest.raises(InvalidInput):
        await verify_email(test_app.context, await link_token(test_app))


async def test_a_forged_link_opens_nothing(test_app):
    """A token that was never written is refused, whatever it is made of."""
    for token in ("", "x", "Ә" * 43, "a\x00", "\ud800", "' OR 1=1 --"):
        with pytest.raises(InvalidInput) as refused:
            await verify_email(test_app.context, token)
        assert refused.value.data["field"] == "token"


async def test_a_blocked_account_cannot_use_its_link(test_app):
    """The link stays unused; a block holds on every way in."""
    signed = await register(test_app.context, wish())
    token = await link_token(test_app)
    await Account.filter(id=signed.viewer.account_id).update(blocked_at=test_app.clock.now())

    with pytest.raises(Unauthenticated):
        await verify_email(test_app.context, token)

    assert (await Account.get(id=signed.viewer.account_id)).email_verified_at is None


async def test_signing_in(test_app):
    """The right address and password open a session of its own, each time another; case and space do not matter."""
    first = await register(test_app.context, wish())
    second = await login(test_app.context, " ARUZHAN@example.kz ", PASSWORD, "Chrome" * 100)

    assert second.viewer.account_id == first.viewer.account_id
    assert second.token != first.token
    assert len((await Session.get(id=second.viewer.session_id)).user_agent) == 200


async def test_the_answer_does_not_tell_what_was_wrong(test_app):
    """A wrong password, also of a blocked account, an unknown address and nonsense: the very same words."""
    signed = await register(test_app.context, wish())
    await register(test_app.context, wish(email="blocked@example.kz"))
    await Account.filter(email="blocked@example.kz").update(blocked_at=test_app.clock.now())
    attempts = [
        ("aruzhan@example.kz", "wrong password"),
        ("aruzhan@example.kz", ""),
        ("aruzhan@example.kz", "\ud800" * 300),
        ("nobody@example.kz", PASSWORD),
        ("nobody@example.kz", "nobody has this password"),
        ("blocked@example.kz", "wrong password"),
        ("\x00", PASSWORD),
        ("\ud800@example.kz", PASSWORD),
        ("a" * 10_000, PASSWORD),
    ]
    answers = set()
    for email, password in attempts:
        with pytest.raises(Unauthenticated) as refused:
            await login(test_app.context, email, password)
        answers.add((refused.value.message, str(refused.value.extensions)))

    assert len(answers) == 1
    assert await Session.filter(account_id=signed.viewer.account_id).count() == 1


async def test_an_account_without_a_password_has_no_password(test_app):
    """An empty hash fits nothing: not even the words that stand in for unknown accounts."""
    await register(test_app.context, wish())
    await Account.all().update(password_hash="")

    for password in ("", "nobody has this password"):
        with pytest.raises(Unauthenticated):
            await login(test_app.context, "aruzhan@example.kz", password)


async def test_a_session_ends_everywhere(test_app):
    """After signing out the token opens nothing; the other sessions of the account live on."""
    first = await register(test_app.context, wish())
    second = await login(test_app.context, "aruzhan@example.kz", PASSWORD)
    now = test_app.clock.now()

    assert await logout(test_app.context, first.viewer) is True
    assert await logout(test_app.context, first.viewer) is False
    assert await logout(test_app.context, None) is False
    assert await viewer_of_token(first.token, now) is None
    assert await living_sessions([first.viewer.session_id], now) == {}
    assert await viewer_of_token(second.token, now) == second.viewer
    both = [first.viewer.session_id, second.viewer.session_id]
    assert set(await living_sessions(both, now)) == {second.viewer.session_id}


async def test_a_session_grows_old_and_a_block_ends_it(test_app):
    """A session lives for its days and not a moment longer; a blocked account has no living session."""
    signed = await register(test_app.context, wish())
    test_app.pass_time(days=test_app.context.session_days, seconds=-1)
    assert await viewer_of_token(signed.token, test_app.clock.now()) is not None

    test_app.pass_time(seconds=1)
    assert await viewer_of_token(signed.token, test_app.clock.now()) is None

    fresh = await login(test_app.context, "aruzhan@example.kz", PASSWORD)
    await Account.all().update(blocked_at=test_app.clock.now())
    assert await viewer_of_token(fresh.token, test_app.clock.now()) is None


async def test_secrets_are_kept_as_hashes_only(test_app):
    """No token, no link and no password stands in any table as it is."""
    signed = await register(test_app.context, wish())
    link = await link_token(test_app)
    kept = str(
        [
            await rows(f"SELECT * FROM {table}")
            for table in ("account", "session", "email_token", "event", "notification")
        ]
    )

    assert token_hash(signed.token) in kept
    assert token_hash(link) in kept
    assert not any(secret in kept for secret in (signed.token, link, PASSWORD))
    assert "$argon2id$" in kept


async def test_the_viewer_is_what_the_table_says_now(test_app):
    """Rights come from the table at the moment of asking, not from the moment of signing in."""
    signed = await register(test_app.context, wish(role=Role.EXECUTOR, city_id="almaty"))
    await Account.all().update(approved_at=test_app.clock.now(), city_id="astana", locale=Locale.RU)

    viewer = await viewer_of_token(signed.token, test_app.clock.now())

    assert viewer == replace(signed.viewer, approved=True, city_id="astana", locale=Locale.RU)


async def test_the_profile_changes_what_was_given(test_app):
    """Name, language and a citizen's city change; what is left out stays."""
    signed = await register(test_app.context, wish())

    await update_profile(test_app.context, signed.viewer, name="  Айым   Ә. ")
    await update_profile(test_app.context, signed.viewer, locale=Locale.EN)
    await update_profile(test_app.context, signed.viewer, city_id="astana")
    await update_profile(test_app.context, signed.viewer)

    account = await Account.get(id=signed.viewer.account_id)
    assert (account.name, account.locale, account.city_id) == ("Айым Ә.", Locale.EN, "astana")


async def test_two_changes_of_a_profile_at_once_keep_both(test_app):
    """A change writes only what it changes."""
    signed = await register(test_app.context, wish())

    await asyncio.gather(
        update_profile(test_app.context, signed.viewer, name="Айым"),
        update_profile(test_app.context, signed.viewer, locale=Locale.EN),
        update_profile(test_app.context, signed.viewer, city_id="astana"),
    )

    account = await Account.get(id=signed.viewer.account_id)
    assert (account.name, account.locale, account.city_id) == ("Айым", Locale.EN, "astana")


async def test_a_profile_that_is_refused(test_app):
    """Staff keep their city, names have a length, cities exist, and an anonymous client has no profile."""
    executor, citizen = await test_app.person(Role.EXECUTOR), await test_app.person()
    for viewer, changes, field in (
        (executor, {"city_id": "astana"}, "cityId"),
        (citizen, {"city_id": "atlantis"}, "cityId"),
        (citizen, {"name": " "}, "name"),
        (citizen, {"name": "x" * 101}, "name"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await update_profile(test_app.context, viewer, **changes)
        assert refused.value.data["field"] == field
    with pytest.raises(Unauthenticated):
        await update_profile(test_app.context, None, name="x")
    assert await update_profile(test_app.context, executor, city_id="almaty", name="Айым") == executor.account_id


async def test_only_the_akimat_of_the_city_approves(test_app, unknown_id):
    """Refused: an officer of another city, an unverified one, the executor, a citizen, an anonymous client."""
    signed = await register(test_app.context, wish(role=Role.EXECUTOR, city_id="almaty"))
    akimat = await test_app.person(Role.AKIMAT)
    others = [
        await test_app.person(Role.AKIMAT, "astana"),
        replace(akimat, approved=False),
        await test_app.person(Role.EXECUTOR),
        await test_app.person(),
        signed.viewer,
    ]
    for other in others:
        with pytest.raises(NotAllowed):
            await approve_executor(test_app.context, other, signed.viewer.account_id, even_unconfirmed=True)
    with pytest.raises(Unauthenticated):
        await approve_executor(test_app.context, None, signed.viewer.account_id)
    for no_executor in (unknown_id, others[3].account_id, akimat.account_id):
        with pytest.raises(NotFound):
            await approve_executor(test_app.context, akimat, no_executor, even_unconfirmed=True)
    assert (await Account.get(id=signed.viewer.account_id)).approved_at is None


async def test_approving_twice_keeps_the_first_word(test_app):
    """The first approval stays, with its moment and its officer."""
    signed = await register(test_app.context, wish(role=Role.EXECUTOR, city_id="almaty"))
    first, second = await test_app.person(Role.AKIMAT), await test_app.person(Role.AKIMAT)
    at = test_app.clock.now()
    await approve_executor(test_app.context, first, signed.viewer.account_id, even_unconfirmed=True)
    test_app.pass_time(days=1)

    await approve_executor(test_app.context, second, signed.viewer.account_id, even_unconfirmed=True)

    account = await Account.get(id=signed.viewer.account_id)
    assert (account.approved_at, account.approved_by) == (at, first.account_id)
