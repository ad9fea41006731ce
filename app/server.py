"""Serving: Hypercorn on one port, and a departure that clients survive."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import hypercorn.protocol.ws_stream
import structlog
import uvloop
from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config

from app.bootstrap import House
from app.settings import Settings
from app.web.app import make_app

log = structlog.get_logger()

BACKLOG = 2048
LONGEST_MESSAGE_BYTES = 64 * 1024
DRAIN_SECONDS = 2.0
OpenHouse = Callable[[], AbstractAsyncContextManager[House]]


def forbid_deflate() -> None:
    """Answer no compression to WebSocket handshakes.

    Hypercorn accepts permessage-deflate whenever it is offered, and browsers always offer it; it costs 100 KB a
    socket and the chance to encode a message once for everybody.
    """
    setattr(hypercorn.protocol.ws_stream, "server_extensions_handshake", lambda *_, **__: None)  # noqa: B010 - not exported, so not assignable to a type checker


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens already, so that its port is known before the server runs."""
    listener = socket.create_server((host, port), backlog=BACKLOG, reuse_port=False)
    listener.setblocking(False)
    return listener


def serve(settings: Settings, open_house: OpenHouse, listener: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT, then drain and return."""
    uvloop.run(_serve(settings, open_house, listener))


async def _serve(settings: Settings, open_house: OpenHouse, listener: socket.socket) -> None:
    forbid_deflate()
    houses: list[House] = []

    @asynccontextmanager
    async def remembered() -> AsyncIterator[House]:
        async with open_house() as house:
            houses.append(house)
            yield house

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)

    async def departure() -> None:
        await stop.wait()
        log.info("draining", sockets=len(houses[0].sockets) if houses else 0)
        if houses:
            await houses[0].sockets.drain(over_seconds=DRAIN_SECONDS)

    await hypercorn_serve(make_app(settings, remembered), _config(listener), shutdown_trigger=departure)  # type: ignore[arg-type] # Starlette's ASGI types are wider than Hypercorn's


def _config(listener: socket.socket) -> Config:
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.backlog = BACKLOG
    config.graceful_timeout = 3
    config.accesslog = None
    config.websocket_max_message_size = LONGEST_MESSAGE_BYTES
    config.include_server_header = False
    return config
