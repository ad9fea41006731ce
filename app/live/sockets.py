"""All live connections of this process: kept alive, and closed when their session ends or the process goes away."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

from app.clock import Clock
from app.live.close_codes import CloseCode

log = structlog.get_logger()

BEAT_SECONDS = 25
"""How often each connection is tried. Shorter than the minute after which most proxies give up on a silent one."""
SPREAD_SECONDS = 10


class Connection(Protocol):
    """A WebSocket, or a stream of server-sent events."""

    session_id: UUID | None
    """The session it was opened with: when that ends, the connection does."""
    expires_at: datetime | None
    """When that session ends by itself."""
    rights: str | None
    """The rights that the session had then: when they change, the connection ends, too."""

    async def serve(self) -> None:
        """Serve until it is closed."""
        ...

    async def close(self, code: CloseCode, reason: str) -> None:
        """Close once."""
        ...

    def beat(self) -> bool:
        """Send a sign of life; false when the other side has given none since the last time."""
        ...


class Sockets:
    """A set of connections, in the order they came.

    One clock serves all: it goes round once in ``BEAT_SECONDS``, and every connection has its second on it.
    """

    def __init__(self) -> None:
        self._open: dict[Connection, int] = {}
        self._dial: list[dict[Connection, None]] = [{} for _ in range(BEAT_SECONDS)]
        self._untried: dict[Connection, None] = {}
        """Those whom the hand has not reached yet: their session may run out before it does."""
        self._hand = 0
        self._closing: set[asyncio.Task[None]] = set()
        self.draining = False

    def __len__(self) -> int:
        return len(self._open)

    def count(self, kind: type[object]) -> int:
        """Return how many of one kind are open."""
        return sum(isinstance(connection, kind) for connection in self._open)

    async def serve(self, connection: Connection) -> None:
        """Serve a connection and know it while it is open."""
        # Those that come within one second are spread behind the hand, so that they are not all tried within one again.
        place = (self._hand - len(self._open) % SPREAD_SECONDS) % BEAT_SECONDS
        self._open[connection] = place
        self._dial[place][connection] = self._untried[connection] = None
        if self.draining:
            # Its request was still being read when the others were called to leave.
            self._close(connection, CloseCode.SERVICE_RESTART, "Service restart")
        try:
            await connection.serve()
        finally:
            del self._open[connection]
            del self._dial[place][connection]
            self._untried.pop(connection, None)

    async def keep_alive(self, clock: Clock) -> None:
        """Move the hand every second; runs until cancelled."""
        while True:
            await asyncio.sleep(1)
            self.tick(clock.now())

    def tick(self, now: datetime) -> None:
        """Move the hand on: try the connections that stand there, close the dead, and those whose session runs out."""
        self._hand = (self._hand + 1) % BEAT_SECONDS
        for connection in list(self._dial[self._hand]):
            self._untried.pop(connection, None)
            if not connection.beat():
                self._close(connection, CloseCode.TRY_AGAIN_LATER, "No sign of life")
            else:
                self._expire_in_time(connection, now)
        for connection in list(self._untried):
            if self._expire_in_time(connection, now):
                del self._untried[connection]

    def _expire_in_time(self, connection: Connection, now: datetime) -> bool:
        """Set an alarm for the end of the session; false when it does not run out within a round."""
        if connection.expires_at is None or connection.expires_at - now > timedelta(seconds=BEAT_SECONDS):
            return False

        def close() -> None:
            if connection in self._open:
                self._close(connection, CloseCode.FORBIDDEN, "The session is over")

        left = (connection.expires_at - now).total_seconds()
        asyncio.get_running_loop().call_later(max(0.0, left), close)
        return True

    async def end_sessions(self, session_ids: Iterable[UUID]) -> None:
        """Close every connection of these sessions; does not wait for their peers' answers."""
        over = frozenset(session_ids)
        for connection in [connection for connection in self._open if connection.session_id in over]:
            self._close(connection, CloseCode.FORBIDDEN, "The session is over")
        await asyncio.sleep(0)  # so that nothing is sent to them any more once this returns

    async def renew_sessions(self, session_ids: Iterable[UUID]) -> None:
        """Let every connection of these sessions come back: what their people may see has changed."""
        changed = frozenset(session_ids)
        for connection in [connection for connection in self._open if connection.session_id in changed]:
            self._close(connection, CloseCode.SERVICE_RESTART, "Your rights have changed; come back")
        await asyncio.sleep(0)

    async def watch_sessions(
        self, living: Callable[[Iterable[UUID]], Awaitable[Mapping[UUID, str]]], *, every_seconds: float = 15
    ) -> None:
        """Close connections whose session is over, or has other rights by now, and whose notice of it got lost.

        Runs until cancelled; ``living`` returns the rights of those sessions that are not over.
        """
        while True:
            await asyncio.sleep(every_seconds)
            known = {one.session_id: one.rights for one in self._open if one.session_id is not None}
            try:
                found = await living(known)
                await self.end_sessions(known.keys() - found.keys())
                await self.renew_sessions(one for one, rights in found.items() if known[one] not in {None, rights})
            except Exception as error:  # noqa: BLE001 - any database error means "not now"; the next round asks again
                log.warning("sessions not checked", error=str(error))

    async def drain(self, *, over_seconds: float) -> None:
        """Close all connections, spread over the time, so that their clients do not come back all at once."""
        self.draining = True
        leaving = list(self._open)
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number, connection in enumerate(leaving, 1):
            self._close(connection, CloseCode.SERVICE_RESTART, "Service restart")
            # By the clock: thousands of pauses below a millisecond are none at all for one loop, seconds for another.
            await asyncio.sleep(max(0.0, began + over_seconds * number / len(leaving) - loop.time()))
        await asyncio.gather(*self._closing)

    def _close(self, connection: Connection, code: CloseCode, reason: str) -> None:
        """Begin to close a connection: a peer that does not answer must not keep all that come after it waiting."""
        task = asyncio.create_task(connection.close(code, reason), name="closing connection")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
