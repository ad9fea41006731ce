"""Errors of an S3 server or its connection, as errors of the storage."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import structlog
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
    SSLError,
)

from app.storage.bucket import Bucket
from app.storage.errors import (
    BucketMissing,
    NotStored,
    SpanOutside,
    StorageError,
    StorageFull,
    StorageRefused,
    StorageUnreachable,
)

log = structlog.get_logger()

_REFUSALS = {
    "SignatureDoesNotMatch": "STORAGE_SECRET_KEY: the secret does not belong to STORAGE_ACCESS_KEY",
    "InvalidAccessKeyId": "STORAGE_ACCESS_KEY: the server does not know this key",
    "AccessDenied": "STORAGE_ACCESS_KEY: not allowed to this key; docs/storage.md lists what has to be",
    "403": "STORAGE_ACCESS_KEY, STORAGE_SECRET_KEY: refused; the key is wrong, or may not do that here",
    "RequestTimeTooSkewed": "the clocks of this machine and of the server are too far apart",
    "AuthorizationHeaderMalformed": "STORAGE_URL: expected another region",
    "PermanentRedirect": "STORAGE_URL: expected another endpoint or region",
    "301": "STORAGE_URL: expected another endpoint or region",
}
_NO_ROOM = {"InsufficientStorage", "507", "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge"}
_NO_KEY = {"NoSuchKey", "404"}
_NO_BUCKET = {"NoSuchBucket"}
_BEYOND = {"InvalidRange", "416"}


@asynccontextmanager
async def storage_errors(bucket: Bucket, doing: str) -> AsyncIterator[None]:
    """Turn every failure of the block into a ``StorageError`` and log it for the operator."""
    try:
        yield
    except ClientError as error:
        ours = _error_of_answer(error, bucket, doing)
        if not isinstance(ours, NotStored | SpanOutside):
            log.error("photo_storage_failed", why=ours.why)
        raise ours from error
    except (BotoCoreError, aiohttp.ClientError, OSError) as error:
        # TimeoutError is an OSError.
        ours = StorageUnreachable(f"{_reason(error, bucket)} ({doing})")
        log.error("photo_storage_failed", why=ours.why)
        raise ours from error


def _error_of_answer(error: ClientError, bucket: Bucket, doing: str) -> StorageError:
    code = str(error.response.get("Error", {}).get("Code", ""))
    if code in _NO_KEY:
        return NotStored(f"there is no such object ({doing})")
    if code in _BEYOND:
        return SpanOutside(doing, size=0)
    if code in _NO_BUCKET:
        return BucketMissing(f"STORAGE_URL: {bucket.endpoint} has no bucket named {bucket.name}")
    if code in _REFUSALS:
        return StorageRefused(f"{_REFUSALS[code]} ({doing}, {bucket.endpoint})")
    if code in _NO_ROOM:
        return StorageFull(f"{bucket.endpoint}: no room is left in {bucket.name} ({code})")
    return StorageUnreachable(f"{bucket.endpoint} answered {code or 'nothing that S3 knows'} ({doing})")


def _reason(error: Exception, bucket: Bucket) -> str:
    endpoint = bucket.endpoint
    if isinstance(error, SSLError | aiohttp.ClientSSLError):
        return f"STORAGE_URL: no trusted TLS connection to {endpoint}"
    if isinstance(error, ConnectTimeoutError | EndpointConnectionError):
        return f"STORAGE_URL: no server answers at {endpoint}"
    if isinstance(error, ReadTimeoutError | TimeoutError):
        return f"STORAGE_URL: {endpoint} is too slow"
    return f"STORAGE_URL: the connection to {endpoint} broke: {type(error).__name__}"
