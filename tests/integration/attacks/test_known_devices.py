"""A client in which the account has signed in before is not locked out by the wrong passwords of others."""

from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest

from app.auth.known_devices import DEVICE_COOKIE, DEVICE_DAYS
from app.auth.limits import SIGN_IN_BY_ADDRESS, SIGN_IN_BY_CLIENT, SIGN_IN_BY_DEVICE, SIGN_INS_BY_CLIENT
from app.auth.sessions import COOKIE
from app.commands.accounts import sign_in
from app.commands.accounts.passwords import request_password_reset
from app.commands.accounts.registration import register
from app.commands.accounts.sign_in import login
from app.commands.jobs.account_cleanup import remove_unconfirmed_accounts
from app.errors import RateLimited, Unauthenticated
from app.models import KnownDevice
from app.models.database import rows
from tests.integration.attacks.conftest import EMAIL, OWNERS, form, tokens
from tests.integration.web.conftest import open_site

NETWORK = "127.0.0.1"
"""What the transport of these tests says of its client."""
LOGIN = "mutation($email: String!, $password: String!, $device: String) {"
LOGIN += " login(email: $email, password: $password, deviceToken: $device) { token deviceToken } }"


@pytest.fixture
def wrong_passwords(test_app, monkeypatch):
    """Returns how a stranger fails to sign in often enough to use up the counters of the address or the network."""

    async def fail(email, count):
        async def unfit(*_):
            return False

        with monkeypatch.context() as patch:
            patch.setattr(sign_in, "verify_password", unfit)
            for number in range(count):
                with pytest.raises((Unauthenticated, RateLimited)):
                    await login(test_app.context, email.format(number), "wrong password", client=NETWORK)

    return fail


async def sign_in_at(site, password=OWNERS, *, email=EMAIL, device=None):
    """Sign in over HTTP with the cookies of this client; return the payload, or the code of the refusal."""
    body = (await site.post(LOGIN, {"email": email, "password": password, "device": device})).json()
    return body["data"]["login"] if "errors" not in body else body["errors"][0]["extensions"]["code"]


async def device(site):
    """Sign in once and out again, as the owner of the account; what stays is the device cookie."""
    assert await sign_in_at(site)
    await site.ask("mutation { logout }")
    assert COOKIE not in site.client.cookies
    return site.client.cookies[DEVICE_COOKIE]


async def test_known_device_signs_in_from_a_network_that_failed(site, wrong_passwords):
    """The right password is taken where the account has signed in before, and refused anywhere else."""
    await register(site.test_app.context, form())
    kept = await device(site)
    await wrong_passwords("x{}@example.kz", SIGN_IN_BY_CLIENT.most)
    site.client.cookies.clear()

    assert await sign_in_at(site) == "RATE_LIMITED"
    site.client.cookies.set(DEVICE_COOKIE, kept)
    assert (await sign_in_at(site))["token"]


async def test_known_device_signs_in_while_others_guess_the_password(site, wrong_passwords):
    """Ten failures of strangers lock the address for everyone but its own devices."""
    await register(site.test_app.context, form())
    kept = await device(site)
    await wrong_passwords(EMAIL, SIGN_IN_BY_ADDRESS.most)
    site.client.cookies.clear()

    assert await sign_in_at(site) == "RATE_LIMITED"
    assert (await sign_in_at(site, device=kept))["token"]


async def test_failures_of_a_known_device_are_limited(site, hashing):
    """A stolen device brings ten more guesses in a quarter of an hour."""
    await register(site.test_app.context, form())
    kept = await device(site)
    hashing.clear()

    for _ in range(SIGN_IN_BY_DEVICE.most):
        assert await sign_in_at(site, "wrong password") == "UNAUTHENTICATED"
    assert await sign_in_at(site) == "RATE_LIMITED"
    assert hashing == ["verify"] * SIGN_IN_BY_DEVICE.most

    site.client.cookies.clear()
    assert (await sign_in_at(site))["token"]
    assert await sign_in_at(site, device=kept) == "RATE_LIMITED"


async def test_device_of_one_account_is_unknown_to_another(site, wrong_passwords):
    """An attacker has devices of accounts of their own."""
    await register(site.test_app.context, form(email="attacker@example.kz"))
    await register(site.test_app.context, form())
    assert await sign_in_at(site, email="attacker@example.kz")
    await wrong_passwords(EMAIL, SIGN_IN_BY_ADDRESS.most)

    assert await sign_in_at(site) == "RATE_LIMITED"


async def test_browser_of_a_family_knows_each_of_its_accounts(site, wrong_passwords):
    """A sign-in to one account leaves the others' devices in the cookie; four at most."""
    family = [f"a{number}@example.kz" for number in range(5)]
    for email in family:
        await register(site.test_app.context, form(email=email))
        assert await sign_in_at(site, email=email)
    await wrong_passwords("x{}@example.kz", SIGN_IN_BY_CLIENT.most)
    kept = site.client.cookies[DEVICE_COOKIE]

    answers = [await sign_in_at(site, email=email, device=kept) for email in family]

    assert answers[0] == "RATE_LIMITED"
    assert all(answer["token"] for answer in answers[1:])
    assert len(kept.split(".")) == 4


async def test_each_sign_in_renews_the_token(site, wrong_passwords):
    """A token that was used is worth nothing any more, and the table holds no token."""
    await register(site.test_app.context, form())
    first = await device(site)
    second = await device(site)
    await wrong_passwords(EMAIL, SIGN_IN_BY_ADDRESS.most)

    assert first != second
    assert await sign_in_at(site, device=first) == "RATE_LIMITED"
    assert (await sign_in_at(site, device=second))["token"]
    stored = str(await rows("SELECT to_jsonb(d) AS row FROM known_device d"))
    assert first not in stored
    assert second not in stored


