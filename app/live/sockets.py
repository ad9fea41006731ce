"""All sockets of this process: so that they can be closed when their session ends or the process goes away."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from uuid import UUID

import structlog

from app.live.closing import CloseCode
from app.live.transport import GraphQLSocket

log = structlog.get_logger()


class Sockets:
    """A set of sockets, in the order they came."""

    def __init__(self) -> None:
        self._open: dict[GraphQLSocket, None] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self.draining = False

    def __len__(self) -> int:
        return len(self._open)

    async def serve(self, socket: GraphQLSocket) -> None:
        """Serve a socket and know it while it is open."""
        self._open[socket] = None
        try:
            await socket.serve()
        finally:
            del self._open[socket]

    async def end_sessions(self, session_ids: Iterable[UUID]) -> None:
        """Close every socket of these sessions; does not wait for their peers' answers."""
        over = frozenset(session_ids)
        for socket in [socket for socket in self._open if socket.session_id in over]:
            self._close(socket, CloseCode.FORBIDDEN, "The session is over")
        await asyncio.sleep(0)  # so that nothing is sent to them any more once this returns

    async def renew_sessions(self, session_ids: Iterable[UUID]) -> None:
        """Let every socket of these sessions come back: what their people may see has changed."""
        changed = frozenset(session_ids)
        for socket in [socket for socket in self._open if socket.session_id in changed]:
            self._close(socket, CloseCode.SERVICE_RESTART, "Your rights have changed; come back")
        await asyncio.sleep(0)

    async def watch_sessions(
        self, living: Callable[[Iterable[UUID]], Awaitable[Mapping[UUID, str]]], *, every_seconds: float = 15
    ) -> None:
        """Close sockets whose session is over, or has other rights by now, and whose notice of it got lost.

        Runs until cancelled; ``living`` returns the rights of those sessions that are not over.
        """
        while True:
            await asyncio.sleep(every_seconds)
            known = {socket.session_id: socket.rights for socket in self._open if socket.session_id is not None}
            try:
                found = await living(known)
                await self.end_sessions(known.keys() - found.keys())
                await self.renew_sessions(one for one, rights in found.items() if known[one] not in {None, rights})
            except Exception as error:  # noqa: BLE001 - any database error means "not now"; the next round asks again
                log.warning("sessions not checked", error=str(error))

    async def drain(self, *, over_seconds: float) -> None:
        """Close all sockets, spread over the time, so that their clients do not come back all at once."""
        self.draining = True
        sockets = list(self._open)
        pause = over_seconds / len(sockets) if sockets else 0
        for socket in sockets:
            self._close(socket, CloseCode.SERVICE_RESTART, "Service restart")
            await asyncio.sleep(pause)
        await asyncio.gather(*self._closing)

    def _close(self, socket: GraphQLSocket, code: CloseCode, reason: str) -> None:
        """Begin to close a socket: a peer that does not answer must not keep all that come after it waiting."""
        task = asyncio.create_task(socket.close(code, reason), name="closing socket")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
