"""The way between a browser and the server, which a test can break in the middle of a request."""

import asyncio

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
