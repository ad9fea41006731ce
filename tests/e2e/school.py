"""The network of a school: its proxy lets pages and their requests pass, and breaks every WebSocket."""

import asyncio
from contextlib import suppress

from tests.integration.storage.line import Line

_PIECE = 16 * 1024


class SwiftService(Line):
    """A line that breaks what asks to be upgraded, while ``breaks_sockets`` holds."""

    def __init__(self, server_port: int) -> None:
        super().__init__(server_port)
        self.breaks_sockets = True
        self.broken = 0

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        with suppress(OSError):
            while data := await reader.read(_PIECE):
                # A browser opens a connection of its own for a WebSocket, and its head comes in one piece.
                if self.breaks_sockets and way == "to_server" and b"upgrade: websocket" in data.lower():
                    self.broken += 1
                    return
                writer.write(data)
                await writer.drain()
