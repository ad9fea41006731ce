"""Measure the first visit to the map on a slow network and a slow phone: requests, bytes on the wire, seconds.

Chromium without a cache, throttled over the DevTools protocol: 400 kbit/s, 400 ms before each answer begins, a
processor of a quarter of this machine's speed. The map is usable when the city is known, its marks are drawn and the
button that reports a problem is there. The second visit has the cache of the first one.
"""

import asyncio
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, CDPSession, ViewportSize, async_playwright

from app.application import Application, open_application
from app.auth.viewer import sessionless_viewer
from app.cli.engines import EngineUrls
from app.commands.requests.submission import Submission, submit
from app.domain.accounts.roles import Role
from app.models import Account
from app.settings import Settings
from tests.bench.process import server
from tests.bench.servers.ours import COUNTS

REQUESTS = 60
SETTLE_SECONDS = 8
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER_PROCESSOR = 4
PHONE: ViewportSize = {"width": 390, "height": 844}
WATCH = """
globalThis.firstLoad = new Promise((resolve) => {
  const seen = {};
  const note = (name) => { seen[name] ??= Math.round(performance.now()); };
  const look = () => {
    const map = document.querySelector('[data-testid="map"]');
    const button = document.querySelector('[data-testid="report-button"]');
    if (button !== null) note("shell");
    const marks = map?.querySelector(".pin, .cluster");
    if (marks != null && button !== null && !map.classList.contains("unready")) note("usable");
    if (seen.usable === undefined) requestAnimationFrame(look);
    else resolve(seen);
  };
  requestAnimationFrame(look);
});
"""


@dataclass
class Traffic:
    """What one page asked for, and what came."""

    requests: dict[str, str] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)
    ended: dict[str, float] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)
    frames: int = 0

    @property
    def kilobytes(self) -> float:
        """Bytes that came over HTTP, with their headers, and the texts of the socket."""
        return (sum(self.received.values()) + self.frames) / 1000

    async def watch(self, session: CDPSession) -> None:
        """Count what the browser reports of the wire from now on."""
        await session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        # What a cache answers has no bytes on the wire.
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.dataReceived", self._came)
        session.on("Network.webSocketFrameReceived", self._frame)

    def waterfall(self) -> list[str]:
        """Return a line for each request: when it was sent and answered, in seconds, and the bytes of its answer."""
        first = min(self.began.values())
        times = {key: (self.began[key] - first, self.ended.get(key, first) - first) for key in self.requests}
        return [
            f"{begun:6.2f} {ended:6.2f} {self.received.get(key, 0):7} {self.requests[key]}"
            for key, (begun, ended) in times.items()
        ]

    def _sent(self, event: dict[str, Any]) -> None:
        operation = re.search(r'"operationName":"(\w+)"', event["request"].get("postData", ""))
        path = urlsplit(event["request"]["url"]).path
        self.requests[event["requestId"]] = f"{path} {operation[1]}" if operation else path
        self.began[event["requestId"]] = event["timestamp"]

    def _came(self, event: dict[str, object]) -> None:
        self._add(str(event["requestId"]), int(str(event["encodedDataLength"])))

    def _finished(self, event: dict[str, object]) -> None:
        key = str(event["requestId"])
        self.ended[key] = float(str(event["timestamp"]))
        self.received[key] = max(self.received.get(key, 0), int(float(str(event["encodedDataLength"]))))

    def _add(self, key: str, length: int) -> None:
        self.received[key] = self.received.get(key, 0) + length

    def _frame(self, event: dict[str, dict[str, str]]) -> None:
        self.frames += len(event["response"]["payloadData"].encode())


@dataclass(frozen=True)
class Visit:
    """The figures of one visit; times in seconds after the click on the link."""

    requests: int
    kilobytes: float
    shell: float
    usable: float
    requests_in_all: int
    kilobytes_in_all: float


