"""Errors of a storage.

StorageError
├── NotStored             no object has this key
├── SpanOutside           the requested bytes are beyond the end
├── StorageUnreachable    no answer, a late one, or a failure of the server
├── StorageRefused        the key or the secret is wrong, or has no permission
├── BucketMissing         the bucket is not there
└── StorageFull           no room is left
"""

from app.errors import StorageError

__all__ = [
    "BucketMissing",
    "NotStored",
    "SpanOutside",
    "StorageError",
    "StorageFull",
    "StorageRefused",
    "StorageUnreachable",
]


class NotStored(StorageError):
    """There is no such photo."""


class SpanOutside(StorageError):
    """The requested bytes are beyond the end of the photo."""

    def __init__(self, why: str, *, size: int) -> None:
        super().__init__(why)
        self.size = size
        """Of the whole object, in bytes."""


class StorageUnreachable(StorageError):
    """The storage of photos does not answer; try again a little later."""


class StorageRefused(StorageError):
    """The storage of photos is not set up as it should be; the keepers of this site have to look at it."""


class BucketMissing(StorageError):
    """The storage of photos is not set up as it should be; the keepers of this site have to look at it."""


class StorageFull(StorageError):
    """No room is left for photos; the keepers of this site have to make some."""
