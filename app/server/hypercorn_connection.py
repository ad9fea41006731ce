"""A Hypercorn connection that never closes between a request and its response.

Hypercorn closes a connection after an idle time, or when the process shuts down. A request that arrives at that moment
would be executed and its response dropped: the client cannot know, and browsers then send the request again. This
class answers every request that has started, and starts none after the decision to close. What has arrived and waits
for its turn at a busy worker is read before that decision.

A connection that fails also ends alone, where Hypercorn would drop all others during a shutdown; and the wait for a
peer that does not read has a limit. An HTTP/2 connection without a request counts as idle, so it is closed like one of
HTTP/1.1; Hypercorn would keep it for ever. Each network has a limit of connections without a request.
"""

import asyncio
from weakref import WeakKeyDictionary

import hypercorn.asyncio.run
import structlog
from hypercorn.asyncio.tcp_server import MAX_RECV, TCPServer
from hypercorn.asyncio.worker_context import WorkerContext
from hypercorn.events import Closed, Event, RawData, Updated
from hypercorn.protocol.h2 import H2Protocol
from hypercorn.protocol.h11 import H11WSConnection

from app.server.hypercorn_http1 import StrictHttp1
from app.server.server_config import ServerConfig

log = structlog.get_logger()

CLOSE_TIMEOUT_SECONDS = 30.0
"""How long the end of a response may wait for a peer that does not read."""
SHUTDOWN_CLOSE_TIMEOUT_SECONDS = 3.0
"""The same during a shutdown: the process would be killed if it waited for one peer that does not read."""
STALL_SECONDS = 60.0
"""The time in which a peer has to read what waits for it, or ``LEAST_BYTES_PER_SECOND`` of it."""
LEAST_BYTES_PER_SECOND = 2048
"""How fast an answer has to be read: as fast as a body has to come. The answers of peers that read a byte a second
would fill the memory: each may have half a megabyte, and lives as long as its peer likes."""


class GracefulConnection(TCPServer):
    """One TCP connection, which closes only between requests."""

    _busy = False
    _closing = False
    _waits_for_turn = False
    _is_overdue = False
    """The idle time ended while what had arrived waited for its turn."""
    _host: str | None = None
    _network: str | None = None
    _idle_timer: asyncio.TimerHandle | None = None
    _ending: "asyncio.Task[None] | None" = None

    async def run(self) -> None:
        """Serve the connection to its end; never raises for an error on it."""
        idle = self.config.idle_connections if isinstance(self.config, ServerConfig) else None
        if idle is not None:
            self._host = _host(self.writer)
            self._network = idle.key_of(self._host)
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
        self._end_idle_time()
        try:
            await super()._close()
        finally:
            timer.cancel()

    async def protocol_send(self, event: Event) -> None:
        """Send an event; a request counts as started once its head has been read."""
        if isinstance(event, RawData):
            await self._write(event.data)
        elif isinstance(event, Updated):
            self._set_busy(busy=not event.idle)
            self._end_idle_time()
            # Where the transport is closing there will be no next request.
            if event.idle and not self.writer.transport.is_closing():
                self._begin_idle_time()
        else:
            await super().protocol_send(event)

    async def _idle_timeout(self) -> None:
        # Hypercorn runs it in a task, which it would end and begin anew with each request: 3 % of a page of a list.
        self._begin_idle_time()

    def _begin_idle_time(self) -> None:
        """Close the connection in ``keep_alive_timeout``, or when the process shuts down, if nothing comes."""
        self._idle_timer = self.loop.call_later(self.config.keep_alive_timeout, self.close_idle)
        _idle_of(self.context).add(self)

    def _end_idle_time(self) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None
            _idle_of(self.context).discard(self)

    def close_idle(self) -> None:
        """Close the connection unless a request has begun."""
        self._end_idle_time()
        self._ending = self.loop.create_task(self._initiate_server_close())

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
        """Wait until the peer has read enough; end the connection when it reads too little in ``STALL_SECONDS``."""
        transport = self.writer.transport
        least = STALL_SECONDS * LEAST_BYTES_PER_SECOND
        while waiting := transport.get_write_buffer_size():
            try:
                async with asyncio.timeout(STALL_SECONDS):
                    await self.writer.drain()
                return
            except TimeoutError:
                if transport.get_write_buffer_size() > waiting - least:
                    transport.abort()
                    raise ConnectionResetError("the peer does not read, or too slowly") from None
        await self.writer.drain()

    async def _initiate_server_close(self) -> None:
        if self._waits_for_turn:
            # A busy worker would drop requests that came in time, and their clients would send them again.
            self._is_overdue = True
        elif not self._busy:
            self._closing = True
            await super()._initiate_server_close()

    async def _read_data(self) -> None:
        while not self.reader.at_eof():
            try:
                data = await self._read_in_turn()
            except OSError:
                break
            if self._closing:
                break
            await self.protocol.handle(RawData(data))
            if self._is_overdue:
                self._is_overdue = False
                await self._initiate_server_close()
            if self._busy and _is_silent_http2(self.protocol.protocol):
                # The preface counted as a request. From here on the connection has the idle time for a real one.
                await self.protocol_send(Updated(idle=True))
        await self.protocol.handle(Closed())

    async def _read_in_turn(self) -> bytes:
        """Return what was received next, when it is the turn of the client that sent it."""
        data = await self.reader.read(MAX_RECV)
        protocol = self.protocol.protocol
        if isinstance(protocol, StrictHttp1) and not isinstance(protocol.connection, H11WSConnection):
            while protocol.is_part_of_head(data) and (more := await self.reader.read(MAX_RECV)):
                data += more
            self._waits_for_turn = True
            try:
                await protocol.wait_for_turn(data)
            finally:
                self._waits_for_turn = False
        # Each frame of a WebSocket has a turn of its own, and each piece of HTTP/2.
        return data


class _IdleConnections(set[GracefulConnection]):
    """The idle connections of a worker, which are closed when it shuts down, and those that become idle afterwards."""

    def __init__(self, context: WorkerContext) -> None:
        super().__init__()
        self._terminated = context.terminated
        self._waiting = asyncio.create_task(self._close_all(), name="idle connections")

    def add(self, connection: GracefulConnection) -> None:
        """Add a connection."""
        super().add(connection)
        if self._terminated.is_set():
            connection.close_idle()

    async def _close_all(self) -> None:
        await self._terminated.wait()
        for connection in list(self):
            connection.close_idle()


_IDLE: "WeakKeyDictionary[WorkerContext, _IdleConnections]" = WeakKeyDictionary()


def _idle_of(context: WorkerContext) -> _IdleConnections:
    if context not in _IDLE:
        _IDLE[context] = _IdleConnections(context)
    return _IDLE[context]


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
