"""A line between the storage and its server, which a test can make slow or cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

_PIECE = 16 * 1024


class Line:
    """Passes bytes on to a server; counts connections; holds back what the test says."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = asyncio.Event()
        self._open.set()
        self.holding = asyncio.Event()
        """Set once bytes are held back."""
        self.port = 0
        self.connections = 0
        self.to_server: int | None = None
        """How many more bytes go to the server before the line holds; None = all."""
        self.to_client: int | None = None
        """The same for the way back."""

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def release(self) -> None:
        """Let everything pass again."""
        self.to_server = self.to_client = None
        self.holding.clear()
        self._open.set()

    def hold(self, *, to_server: int | None = None, to_client: int | None = None) -> None:
        """Pass so many more bytes, then nothing."""
        self.to_server, self.to_client = to_server, to_client
        self._open.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end."""
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                await self._join(reader, writer)
        finally:
            writer.transport.abort()
            self._tasks.discard(task)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
        ways = [
            asyncio.ensure_future(self._pass(reader, server_writer, "to_server")),
            asyncio.ensure_future(self._pass(server_reader, writer, "to_client")),
        ]
        try:
            # Where one end is closed, so is the other: a client never waits for a server that has gone.
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            server_writer.transport.abort()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        with suppress(OSError):
            while data := await reader.read(_PIECE):
                left = getattr(self, way)
                if left is not None:
                    writer.write(data[:left])
                    setattr(self, way, max(0, left - len(data)))
                    if len(data) > left:
                        self.holding.set()
                        await self._open.wait()
                        writer.write(data[left:])
                else:
                    writer.write(data)
                await writer.drain()

    async def cut(self) -> None:
        """Break all connections."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


AnyLine = TypeVar("AnyLine", bound=Line)


@asynccontextmanager
async def laid(line: AnyLine) -> AsyncIterator[AnyLine]:
    """Let a line listen on a port of this machine for the time of the block."""
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        await line.cut()
        await server.wait_closed()
