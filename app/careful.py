"""A connection of Hypercorn's that never ends between a request and its answer, and always ends after it.

Hypercorn closes a connection that has been idle for a while, or when the process goes away. A request that arrives at
that very moment would be carried out, and its answer thrown away: the client cannot know, and browsers then send it
once more. Here a request that has begun is answered, and one that has not is not begun.

And Hypercorn waits without end for a peer to take what is left of its last answer. One that reads nothing any more
would keep its connection after its stream was given up, beyond all limits.
"""

import asyncio

import hypercorn.asyncio.run
from hypercorn.asyncio.tcp_server import MAX_RECV, TCPServer
from hypercorn.events import Closed, Event, RawData, Updated


class CarefulServer(TCPServer):
    """One connection."""

    farewell_seconds = 60.0
    """How long a peer may take for what is on its way when the connection ends."""
    _busy = False
    _leaving = False

    async def protocol_send(self, event: Event) -> None:
        """Send; and know whether a request is under way from the moment its head has been read."""
        if isinstance(event, Updated):
            self._busy = not event.idle
        await super().protocol_send(event)

    async def _initiate_server_close(self) -> None:
        if not self._busy:
            self._leaving = True
            await super()._initiate_server_close()

    async def _close(self) -> None:
        late = asyncio.get_running_loop().call_later(self.farewell_seconds, self.writer.transport.abort)
        try:
            await super()._close()
        finally:
            late.cancel()

    async def _read_data(self) -> None:
        while not self.reader.at_eof():
            try:
                data = await self.reader.read(MAX_RECV)
            except OSError:
                break
            if self._leaving:
                break
            await self.protocol.handle(RawData(data))
        await self.protocol.handle(Closed())


def be_careful() -> None:
    """Let Hypercorn use our class."""
    setattr(hypercorn.asyncio.run, "TCPServer", CarefulServer)  # noqa: B010 - not exported, so not assignable for mypy
