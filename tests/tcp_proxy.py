"""A TCP proxy between a client and a server on 127.0.0.1, which a test can slow down, cut or stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal, TypeVar
from urllib.parse import parse_qs, urlsplit

_CHUNK_BYTES = 16 * 1024
Direction = Literal["to_server", "to_client"]


class TcpProxy:
    """Forwards bytes to a server, counts connections, and holds bytes back when the test says so."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._tasks: set[asyncio.Task[None]] = set()
        self._refuses = False
        self._passing = asyncio.Event()
        self._passing.set()
        self._left: dict[Direction, int | None] = {"to_server": None, "to_client": None}
        """How many more bytes pass in each direction before the rest is held back; None = all."""
        self.holding = asyncio.Event()
        """Set once bytes are held back."""
        self.port = 0
        self.connections = 0

    @property
    def endpoint(self) -> str:
        """The proxy's address for HTTP clients."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def websocket_url(self) -> str:
        """The address of the GraphQL socket behind the proxy."""
        return f"ws://127.0.0.1:{self.port}/graphql"

    def hold(self, *, to_server: int | None = None, to_client: int | None = None) -> None:
        """Let so many more bytes pass in each direction, then hold back the rest; None = no limit."""
        self._left = {"to_server": to_server, "to_client": to_client}
        self._passing.clear()

    def release(self) -> None:
        """Let all bytes pass again, also those held back."""
        self._left = {"to_server": None, "to_client": None}
        self.holding.clear()
        self._passing.set()

    async def cut(self) -> None:
        """Abort all connections; new ones are accepted."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def refuse_connections(self) -> None:
        """Abort all connections, and new ones at once: browsers retry by themselves and must not get through."""
        self._refuses = True
        await self.cut()

    def accept_connections(self) -> None:
        """Accept connections again, and let all bytes pass."""
        self._refuses = False
        self.release()

    def allows(self, data: bytes, direction: Direction) -> bool:
        """Whether to forward this chunk; the connection is aborted otherwise. Subclasses decide."""
        return True

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to the server. Subclasses may find it elsewhere."""
        return await asyncio.open_connection("127.0.0.1", self._server_port)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end."""
        if self._refuses:
            writer.transport.abort()
            return
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                await self._forward_both_ways(reader, writer)
        finally:
            writer.transport.abort()
            self._tasks.discard(task)

    async def _forward_both_ways(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await self.connect()
        forwarding = [
            asyncio.ensure_future(self._forward(reader, server_writer, "to_server")),
            asyncio.ensure_future(self._forward(server_reader, writer, "to_client")),
        ]
        try:
            # When one end closes, the proxy closes the other: a client never waits for a server that has gone.
            await asyncio.wait(forwarding, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in forwarding:
                task.cancel()
            server_writer.transport.abort()
            await asyncio.gather(*forwarding, return_exceptions=True)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, direction: Direction) -> None:
        with suppress(OSError):
            while data := await reader.read(_CHUNK_BYTES):
                if not self.allows(data, direction):
                    return
                left = self._left[direction]
                if left is None:
                    writer.write(data)
                else:
                    writer.write(data[:left])
                    self._left[direction] = max(0, left - len(data))
                    if len(data) > left:
                        self.holding.set()
                        await self._passing.wait()
                        writer.write(data[left:])
                await writer.drain()
            # The last bytes, such as a close frame, must arrive before the connection is aborted.
            writer.close()
            await writer.wait_closed()


class PostgresProxy(TcpProxy):
    """Forwards to the Unix socket of an embedded PostgreSQL, which has no port."""

    def __init__(self, database_url: str) -> None:
        super().__init__(0)
        self._url = urlsplit(database_url)
        self._folder = parse_qs(self._url.query)["host"][0]

    @property
    def url(self) -> str:
        """The address of the same database through the proxy."""
        return f"postgres://postgres:@127.0.0.1:{self.port}{self._url.path}"

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to the server."""
        return await asyncio.open_unix_connection(f"{self._folder}/.s.PGSQL.5432")


AnyProxy = TypeVar("AnyProxy", bound=TcpProxy)


@asynccontextmanager
async def tcp_proxy(proxy: AnyProxy) -> AsyncIterator[AnyProxy]:
    """Let a proxy listen on a free port of 127.0.0.1 until the block ends."""
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.cut()
        await server.wait_closed()