@pytest.mark.parametrize("text", ["", "nonsense", "." * 5000, "a" * 43, "%00", "é" * 43])
async def test_what_is_no_token_changes_nothing(site, text):
    """It is neither an error nor a way around the counters."""
    await register(site.test_app.context, form())

    assert (await sign_in_at(site, device=text))["token"]
    for _ in range(SIGN_IN_BY_ADDRESS.most):
        assert await sign_in_at(site, "wrong password", device=text) == "UNAUTHENTICATED"
    assert await sign_in_at(site, device=text) == "RATE_LIMITED"


CHANGED = "the owner's other word"


@pytest.mark.parametrize(
    "step",
    [
        f'mutation {{ changePassword(oldPassword: "{OWNERS}", newPassword: "{CHANGED}") }}',
        "mutation { endOtherSessions }",
    ],
)
async def test_step_that_ends_other_sessions_forgets_their_devices(site, step):
    """The device on which the owner does it stays known."""
    await register(site.test_app.context, form())
    await sign_in_at(site)
    site.client.cookies.clear()
    await sign_in_at(site)
    own = site.client.cookies[DEVICE_COOKIE]

    await site.ask(step)

    assert await KnownDevice.all().count() == 1
    password = CHANGED if "changePassword" in step else OWNERS
    for _ in range(SIGN_IN_BY_ADDRESS.most):
        await sign_in_at(site, "wrong password", device="")
    assert await sign_in_at(site, password, device="") == "RATE_LIMITED"
    assert (await sign_in_at(site, password, device=own))["token"]


async def test_a_reset_or_an_ended_session_forgets_the_device(site):
    """A lost phone is known no more, whichever way its owner shuts it out."""
    context = site.test_app.context
    await register(context, form())
    await KnownDevice.all().delete()
    lost = await login(context, EMAIL, OWNERS)
    here = await login(context, EMAIL, OWNERS)
    assert await KnownDevice.all().count() == 2

    await site.ask(f'mutation {{ endSession(id: "{lost.viewer.session_id}") }}', token=here.token)
    assert [item.session_id for item in await KnownDevice.all()] == [here.viewer.session_id]

    await request_password_reset(context, EMAIL)
    (token,) = await tokens(site.test_app, page="reset")
    await site.ask(f'mutation {{ resetPassword(token: "{token}", password: "{CHANGED}") {{ token }} }}')
    known = await KnownDevice.all()
    assert len(known) == 1
    assert known[0].session_id != here.viewer.session_id


async def test_erased_account_has_no_devices(site):
    """Nor does the export of a person leave them out before."""
    await register(site.test_app.context, form())
    await device(site)
    await sign_in_at(site)
    assert (await site.ask("{ myData }"))["myData"]["known_devices"]

    await site.ask(f'mutation {{ eraseMyAccount(password: "{OWNERS}") }}')

    assert await KnownDevice.all().count() == 0


async def test_device_is_forgotten_after_a_year(test_app):
    """One that signs in in between stays."""
    await register(test_app.context, form())
    test_app.pass_time(days=DEVICE_DAYS - 1)
    await remove_unconfirmed_accounts(test_app.context, days=10 * DEVICE_DAYS)
    assert await KnownDevice.all().count() == 1

    await login(test_app.context, EMAIL, OWNERS)
    test_app.pass_time(days=2)
    await remove_unconfirmed_accounts(test_app.context, days=10 * DEVICE_DAYS)

    assert [item.created_at for item in await KnownDevice.all()] == [test_app.clock.now() - timedelta(days=2)]


async def test_cookie_is_closed_as_the_one_of_the_session(test_app, page):
    """No script reads it, and no foreign page sends it; over https it is never sent in the clear."""
    context = replace(test_app.application.context, secure_cookie=True)
    secure = replace(test_app, application=replace(test_app.application, context=context))
    await register(test_app.context, form())

    async with open_site(secure, page) as site:
        answer = await site.post(LOGIN, {"email": EMAIL, "password": OWNERS})

    cookies = {
        name: cookie
        for header in answer.headers.get_list("set-cookie")
        for name, cookie in SimpleCookie(header).items()
    }
    assert set(cookies) == {COOKIE, DEVICE_COOKIE}
    for name in ("httponly", "samesite", "secure", "path", "domain"):
        assert cookies[DEVICE_COOKIE][name] == cookies[COOKIE][name]
    assert cookies[DEVICE_COOKIE]["max-age"] == str(DEVICE_DAYS * 86_400)
    assert cookies[DEVICE_COOKIE].value == answer.json()["data"]["login"]["deviceToken"]


async def test_known_devices_have_a_small_allowance_of_successes_beside_their_network(test_app, monkeypatch):
    """A network that has used up its sign-ins refuses no known device; ten an hour for an account."""
    monkeypatch.setattr(sign_in, "SIGN_INS_BY_CLIENT", replace(SIGN_INS_BY_CLIENT, most=1))
    await register(test_app.context, form())
    signed = await login(test_app.context, EMAIL, OWNERS, client=NETWORK)

    with pytest.raises(RateLimited):
        await login(test_app.context, EMAIL, OWNERS, client=NETWORK)
    for _ in range(10):
        signed = await login(test_app.context, EMAIL, OWNERS, client=NETWORK, devices=signed.devices)

    with pytest.raises(RateLimited):
        await login(test_app.context, EMAIL, OWNERS, client=NETWORK, devices=signed.devices)
