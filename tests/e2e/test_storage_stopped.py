"""The S3 server goes away in the middle of an upload: the citizen is told, nothing is half there, another try works."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aioboto3
import asyncpg
import pytest
from playwright.async_api import Browser, expect

from app.domain.accounts.roles import Role
from app.models.database import asyncpg_dsn
from tests.conftest import TestServices
from tests.e2e.conftest import phone, serving
from tests.e2e.page_actions import chosen, fill_report, is_loaded, send, shot, sign_in
from tests.e2e.street_photos import street_photo
from tests.swift import ACCESS_KEY, REGION, SECRET_KEY, CannotRun, Swift, swift
from tests.tcp_proxy import TcpProxy, tcp_proxy

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def s3() -> Iterator[Swift]:
    """A real S3 server."""
    try:
        with swift() as server:
            yield server
    except CannotRun as why:
        pytest.skip(str(why))


def client_of(s3: Swift):
    """A client of it that asks past the line."""
    return aioboto3.Session(ACCESS_KEY, SECRET_KEY, region_name=REGION).client("s3", endpoint_url=s3.endpoint)


async def stored(s3: Swift) -> list[str]:
    """What the bucket holds."""
    async with client_of(s3) as client:
        return [item["Key"] for item in (await client.list_objects_v2(Bucket="photos")).get("Contents", [])]


async def test_an_s3_that_stops_in_the_middle_of_an_upload(
    browser: Browser, s3: Swift, urls: TestServices, tmp_path: Path
):
    """Clear words, no request, no row, no unknown object; the same form sent again is one request with its photos."""
    async with client_of(s3) as client:
        await client.create_bucket(Bucket="photos")
    database = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    async with tcp_proxy(TcpProxy(s3.port)) as proxy:
        settings: dict[str, Any] = {
            "STORAGE_URL": f"s3://photos/city?endpoint={proxy.endpoint}&region={REGION}",
            "STORAGE_ACCESS_KEY": ACCESS_KEY,
            "STORAGE_SECRET_KEY": SECRET_KEY,
        }
        async with serving(urls, tmp_path, **settings) as served:
            page = await (await phone(browser)).new_page()
            await sign_in(page, served, Role.CITIZEN)
            await fill_report(page, served, street_photo(51), street_photo(52))
            # Less than the smallest object, so no upload is complete.
            proxy.hold(to_server=1_200)
            await page.get_by_test_id("form-submit").click()
            await proxy.holding.wait()
            await asyncio.to_thread(s3.kill_proxy)
            try:
                failure = page.get_by_test_id("form-failure")
                await expect(failure).to_be_visible(timeout=120_000)
                await expect(failure).to_contain_text("Сейчас сохранить не получается")
                await shot(page, "s1-storage-away")
                await expect(chosen(page)).to_have_count(2)
                assert await database.fetchval("SELECT count(*) FROM service_request") == 0
                assert await database.fetchval("SELECT count(*) FROM photo") == 0
            finally:
                proxy.release()
                await asyncio.to_thread(s3.start_proxy)
            # What the storage took before it stopped is known to the clean-up, which deletes what no row names.
            intents = {f"city/{item['key']}" for item in await database.fetch("SELECT key FROM upload_intent")}
            assert {*await stored(s3)} <= intents
            assert intents

            await send(page)

            await expect(page.get_by_test_id("photo")).to_have_count(2)
            for image in await page.get_by_test_id("photo-image").all():
                await is_loaded(image)
            await shot(page, "s2-storage-back")
            assert await database.fetchval("SELECT count(*) FROM service_request") == 1
            assert await database.fetchval("SELECT count(*) FROM photo") == 2
            # Two originals, and each in up to three sizes; small and large may be the same bytes.
            assert 4 <= len(await stored(s3)) <= 8
    await database.close()
