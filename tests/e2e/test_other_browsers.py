"""The main roads of the three roles in Firefox and in WebKitGTK, each role in a window of its own."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path

import pytest

from app.domain.accounts.roles import Role
from tests.e2e.conftest import PASSWORD, PEOPLE, Served
from tests.e2e.driven_window import Window, by_test_id
from tests.e2e.firefox import Firefox
from tests.e2e.page_actions import SHOTS
from tests.e2e.street_photos import street_photo
from tests.e2e.webkit import WebKit

pytestmark = pytest.mark.browser
_PICTURES = """Promise.all([...document.images].filter((one) => one.loading !== "lazy").map((one) => one.decode()))
  .then(() => true)"""


@pytest.fixture(params=[Firefox, WebKit], ids=["firefox", "webkit"])
async def windows(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[dict[Role, Window]]:
    """A window for each role."""
    kind: type[Firefox] | type[WebKit] = request.param
    missing = kind.missing()
    if missing is not None:
        pytest.skip(f"{kind.__name__} is not installed; on Debian: apt-get install {missing}")
    async with AsyncExitStack() as stack:
        started: AbstractAsyncContextManager[Firefox | WebKit] = kind.started(tmp_path / "browser")
        browser = await stack.enter_async_context(started)
        yield {role: await stack.enter_async_context(browser.window()) for role in PEOPLE}


async def sign_in(window: Window, served: Served, role: Role) -> None:
    """Sign in as the person of this role."""
    await window.open(f"{served.url}/#/signin?lang=ru")
    await window.fill(by_test_id("signin-email"), PEOPLE[role])
    await window.fill(by_test_id("signin-password"), PASSWORD)
    await window.press(by_test_id("signin-submit"))
    await window.seen(by_test_id("account-menu"))


async def go(window: Window, where: str) -> None:
    """Follow a link within the page, which is not loaded again."""
    await window.evaluate(f"Promise.resolve().then(() => {{ location.hash = '#/{where}'; }})")


async def report(citizen: Window, photo: Path) -> str:
    """Report a pothole with a photo by a press on the map; return the id of the request."""
    await go(citizen, "map")
    await citizen.seen(".leaflet-pane .pin, .leaflet-container")
    await citizen.press_first(by_test_id("report-button"))
    await citizen.seen(by_test_id("photo-gallery"))
    await citizen.choose_file(by_test_id("photo-gallery"), photo)
    await citizen.seen(by_test_id("photo-chosen"))
    await citizen.press_first(by_test_id("map"))
    await citizen.seen(by_test_id("form-category-pothole"))
    await citizen.press(by_test_id("form-category-pothole"))
    await citizen.fill(by_test_id("form-address"), "проспект Абая, 10")
    await citizen.fill(by_test_id("form-description"), "Глубокая яма на правой полосе")
    await citizen.press(by_test_id("form-submit"))
    await citizen.press_first(by_test_id("sent-close"))
    return str(await citizen.until("location.hash.match(/request\\/([0-9a-f-]+)/)?.[1]"))


async def has_status(window: Window, value: str) -> None:
    """Wait until the page of a request shows this status."""
    await window.seen(f'{by_test_id("request-status")}[data-status="{value}"]')


async def work(executor: Window, request_id: str, after: Path) -> None:
    """Take a request from the list of free ones, start it, and complete it with a photo."""
    await go(executor, "mine?tab=free")
    await executor.press_first(f'[data-request-id="{request_id}"] a, a[data-request-id="{request_id}"]')
    await executor.press_first(by_test_id("action-claim"))
    await executor.press_first(by_test_id("action-start"))
    await executor.press_first(by_test_id("action-complete"))
    await executor.seen(by_test_id("photo-gallery"))
    await executor.choose_file(by_test_id("photo-gallery"), after)
    await executor.seen(by_test_id("photo-chosen"))
    await executor.press_first(by_test_id("action-form-submit"))


async def confirm(citizen: Window) -> None:
    """Say that the problem is solved, with a mark."""
    await citizen.press_first(by_test_id("action-confirm"))
    await citizen.press_first(by_test_id("rating-5"))
    await citizen.press_first(by_test_id("action-form-submit"))


async def keep(window: Window, name: str) -> None:
    """Leave a screenshot, if a folder for them is set."""
    if SHOTS:
        await window.evaluate(_PICTURES)
        picture = base64.b64decode(await window.picture())
        await asyncio.to_thread((Path(SHOTS) / f"{name}.png").write_bytes, picture)


async def test_what_one_role_does_the_others_see_without_reload(windows, served, tmp_path):
    """Report, claim, start, complete, confirm, and the table of the Akimat, in a browser that is not Chromium."""
    before, after = tmp_path / "before.jpg", tmp_path / "after.jpg"
    await asyncio.to_thread(before.write_bytes, street_photo(1))
    await asyncio.to_thread(after.write_bytes, street_photo(2, mended=True))
    citizen, executor, akimat = windows[Role.CITIZEN], windows[Role.EXECUTOR], windows[Role.AKIMAT]
    for role, window in windows.items():
        await sign_in(window, served, role)
        await window.evaluate("Promise.resolve().then(() => { globalThis.untouched = true; })")
    await go(akimat, "city")
    await akimat.seen(by_test_id("counter-total"))

    request_id = await report(citizen, before)
    await has_status(citizen, "ACCEPTED")
    await akimat.seen(f'{by_test_id("list-item")}[data-request-id="{request_id}"]')
    await work(executor, request_id, after)
    await has_status(citizen, "DONE")
    await confirm(citizen)

    await has_status(executor, "CONFIRMED")
    await akimat.seen(f'{by_test_id("list-item")}[data-request-id="{request_id}"][data-status="CONFIRMED"]')
    for role, window in windows.items():
        assert await window.evaluate("globalThis.untouched"), role
        await keep(window, f"{type(window).__name__}-{role}")
