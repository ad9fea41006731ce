"""A running server with a database of its own, and a headless Chromium."""

import asyncio
import os
import shutil
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from app.cli.engines import EngineUrls
from app.commands.staff.accounts import put_account
from app.domain.accounts.roles import Locale, Role
from app.photos.pipeline import Pipeline
from app.server.serve import listening_socket
from app.settings import PAGE, Settings
from tests.conftest import TestServices
from tests.databases import Databases, name_of
from tests.forked import fork, run_worker, wait_for_exit
from tests.waiting import PATIENCE_SECONDS

PASSWORD = "a long enough one"
PEOPLE = {Role.CITIZEN: "citizen@example.kz", Role.EXECUTOR: "executor@example.kz", Role.AKIMAT: "duty@almaty.gov.kz"}
# Long, because a busy machine is slow and no test here measures speed.
expect.set_options(timeout=PATIENCE_SECONDS * 1000)


@dataclass(frozen=True)
class Served:
    url: str
    home: Path
    """Its QALA_HOME; the folder ``mail`` contains its letters as files."""


@pytest.fixture(scope="session")
async def inhabited(
    databases: Databases, engine_urls: EngineUrls, pipeline: Pipeline, push_client: httpx2.AsyncClient
) -> AsyncIterator[str]:
    """The name of a database with one person of each role."""
    async with databases.own("qala") as own:
        services = TestServices(own, engine_urls.redis_url, pipeline, push_client)
        async with services.application(Settings(), lead=False) as application:
            for role, email in PEOPLE.items():
                await put_account(
                    application.command_context,
                    name=f"Test {role}",
                    email=email,
                    password=PASSWORD,
                    role=role,
                    city_id="almaty",
                    locale=Locale.RU,
                )
        yield name_of(own)


@pytest.fixture
def original(inhabited: str) -> str:
    """The name of the template of each test's database: it has one person of each role."""
    return inhabited


@pytest.fixture
async def served(chromium: Browser, urls: TestServices, tmp_path: Path) -> AsyncIterator[Served]:
    """A server for this test alone."""
    async with serving(urls, tmp_path) as running:
        yield running
        await close_windows(chromium)


@asynccontextmanager
async def serving(urls: TestServices, home: Path, *, page: Path = PAGE, **settings: str) -> AsyncIterator[Served]:
    """Run a worker of `qala serve` with these settings, as a process."""
    if not (page / "index.html").exists():
        pytest.fail("the page is not built: run `make setup`")
    listener = listening_socket("127.0.0.1", 0)
    port = listener.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": urls.database_url,
        "REDIS_URL": urls.redis_url,
        "SECRET_KEY": "x" * 40,
        "PUBLIC_URL": f"http://localhost:{port}",
        "QALA_HOME": str(home),
        # A process that is still there at the end of a test is killed.
        "DRAIN_SECONDS": "0",
        **settings,
    }
    process = await asyncio.to_thread(fork, run_worker, environment, listener, page)
    listener.close()
    try:
        await asyncio.to_thread(_wait_until_ready, f"http://127.0.0.1:{port}/health/ready", process)
        yield Served(f"http://127.0.0.1:{port}", home)
    finally:
        process.terminate()
        assert await wait_for_exit(process) == 0


def _wait_until_ready(url: str, process: ForkServerProcess) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.is_alive(), "the server ended before it was ready"
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the server did not become ready")


@pytest.fixture(scope="session")
def chromium_path() -> str | None:
    """The path of the installed Chromium; None for the one that Playwright downloaded."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


@pytest.fixture(scope="session")
async def chromium(chromium_path: str | None) -> AsyncIterator[Browser]:
    """A headless Chromium; each test gets browser contexts of its own, without cookies of earlier tests."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium_path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-sync",
            ],
        )
        try:
            yield launched
        finally:
            await launched.close()


@pytest.fixture
async def browser(chromium: Browser) -> AsyncIterator[Browser]:
    """The browser, without a page."""
    yield chromium
    await close_windows(chromium)


async def close_windows(browser: Browser) -> None:
    """Close all browser contexts, with their cookies and storage."""
    for context in browser.contexts:
        await context.close()


async def phone(browser: Browser, **options: Any) -> BrowserContext:
    """Return a browser context like a cheap phone in Almaty."""
    return patient(
        await browser.new_context(
            viewport={"width": 390, "height": 844},
            locale="ru-RU",
            has_touch=True,
            is_mobile=True,
            device_scale_factor=2,
            **options,
        )
    )


async def desktop(browser: Browser, **options: Any) -> BrowserContext:
    """A desktop browser."""
    return patient(await browser.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU", **options))


def patient(context: BrowserContext) -> BrowserContext:
    """Let presses and loads take as long as what is expected may."""
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    return context
