"""Databases restored from the dump, and a server on one of them."""

import io
import lzma
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from tests.integration.upgrade.application import (
    HERE,
    Databases,
    EngineUrls,
    Pipeline,
    Served,
    TestServices,
    before,
    forget_stream,
    migrated,
    name_of,
    restore,
    serving,
)


@pytest.fixture(scope="session")
async def dumped(databases: Databases) -> AsyncIterator[str]:
    """The name of a database with the content of the dump, untouched by any migration."""
    async with databases.own("template1") as own:
        await restore(own)
        yield name_of(own)


@pytest.fixture(scope="session")
async def upgraded(databases: Databases, dumped: str) -> AsyncIterator[str]:
    """The name of the restored database after all migrations; they take seconds, so they run once for all tests."""
    async with databases.own(dumped) as own:
        await migrated(own)
        yield name_of(own)


@pytest.fixture
async def urls(
    databases: Databases,
    engine_urls: EngineUrls,
    upgraded: str,
    pipeline: Pipeline,
    push_client: httpx2.AsyncClient,
) -> AsyncIterator[TestServices]:
    """The restored database, migrated; in place of the empty one that other tests get."""
    async with databases.own(upgraded) as own:
        await forget_stream(engine_urls.redis_url, before()["epoch"])
        yield TestServices(own, engine_urls.redis_url, pipeline, push_client)


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    """The folder of photos that belongs to the dump."""
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress((HERE / "photos.tar.xz").read_bytes()))) as archive:
        archive.extractall(tmp_path / "photos", filter="data")
    return tmp_path / "photos"


@pytest.fixture
async def served(urls: TestServices, storage: Path) -> AsyncIterator[Served]:
    """A server on the restored database that has done what waited for it."""
    async with serving(urls, storage) as served:
        await served.settled()
        yield served
