"""A connection of Hypercorn's that never ends between a request and its answer.

Hypercorn closes a connection that has been idle for a while, or when the process goes away. A request that arrives at
that very moment would be carried out, and its answer thrown away: the client cannot know, and browsers then send it
once more. Here a request that has begun is answered, and one that has not is not begun.

Nor does one connection cost others theirs: one that breaks by an error ends alone, where Hypercorn, going away, would
drop all that are left; and one whose peer does not take what waits for it is not waited for without end.
"""

import hypercorn.asyncio.run
import structlog
from hypercorn.asyncio.tcp_server import MAX_RECV, TCPServer
from hypercorn.events import Closed, Event, RawData, Updated

log = structlog.get_logger()

CLOSE_TIMEOUT_SECONDS = 30.0
"""How long the end of an answer may wait for a peer that reads slowly, or not at all."""
SHUTDOWN_CLOSE_TIMEOUT_SECONDS = 3.0
"""The same when the process goes away: it must not be killed for the sake of one who sleeps."""


class GracefulConnection(TCPServer):
    """One connection."""

    _busy = False
    _leaving = False

    async def run(self) -> None:
        """Serve the connection to its end; never raises for what happens on it."""
        try:
            await super().run()
        except Exception as error:  # noqa: BLE001 - what breaks is one connection, whatever it is
            log.warning("connection broken", error=repr(_first(error)))

    async def _close(self) -> None:
        last = self.context.terminated.is_set()
        dropping = self.loop.call_later(
            SHUTDOWN_CLOSE_TIMEOUT_SECONDS if last else CLOSE_TIMEOUT_SECONDS, self.writer.transport.abort
        )
        try:
            await super()._close()
        finally:
            dropping.cancel()

    async def protocol_send(self, event: Event) -> None:
        """Send; and know whether a request is under way from the moment its head has been read."""
        if isinstance(event, Updated):
            self._busy = not event.idle
        await super().protocol_send(event)

    async def _initiate_server_close(self) -> None:
        if not self._busy:
            self._leaving = True
            await super()._initiate_server_close()

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


def _first(error: BaseException) -> BaseException:
    """Return what went wrong first, out of the groups that tasks make of it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def install() -> None:
    """Let Hypercorn use our class."""
    setattr(hypercorn.asyncio.run, "TCPServer", GracefulConnection)  # noqa: B010 - not exported, so not assignable for mypy
