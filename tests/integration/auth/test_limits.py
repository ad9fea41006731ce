"""Limits: counted for all processes, by the clock of the application, and open while Redis is down."""

import asyncio
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from app.auth.limiter import Limiter
from app.auth.limits import (
    COMMENT_BY_ACCOUNT,
    LINK_BY_CLIENT,
    REGISTER_BY_CLIENT,
    SIGN_IN_BY_ADDRESS,
    SIGN_IN_BY_CLIENT,
    SUBMIT_BY_ACCOUNT,
    Limit,
)
from app.commands.accounts import registration, sign_in
from app.commands.accounts.email_verification import verify_email
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sign_in import login
from app.commands.requests.comments import comment
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.errors import InvalidInput, RateLimited, Unauthenticated
from app.models import Account
from app.redis_clients import open_counters

PASSWORD = "қалаға сөз"
FEW = Limit("few", 3, 60)


def wish(n=0, **changes):
    given = {"name": "Aruzhan Serik", "email": f"a{n}@example.kz", "password": PASSWORD, "role": Role.CITIZEN}
    return Registration(**{**given, **changes})


async def wrong(test_app, email="a0@example.kz", client=None):
    """Try to sign in with a wrong password; return the refusal."""
    with pytest.raises((Unauthenticated, RateLimited)) as refused:
        await login(test_app.context, email, "wrong password", client=client)
    return refused.value


@pytest.fixture
def hashes(monkeypatch):
    """Every password that is hashed or compared from now on."""
    seen = []

    def watch(module, name):
        real = getattr(module, name)

        async def counted(*given):
            seen.append(given[0])
            return await real(*given)

        monkeypatch.setattr(module, name, counted)

    watch(registration, "hash_password")
    watch(sign_in, "verify_password")
    return seen


async def test_a_window_holds_so_many_tries_and_the_next_begins_anew(test_app):
    """The refusal says how long to wait, to the second; after that it is allowed."""
    test_app.pass_time(seconds=13.5)
    for _ in range(3):
        await test_app.context.limiter.take((FEW, "x"))
    with pytest.raises(RateLimited) as refused:
        await test_app.context.limiter.take((FEW, "x"))
    await test_app.context.limiter.take((FEW, "y"))

    assert refused.value.extensions == {"code": "RATE_LIMITED", "retryAfterSeconds": 47}
    test_app.pass_time(seconds=47)
    await test_app.context.limiter.take((FEW, "x"))


async def test_tries_that_come_together_count_together(test_app):
    """Fifty at once are no more than three."""
    answers = await asyncio.gather(
        *(test_app.context.limiter.take((FEW, "x")) for _ in range(50)), return_exceptions=True
    )

    assert sum(isinstance(answer, RateLimited) for answer in answers) == 47


async def test_an_honest_try_is_forgotten(test_app):
    """Success takes itself off the counter, and nothing else."""
    for _ in range(10):
        await (await test_app.context.limiter.take((FEW, "x"))).forget()
    for _ in range(3):
        await test_app.context.limiter.take((FEW, "x"))

    with pytest.raises(RateLimited):
        await test_app.context.limiter.take((FEW, "x"))


async def test_installations_on_one_redis_do_not_disturb_each_other(test_app):
    """The key contains the epoch and no address of a person."""
    other = Limiter(test_app.application.redis, "another epoch", test_app.clock)
    for _ in range(3):
        await test_app.context.limiter.take((FEW, "secret@example.kz"))
    await other.take((FEW, "secret@example.kz"))

    keys = [key async for key in test_app.application.redis.scan_iter(f"qala:{test_app.application.epoch}:limit*")]
    assert len(keys) == 1
    assert b"secret" not in keys[0]
    assert 0 < await test_app.application.redis.ttl(keys[0]) <= 60


async def test_without_redis_everyone_is_let_through(test_app, tmp_path):
    """While Redis is down or does not answer, no client is refused."""
    gone: Redis = open_counters(f"unix://{tmp_path}/nothing.sock")
    limiter = Limiter(gone, test_app.application.epoch, test_app.clock)

    for _ in range(5):
        await (await limiter.take((FEW, "x"))).forget()

    context = replace(test_app.context, limiter=limiter)
    await register(context, wish(), client="203.0.113.7")
    assert await login(context, "a0@example.kz", PASSWORD, client="203.0.113.7")
    await gone.aclose()


async def test_brute_force_ends_at_ten(test_app, hashes):
    """After ten failures even the right password waits, no hash is computed, and a new window begins anew."""
    await register(test_app.context, wish())
    for _ in range(SIGN_IN_BY_ADDRESS.most):
        assert isinstance(await wrong(test_app), Unauthenticated)
    hashes.clear()

    with pytest.raises(RateLimited) as refused:
        await login(test_app.context, " A0@EXAMPLE.KZ", PASSWORD)
    assert 0 < refused.value.data["retryAfterSeconds"] <= SIGN_IN_BY_ADDRESS.seconds
    assert hashes == []

    test_app.pass_time(minutes=15)
    assert await login(test_app.context, "a0@example.kz", PASSWORD)


