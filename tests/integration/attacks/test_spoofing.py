"""Limits count the address of the true client behind trusted proxies, and no client can claim another address."""

from contextlib import asynccontextmanager
from ipaddress import ip_network

import httpx2
import pytest

from app.auth.limits import SIGN_IN_BY_CLIENT
from app.commands.accounts import sign_in
from app.settings import Settings
from app.web.app import make_app
from tests.integration.live.server import served

LOGIN = 'mutation($email: String!) { login(email: $email, password: "wrong password") { token } }'
MOST = SIGN_IN_BY_CLIENT.most


@pytest.fixture
async def behind(test_app, page, monkeypatch):
    """A client of the application at an address of its own, where 10.0.0.0/8 are proxies of ours; hashing is quick."""

    async def unfit(*_):
        return False

    monkeypatch.setattr(sign_in, "verify_password", unfit)

    @asynccontextmanager
    async def application():
        yield test_app.application

    app = make_app(Settings(trusted_proxies=(ip_network("10.0.0.0/8"),)), application, page=page)
    tried = 0

    async def attempt(peer, times=1, **headers):
        """Sign in wrongly so many times, each time at another address; return the last code."""
        nonlocal tried
        transport = httpx2.ASGITransport(app, client=(peer, 4711))
        async with httpx2.AsyncClient(transport=transport, base_url="http://qala.test") as client:
            for _ in range(times):
                tried += 1
                sent = {name.replace("_", "-"): value.format(n=tried) for name, value in headers.items()}
                body = {"query": LOGIN, "variables": {"email": f"a{tried}@example.kz"}}
                answer = (await client.post("/graphql", json=body, headers=sent)).json()
        return answer["errors"][0]["extensions"]["code"]

    async with app.router.lifespan_context(app):
        yield attempt


async def test_clients_of_one_proxy_are_counted_each(behind):
    """One that guesses is stopped; its neighbour behind the same proxy, and the proxy itself, go on."""
    assert await behind("10.0.0.1", MOST, X_Forwarded_For="198.51.100.7") == "UNAUTHENTICATED"

    assert await behind("10.0.0.1", X_Forwarded_For="198.51.100.7") == "RATE_LIMITED"
    assert await behind("10.0.0.2", X_Forwarded_For="198.51.100.7, 10.0.0.9") == "RATE_LIMITED"
    assert await behind("10.0.0.1", Forwarded="for=198.51.100.7") == "RATE_LIMITED"
    assert await behind("10.0.0.1", X_Forwarded_For="198.51.100.8") == "UNAUTHENTICATED"
    assert await behind("10.0.0.1") == "UNAUTHENTICATED"


async def test_forwarded_addresses_from_the_client_are_ignored(behind):
    """A new address in front for each try is the same client."""
    await behind("10.0.0.1", MOST, X_Forwarded_For="192.0.2.{n}, 198.51.100.7")

    assert await behind("10.0.0.1", X_Forwarded_For="10.0.0.5, 192.0.2.9, 198.51.100.7") == "RATE_LIMITED"
    assert await behind("10.0.0.1", X_Forwarded_For="192.0.2.9") == "UNAUTHENTICATED"


async def test_a_peer_that_is_no_trusted_proxy_counts_as_the_client(behind):
    """Whatever header they send, and however they change it."""
    for name in ("X_Forwarded_For", "X_Real_IP"):
        await behind("203.0.113.9", MOST // 2, **{name: "192.0.2.{n}"})

    assert await behind("203.0.113.9", Forwarded="for=192.0.2.1") == "RATE_LIMITED"
    assert await behind("10.0.0.1", X_Forwarded_For="192.0.2.1") == "UNAUTHENTICATED"


async def test_the_other_header_is_no_way_around(behind):
    """A proxy that writes one header lets the client's own version of the other pass."""
    await behind("10.0.0.1", MOST, X_Forwarded_For="198.51.100.7", Forwarded="for=192.0.2.{n}")

    assert await behind("10.0.0.1", X_Forwarded_For="198.51.100.7", Forwarded="for=192.0.2.9") == "RATE_LIMITED"


async def test_an_ipv6_household_is_one_client(behind):
    """The /64, through a proxy as without one."""
    await behind("10.0.0.1", MOST, X_Forwarded_For="2001:db8:9:9::{n}")

    assert await behind("10.0.0.1", X_Forwarded_For="[2001:db8:9:9:ffff::1]:443") == "RATE_LIMITED"
    assert await behind("10.0.0.1", X_Forwarded_For="2001:db8:9:8::1") == "UNAUTHENTICATED"


@pytest.mark.parametrize(("trusted", "counted"), [("127.0.0.1", "198.51.100.7"), ("10.0.0.0/8", "127.0.0.1")])
async def test_a_socket_is_seen_through_proxies_too(urls, monkeypatch, trusted, counted):
    """On a real server: only where the peer is a proxy of ours."""
    seen = []
    async with served(urls, trusted_proxies=trusted) as live:
        real = type(live.test_app.context.limiter).take

        async def taken(self, *asked):
            seen.extend(who for _, who in asked)
            return await real(self, *asked)

        monkeypatch.setattr(type(live.test_app.context.limiter), "take", taken)
        client = await live.connect(additional_headers={"X-Forwarded-For": "192.0.2.1, 198.51.100.7"})
        await client.subscribe("1", LOGIN.replace("($email: String!)", "").replace("$email", '"a@example.kz"'))
        await client.message_of("1")

    assert seen == ["a@example.kz", counted]
