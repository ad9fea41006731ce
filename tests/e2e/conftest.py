"""A served city of its own, and a real Chromium."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

from app.bootstrap import open_house
from app.cli.engines import EngineUrls
from app.commands.operator import put_account
from app.domain.roles import Locale, Role
from app.settings import PAGE, Settings

ROOT = Path(__file__).parents[2]
PASSWORD = "a long enough one"
PEOPLE = {Role.CITIZEN: "citizen@example.kz", Role.EXECUTOR: "executor@example.kz", Role.AKIMAT: "duty@almaty.gov.kz"}


@dataclass(frozen=True)
class Served:
    url: str
    home: Path
    """Its QALA_HOME: letters are files in ``mail``."""


@pytest.fixture
async def served(urls: EngineUrls, tmp_path: Path) -> AsyncIterator[Served]:
    """A real `qala serve` process with one person of each role."""
    async with serving(urls, tmp_path) as running:
        yield running


@asynccontextmanager
async def serving(urls: EngineUrls, home: Path, **settings: str) -> AsyncIterator[Served]:
    """A real `qala serve` process with these settings beside its engines, and one person of each role."""
    if not (PAGE / "index.html").exists():
        pytest.fail("the page is not built: run `make setup`")
    async with open_house(
        Settings(), database_url=urls.database_url, redis_url=urls.redis_url, public_url="http://x", lead=False
    ) as house:
        for role, email in PEOPLE.items():
            await put_account(
                house.desk,
                name=f"Test {role}",
                email=email,
                password=PASSWORD,
                role=role,
                city_id="almaty",
                locale=Locale.RU,
            )
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": urls.database_url,
        "REDIS_URL": urls.redis_url,
        "SECRET_KEY": "x" * 40,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "QALA_HOME": str(home),
        **settings,
    }
    process = await asyncio.to_thread(
        subprocess.Popen, [sys.executable, "-m", "app.cli", "serve"], env=environment, cwd=ROOT
    )
    try:
        await asyncio.to_thread(_wait_until_ready, f"http://127.0.0.1:{port}/health/ready", process)
        yield Served(f"http://127.0.0.1:{port}", home)
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 20) == 0


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended before it was ready"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not become ready")


@pytest.fixture(scope="session")
def chromium_path() -> str | None:
    """The machine's Chromium; None = the one that Playwright installed."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


@pytest.fixture
async def browser(chromium_path: str | None) -> AsyncIterator[Browser]:
    """A headless Chromium."""
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


async def phone(browser: Browser) -> BrowserContext:
    """A cheap phone in Almaty."""
    return await browser.new_context(
        viewport={"width": 390, "height": 844}, locale="ru-RU", has_touch=True, is_mobile=True, device_scale_factor=2
    )


async def desktop(browser: Browser) -> BrowserContext:
    """A desk."""
    return await browser.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU")
