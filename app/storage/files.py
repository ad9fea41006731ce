"""The storage in a folder of this machine: ``file:///var/lib/qala/photos``."""

import asyncio
import errno
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, TypeVarTuple
from uuid import uuid4

import structlog

from app.private_files import FILE_MODE, NO_ROOM, make_private_folder
from app.storage.errors import NotStored, SpanOutside, StorageError, StorageFull, StorageRefused, StorageUnreachable
from app.storage.keys import AVATARS, ORIGINALS, RENDITIONS, check_digest, checked, digest_of, is_key
from app.storage.protocol import CHUNK_BYTES, LINK_SECONDS, Entry, Span, Stored

log = structlog.get_logger()
T = TypeVar("T")
Given = TypeVarTuple("Given")

_THREADS = 4
_UNFINISHED = "unfinished"
_ABANDONED_SECONDS = 24 * 3600
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}


class FileStorage:
    """Stores each photo in its own file, in one of 256 folders for each kind.

    A file is written under another name first and then renamed, so it is complete or absent, even after a power cut.
    All work runs in a few threads. No file stays open between two reads, so a client that disconnects leaves none open.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._threads = ThreadPoolExecutor(_THREADS, "photo files")

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def put(self, key: str, data: bytes, media_type: str, *, digest: bytes | None = None) -> None:
        """Write the file; its media type is not stored."""
        await self._in_thread(self._put, self._path(key), key, data, digest)

    @asynccontextmanager
    async def get(self, key: str, span: Span | None = None) -> AsyncIterator[Stored]:
        """Open the file, or a range of it."""
        path = self._path(key)
        size = (await self._in_thread(_entry, key, path)).size
        part = span.within(size) if span else (0, size)
        if part is None:
            raise SpanOutside(f"{key} has {size} bytes", size=size)
        first, stop = part
        yield Stored(size=size, first=first, length=stop - first, chunks=self._chunks(path, first, stop))

    async def read(self, key: str) -> bytes:
        """Return all bytes of the file."""
        path = self._path(key)
        return await self._in_thread(path.read_bytes)

    async def stat(self, key: str) -> Entry | None:
        """Return size and time of the file."""
        path = self._path(key)
        try:
            return await self._in_thread(_entry, key, path)
        except NotStored:
            return None

    async def exists(self, key: str) -> bool:
        """Whether there is such a file."""
        return await self.stat(key) is not None

    async def delete(self, key: str, *, unless_put_after: datetime | None = None) -> bool:
        """Delete the file."""
        try:
            return await self._in_thread(_delete, key, self._path(key), unless_put_after)
        except NotStored:
            return False

    async def keys(self, prefix: str = "") -> AsyncIterator[Entry]:
        """List the files, folder by folder."""
        for kind in (ORIGINALS, RENDITIONS, AVATARS):
            if kind.startswith(prefix):
                for shard in await self._in_thread(_shards, self._folder / kind):
                    for entry in await self._in_thread(_entries, shard, kind):
                        yield entry

    def signed_url(self, key: str, seconds: int = LINK_SECONDS) -> str | None:
        """Return None: files are served by the app."""
        checked(key)
        return None

    async def check(self) -> None:
        """Check that files can be created, and delete unfinished ones that a crash left."""
        await self._in_thread(self._probe)

    def _path(self, key: str) -> Path:
        return self._folder / checked(key)[:2] / digest_of(key)[:2] / key[2:]

    def _put(self, path: Path, key: str, data: bytes, digest: bytes | None) -> None:
        check_digest(key, data, digest)
        with suppress(FileNotFoundError):
            if path.stat().st_size == len(data):
                os.utime(path)
                return
        unfinished = self._unfinished()
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            make_private_folder(path.parent)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent):
            _sync(folder)

    def _unfinished(self) -> Path:
        # Originals contain places of people, so other users of this machine cannot read what we create.
        folder = self._folder / _UNFINISHED
        make_private_folder(folder)
        return folder / uuid4().hex

    def _probe(self) -> None:
        probe = self._unfinished()
        try:
            probe.write_bytes(b"")
            # Ages are compared with a new file, because a network drive has its own clock.
            now = probe.stat().st_mtime
        finally:
            probe.unlink(missing_ok=True)
        for left in _children(probe.parent):
            with suppress(FileNotFoundError):
                if now - left.stat().st_mtime > _ABANDONED_SECONDS:
                    left.unlink()

    async def _chunks(self, path: Path, first: int, stop: int) -> AsyncIterator[bytes]:
        while first < stop:
            amount = min(CHUNK_BYTES, stop - first)
            chunk = await self._in_thread(_piece, path, first, amount)
            first += len(chunk)
            yield chunk

    async def _in_thread(self, work: Callable[[*Given], T], *given: *Given) -> T:
        """Run the work in a thread; errors of the file system become errors of the storage."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)
        except FileNotFoundError as error:
            raise NotStored(f"no file {error.filename}") from error
        except OSError as error:
            ours = _storage_error(error, self._folder)
            log.error("photo_storage_failed", why=ours.why)
            raise ours from error


def _storage_error(error: OSError, folder: Path) -> StorageError:
    why = f"STORAGE_URL: the folder {folder}: {os.strerror(error.errno) if error.errno else error}"
    if error.errno in NO_ROOM:
        return StorageFull(why)
    if error.errno in _NOT_ALLOWED:
        return StorageRefused(f"{why} (expected a folder that this process may write to)")
    return StorageUnreachable(why)


def _entry(key: str, path: Path) -> Entry:
    found = path.stat()
    return Entry(key, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))


def _delete(key: str, path: Path, unless_put_after: datetime | None) -> bool:
    if unless_put_after is not None and _entry(key, path).modified > unless_put_after:
        return False
    path.unlink()
    return True


def _piece(path: Path, first: int, amount: int) -> bytes:
    with path.open("rb") as file:
        file.seek(first)
        piece = file.read(amount)
    if not piece:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
    return piece


def _children(folder: Path) -> list[Path]:
    with suppress(FileNotFoundError):
        return list(folder.iterdir())
    return []


def _shards(folder: Path) -> list[Path]:
    return [child for child in _children(folder) if child.is_dir()]


def _entries(shard: Path, kind: str) -> list[Entry]:
    # Other files in the folder are not ours and are left alone.
    paths = {kind + path.name: path for path in _children(shard)}
    return [entry for key, path in paths.items() if is_key(key) and (entry := _entry_or_none(key, path))]


def _entry_or_none(key: str, path: Path) -> Entry | None:
    with suppress(FileNotFoundError):
        return _entry(key, path)
    return None


def _sync(folder: Path) -> None:
    """Make the names in the folder survive a power cut."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
