"""Where the messages of one connection go: implemented by ``SendQueue`` and ``DirectWriter``."""

from collections.abc import Iterable
from typing import Protocol

MAX_BYTES = 1 << 20
"""Unsent bytes after which a reader counts as too slow."""
RESUME_BYTES = MAX_BYTES // 4
"""A replay waits until at most this many bytes are unsent, so that a replay alone never overflows a writer."""


class MessageWriter(Protocol):
    """Buffers messages for one connection, up to a limit; no method blocks except ``wait_for_space``.

    A writer that overflowed stays so and drops every later message: the client must resume by its cursor, because a
    message after a hole would hide the hole.
    """

    overflown: bool

    @property
    def unsent_bytes(self) -> int:
        """The bytes that wait for the reader."""
        ...

    def put(self, text: str) -> None:
        """Send one message of the protocol."""
        ...

    def put_message(self, head: bytes, payload: bytes) -> None:
        """Send one ``next`` message: the head of the operation, then a payload that many connections share."""
        ...

    def put_messages(self, head: bytes, payloads: Iterable[bytes]) -> None:
        """Send several ``next`` messages of one operation."""
        ...

    def overflow(self) -> None:
        """Mark the reader as too slow: drop every later message and close the connection."""
        ...

    def stop(self) -> None:
        """Accept no more messages, because none may follow a close frame."""
        ...

    def release(self) -> None:
        """Drop unsent messages of a connection that has ended, after a time limit for a slow reader."""
        ...

    async def wait_for_space(self) -> None:
        """Return once at most ``RESUME_BYTES`` are unsent."""
        ...
