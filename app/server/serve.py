"""Serves the application with Hypercorn on one port, and shuts down without losing a client."""

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
import uvloop
from hypercorn.asyncio import serve as hypercorn_serve

from app.application import Application
from app.errors import SettingsError
from app.server import hypercorn_connection, hypercorn_http1, hypercorn_http2, hypercorn_listener, hypercorn_websocket
from app.server.server_config import BACKLOG, server_config
from app.server.supervisor import READY
from app.settings import Settings
from app.web.app import make_app

log = structlog.get_logger()

GC_THRESHOLDS = (2_000, 1, 750)
"""Surviving new objects after which the garbage collector examines the youngest generation; after how many such
collections it examines the middle one, and after how many of those all objects.

The first two are small: with 5,000 and 2, the collections while thousands of sockets connect paused for up to 38 ms.
All together take no longer for it, because what they examine is still in the caches of the processor.
"""
OpenApplication = Callable[[], AbstractAsyncContextManager[Application]]


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket that already listens, so that its port is known before the server runs.

    Raises:
        SettingsError: nothing can listen there: another program does, the port is for root, or the host is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # `::` takes IPv4 as well.
    both = host == "::" and socket.has_dualstack_ipv6()
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG, dualstack_ipv6=both)
    except OSError as error:
        raise SettingsError(f"HOST, PORT: cannot listen on {host} port {port}: {error.strerror}") from error
    listener.setblocking(False)
    return listener


def inherited_socket(descriptor: int) -> socket.socket:
    """Return the listening socket that the supervisor passed to this worker."""
    return socket.socket(fileno=descriptor)


def serve(
    settings: Settings, open_application: OpenApplication, listener: socket.socket, *, ready_pipe: int | None = None
) -> None:
    """Serve until SIGTERM or SIGINT, then drain and return.

    A worker of a supervisor has a ``ready_pipe``: it writes ``READY`` there, and ends at the end of standard input.
    """
    uvloop.run(_serve(settings, open_application, listener, ready_pipe))


async def _serve(
    settings: Settings, open_application: OpenApplication, listener: socket.socket, ready_pipe: int | None
) -> None:
    install()
    shutdown = _GracefulShutdown(settings.drain_seconds)
    config = server_config(listener, settings)

    @asynccontextmanager
    async def opened() -> AsyncIterator[Application]:
        async with open_application() as application:
            shutdown.application = application
            config.handshakes = application.subscriptions.handshakes
            freeze_memory()
            if ready_pipe is not None:
                os.write(ready_pipe, READY)
            yield application

    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, shutdown.requested.set)
    if ready_pipe is not None:
        call_at_end(sys.stdin.fileno(), shutdown.requested.set)
        # SIGHUP is for the supervisor, but some service managers send it to every process of a service.
        loop.add_signal_handler(signal.SIGHUP, lambda: None)
    app = make_app(settings, opened)
    # Starlette's ASGI types are wider than Hypercorn's.
    await hypercorn_serve(app, config, shutdown_trigger=shutdown.start)  # type: ignore[arg-type] # Starlette's types
    await shutdown.wait_until_drained()


def install() -> None:
    """Make Hypercorn use our classes for its listeners and connections, for HTTP/1.1, HTTP/2 and WebSockets."""
    hypercorn_listener.install()
    hypercorn_websocket.install()
    hypercorn_connection.install()
    hypercorn_http1.install()
    hypercorn_http2.install()


def call_at_end(descriptor: int, call: Callable[[], None]) -> None:
    """Call once when the other end of this pipe is closed; no data is ever sent through it."""
    loop = asyncio.get_running_loop()

    def ended() -> None:
        # The end of a pipe stays readable, so the loop would call this without pause.
        loop.remove_reader(descriptor)
        call()

    loop.add_reader(descriptor, ended)


def freeze_memory() -> None:
    """Exclude the objects that exist now from garbage collection, and collect less often.

    A full collection over a hundred thousand objects of modules and ten thousand sockets is a noticeable pause.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


class _GracefulShutdown:
    """Drains the sockets during the shutdown of Hypercorn.

    Hypercorn stops accepting when ``start`` returns and then waits for open connections; the sockets are closed
    meanwhile, spread over the drain time. So new clients reach another worker at once, and the clients of this one do
    not all reconnect at the same time.
    """

    def __init__(self, drain_seconds: float) -> None:
        self._drain_seconds = drain_seconds
        self.requested = asyncio.Event()
        self.application: Application | None = None
        self._draining: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Wait for a signal or a fault of the application, then drain the sockets in the background."""
        triggers = [asyncio.ensure_future(self.requested.wait())]
        if self.application is not None:
            triggers.append(asyncio.ensure_future(self.application.fault.wait()))
        await asyncio.wait(triggers, return_when=asyncio.FIRST_COMPLETED)
        for trigger in triggers:
            trigger.cancel()
        if self.application is not None:
            log.info("draining", sockets=len(self.application.sockets))
            self._draining = asyncio.create_task(self.application.sockets.drain(over_seconds=self._drain_seconds))

    async def wait_until_drained(self) -> None:
        """Return once every socket is closed."""
        if self._draining is not None:
            await self._draining
