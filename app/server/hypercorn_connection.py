"""A Hypercorn connection that never closes between a request and its response.

Hypercorn closes a connection after an idle time, or when the process shuts down. A request that arrives at that moment
would be executed and its response dropped: the client cannot know, and browsers then send the request again. This
class answers every request that has started, and starts none after the decision to close.

A connection that fails also ends alone, where Hypercorn would drop all others during a shutdown; and the wait for a
peer that does not read has a limit.
"""

import hypercorn.asyncio.run
import structlog
from hypercorn.asyncio.tcp_server import MAX_RECV, TCPServer
from hypercorn.events import Closed, Event, RawData, Updated

log = structlog.get_logger()

CLOSE_TIMEOUT_SECONDS = 30.0
"""How long the end of a response may wait for a peer that does not read."""
SHUTDOWN_CLOSE_TIMEOUT_SECONDS = 3.0
"""The same during a shutdown: the process would be killed if it waited for one peer that does not read."""


class GracefulConnection(TCPServer):
    """One TCP connection, which closes only between requests."""

    _busy = False
    _closing = False

    async def run(self) -> None:
        """Serve the connection to its end; never raises for an error on it."""
        try:
            await super().run()
        except Exception as error:  # noqa: BLE001 - any error ends this connection alone
            log.warning("connection_broken", error=repr(_first(error)))

    async def _close(self) -> None:
        shutting_down = self.context.terminated.is_set()
        timer = self.loop.call_later(
            SHUTDOWN_CLOSE_TIMEOUT_SECONDS if shutting_down else CLOSE_TIMEOUT_SECONDS, self.writer.transport.abort
        )
        try:
            await super()._close()
        finally:
            timer.cancel()

    async def protocol_send(self, event: Event) -> None:
        """Send an event; a request counts as started once its head has been read."""
        if isinstance(event, Updated):
            self._busy = not event.idle
        await super().protocol_send(event)

    async def _initiate_server_close(self) -> None:
        if not self._busy:
            self._closing = True
            await super()._initiate_server_close()

    async def _read_data(self) -> None:
        while not self.reader.at_eof():
            try:
                data = await self.reader.read(MAX_RECV)
            except OSError:
                break
            if self._closing:
                break
            await self.protocol.handle(RawData(data))
        await self.protocol.handle(Closed())


def _first(error: BaseException) -> BaseException:
    """Return the first error of nested exception groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def install() -> None:
    """Make Hypercorn use ``GracefulConnection``."""
    setattr(hypercorn.asyncio.run, "TCPServer", GracefulConnection)  # noqa: B010 - unexported, so mypy refuses "="
