"""Whether the client of a socket is alive and in time, as a busy worker can know it."""

import asyncio
from collections.abc import Awaitable, Callable


class ClientActivity:
    """What a client has sent. Some of it may wait for its turn: it has been sent in time all the same.

    Otherwise a worker that is busy after a deploy would close the sockets of clients that wait for it, and all of them
    would come again.
    """

    __slots__ = ("_ping_pending", "_received", "_timer", "_waiting")

    def __init__(self) -> None:
        self._ping_pending, self._received = False, False
        self._timer: asyncio.TimerHandle | None = None
        self._waiting = 0

    def receive(self) -> None:
        """Note that the client has sent a message."""
        self._received = True

    def ping(self) -> None:
        """Note that the client is sent a ping, which it has to answer."""
        self._ping_pending, self._received = True, False

    @property
    def is_silent(self) -> bool:
        """Whether the client has sent nothing since the previous ping."""
        return self._ping_pending and not self._received and not self._waiting

    async def wait(self, turn: Callable[[], Awaitable[None]]) -> None:
        """Return when it is the turn of something that the client has sent."""
        self._waiting += 1
        try:
            await turn()
        finally:
            self._waiting -= 1

    def expect(self, seconds: float, too_late: Callable[[], None]) -> None:
        """Call ``too_late`` after this time, as soon as nothing waits for its turn, until ``end``."""

        def over() -> None:
            self._timer = None
            if self._waiting:
                self.expect(seconds, too_late)
            else:
                too_late()

        self._timer = asyncio.get_running_loop().call_later(seconds, over)

    def end(self) -> None:
        """Expect nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
