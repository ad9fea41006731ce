"""All live connections of this process: sends heartbeats, and closes them at the end of a session or the process."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from app.clock import Clock
from app.live.close_codes import CloseCode

log = structlog.get_logger()

HEARTBEAT_SECONDS = 25
"""The time between two heartbeats of a connection. Most proxies close a connection that is silent for 60 seconds."""
SPREAD_SECONDS = 10


class Connection(Protocol):
    """A WebSocket, or a stream of server-sent events."""

    session_id: UUID | None
    """The session that opened the connection; the connection ends with it."""
    expires_at: datetime | None
    """When that session expires."""
    rights: str | None
    """The rights of the session at that time; the connection ends when they change."""

    async def serve(self) -> None:
        """Serve until the connection is closed."""
        ...

    async def close(self, code: CloseCode, reason: str) -> None:
        """Close the connection; a second call does nothing."""
        ...

    def heartbeat(self) -> bool:
        """Send a heartbeat; return false when the client has sent nothing since the previous one."""
        ...


class Sockets:
    """The open connections, in the order they were opened.

    One timer wheel serves all heartbeats: it turns one slot a second, and each connection has one slot.
    """

    def __init__(self) -> None:
        self._open: dict[Connection, int] = {}
        self._wheel: list[dict[Connection, None]] = [{} for _ in range(HEARTBEAT_SECONDS)]
        self._unchecked: dict[Connection, None] = {}
        """Connections whose slot has not come up yet: their session may expire before it does."""
        self._slot = 0
        self._closing: set[asyncio.Task[None]] = set()
        self.draining = False

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Connection]:
        """Iterate over a copy: connections may end meanwhile."""
        return iter(list(self._open))

    def count(self, kind: type[object]) -> int:
        """Return the number of open connections of one class."""
        return sum(isinstance(connection, kind) for connection in self._open)

    @property
    def unchecked(self) -> int:
        """The number of connections whose first heartbeat is still to come."""
        return len(self._unchecked)

    async def serve(self, connection: Connection) -> None:
        """Serve a connection, and keep it among the open ones until it ends."""
        # Connections opened within one second get different slots, so that their heartbeats do not coincide.
        slot = (self._slot - len(self._open) % SPREAD_SECONDS) % HEARTBEAT_SECONDS
        self._open[connection] = slot
        self._wheel[slot][connection] = self._unchecked[connection] = None
        if self.draining:
            # ``drain`` did not see this connection: its request was still being read.
            self._close(connection, CloseCode.SERVICE_RESTART, "Service restart")
        try:
            await connection.serve()
        finally:
            del self._open[connection]
            del self._wheel[slot][connection]
            self._unchecked.pop(connection, None)

    async def send_heartbeats(self, clock: Clock) -> None:
        """Turn the wheel every second; runs until cancelled."""
        while True:
            await asyncio.sleep(1)
            self.tick(clock.now())

    def tick(self, now: datetime) -> None:
        """Turn the wheel by one slot: send its heartbeats, close unresponsive connections, schedule expiries."""
        self._slot = (self._slot + 1) % HEARTBEAT_SECONDS
        for connection in list(self._wheel[self._slot]):
            self._unchecked.pop(connection, None)
            if not connection.heartbeat():
                self._close(connection, CloseCode.TRY_AGAIN_LATER, "No sign of life")
            else:
                self._schedule_expiry(connection, now)
        for connection in list(self._unchecked):
            if self._schedule_expiry(connection, now):
                del self._unchecked[connection]

    def _schedule_expiry(self, connection: Connection, now: datetime) -> bool:
        """Close the connection when its session expires; false when that is more than one turn of the wheel away."""
        if connection.expires_at is None or connection.expires_at - now > timedelta(seconds=HEARTBEAT_SECONDS):
            return False

        def close() -> None:
            if connection in self._open:
                self._close(connection, CloseCode.FORBIDDEN, "The session is over")

        remaining = (connection.expires_at - now).total_seconds()
        asyncio.get_running_loop().call_later(max(0.0, remaining), close)
        return True

    async def end_sessions(self, session_ids: Iterable[UUID]) -> None:
        """Close every connection of these sessions; does not wait for the answers of the clients."""
        ended = frozenset(session_ids)
        for connection in [connection for connection in self._open if connection.session_id in ended]:
            self._close(connection, CloseCode.FORBIDDEN, "The session is over")
        await asyncio.sleep(0)  # the closing tasks start now, so nothing more is sent once this returns

    async def renew_sessions(self, session_ids: Iterable[UUID]) -> None:
        """Close every connection of these sessions with a code to reconnect, because their rights have changed."""
        changed = frozenset(session_ids)
        for connection in [connection for connection in self._open if connection.session_id in changed]:
            self._close(connection, CloseCode.SERVICE_RESTART, "Your rights have changed; come back")
        await asyncio.sleep(0)

    async def watch_sessions(
        self, living: Callable[[Iterable[UUID]], Awaitable[Mapping[UUID, str]]], *, every_seconds: float = 15
    ) -> None:
        """Close connections whose session ended or changed its rights without this process receiving the signal.

        Runs until cancelled; ``living`` returns the rights of those sessions that are still valid.
        """
        while True:
            await asyncio.sleep(every_seconds)
            known = {one.session_id: one.rights for one in self._open if one.session_id is not None}
            try:
                found = await living(known)
                await self.end_sessions(known.keys() - found.keys())
                await self.renew_sessions(one for one, rights in found.items() if known[one] not in {None, rights})
            except Exception as error:  # noqa: BLE001 - after any database error the next round checks again
                log.warning("session_check_failed", error=str(error))

    async def drain(self, *, over_seconds: float) -> None:
        """Close all connections, spread over this time, so that their clients do not reconnect all at once."""
        self.draining = True
        connections = list(self._open)
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number, connection in enumerate(connections, 1):
            self._close(connection, CloseCode.SERVICE_RESTART, "Service restart")
            # Sleeping until a time, not for a time: uvloop rounds a pause below a millisecond to 0, asyncio to 1 ms.
            await asyncio.sleep(max(0.0, began + over_seconds * number / len(connections) - loop.time()))
        await asyncio.gather(*self._closing)

    def _close(self, connection: Connection, code: CloseCode, reason: str) -> None:
        """Close a connection in a task of its own, because its client may not answer."""
        task = asyncio.create_task(connection.close(code, reason), name="closing connection")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
