"""A connection of the pool that is reset only where its session was changed."""

import asyncio
import socket
from typing import Any

import asyncpg

_DEAD_SERVER = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 4, "TCP_USER_TIMEOUT": 30_000}
"""Seconds; of what was sent and not acknowledged, milliseconds."""


class PooledConnection(asyncpg.Connection):
    """Saves the round trip by which asyncpg resets a connection after every use.

    A transaction that was left open is still rolled back. Only ``SET`` for the whole session is noticed: session locks,
    ``LISTEN`` and cursors that outlive a transaction belong on connections of their own.
    """

    def __init__(self, protocol: Any, transport: asyncio.Transport, *arguments: Any, **options: Any) -> None:
        super().__init__(protocol, transport, *arguments, **options)
        detect_dead_server(transport.get_extra_info("socket"))
        self._is_changed = False

    async def execute(self, query: str, *values: Any, **options: Any) -> str:
        """Run statements; see asyncpg."""
        if query.startswith("SET ") and not query.startswith(("SET LOCAL ", "SET TRANSACTION ")):
            self._is_changed = True
        return await super().execute(query, *values, **options)

    def get_reset_query(self) -> str:
        """Return what the pool sends before others get the connection; nothing where nothing was changed."""
        changed, self._is_changed = self._is_changed, False
        return super().get_reset_query() if changed else ""


def detect_dead_server(connected: socket.socket) -> None:
    """Have the kernel break a connection over TCP within half a minute where the other machine answers no more.

    A machine that fails closes no connection: a read would wait for its answer for ever.
    """
    if connected.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _DEAD_SERVER.items():
        # macOS lacks some of them.
        if (option := getattr(socket, name, None)) is not None:
            connected.setsockopt(socket.IPPROTO_TCP, option, value)
