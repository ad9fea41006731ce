"""A server for Hypercorn that accepts connections in slices, and opens each in the turn of its network.

The event loops accept whatever waits before they do anything else: two thousand clients that connect at once stopped
all others for 140 ms, and a client that connects faster than that would stop them for good. Here one turn of the event
loop accepts for ``ACCEPT_SECONDS`` at most. What costs most, the transport and the reader of a connection, is made when
it is the turn of its network, so a flood of one network delays no other.
"""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import hypercorn.asyncio.run
import structlog

from app.auth.limits import network_of
from app.server.server_config import ListeningSocket

log = structlog.get_logger()

ACCEPT_SECONDS = 0.0005
"""For how long one turn of the event loop accepts connections."""
RETRY_SECONDS = 1.0
"""The pause after the operating system has refused to give a descriptor for a connection."""
Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class SlicedServer:
    """Accepts the connections of one listener and calls ``connected`` for each. Has what Hypercorn asks of a server."""

    def __init__(
        self, listener: ListeningSocket, connected: Connected, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._listener = listener
        self._connected = connected
        self._clock = clock
        self._is_closed = False
        self.accepted = 0
        """How many connections were accepted and not refused at once."""
        self._opening: set[asyncio.Task[None]] = set()
        self._waiting: Counter[str] = Counter()
        """Connections that wait for the turn of their network."""
        listener.setblocking(False)
        self._begin()

    def _begin(self) -> None:
        if not self._is_closed:
            self._loop.add_reader(self._listener.fileno(), self._accept)

    def close(self) -> None:
        """Accept no more connections."""
        if not self._is_closed:
            self._is_closed = True
            self._loop.remove_reader(self._listener.fileno())
            self._listener.close()

    async def wait_closed(self) -> None:
        """Return once every accepted connection was opened."""
        while self._opening:
            await asyncio.wait(set(self._opening))

    def _accept(self) -> None:
        until = self._clock() + ACCEPT_SECONDS
        while True:
            try:
                connection, address = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                log.error("accept_failed", error=str(error), next_in_seconds=RETRY_SECONDS)
                self._loop.remove_reader(self._listener.fileno())
                self._loop.call_later(RETRY_SECONDS, self._begin)
                return
            self._take(connection, str(address[0]) if isinstance(address, tuple) else None)
            if self._clock() >= until:
                return

    def _take(self, connection: socket.socket, host: str | None) -> None:
        idle = self._listener.config.idle_connections
        key = idle.key_of(host)
        if key is not None and idle.is_full(key, others=self._waiting[key]):
            log.debug("idle_connections_full", network=key)
            connection.close()
            return
        self.accepted += 1
        if key is not None:
            self._waiting[key] += 1
        connection.setblocking(False)
        task = self._loop.create_task(self._open(connection, host, key))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _open(self, connection: socket.socket, host: str | None, key: str | None) -> None:
        try:
            handshakes = self._listener.config.handshakes
            if handshakes is not None:
                await handshakes.turn(network_of(host))
            reader = asyncio.StreamReader(loop=self._loop)
            protocol = asyncio.StreamReaderProtocol(reader, self._connected, loop=self._loop)
            await self._loop.connect_accepted_socket(lambda: protocol, connection)
        except OSError as error:
            log.debug("connection_lost", error=str(error))
            connection.close()
        finally:
            if key is not None:
                self._waiting[key] -= 1
                if not self._waiting[key]:
                    del self._waiting[key]


class _Asyncio:
    """The module ``asyncio`` as Hypercorn's server uses it, with our way to start a server on one of our listeners."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def start_server(connected: Connected, *, sock: socket.socket, **options: Any) -> Any:
        """Return a server that accepts."""
        if isinstance(sock, ListeningSocket) and not options.get("ssl"):
            return SlicedServer(sock, connected)
        return await asyncio.start_server(connected, sock=sock, **options)


def install() -> None:
    """Make Hypercorn start ``SlicedServer``."""
    setattr(hypercorn.asyncio.run, "asyncio", _Asyncio())  # noqa: B010 - unexported, so mypy refuses "="
