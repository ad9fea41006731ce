"""The way between a browser and the server, which a test can break in the middle of a request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.integration.storage.line import Line


class Cable(Line):
    """A line that can be down: a browser tries again by itself at once, and must not find it up."""

    def __init__(self, server_port: int) -> None:
        super().__init__(server_port)
        self._is_down = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end, or refuse it."""
        if self._is_down:
            writer.transport.abort()
        else:
            await super().serve(reader, writer)

    async def break_(self) -> None:
        """Break what is connected; refuse what comes."""
        self._is_down = True
        await self.cut()

    def mend(self) -> None:
        """Let everything pass again."""
        self._is_down = False
        self.release()


@asynccontextmanager
async def cable(server_port: int) -> AsyncIterator[Cable]:
    """Return a cable to a port of this machine."""
    the_cable = Cable(server_port)
    server = await asyncio.start_server(the_cable.serve, "127.0.0.1", 0)
    the_cable.port = server.sockets[0].getsockname()[1]
    try:
        yield the_cable
    finally:
        server.close()
        await the_cable.cut()
        await server.wait_closed()
