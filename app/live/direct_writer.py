"""Writes WebSocket frames straight into the write buffer of the transport.

A delivery needs no queue, task or lock of ours. ``app.server.hypercorn_websocket`` puts the stream writer into the
ASGI scope.
"""

from asyncio import StreamWriter, get_running_loop
from collections.abc import Callable, Iterable

from app.live.message_writer import MAX_BYTES, RESUME_BYTES
from app.live.websocket_frames import text_frame

CLOSE_TIMEOUT_SECONDS = 30.0
"""How long unsent bytes of a closed connection are kept for a reader that does not read."""
DIRECT_WRITER = "qala.direct_writer"
"""The key of the connection's stream writer in ``scope["extensions"]``."""


class DirectWriter:
    """A ``MessageWriter`` whose buffer is the write buffer of the transport."""

    __slots__ = ("_max_bytes", "_on_overflow", "_transport", "_writer", "overflown")

    def __init__(self, writer: StreamWriter, on_overflow: Callable[[], None], *, max_bytes: int = MAX_BYTES) -> None:
        self._writer = writer
        self._transport = writer.transport
        self._on_overflow = on_overflow
        self._max_bytes = max_bytes
        self.overflown = False

    @property
    def unsent_bytes(self) -> int:
        """The bytes in the write buffer of the transport."""
        return self._transport.get_write_buffer_size()

    def put(self, text: str) -> None:
        """Send one message of the protocol."""
        self.write(text_frame(b"", text.encode(), b""))

    def put_message(self, head: bytes, payload: bytes) -> None:
        """Send one ``next`` message."""
        self.write(text_frame(head, payload, b"}"))

    def put_messages(self, head: bytes, payloads: Iterable[bytes]) -> None:
        """Send several ``next`` messages of one operation in one write."""
        self.write(b"".join([text_frame(head, payload, b"}") for payload in payloads]))

    def write(self, frame: bytes) -> None:
        """Write frames to the transport; a client that lets too many bytes wait is closed."""
        if self.overflown or self._transport.is_closing():
            return
        waiting = self._transport.get_write_buffer_size()
        # A frame over the limit is still sent into an empty buffer; otherwise no client could ever resume past it.
        if waiting and waiting + len(frame) > self._max_bytes:
            self.overflow()
        else:
            self._transport.write(frame)

    def overflow(self) -> None:
        """Drop every later frame; frames already in the buffer are still sent."""
        if not self.overflown:
            self.overflown = True
            self._on_overflow()

    def stop(self) -> None:
        """Accept no more messages: nothing may follow a close frame, whether or not the peer answers it."""
        self.overflown = True

    def release(self) -> None:
        """Keep the unsent frames, the close frame last, for ``CLOSE_TIMEOUT_SECONDS``; then abort the connection."""
        if self._transport.get_write_buffer_size():
            get_running_loop().call_later(CLOSE_TIMEOUT_SECONDS, self._abort_unsent)

    def _abort_unsent(self) -> None:
        # The transport of a connection that has ended meanwhile has no loop, and abort() would raise.
        if self._transport.get_write_buffer_size():
            self._transport.abort()

    async def wait_for_space(self) -> None:
        """Return once the buffer has drained below the transport's low-water mark."""
        if self._transport.get_write_buffer_size() > RESUME_BYTES:
            await self._writer.drain()
