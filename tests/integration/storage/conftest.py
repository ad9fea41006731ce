"""The same storage twice: a folder, and a real S3 server."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import aioboto3
import pytest
from aiobotocore.config import AioConfig
from pydantic import SecretStr

from app.clock import SystemClock
from app.settings import Settings
from app.storage.bucket import bucket_of
from app.storage.opening import open_storage
from app.storage.protocol import Entry, Storage
from app.storage.s3 import S3Storage, Timeouts, open_s3
from tests.swift import ACCESS_KEY, REGION, SECRET_KEY, CannotRun, Swift, swift
from tests.tcp_proxy import TcpProxy, tcp_proxy

BUCKET = "photos"
SHORT_TIMEOUTS = Timeouts(connect=1, read=0.5, total=5)
PATIENT = Timeouts(connect=60, read=60, total=600)
"""Swift answers a hundred questions at once slowly where other tests keep the machine busy."""
_prefixes = count(1)
OpenBucket = Callable[..., AbstractAsyncContextManager[S3Storage]]


async def listed(storage: Storage, prefix: str = "") -> list[Entry]:
    """The whole list."""
    return [entry async for entry in storage.keys(prefix)]


@pytest.fixture(scope="session")
def swift_server() -> Iterator[Swift]:
    """Swift for the whole run."""
    try:
        with swift() as server:
            yield server
    except CannotRun as why:
        pytest.skip(str(why))


@pytest.fixture(scope="session")
def bucket(swift_server: Swift) -> str:
    """A bucket in it."""

    async def make() -> None:
        session = aioboto3.Session(ACCESS_KEY, SECRET_KEY, region_name=REGION)
        async with session.client("s3", endpoint_url=swift_server.endpoint) as client:
            await client.create_bucket(Bucket=BUCKET)

    # On a loop of its own: a test may ask for this when the loop of all tests is running already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, make()).result()
    return BUCKET


@pytest.fixture
def settings_of(swift_server: Swift, bucket: str) -> Callable[..., Settings]:
    """Settings that name a part of the bucket that only this test uses."""
    prefix = f"city-{next(_prefixes)}"

    def settings(
        *, endpoint: str = "", name: str = bucket, access: str = ACCESS_KEY, secret: str = SECRET_KEY, **more: Any
    ) -> Settings:
        url = f"s3://{name}/{prefix}?endpoint={endpoint or swift_server.endpoint}&region={REGION}"
        return Settings(
            storage_url=url, storage_access_key=access, storage_secret_key=SecretStr(secret), _env_file=None, **more
        )

    return settings


@pytest.fixture
def open_bucket(settings_of: Callable[..., Settings]) -> OpenBucket:
    """Opens that part of the bucket; with arguments another part, or with other credentials or time limits."""

    def opened(*, timeouts: Timeouts | None = None, **given: Any) -> AbstractAsyncContextManager[S3Storage]:
        return open_s3(settings_of(**given), SystemClock(), timeouts or PATIENT)

    return opened


@dataclass(frozen=True)
class PlainBucket:
    """That part of the bucket without our storage between; all names are below its prefix."""

    client: Any
    prefix: str

    async def put(self, name: str, data: bytes) -> None:
        """Put an object that our storage did not write."""
        await self.client.put_object(Bucket=BUCKET, Key=self.prefix + name, Body=data)

    async def head(self, name: str) -> dict[str, Any]:
        """Return the headers of an object."""
        found: dict[str, Any] = await self.client.head_object(Bucket=BUCKET, Key=self.prefix + name)
        return found


@pytest.fixture
async def plain_bucket(settings_of: Callable[..., Settings]) -> AsyncIterator[PlainBucket]:
    """The part of the bucket that ``open_bucket`` opens."""
    opened = bucket_of(settings_of())
    config = AioConfig(s3={"addressing_style": "path"}, request_checksum_calculation="when_required")
    session = aioboto3.Session(ACCESS_KEY, SECRET_KEY, region_name=REGION)
    async with session.client("s3", endpoint_url=opened.endpoint, config=config) as client:
        yield PlainBucket(client, opened.prefix)


@pytest.fixture
async def swift_proxy(swift_server: Swift) -> AsyncIterator[TcpProxy]:
    """A line to the server that the test can make slow or cut."""
    async with tcp_proxy(TcpProxy(swift_server.port)) as proxy:
        yield proxy


@pytest.fixture(params=["files", "s3"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    """An empty storage of each kind."""
    if request.param == "files":
        settings = Settings(storage_url=f"file://{tmp_path}/photos")
    else:
        settings = request.getfixturevalue("settings_of")()
    async with open_storage(settings, SystemClock()) as opened:
        yield opened
