"""Limits over HTTP: the answer of the contract, and a client that cannot choose its address."""

from app.auth.limits import SIGN_IN_BY_ADDRESS

LOGIN = 'mutation($email: String!) { login(email: $email, password: "wrong password") { token } }'


async def test_rate_limit_refusal_has_the_seconds_to_wait(site):
    """`RATE_LIMITED` with `retryAfterSeconds`."""
    for _ in range(SIGN_IN_BY_ADDRESS.most):
        assert (await site.refusal(LOGIN, {"email": "a@example.kz"}))["code"] == "UNAUTHENTICATED"

    refusal = await site.refusal(LOGIN, {"email": "a@example.kz"})

    assert refusal["code"] == "RATE_LIMITED"
    assert 0 < refusal["retryAfterSeconds"] <= SIGN_IN_BY_ADDRESS.seconds


async def test_proxy_headers_are_ignored_by_default(site, monkeypatch):
    """However a client calls itself, it counts as who it is."""
    seen = []

    async def taken(*asked):
        seen.append(asked[1][1])
        raise ConnectionAbortedError

    monkeypatch.setattr(type(site.test_app.context.limiter), "take", lambda _, *asked: taken(*asked))
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        await site.post(LOGIN, {"email": "a@example.kz"}, headers={header: "for=198.51.100.1"})

    assert seen == ["127.0.0.1"] * 3
