"""Successful sign-ins: limited for an account and for a network, in turn with other networks, and few sessions stay."""

import asyncio

import pytest

from app.auth import passwords
from app.auth.limits import SIGN_INS_BY_ADDRESS, SIGN_INS_BY_CLIENT
from app.auth.sessions import viewer_of_token
from app.commands.accounts import sessions, sign_in
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sign_in import login
from app.domain.accounts.roles import Role
from app.errors import RateLimited
from app.models import Session

PASSWORD = "қалаға сөз"


@pytest.fixture
def quick(monkeypatch):
    """Compare no hashes: these tests are about what comes after a right password."""

    async def right(*_):
        return True

    monkeypatch.setattr(sign_in, "verify_password", right)


async def registered(test_app, number=0):
    """Register an account; return its address."""
    email = f"a{number}@example.kz"
    wish = Registration(name="Aruzhan Serik", email=email, password=PASSWORD, role=Role.CITIZEN)
    await register(test_app.context, wish)
    return email


async def test_successes_of_one_account_have_a_limit(test_app, quick):
    """Whatever network they come from; the refusal says when to come back."""
    email = await registered(test_app)
    for number in range(SIGN_INS_BY_ADDRESS.most):
        await login(test_app.context, email, PASSWORD, client=f"10.0.0.{number}")

    with pytest.raises(RateLimited) as refused:
        await login(test_app.context, email, PASSWORD, client="10.0.1.1")
    test_app.pass_time(hours=1)

    assert 0 < refused.value.data["retryAfterSeconds"] <= 3600
    assert await login(test_app.context, email, PASSWORD, client="10.0.1.1")


async def test_successes_of_one_network_have_a_limit(test_app, quick, monkeypatch):
    """Another network goes on."""
    monkeypatch.setattr(sign_in, "SIGN_INS_BY_CLIENT", type(SIGN_INS_BY_CLIENT)("few", 3, 3600))
    addresses = [await registered(test_app, number) for number in range(4)]
    for email in addresses[:3]:
        await login(test_app.context, email, PASSWORD, client="10.0.0.1")

    with pytest.raises(RateLimited):
        await login(test_app.context, addresses[3], PASSWORD, client="10.0.0.1")

    assert await login(test_app.context, addresses[3], PASSWORD, client="10.0.0.2")


async def test_oldest_sessions_end_beyond_the_most(test_app, quick, monkeypatch):
    """Sockets of an ended session are closed; a session of another account stays."""
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 3)
    ended = []

    async def note(ids):
        ended.extend(ids)

    monkeypatch.setattr(type(test_app.context.signals), "sessions_over", lambda _, ids: note(ids))
    other = await login(test_app.context, await registered(test_app, 1), PASSWORD)
    email, tokens = await registered(test_app), []
    await Session.exclude(id=other.viewer.session_id).delete()
    for _ in range(5):
        test_app.pass_time(seconds=1)
        tokens.append(await login(test_app.context, email, PASSWORD))

    open_ones = [await viewer_of_token(one.token, test_app.clock.now()) is not None for one in [*tokens, other]]

    assert open_ones == [False, False, True, True, True, True]
    assert ended == [one.viewer.session_id for one in tokens[:2]]


async def test_hashing_of_one_network_does_not_delay_another(monkeypatch):
    """Eight clients that sign in without end delay the next network by one hash."""
    order, may_go_on = [], asyncio.Event()

    async def slow(_, password, *__):
        order.append(password)
        await may_go_on.wait()

    monkeypatch.setattr(passwords.asyncio, "to_thread", slow)
    monkeypatch.setattr(
        passwords, "_HASHING", type(passwords._HASHING)(1, most_waiting=100, most_of_network=50, patience_seconds=60)
    )
    flood = [asyncio.create_task(passwords.hash_password(f"a{n}", "10.0.0.1")) for n in range(8)]
    await asyncio.sleep(0)
    one = asyncio.create_task(passwords.hash_password("b", "10.0.0.2"))
    await asyncio.sleep(0)
    may_go_on.set()
    await asyncio.gather(one, *flood)

    assert order.index(b"b") <= 2
    assert len(order) == 9
