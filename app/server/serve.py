"""Serving: Hypercorn on one port, and a departure that clients survive."""

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
from hypercorn.config import Config

from app.application import Application
from app.server import hypercorn_connection, hypercorn_websocket
from app.server.supervisor import READY
from app.settings import Settings
from app.web.app import make_app

log = structlog.get_logger()

BACKLOG = 16_384
"""How many may wait to be let in; the system has its own limit below (net.core.somaxconn). Whoever finds no room after
a deploy tries again after 1, 2, 4 ... seconds."""
LONGEST_MESSAGE_BYTES = 64 * 1024
YOUNG_OBJECTS = 5_000
"""How many objects may be made, beyond those that went again, before the youngest are looked through."""
CLOSING_SECONDS = 8.0
"""What peers may take to answer our close frame, beyond the time over which they are closed."""
OpenApplication = Callable[[], AbstractAsyncContextManager[Application]]


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens already, so that its port is known before the server runs."""
    listener = socket.create_server((host, port), backlog=BACKLOG, reuse_port=False)
    listener.setblocking(False)
    return listener


def inherited_socket(descriptor: int) -> socket.socket:
    """Return the listening socket that the supervisor handed down."""
    return socket.socket(fileno=descriptor)


def serve(
    settings: Settings, open_house: OpenApplication, listener: socket.socket, *, ready_pipe: int | None = None
) -> None:
    """Serve until SIGTERM or SIGINT, then drain and return.

    With a ``ready_pipe`` there is a supervisor: "ready" is said there, and the end of standard input is its end.
    """
    uvloop.run(_serve(settings, open_house, listener, ready_pipe))


async def _serve(
    settings: Settings, open_house: OpenApplication, listener: socket.socket, ready_pipe: int | None
) -> None:
    hypercorn_websocket.install()
    hypercorn_connection.install()
    departure = _Departure(settings.drain_seconds)

    @asynccontextmanager
    async def remembered() -> AsyncIterator[Application]:
        async with open_house() as application:
            departure.application = application
            _settle_memory()
            if ready_pipe is not None:
                os.write(ready_pipe, READY)
            yield application

    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, departure.called.set)
    if ready_pipe is not None:
        call_at_end(sys.stdin.fileno(), departure.called.set)
        # It is for the supervisor; but some service managers send it to every process of a service.
        loop.add_signal_handler(signal.SIGHUP, lambda: None)
    app = make_app(settings, remembered)
    await hypercorn_serve(app, _config(listener, settings), shutdown_trigger=departure.begin)  # type: ignore[arg-type] # Starlette's ASGI types are wider than Hypercorn's
    await departure.complete()


def call_at_end(descriptor: int, call: Callable[[], None]) -> None:
    """Call once when the other end of this pipe is closed; nothing is ever sent through it."""
    loop = asyncio.get_running_loop()

    def ended() -> None:
        # An end can be read for ever: the loop would do nothing else from now on.
        loop.remove_reader(descriptor)
        call()

    loop.add_reader(descriptor, ended)


def _settle_memory() -> None:
    """Let the garbage collector pass by what stays to the end, and begin less often: most of our objects live long.

    A full collection over a hundred thousand objects of modules and ten thousand sockets is a pause that people notice.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)


class _Departure:
    """Going away without losing anybody.

    Hypercorn stops accepting when ``begin`` returns and then waits for open connections; the sockets are closed
    meanwhile, spread over the time. So new clients go elsewhere at once, and old ones do not come back all together.
    """

    def __init__(self, over_seconds: float) -> None:
        self._over_seconds = over_seconds
        self.called = asyncio.Event()
        self.application: Application | None = None
        self._draining: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Wait for the signal, or a fault of the house; then let the sockets go one by one in the background."""
        waiting = [asyncio.ensure_future(self.called.wait())]
        if self.application is not None:
            waiting.append(asyncio.ensure_future(self.application.fault.wait()))
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for waiter in waiting:
            waiter.cancel()
        if self.application is not None:
            log.info("draining", sockets=len(self.application.sockets))
            self._draining = asyncio.create_task(self.application.sockets.drain(over_seconds=self._over_seconds))

    async def complete(self) -> None:
        """Wait until the last one is gone."""
        if self._draining is not None:
            await self._draining


def _config(listener: socket.socket, settings: Settings) -> Config:
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.backlog = BACKLOG
    config.graceful_timeout = settings.drain_seconds + CLOSING_SECONDS
    config.accesslog = None
    config.errorlog = None
    config.websocket_max_message_size = LONGEST_MESSAGE_BYTES
    config.include_server_header = False
    return config
