"""A bounded queue of messages for one connection, sent by a task of its own."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from app.live.message_writer import MAX_BYTES, RESUME_BYTES


class SendQueue:
    """A ``MessageWriter`` for connections that send through ASGI."""

    def __init__(self, *, max_bytes: int = MAX_BYTES) -> None:
        self._messages: deque[str] = deque()
        self._bytes = 0
        self._max_bytes = max_bytes
        self._changed = asyncio.Event()
        self._has_space = asyncio.Event()
        self._has_space.set()
        self._sending: asyncio.Timeout | None = None
        self._finished = False
        self.overflown = False

    @property
    def unsent_bytes(self) -> int:
        """The length of the queued messages."""
        return self._bytes

    @property
    def queued(self) -> tuple[str, ...]:
        """The queued messages, oldest first."""
        return tuple(self._messages)

    def put(self, text: str) -> None:
        """Queue one message, or overflow."""
        if self.overflown:
            return
        # A message over the limit still enters an empty queue; otherwise no client could ever resume past it.
        if self._messages and self._bytes + len(text) > self._max_bytes:
            self.overflow()
            return
        self._messages.append(text)
        self._bytes += len(text)
        if self._bytes > RESUME_BYTES:
            self._has_space.clear()
        self._changed.set()

    def put_message(self, head: bytes, payload: bytes) -> None:
        """Queue one ``next`` message."""
        self.put(f"{head.decode()}{payload.decode()}}}")

    def put_messages(self, head: bytes, payloads: Iterable[bytes]) -> None:
        """Queue several ``next`` messages of one operation."""
        for payload in payloads:
            self.put_message(head, payload)

    def overflow(self) -> None:
        """Drop the queued messages and every later one, and let ``deliver`` end."""
        if self.overflown:
            return
        self.overflown = True
        self._messages.clear()
        self._changed.set()
        self._has_space.set()
        if self._sending is not None:
            # The current send may wait for a reader that never reads.
            self._sending.reschedule(asyncio.get_running_loop().time())

    def stop(self) -> None:
        """Accept no more messages and drop the queued ones."""
        self.overflow()

    def release(self) -> None:
        """Do nothing: the queue holds no connection."""

    def finish(self) -> None:
        """Let ``deliver`` end once the queued messages are sent."""
        self._finished = True
        self._changed.set()

    async def deliver(self, send: Callable[[str], Awaitable[None]]) -> None:
        """Send messages in order until the queue overflows or is finished; one task per connection runs this."""
        try:
            async with asyncio.timeout(None) as self._sending:
                await self._deliver(send)
        except TimeoutError:
            pass  # overflown during a send
        finally:
            self._sending = None

    async def _deliver(self, send: Callable[[str], Awaitable[None]]) -> None:
        while not self.overflown:
            while self._messages:
                text = self._messages.popleft()
                self._bytes -= len(text)
                if self._bytes <= RESUME_BYTES:
                    self._has_space.set()
                await send(text)
            if self._finished:
                return
            self._changed.clear()
            if not self._messages and not self.overflown:
                await self._changed.wait()

    async def wait_for_space(self) -> None:
        """Return once at most ``RESUME_BYTES`` are queued."""
        await self._has_space.wait()
