"""How many requests of one network may be in progress at once.

A request is in progress until its answer has been read. Clients that read as slowly as they may, or send bodies so,
could otherwise hold an answer on each of fifty thousand connections: all memory, and all descriptors of the process.
"""

from collections import Counter
from functools import lru_cache
from ipaddress import ip_address

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.auth.limits import network_of
from app.errors import RateLimited
from app.web.graphql.refusals import refusal

MOST_REQUESTS = 1_000
"""Requests in progress of one network in a process. Each takes milliseconds, so thousands of people behind one address
have some dozens at once. Streams are not counted: those have a share of their own (``app.live.live_limits``)."""
_RETRY_SECONDS = 1


class RequestsAtOnce:
    """Middleware that refuses what a network asks for beyond its share; needs the client's own address in the scope."""

    def __init__(self, app: ASGIApp, most: int = MOST_REQUESTS) -> None:
        self._app = app
        self._most = most
        self._running: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 429 and close its connection."""
        client = scope.get("client")
        network = _counted(client[0]) if client and scope["type"] == "http" else None
        if network is None:
            await self._app(scope, receive, send)
        elif self._running[network] >= self._most:
            await _too_many()(scope, receive, send)
        else:
            await _Request(self._running, network).run(self._app, scope, receive, send)


class _Request:
    """One request in progress."""

    def __init__(self, running: Counter[str], network: str) -> None:
        self._running = running
        self._network = network
        self._is_counted = True
        running[network] += 1

    async def run(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_stream(message):
                self._end()
            await send(message)

        try:
            await app(scope, receive, send_on)
        finally:
            self._end()

    def _end(self) -> None:
        if not self._is_counted:
            return
        self._is_counted = False
        self._running[self._network] -= 1
        if not self._running[self._network]:
            del self._running[self._network]


def _is_stream(start: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/event-stream") for name, value in start["headers"]
    )


def _too_many() -> ASGIApp:
    refused = RateLimited(retry_after_seconds=_RETRY_SECONDS)
    headers = {"Retry-After": str(_RETRY_SECONDS), "Connection": "close", "Cache-Control": "no-store"}
    return refusal(429, refused.message, RateLimited.code, headers=headers, **refused.data)


@lru_cache(maxsize=10_000)
def _counted(host: str) -> str | None:
    """Return the network of an address; None for this machine, where a proxy may ask for all its clients."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return None if address.is_loopback else network_of(host)
