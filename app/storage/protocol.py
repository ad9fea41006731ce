"""The interface of a storage."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LINK_SECONDS = 6 * 3600
"""How long a signed link is valid at least: a page that was open for half a working day still shows its photos."""
CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Span:
    """A range of bytes as in HTTP: from ``first`` to ``last``, both included; ``None`` is the end.

    A negative ``first`` counts from the end: the last so many bytes.
    """

    first: int
    last: int | None = None

    def within(self, size: int) -> tuple[int, int] | None:
        """Return the first byte and the one after the last, within an object of this size; None where there is none."""
        if self.first < 0:
            return (max(0, size + self.first), size) if size else None
        stop = size if self.last is None else min(self.last + 1, size)
        return (self.first, stop) if self.first < stop else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An open object that is being read."""

    size: int
    """Of the whole object, in bytes."""
    first: int
    """The position of the first byte of ``chunks``."""
    length: int
    """The number of bytes in ``chunks``."""
    chunks: AsyncIterator[bytes]
    """The bytes. They can be read once, inside the block of ``get``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of a listing."""

    key: str
    size: int
    """In bytes."""
    modified: datetime
    """When it was put last, by the clock of the storage."""


class Storage(Protocol):
    """Stores objects under keys (``app/storage/keys.py``).

    A key contains the hash of its bytes, so an object never changes and may be put twice. Every method may raise
    StorageUnreachable, StorageRefused or BucketMissing, and ValueError for a text that is no key.
    """

    async def put(self, key: str, data: bytes, media_type: str, *, digest: bytes | None = None) -> None:
        """Store the bytes, atomically. ``digest`` is their SHA-256 where the caller has it; None = it is computed.

        Putting an existing object again renews its age, so that the cleanup keeps it.

        Raises:
            StorageFull: there is no room.
            ValueError: the bytes are not those of the key.
        """
        ...

    def get(self, key: str, span: Span | None = None) -> AbstractAsyncContextManager[Stored]:
        """Open the object, or a range of it, for the time of the block.

        Raises:
            NotStored: there is no such object.
            SpanOutside: the object has no byte in this range.
        """
        ...

    async def read(self, key: str) -> bytes:
        """Return all bytes of the object.

        Raises:
            NotStored: there is no such object.
        """
        ...

    async def stat(self, key: str) -> Entry | None:
        """Return size and time of the object; None where there is none."""
        ...

    async def exists(self, key: str) -> bool:
        """Whether there is such an object."""
        ...

    async def delete(self, key: str, *, unless_put_after: datetime | None = None) -> bool:
        """Delete the object; return False where there is none, or it was put after ``unless_put_after``.

        A cleanup passes the age by which it chose the key, so that an object that was just put again is kept.
        """
        ...

    def keys(self, prefix: str = "") -> AsyncIterator[Entry]:
        """List all objects, or those of one kind (``o/``, ``r/``, ``a/``), page by page, in no order."""
        ...

    def signed_url(self, key: str, seconds: int = LINK_SECONDS) -> str | None:
        """Return a URL that gives the photo without a sign-in, for ``seconds`` at least and twice that at most.

        None = the app serves it at ``/photos/<key>``. The URL changes only once in ``seconds``, so that browsers can
        cache the photo.
        """
        ...

    async def check(self) -> None:
        """Check that photos can be stored; cheap enough for a health check.

        Raises:
            StorageError: they cannot; ``why`` names the setting to check.
        """
        ...


def photo_url(storage: Storage, key: str) -> str:
    """Return the URL of the photo for a page."""
    return storage.signed_url(key) or f"/photos/{key}"
