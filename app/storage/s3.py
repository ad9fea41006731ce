"""The storage in a bucket of an S3 server: ``s3://bucket/prefix?endpoint=https://...&region=...``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict

import aioboto3
from aiobotocore.config import AioConfig

from app.clock import Clock
from app.settings import Settings
from app.storage.bucket import Bucket, bucket_of
from app.storage.errors import NotStored, SpanOutside
from app.storage.keys import check_digest, checked, is_key, is_public
from app.storage.protocol import CHUNK_BYTES, LINK_SECONDS, Entry, Span, Stored
from app.storage.s3_errors import storage_errors
from app.storage.signing import signed_link

if TYPE_CHECKING:
    from aiobotocore.response import StreamingBody
    from types_aiobotocore_s3.client import S3Client

PAGE = 1000
"""How many keys are listed in one request: the maximum of S3."""
_FOR_EVER = "public, max-age=31536000, immutable"
_READ_AHEAD_BYTES = 1024 * 1024
"""An object up to this size is read at once, so that a slow client holds memory and none of the connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """The time limits of requests to the server, in seconds."""

    connect: float = 3
    read: float = 10
    total: float = 60
    """For one operation with its retries and the wait for a free connection."""


@asynccontextmanager
async def open_s3(settings: Settings, clock: Clock, timeouts: Timeouts | None = None) -> AsyncIterator["S3Storage"]:
    """Open the bucket that the settings name, with one client for the time of the block."""
    bucket, timeouts = bucket_of(settings), timeouts or Timeouts()
    session = aioboto3.Session(bucket.access_key, bucket.secret_key, region_name=bucket.region)
    config = AioConfig(
        signature_version="s3v4",
        # The server refuses bytes that were cut short or changed, because the payload is signed.
        s3={"addressing_style": "path", "payload_signing_enabled": True},
        connect_timeout=timeouts.connect,
        read_timeout=timeouts.read,
        retries={"max_attempts": 2, "mode": "standard"},
        max_pool_connections=50,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    async with session.client("s3", endpoint_url=bucket.endpoint, config=config) as client:
        yield S3Storage(client, bucket, clock, timeouts, direct=settings.storage_direct)


class S3Storage:
    """Stores each photo as its own object."""

    def __init__(self, client: "S3Client", bucket: Bucket, clock: Clock, timeouts: Timeouts, *, direct: bool) -> None:
        self._client = client
        self._bucket = bucket
        self._clock = clock
        self._timeouts = timeouts
        self._direct = direct

    async def put(self, key: str, data: bytes, media_type: str, *, digest: bytes | None = None) -> None:
        """Put the object.

        Without ``If-None-Match``: putting it again changes no byte, but renews its age, so that the cleanup keeps it.
        """
        if digest is None:
            await asyncio.to_thread(check_digest, key, data, None)
        else:
            check_digest(key, data, digest)
        async with self._within_limits(f"put {key}"):
            await self._client.put_object(
                Bucket=self._bucket.name,
                Key=self._name(key),
                Body=data,
                ContentType=media_type,
                CacheControl=_FOR_EVER if is_public(key) else "private",
                ContentDisposition="inline",
            )

    @asynccontextmanager
    async def get(self, key: str, span: Span | None = None) -> AsyncIterator[Stored]:
        """Open the object, or a range of it."""
        name, doing = self._name(key), f"get {key}"
        try:
            async with self._within_limits(doing):
                answer = await self._client.get_object(Bucket=self._bucket.name, Key=name, **_range(span))
        except SpanOutside as error:
            entry = await self.stat(key)
            if entry is None:
                raise NotStored(error.why) from error
            raise SpanOutside(error.why, size=entry.size) from error
        body = answer["Body"]
        try:
            first, size = _place(answer.get("ContentRange"), answer["ContentLength"])
            length = answer["ContentLength"]
            if length <= _READ_AHEAD_BYTES:
                async with self._within_limits(doing):
                    data = await body.read()
                yield Stored(size=size, first=first, length=length, chunks=_pieces(data))
            else:
                yield Stored(size=size, first=first, length=length, chunks=self._chunks(body, doing))
        finally:
            # A body that was not read to its end closes its connection; otherwise the connection is reused.
            body.close()

    async def read(self, key: str) -> bytes:
        """Return all bytes of the object."""
        async with self.get(key) as stored:
            return b"".join([chunk async for chunk in stored.chunks])

    async def stat(self, key: str) -> Entry | None:
        """Return size and time of the object."""
        name = self._name(key)
        try:
            async with self._within_limits(f"stat {key}"):
                found = await self._client.head_object(Bucket=self._bucket.name, Key=name)
        except NotStored:
            # The answer to HEAD has no body, so it does not say whether the key or the bucket is missing.
            await self.check()
            return None
        return Entry(key, found["ContentLength"], found["LastModified"].astimezone(UTC))

    async def exists(self, key: str) -> bool:
        """Whether there is such an object."""
        return await self.stat(key) is not None

    async def delete(self, key: str, *, unless_put_after: datetime | None = None) -> bool:
        """Delete the object."""
        found = await self.stat(key)
        if found is None or (unless_put_after is not None and found.modified > unless_put_after):
            return False
        async with self._within_limits(f"delete {key}"):
            await self._client.delete_object(Bucket=self._bucket.name, Key=self._name(key))
        return True

    async def keys(self, prefix: str = "") -> AsyncIterator[Entry]:
        """List the objects, a thousand in one request."""
        start = self._bucket.prefix
        more: _More = {}
        while True:
            async with self._within_limits("list"):
                page = await self._client.list_objects_v2(
                    Bucket=self._bucket.name, Prefix=start + prefix, MaxKeys=PAGE, **more
                )
            for item in page.get("Contents", ()):
                # Other objects in the bucket are not ours and are left alone.
                if is_key(key := item["Key"].removeprefix(start)):
                    yield Entry(key, item["Size"], item["LastModified"].astimezone(UTC))
            if not page.get("NextContinuationToken"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def signed_url(self, key: str, seconds: int = LINK_SECONDS) -> str | None:
        """Return a link to the server itself where the settings ask for it; originals have none."""
        checked(key)
        if not (self._direct and is_public(key)):
            return None
        now = int(self._clock.now().timestamp())
        since = datetime.fromtimestamp(now - now % seconds, UTC)
        return signed_link(self._bucket, key, signed_at=since, seconds=2 * seconds)

    async def check(self) -> None:
        """Check that the bucket answers. Of all requests, only a listing says why it was refused."""
        async with self._within_limits("list"):
            await self._client.list_objects_v2(Bucket=self._bucket.name, Prefix=self._bucket.prefix, MaxKeys=1)

    def _name(self, key: str) -> str:
        return self._bucket.prefix + checked(key)

    @asynccontextmanager
    async def _within_limits(self, doing: str) -> AsyncIterator[None]:
        async with storage_errors(self._bucket, doing), asyncio.timeout(self._timeouts.total):
            yield

    async def _chunks(self, body: "StreamingBody", doing: str) -> AsyncIterator[bytes]:
        while True:
            async with self._within_limits(doing):
                chunk = await body.read(CHUNK_BYTES)
            if not chunk:
                return
            yield chunk


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    yield data


class _More(TypedDict, total=False):
    ContinuationToken: str


class _Range(TypedDict, total=False):
    Range: str


def _range(span: Span | None) -> _Range:
    if span is None:
        return {}
    return {
        "Range": f"bytes={span.first}"
        if span.first < 0
        else f"bytes={span.first}-{'' if span.last is None else span.last}"
    }


def _place(content_range: str | None, length: int) -> tuple[int, int]:
    """Return the first byte and the size of the whole object, from ``bytes 0-99/1000``."""
    if content_range is None:
        return 0, length
    place, _, size = content_range.removeprefix("bytes ").partition("/")
    return int(place.partition("-")[0]), int(size)
