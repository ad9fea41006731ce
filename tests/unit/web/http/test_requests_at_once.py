"""A network has a share of the requests that a process works on."""

import asyncio
from ipaddress import ip_network

import pytest

from app.settings import Settings
from app.web.app import make_app
from app.web.http.proxies import TrustedProxies
from app.web.http.requests_at_once import RequestsAtOnce
from tests.waiting import PATIENCE_SECONDS

ONE, OTHER, PROXY = "198.51.100.7", "203.0.113.9", "10.0.0.1"


class Held:
    """An application that answers when it is let go."""

    def __init__(self, content_type=b"text/plain"):
        self.let_go = asyncio.Event()
        self.content_type = content_type
        self.begun = 0

    async def __call__(self, scope, receive, send):
        self.begun += 1
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", self.content_type)]})
        await self.let_go.wait()
        if scope["path"] == "/broken":
            raise ConnectionResetError
        await send({"type": "http.response.body", "body": b""})


class Asking:
    """Requests to an application, each in a task."""

    def __init__(self, app):
        self._app = app
        self._tasks = []

    async def ask(self, client=ONE, *, path="/", forwarded=None):
        """The status, once the answer has begun."""
        status = asyncio.get_running_loop().create_future()

        async def send(message):
            if message["type"] == "http.response.start":
                status.set_result(message["status"])

        headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
        scope = {"type": "http", "path": path, "client": (client, 1), "headers": headers, "scheme": "http"}
        self._tasks.append(asyncio.create_task(self._app(scope, None, send)))
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await status

    async def end(self):
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def test_network_has_a_share_of_the_requests_in_progress():
    """Others are served; and it is served again when its requests have ended, also those that broke."""
    held = Held()
    asking = Asking(RequestsAtOnce(held, most=2))

    assert [await asking.ask(), await asking.ask(path="/broken"), await asking.ask()] == [200, 200, 429]
    assert await asking.ask(OTHER) == 200
    assert held.begun == 3
    held.let_go.set()
    await asking.end()

    assert [await asking.ask(), await asking.ask()] == [200, 200]


async def test_an_ipv6_household_is_one_network():
    asking = Asking(RequestsAtOnce(Held(), most=1))

    assert [await asking.ask("2001:db8::1"), await asking.ask("2001:db8::2")] == [200, 429]
    assert await asking.ask("2001:db8:0:1::1") == 200


async def test_share_counts_the_client_behind_a_proxy():
    asking = Asking(TrustedProxies(RequestsAtOnce(Held(), most=1), [ip_network("10.0.0.0/8")]))

    assert [await asking.ask(PROXY, forwarded=ONE), await asking.ask(PROXY, forwarded=ONE)] == [200, 429]
    assert await asking.ask(PROXY, forwarded=OTHER) == 200


@pytest.mark.parametrize("client", ["127.0.0.1", "::1"])
async def test_this_machine_has_no_share(client):
    """A proxy that is not named in the settings asks for all its clients."""
    asking = Asking(RequestsAtOnce(Held(), most=1))

    assert [await asking.ask(client), await asking.ask(client)] == [200, 200]


async def test_streams_are_not_counted_once_they_have_begun():
    """They last for hours, and have a share of their own."""
    asking = Asking(RequestsAtOnce(Held(b"text/event-stream; charset=utf-8"), most=1))

    assert [await asking.ask(), await asking.ask()] == [200, 200]


def test_the_application_has_it_behind_the_proxies():
    kinds = [one.cls for one in make_app(Settings(), None).user_middleware]

    assert kinds.index(TrustedProxies) < kinds.index(RequestsAtOnce)
