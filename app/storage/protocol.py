"""What every storage does."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LINK_SECONDS = 6 * 3600
"""How long a signed link holds at least: a page that was open for half a working day still shows its photos."""
CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Span:
    """Some of the bytes, as HTTP asks for them: from ``first`` to ``last``, both included; ``None`` is the end.

    A negative ``first`` counts from the end: the last so many bytes.
    """

    first: int
    last: int | None = None

    def within(self, size: int) -> tuple[int, int] | None:
        """Return the first byte and the one after the last, for so many bytes; None where no byte is left."""
        if self.first < 0:
            return (max(0, size + self.first), size) if size else None
        stop = size if self.last is None else min(self.last + 1, size)
        return (self.first, stop) if self.first < stop else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What lies under a key, on its way out."""

    size: int
    """Of the whole, in bytes."""
    first: int
    """The first byte of what ``chunks`` gives."""
    length: int
    """How many bytes ``chunks`` gives."""
    chunks: AsyncIterator[bytes]
    """The bytes; to be read once, inside the block of ``get``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list."""

    key: str
    size: int
    """In bytes."""
    modified: datetime
    """When it was put last, by the storage's own clock."""


class Storage(Protocol):
    """Keeps bytes under keys (``app/storage/keys.py``).

    A key is the hash of its bytes, so nothing is ever changed and putting twice does no harm. Every method may raise
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
        """Open what lies there, for the time of the block; leaving it early leaves nothing open.

        Raises:
            NotStored: nothing lies there.
            SpanOutside: the span has no byte of it.
        """
        ...

    async def read(self, key: str) -> bytes:
        """Return all of what lies there.

        Raises:
            NotStored: nothing lies there.
        """
        ...

    async def stat(self, key: str) -> Entry | None:
        """Return size and age of what lies there; None = nothing does."""
        ...

    async def exists(self, key: str) -> bool:
        """Whether something lies there."""
        ...

    async def delete(self, key: str, *, unless_put_after: datetime | None = None) -> bool:
        """Take away what lies there; whether something was taken away.

        What was put after the moment given is left: whoever sweeps names the age that made it choose the key.
        """
        ...

    def keys(self, prefix: str = "") -> AsyncIterator[Entry]:
        """List what lies there, all of it or one of the kinds ``o/``, ``r/``, ``a/``; page by page, in no order."""
        ...

    def signed_url(self, key: str, seconds: int = LINK_SECONDS) -> str | None:
        """Return an address that shows the photo to anybody for ``seconds`` at least and twice that at most.

        None = there is none: the app serves it at ``/photos/<key>``. Within the same ``seconds`` the address stays the
        same, so that browsers keep what they loaded and equal answers stay equal.
        """
        ...

    async def check(self) -> None:
        """See whether photos can be kept here; cheap enough to ask now and then.

        Raises:
            StorageError: they cannot; ``why`` says which setting to look at.
        """
        ...


def photo_url(storage: Storage, key: str) -> str:
    """Return the address at which a page finds the photo."""
    return storage.signed_url(key) or f"/photos/{key}"
