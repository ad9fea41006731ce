"""Measure how long a citizen's page takes to show that an executor has pressed "complete", in two real browsers.

Both pages run on this machine, so their clocks agree. Each run has a request of its own and a photo that was never
used. The parts: the page sends the step, the server answers it, the event reaches the citizen's page, the page shows
it. Preparing the photo is done before the press, as the form does it when the photo is chosen.
"""

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from playwright.async_api import Browser, FilePayload, Page, async_playwright

from app.application import Application, open_application
from app.auth.sessions import COOKIE
from app.auth.tokens import new_token, token_hash
from app.auth.viewer import Viewer, sessionless_viewer
from app.cli.engines import EngineUrls
from app.commands.requests.submission import Submission, submit
from app.commands.requests.work import claim
from app.domain.accounts.roles import Role
from app.models import Account, Session
from app.settings import Settings
from tests import pictures
from tests.bench.process import server
from tests.bench.servers.ours import COUNTS

PATIENCE_SECONDS = 30
NOTE_PRESS = """
globalThis.pressed = new Promise((resolve) => {
  addEventListener("click", ({ target }) => {
    if (target.closest?.('[data-testid="action-form-submit"]')) resolve(Date.now());
  }, true);
});
globalThis.answered = () => {
  const posts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/graphql"));
  const longest = posts.reduce((one, other) => (other.duration > one.duration ? other : one));
  return [longest.startTime, longest.responseEnd].map((at) => performance.timeOrigin + at);
};
"""
NOTE_ARRIVAL = """
globalThis.arrivals = [];
const Plain = WebSocket;
globalThis.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if (String(data).includes('"DONE"')) globalThis.arrivals.push(Date.now());
    });
  }
};
globalThis.shown = new Promise((resolve) => {
  const look = () => {
    if (document.querySelector('[data-testid="request-status"][data-status="DONE"]')) resolve(Date.now());
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
"""
PARTS = ("the page sends the step", "the server answers", "the event arrives after the press", "shown after the press")


async def report_run(
    application: Application, browser: Browser, people: dict[Role, tuple[Viewer, str]], url: str
) -> list[float]:
    """Complete one request in one browser while another one shows it; return the times of ``PARTS`` in milliseconds."""
    request_id = await _started(application, people)
    pages = {role: await _open(browser, token, url, request_id, role) for role, (_, token) in people.items()}
    executor, citizen = pages[Role.EXECUTOR], pages[Role.CITIZEN]
    try:
        await executor.get_by_test_id("action-complete").click()
        photo = pictures.encoded(pictures.pattern(size=(1600, 1200)), "JPEG")
        file: FilePayload = {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": photo}
        await executor.get_by_test_id("photo-gallery").set_input_files(file)
        await executor.get_by_test_id("photo-chosen").wait_for()
        await executor.evaluate("performance.clearResourceTimings()")
        await executor.get_by_test_id("action-form-submit").click()
        pressed = await executor.evaluate("globalThis.pressed")
        shown = await asyncio.wait_for(citizen.evaluate("globalThis.shown"), PATIENCE_SECONDS)
        arrivals = await citizen.evaluate("globalThis.arrivals")
        arrived = next((at for at in arrivals if at >= pressed), shown)
        begun, ended = await executor.evaluate("globalThis.answered()")
        return [begun - pressed, ended - begun, arrived - pressed, shown - pressed]
    finally:
        for page in pages.values():
            await page.context.close()


async def _started(application: Application, people: dict[Role, tuple[Viewer, str]]) -> UUID:
    context = application.command_context
    citizen, executor = people[Role.CITIZEN][0], people[Role.EXECUTOR][0]
    place = Submission(
        city_id="almaty",
        category_id="pothole",
        address="Абай даңғылы, 10",
        description="Жол шұңқыры тереңдеп барады.",
        latitude=43.238,
        longitude=76.889,
    )
    request = await submit(context, citizen, place)
    await claim(context, executor, request.id)
    await pictures.start(context, executor, request.id)
    return request.id


async def _open(browser: Browser, token: str, url: str, request_id: UUID, role: Role) -> Page:
    context = await browser.new_context(locale="ru-RU", service_workers="block")
    await context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
    page = await context.new_page()
    await page.add_init_script(NOTE_PRESS if role is Role.EXECUTOR else NOTE_ARRIVAL)
    await page.goto(f"{url}#/request/{request_id}")
    await page.get_by_test_id("request-status").first.wait_for()
    if role is Role.EXECUTOR:
        await page.get_by_test_id("action-complete").wait_for()
    return page


async def _people(application: Application) -> dict[Role, tuple[Viewer, str]]:
    now, people = application.clock.now(), {}
    for role in (Role.CITIZEN, Role.EXECUTOR):
        account = await Account.create(
            email=f"two-browsers-{role.lower()}@example.kz",
            password_hash="-",
            name="Test",
            role=role,
            city_id="almaty",
            created_at=now,
            email_verified_at=now,
            approved_at=now,
        )
        token = new_token()
        await Session.create(
            token_hash=token_hash(token), account_id=account.id, created_at=now, expires_at=now + timedelta(days=1)
        )
        people[role] = (sessionless_viewer(account.id, role, "almaty"), token)
    return people


async def _measure(urls: EngineUrls, home: str, port: int, runs: int) -> str:
    url = f"http://127.0.0.1:{port}/"
    opened = open_application(
        Settings(qala_home=Path(home)),
        database_url=urls.database_url,
        redis_url=urls.redis_url,
        public_url="http://bench",
        lead=False,
        follow=False,
    )
    async with opened as application, async_playwright() as playwright:
        people = await _people(application)
        path = next((found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None)
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            # The first run warms the caches of the server, and is not counted.
            measured = [await report_run(application, browser, people, url) for _ in range(runs + 1)][1:]
        finally:
            await browser.close()
    return _table(measured)


def _table(runs: Sequence[Sequence[float]]) -> str:
    lines = [f"| ms, {len(runs)} runs | p50 | p95 |", "|---|---|---|"]
    for name, times in zip(PARTS, zip(*runs, strict=True), strict=True):
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        lines.append(f"| {name} | {statistics.median(times):.0f} | {p95:.0f} |")
    return "\n".join(lines)


def report_two_browsers(urls: EngineUrls, runs: int) -> str:
    """Measure so many runs and return a table."""
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
            return asyncio.run(_measure(urls, home, running.port, runs))