async def visit(context: BrowserContext, url: str, *, slow: bool = True) -> tuple[Visit, Traffic]:
    """Open the map in a new tab of this context, and return when it is quiet."""
    page = await context.new_page()
    try:
        session = await context.new_cdp_session(page)
        traffic = Traffic()
        await traffic.watch(session)
        if slow:
            await session.send("Network.emulateNetworkConditions", SLOW)
            await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
        await page.add_init_script(WATCH)
        await page.goto(url, wait_until="commit")
        # Not by polling with a text as function, which the policy of the page forbids.
        seen = await asyncio.wait_for(page.evaluate("globalThis.firstLoad"), 120)
        until = len(traffic.requests), traffic.kilobytes
        await page.wait_for_timeout(SETTLE_SECONDS * 1000)
        return Visit(
            *until, seen["shell"] / 1000, seen["usable"] / 1000, len(traffic.requests), traffic.kilobytes
        ), traffic
    finally:
        await page.close()


async def _fill(application: Application) -> None:
    now, spread = application.clock.now(), random.Random(1)
    author = await Account.create(
        email="first-load@example.kz",
        password_hash="-",
        name="Test",
        role=Role.CITIZEN,
        city_id="almaty",
        created_at=now,
        email_verified_at=now,
        approved_at=now,
    )
    viewer = sessionless_viewer(author.id, Role.CITIZEN, "almaty")
    for number in range(REQUESTS):
        place = Submission(
            city_id="almaty",
            category_id=spread.choice(("pothole", "lighting", "garbage")),
            address=f"Абай даңғылы, {number}",
            description="Жол шұңқыры тереңдеп барады, жөндеу керек.",
            latitude=43.238 + spread.uniform(-0.05, 0.05),
            longitude=76.889 + spread.uniform(-0.07, 0.07),
        )
        await submit(application.command_context, viewer, place)


async def _measure(urls: EngineUrls, port: int, runs: int) -> str:
    settings = Settings()
    async with open_application(
        settings,
        database_url=urls.database_url,
        redis_url=urls.redis_url,
        public_url="http://bench",
        lead=False,
        follow=False,
    ) as application:
        await _fill(application)
    async with async_playwright() as playwright:
        path = next((found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None)
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            return await _table(browser, f"http://127.0.0.1:{port}/", runs)
        finally:
            await browser.close()


async def _table(browser: Browser, url: str, runs: int) -> str:
    first, second = [], []
    longest: Traffic = Traffic()
    for _ in range(runs):
        context = await browser.new_context(viewport=PHONE, locale="ru-RU", is_mobile=True, has_touch=True)
        try:
            figures, longest = await visit(context, url)
            first.append(figures)
            second.append((await visit(context, url))[0])
        finally:
            await context.close()
    lines = [
        f"| slow 3G (400 kbit/s, 400 ms), CPU / {SLOWER_PROCESSOR}; median of {runs} | requests until usable"
        " | KB until usable | shell, s | map usable, s | requests in all | KB in all |",
        "|---|---|---|---|---|---|---|",
        _row("first visit", first),
        _row("second visit", second),
        "",
        "The last first visit: sent and answered after seconds, bytes",
        *longest.waterfall(),
    ]
    return "\n".join(lines)


def _row(name: str, visits: list[Visit]) -> str:
    def middle(figure: str) -> float:
        return statistics.median(getattr(one, figure) for one in visits)

    return (
        f"| {name} | {middle('requests'):.0f} | {middle('kilobytes'):.0f} | {middle('shell'):.1f}"
        f" | {middle('usable'):.1f} | {middle('requests_in_all'):.0f} | {middle('kilobytes_in_all'):.0f} |"
    )


def report_first_load(urls: EngineUrls, runs: int) -> str:
    """Measure and return a table."""
    with tempfile.TemporaryDirectory(prefix="qala-bench-") as home:
        counts = Path(home) / "counts"
        counts.write_bytes(bytes(COUNTS.size))
        environment = {
            "DATABASE_URL": urls.database_url,
            "REDIS_URL": urls.redis_url,
            "COUNTS": str(counts),
            "QALA_HOME": home,
            "SECRET_KEY": os.urandom(24).hex(),
        }
        with server([sys.executable, "-m", "tests.bench.servers.ours"], environment) as running:
            return asyncio.run(_measure(urls, running.port, runs))
