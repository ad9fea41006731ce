"""One socket's bounded queue."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

MOST_BYTES = 1 << 20
ROOM_BYTES = MOST_BYTES // 4
"""A replay waits until no more than this is queued, so that it alone never overflows a mailbox."""


class SendQueue:
    """Frames wait here for a socket that may be slow. Nobody else waits for it: once full, it stays full."""

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._frames: deque[str] = deque()
        self._bytes = 0
        self._most_bytes = most_bytes
        self._changed = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()
        self._patience: asyncio.Timeout | None = None
        self._finished = False
        self.overflown = False

    def put(self, frame: str) -> None:
        """Queue a frame, or mark the mailbox as overflown: a reader that slow has to come back with its cursor."""
        if self.overflown:
            return
        # A frame that is too big by itself still goes out when nothing waits before it, or it could never be resumed.
        if self._frames and self._bytes + len(frame) > self._most_bytes:
            self.overflow()
            return
        self._frames.append(frame)
        self._bytes += len(frame)
        if self._bytes > ROOM_BYTES:
            self._roomy.clear()
        self._changed.set()

    def put_message(self, head: bytes, payload: bytes) -> None:
        """Queue a ``next`` message made of its head and a payload that many share."""
        self.put(f"{head.decode()}{payload.decode()}}}")

    def put_messages(self, head: bytes, payloads: Iterable[bytes]) -> None:
        """Queue several ``next`` messages of one operation."""
        for payload in payloads:
            self.put_message(head, payload)

    def overflow(self) -> None:
        """Give up on this reader: what is queued is dropped, ``deliver`` ends."""
        if self.overflown:
            return
        self.overflown = True
        self._frames.clear()
        self._changed.set()
        self._roomy.set()
        if self._patience is not None:
            # The send that is under way may wait for a reader that never comes.
            self._patience.reschedule(asyncio.get_running_loop().time())

    def finish(self) -> None:
        """Let ``deliver`` end once what is queued has been sent."""
        self._finished = True
        self._changed.set()

    async def deliver(self, send: Callable[[str], Awaitable[None]]) -> None:
        """Send frames in order until the mailbox overflows or is finished; one task a connection runs this."""
        try:
            async with asyncio.timeout(None) as self._patience:
                await self._deliver(send)
        except TimeoutError:
            pass  # overflown in the middle of a send
        finally:
            self._patience = None

    async def _deliver(self, send: Callable[[str], Awaitable[None]]) -> None:
        while not self.overflown:
            while self._frames:
                frame = self._frames.popleft()
                self._bytes -= len(frame)
                if self._bytes <= ROOM_BYTES:
                    self._roomy.set()
                await send(frame)
            if self._finished:
                return
            self._changed.clear()
            if not self._frames and not self.overflown:
                await self._changed.wait()

    async def room(self) -> None:
        """Wait until the socket has caught up with most of what is queued."""
        await self._roomy.wait()
