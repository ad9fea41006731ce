"""A send queue without a queue: frames go straight into the write buffer of the connection.

A delivery needs no queue, task or lock of ours. ``app.server.hypercorn_websocket`` puts the writer into the ASGI scope.
"""

from asyncio import StreamWriter, get_running_loop
from collections.abc import Callable, Iterable

from app.live.send_queue import MOST_BYTES, ROOM_BYTES
from app.live.websocket_frames import text_frame

FAREWELL_SECONDS = 30.0
DIRECT_WRITER = "qala.lane"
"""The key of the connection's writer in ``scope["extensions"]``."""


class DirectWriter:
    """Behaves as a ``Mailbox``: bounded, nobody waits for it, once full it stays full and says so."""

    __slots__ = ("_most_bytes", "_on_overflow", "_transport", "_writer", "overflown")

    def __init__(self, writer: StreamWriter, on_overflow: Callable[[], None], *, most_bytes: int = MOST_BYTES) -> None:
        self._writer = writer
        self._transport = writer.transport
        self._on_overflow = on_overflow
        self._most_bytes = most_bytes
        self.overflown = False

    def put(self, text: str) -> None:
        """Send a message of the protocol."""
        self._write(text_frame(b"", text.encode(), b""))

    def put_message(self, head: bytes, payload: bytes) -> None:
        """Send a ``next`` message made of its head and a payload that many share."""
        self._write(text_frame(head, payload, b"}"))

    def put_messages(self, head: bytes, payloads: Iterable[bytes]) -> None:
        """Send several ``next`` messages of one operation in one write."""
        self._write(b"".join([text_frame(head, payload, b"}") for payload in payloads]))

    def _write(self, frame: bytes) -> None:
        if self.overflown or self._transport.is_closing():
            return
        waiting = self._transport.get_write_buffer_size()
        # A frame that is too big by itself still goes out when nothing waits before it, or it could never be resumed.
        if waiting and waiting + len(frame) > self._most_bytes:
            self.overflow()
        else:
            self._transport.write(frame)

    def overflow(self) -> None:
        """Give up on this reader: what the network has taken still goes out, nothing more is added."""
        if not self.overflown:
            self.overflown = True
            self._on_overflow()

    def end(self) -> None:
        """Add nothing more: behind a close frame nothing may come, whether or not the peer answers it."""
        self.overflown = True

    async def room(self) -> None:
        """Wait until the socket has caught up with most of what is queued."""
        if self._transport.get_write_buffer_size() > ROOM_BYTES:
            await self._writer.drain()

    def forget(self) -> None:
        """At the end: what still waits goes out if the peer wakes in time, our close last; then it is dropped."""
        if self._transport.get_write_buffer_size():
            get_running_loop().call_later(FAREWELL_SECONDS, self._transport.abort)
