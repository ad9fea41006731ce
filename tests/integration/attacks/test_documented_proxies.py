"""The proxy configurations of docs/deploying.md let no client past them."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from tests.faults.proxies import HAProxy, Nginx
from tests.waiting import PATIENCE_SECONDS

HANDSHAKE = (
    "Connection: Upgrade, HTTP2-Settings",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)

ACCEPTED = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
"""The answer to that key."""


class Backend:
    """Accepts every upgrade, and keeps the heads of the requests that reach it."""

    def __init__(self) -> None:
        self.heads: list[dict[str, list[str]]] = []
        self.address = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer each request on the connection with 101 where it asks for an upgrade."""
        try:
            while True:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                head: dict[str, list[str]] = {"target": [lines[0].split()[1]]}
                for name, _, value in (line.partition(":") for line in lines[1:] if line):
                    head.setdefault(name.lower(), []).append(value.strip())
                if head["target"] != ["/health/ready"]:
                    self.heads.append(head)
                upgrade = "".join(head.get("upgrade", []))
                answer = (
                    f"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: {upgrade}\r\n"
                    f"Sec-WebSocket-Accept: {ACCEPTED}\r\n\r\n"
                    if upgrade
                    else "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                )
                writer.write(answer.encode())
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.transport.abort()


@asynccontextmanager
async def behind(kind, tmp_path):
    """The proxy with its documented configuration in front of a backend."""
    if kind.found() is None:
        pytest.skip(f"{kind.program} is not installed; on Debian: apt-get install {kind.package}")
    backend = Backend()
    server = await asyncio.start_server(backend.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    proxy = kind(tmp_path, [f"127.0.0.1:{port}"])
    async with AsyncExitStack() as exits:
        exits.callback(server.close)
        await proxy.start()
        exits.push_async_callback(proxy.stop)
        yield proxy, backend


async def status_of(proxy, target: str, *headers: str) -> int:
    """Send one request through the proxy; return the status of its answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    lines = [f"GET {target} HTTP/1.1", "Host: qala.example.kz", *headers, "", ""]
    writer.write("\r\n".join(lines).encode())
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return int((await reader.readuntil(b"\r\n")).split()[1])
    finally:
        writer.transport.abort()


@pytest.mark.parametrize("kind", [HAProxy, Nginx])
async def test_proxy_passes_only_the_upgrade_to_websocket(tmp_path, kind):
    """Any other one would leave the client with a raw connection to the server."""
    async with behind(kind, tmp_path) as (proxy, backend):
        for upgrade in ("h2c", "websocket, h2c", "h2c, websocket", "xwebsocket", "websocketx", "TLS/1.0"):
            answer = await status_of(proxy, "/graphql", *HANDSHAKE, f"Upgrade: {upgrade}", "HTTP2-Settings: AAMA")
            assert answer in {200, 400}, upgrade
        await status_of(proxy, "/graphql", *HANDSHAKE, "Upgrade: websocket", "Upgrade: h2c")
        assert {tuple(head.get("upgrade", ())) for head in backend.heads} <= {(), ("websocket",)}

        for name in ("websocket", "WebSocket"):
            assert await status_of(proxy, "/graphql", *HANDSHAKE, f"Upgrade: {name}") == 101


@pytest.mark.parametrize("kind", [HAProxy, Nginx])
async def test_proxy_sets_the_address_of_the_client(tmp_path, kind):
    """What the client wrote into the header is gone, and so is the other header."""
    async with behind(kind, tmp_path) as (proxy, backend):
        forged = ("X-Forwarded-For: 198.51.100.7", "X-Forwarded-For: 10.0.0.1", "Forwarded: for=198.51.100.7")
        await status_of(proxy, "/graphql", *forged)
        (head,) = backend.heads

    assert head["x-forwarded-for"] == ["127.0.0.1"]
    assert "forwarded" not in head


@pytest.mark.parametrize("kind", [HAProxy, Nginx])
async def test_proxy_keeps_the_metrics_from_the_public(tmp_path, kind):
    """They are read from the machine of the server."""
    async with behind(kind, tmp_path) as (proxy, backend):
        assert await status_of(proxy, "/metrics") == 404
        assert backend.heads == []
