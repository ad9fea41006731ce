"""A Hypercorn connection that never closes between a request and its response.

Hypercorn closes a connection after an idle time, or when the process shuts down. A request that arrives at that moment
would be executed and its response dropped: the client cannot know, and browsers then send the request again. This
class answers every request that has started, and starts none after the decision to close.

A connection that fails also ends alone, where Hypercorn would drop all others during a shutdown; and the wait for a
peer that does not read has a limit. An HTTP/2 connection without a request counts as idle, so it is closed like one of
HTTP/1.1; Hypercorn would keep it for ever. Each network has a limit of connections without a request.
"""

import asyncio

import hypercorn.asyncio.run
import structlog
from hypercorn.asyncio.tcp_server import MAX_RECV, TCPServer
from hypercorn.events import Closed, Event, RawData, Updated
from hypercorn.protocol.h2 import H2Protocol

from app.server.server_config import ServerConfig

log = structlog.get_logger()

CLOSE_TIMEOUT_SECONDS = 30.0
"""How long the end of a response may wait for a peer that does not read."""
SHUTDOWN_CLOSE_TIMEOUT_SECONDS = 3.0
"""The same during a shutdown: the process would be killed if it waited for one peer that does not read."""
STALL_SECONDS = 60.0
"""How long a peer may read nothing of what waits for it."""


class GracefulConnection(TCPServer):
    """One TCP connection, which closes only between requests."""

    _busy = False
    _closing = False
    _network: str | None = None

    async def run(self) -> None:
        """Serve the connection to its end; never raises for an error on it."""
        idle = self.config.idle_connections if isinstance(self.config, ServerConfig) else None
        if idle is not None:
            self._network = idle.key_of(_host(self.writer))
            if idle.is_full(self._network):
                log.debug("idle_connections_full", network=self._network)
                self.writer.transport.abort()
                return
            idle.add(self._network)
        try:
            await super().run()
        except Exception as error:  # noqa: BLE001 - any error ends this connection alone
            log.warning("connection_broken", error=repr(_first(error)))
        finally:
            if idle is not None and not self._busy:
                idle.remove(self._network)

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
            self._set_busy(busy=not event.idle)
        if isinstance(event, RawData):
            await self._write(event.data)
        elif isinstance(event, Updated) and event.idle and self.writer.transport.is_closing():
            # There will be no next request, so no task waits for one.
            return
        else:
            await super().protocol_send(event)

    def _set_busy(self, *, busy: bool) -> None:
        if busy == self._busy:
            return
        self._busy = busy
        if isinstance(self.config, ServerConfig):
            idle = self.config.idle_connections
            (idle.remove if busy else idle.add)(self._network)

    async def _write(self, data: bytes) -> None:
        async with self.send_lock:
            try:
                self.writer.write(data)
                await self._drain()
            except (ConnectionError, RuntimeError):
                await self.protocol.handle(Closed())

    async def _drain(self) -> None:
        """Wait until the peer has read enough; end the connection when it reads nothing for ``STALL_SECONDS``."""
        transport = self.writer.transport
        while waiting := transport.get_write_buffer_size():
            try:
                async with asyncio.timeout(STALL_SECONDS):
                    await self.writer.drain()
                return
            except TimeoutError:
                if transport.get_write_buffer_size() >= waiting:
                    transport.abort()
                    raise ConnectionResetError("the peer does not read") from None
        await self.writer.drain()

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
            if self._busy and _is_silent_http2(self.protocol.protocol):
                # The preface counted as a request. From here on the connection has the idle time for a real one.
                await self.protocol_send(Updated(idle=True))
        await self.protocol.handle(Closed())


def _is_silent_http2(protocol: object) -> bool:
    return isinstance(protocol, H2Protocol) and not protocol.streams


def _host(writer: asyncio.StreamWriter) -> str | None:
    peer = writer.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) else None


def _first(error: BaseException) -> BaseException:
    """Return the first error of nested exception groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def install() -> None:
    """Make Hypercorn use ``GracefulConnection``."""
    setattr(hypercorn.asyncio.run, "TCPServer", GracefulConnection)  # noqa: B010 - unexported, so mypy refuses "="