async def test_brute_force_all_at_once(test_app, hashes):
    """A hundred guesses in one moment are ten guesses."""
    await register(test_app.context, wish())
    hashes.clear()

    answers = await asyncio.gather(*(wrong(test_app) for _ in range(40)))

    assert sum(isinstance(answer, Unauthenticated) for answer in answers) == SIGN_IN_BY_ADDRESS.most == len(hashes)


async def test_success_costs_nothing(test_app):
    """Whoever knows the password may sign in as often as they like."""
    await register(test_app.context, wish())
    for _ in range(SIGN_IN_BY_ADDRESS.most + 2):
        await login(test_app.context, "a0@example.kz", PASSWORD, client="203.0.113.7")


async def test_the_limit_does_not_tell_who_has_an_account(test_app, hashes):
    """A known and an unknown address are answered alike, try after try, with one comparison each."""
    await register(test_app.context, wish())
    hashes.clear()

    answers = {
        email: [(type(one), one.message) for one in [await wrong(test_app, email) for _ in range(12)]]
        for email in ("a0@example.kz", "nobody@example.kz")
    }

    assert answers["a0@example.kz"] == answers["nobody@example.kz"]
    assert len(hashes) == 2 * SIGN_IN_BY_ADDRESS.most


async def test_one_network_that_tries_many_addresses(test_app, monkeypatch):
    """A hundred failures from one network, over whichever addresses; its neighbours go on."""
    await register(test_app.context, wish())

    async def unfit(*_):
        return False

    with monkeypatch.context() as patch:
        patch.setattr(sign_in, "verify_password", unfit)
        for n in range(SIGN_IN_BY_CLIENT.most):
            assert isinstance(await wrong(test_app, f"b{n}@example.kz", f"2001:db8::{n:x}"), Unauthenticated)
        assert isinstance(await wrong(test_app, "c@example.kz", "2001:db8::ffff"), RateLimited)

    assert await login(test_app.context, "a0@example.kz", PASSWORD, client="2001:db8:0:1::1")


async def test_registering_has_a_limit_by_network(test_app, monkeypatch):
    """Mistakes in the form use nothing up."""

    async def quick(*_):
        return "-"

    monkeypatch.setattr(registration, "hash_password", quick)
    monkeypatch.setattr(registration, "REGISTER_BY_CLIENT", replace(REGISTER_BY_CLIENT, most=20))
    for _ in range(21):
        with pytest.raises(InvalidInput):
            await register(test_app.context, wish(password="short"), client="203.0.113.7")
    for n in range(20):
        await register(test_app.context, wish(n), client="203.0.113.7")

    with pytest.raises(RateLimited):
        await register(test_app.context, wish(10_000), client="203.0.113.7")
    assert await Account.all().count() == 20
    assert await register(test_app.context, wish(10_001), client="203.0.113.8")


async def test_guessing_links_has_a_limit(test_app):
    """Tokens of 256 bits cannot be guessed, and trying costs the server no hash."""
    for n in range(LINK_BY_CLIENT.most):
        with pytest.raises(InvalidInput):
            await verify_email(test_app.context, f"guess {n}", client="203.0.113.7")

    with pytest.raises(RateLimited):
        await verify_email(test_app.context, "one more", client="203.0.113.7")


async def test_submitting_has_a_limit_by_account(test_app, unknown_id):
    """Twenty in an hour; not for officers, nor for the product's own actors."""
    citizen = await test_app.person()
    signed_in = replace(citizen, session_id=unknown_id)
    for _ in range(SUBMIT_BY_ACCOUNT.most):
        await submit(test_app.context, signed_in, test_app.submission())

    with pytest.raises(RateLimited):
        await submit(test_app.context, signed_in, test_app.submission())
    await submit(test_app.context, citizen, test_app.submission())
    officer = replace(await test_app.person(Role.AKIMAT), session_id=unknown_id)
    for _ in range(SUBMIT_BY_ACCOUNT.most + 1):
        await submit(test_app.context, officer, test_app.submission())


async def test_comments_have_a_limit_by_account(test_app, unknown_id):
    """What is refused leaves nothing behind."""
    citizen = replace(await test_app.person(), session_id=unknown_id)
    request = await submit(test_app.context, citizen, test_app.submission())
    for _ in range(COMMENT_BY_ACCOUNT.most):
        request = await comment(test_app.context, citizen, request.id, "сөз")

    with pytest.raises(RateLimited):
        await comment(test_app.context, citizen, request.id, "сөз")
    assert request.version == COMMENT_BY_ACCOUNT.most + 1
