"""Photos in a bucket of an S3 server: ``s3://bucket/prefix?endpoint=https://...&region=...``."""

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
from app.storage.s3_errors import our_errors
from app.storage.signing import signed_link

if TYPE_CHECKING:
    from aiobotocore.response import StreamingBody
    from types_aiobotocore_s3.client import S3Client

PAGE = 1000
"""How many lines of the list are asked for at once: as many as S3 gives."""
_FOR_EVER = "public, max-age=31536000, immutable"
_READ_AHEAD_BYTES = 1024 * 1024
"""What is no longer than this is read at once: then a slow visitor keeps bytes busy, and not one of the connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the server is waited for, in seconds."""

    connect: float = 3
    read: float = 10
    whole: float = 60
    """For one operation, retries and the wait for a free connection included."""


@asynccontextmanager
async def open_s3(settings: Settings, clock: Clock, patience: Patience | None = None) -> AsyncIterator["S3Storage"]:
    """Return the bucket that the settings name, with one client for the time of the block."""
    bucket, patience = bucket_of(settings), patience or Patience()
    session = aioboto3.Session(bucket.access_key, bucket.secret_key, region_name=bucket.region)
    config = AioConfig(
        signature_version="s3v4",
        # Signed bytes: what arrives cut short or changed is refused by the server.
        s3={"addressing_style": "path", "payload_signing_enabled": True},
        connect_timeout=patience.connect,
        read_timeout=patience.read,
        retries={"max_attempts": 2, "mode": "standard"},
        max_pool_connections=50,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    async with session.client("s3", endpoint_url=bucket.endpoint, config=config) as client:
        yield S3Storage(client, bucket, clock, patience, direct=settings.storage_direct)


class S3Storage:
    """Keeps each photo in an object of its own."""

    def __init__(self, client: "S3Client", bucket: Bucket, clock: Clock, patience: Patience, *, direct: bool) -> None:
        self._client = client
        self._bucket = bucket
        self._clock = clock
        self._patience = patience
        self._direct = direct

    async def put(self, key: str, data: bytes, media_type: str, *, digest: bytes | None = None) -> None:
        """Keep the bytes.

        Never with ``If-None-Match``: putting anew what is there changes no byte, but makes it young for the sweep.
        """
        if digest is None:
            await asyncio.to_thread(check_digest, key, data, None)
        else:
            check_digest(key, data, digest)
        async with self._patiently(f"put {key}"):
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
        """Open what lies there, or some of it."""
        name, doing = self._name(key), f"get {key}"
        try:
            async with self._patiently(doing):
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
                async with self._patiently(doing):
                    data = await body.read()
                yield Stored(size=size, first=first, length=length, chunks=_pieces(data))
            else:
                yield Stored(size=size, first=first, length=length, chunks=self._chunks(body, doing))
        finally:
            # Closing what was not read to its end closes the connection; what was, goes back to the others.
            body.close()

    async def read(self, key: str) -> bytes:
        """Return all of what lies there."""
        async with self.get(key) as stored:
            return b"".join([chunk async for chunk in stored.chunks])

    async def stat(self, key: str) -> Entry | None:
        """Return size and age of what lies there."""
        name = self._name(key)
        try:
            async with self._patiently(f"look at {key}"):
                found = await self._client.head_object(Bucket=self._bucket.name, Key=name)
        except NotStored:
            # A HEAD has no body to say whether it is the key or the bucket that is missing.
            await self.check()
            return None
        return Entry(key, found["ContentLength"], found["LastModified"].astimezone(UTC))

    async def exists(self, key: str) -> bool:
        """Whether something lies there."""
        return await self.stat(key) is not None

    async def delete(self, key: str, *, unless_put_after: datetime | None = None) -> bool:
        """Take away what lies there."""
        found = await self.stat(key)
        if found is None or (unless_put_after is not None and found.modified > unless_put_after):
            return False
        async with self._patiently(f"delete {key}"):
            await self._client.delete_object(Bucket=self._bucket.name, Key=self._name(key))
        return True

    async def keys(self, prefix: str = "") -> AsyncIterator[Entry]:
        """List what lies there, a thousand at a time."""
        start = self._bucket.prefix
        more: _More = {}
        while True:
            async with self._patiently("list"):
                page = await self._client.list_objects_v2(
                    Bucket=self._bucket.name, Prefix=start + prefix, MaxKeys=PAGE, **more
                )
            for item in page.get("Contents", ()):
                # What somebody else has put beside ours is not touched.
                if is_key(key := item["Key"].removeprefix(start)):
                    yield Entry(key, item["Size"], item["LastModified"].astimezone(UTC))
            if not page.get("NextContinuationToken"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def signed_url(self, key: str, seconds: int = LINK_SECONDS) -> str | None:
        """Return a link to the server itself, if the settings want pages to ask it; originals have none."""
        checked(key)
        if not (self._direct and is_public(key)):
            return None
        now = int(self._clock.now().timestamp())
        since = datetime.fromtimestamp(now - now % seconds, UTC)
        return signed_link(self._bucket, key, signed_at=since, seconds=2 * seconds)

    async def check(self) -> None:
        """See whether the bucket answers, by the one request whose refusal says why."""
        async with self._patiently("list"):
            await self._client.list_objects_v2(Bucket=self._bucket.name, Prefix=self._bucket.prefix, MaxKeys=1)

    def _name(self, key: str) -> str:
        return self._bucket.prefix + checked(key)

    @asynccontextmanager
    async def _patiently(self, doing: str) -> AsyncIterator[None]:
        async with our_errors(self._bucket, doing), asyncio.timeout(self._patience.whole):
            yield

    async def _chunks(self, body: "StreamingBody", doing: str) -> AsyncIterator[bytes]:
        while True:
            async with self._patiently(doing):
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
    """Return the first byte and the size of the whole, from ``bytes 0-99/1000``."""
    if content_range is None:
        return 0, length
    place, _, size = content_range.removeprefix("bytes ").partition("/")
    return int(place.partition("-")[0]), int(size)
