"""The seal of the log: one hash over all events in the order of their positions.

A seal that was kept elsewhere shows whether any event before it was changed: see ``docs/timeline.md``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from app.domain.log.events import Cursor
from app.domain.log.timeline_hash import ORIGIN, SCHEME


def sealed(seal: bytes, hashes: Iterable[bytes]) -> bytes:
    """Return the seal after events with these hashes; a log begins with ``ORIGIN``."""
    for event_hash in hashes:
        seal = sha256(SCHEME + seal + event_hash).digest()
    return seal


@dataclass(frozen=True, slots=True)
class LogSeal:
    """The seal of the log up to one position, printed as ``<epoch>:<position>:<seal>``."""

    epoch: str
    position: int
    seal: bytes

    def __str__(self) -> str:
        return f"{Cursor(self.epoch, self.position)}:{self.seal.hex()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``str`` wrote.

        Raises:
            ValueError: the text is not a seal.
        """
        where, _, seal = text.strip().rpartition(":")
        cursor, read = Cursor.parse(where), bytes.fromhex(seal)
        if len(read) != len(ORIGIN):
            raise ValueError(f"expected a seal of {len(ORIGIN)} bytes, got {len(read)}")
        return cls(cursor.epoch, cursor.position, read)
