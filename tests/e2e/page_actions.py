"""Actions of a user on the page that several tests share."""

import os
from pathlib import Path

from playwright.async_api import FilePayload, Locator, Page, Position, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import PASSWORD, PEOPLE, Served

SHOTS = os.environ.get("QALA_SHOTS")
"""The folder for screenshots; none are taken if it is not set."""
SPOT: Position = {"x": 180, "y": 260}
OTHER_SPOT: Position = {"x": 90, "y": 180}
"""A point for a second request: a click on the first point would open the pin of the first request."""


async def shot(page: Page, name: str) -> None:
    """Leave a screenshot, if a folder for them is set."""
    if SHOTS:
        await page.screenshot(path=Path(SHOTS) / f"{name}.png")


async def sign_in(page: Page, served: Served, role: Role) -> None:
    """Sign in as the person of this role."""
    await page.goto(f"{served.url}/#/signin")
    await page.get_by_test_id("signin-email").fill(PEOPLE[role])
    await page.get_by_test_id("signin-password").fill(PASSWORD)
    await page.get_by_test_id("signin-submit").click()
    await expect(page.get_by_test_id("nav-signin")).to_have_count(0)


async def choose_photos(page: Page, *photos: bytes) -> None:
    """Select photos in the file chooser; wait until the page has prepared them."""
    files: list[FilePayload] = [
        {"name": f"photo-{number}.jpg", "mimeType": "image/jpeg", "buffer": photo}
        for number, photo in enumerate(photos, 1)
    ]
    await page.get_by_test_id("photo-gallery").set_input_files(files)
    await expect(chosen(page)).to_have_count(len(photos))


def chosen(page: Page) -> Locator:
    """Return the photos in the form."""
    return page.get_by_test_id("photo-chosen")


async def fill_report(page: Page, served: Served, *photos: bytes, spot: Position = SPOT) -> None:
    """Click a point of the map and fill in the form of a new request."""
    await page.goto(f"{served.url}/#/map")
    await page.get_by_test_id("map").click(position=spot)
    if photos:
        await choose_photos(page, *photos)
    await page.get_by_test_id("form-category-pothole").click()
    await page.get_by_test_id("form-address").fill("проспект Абая, 10")
    await page.get_by_test_id("form-description").fill("Глубокая яма на правой полосе")


async def report(page: Page, served: Served, *photos: bytes, spot: Position = SPOT) -> str:
    """Report a pothole by clicking the map; return the id of the request."""
    await fill_report(page, served, *photos, spot=spot)
    await shot(page, "1-form")
    await send(page)
    return page.url.rpartition("/")[2]


async def send(page: Page) -> None:
    """Send a citizen's report; wait until the request is on the page, and read what happens next."""
    await page.get_by_test_id("form-submit").click()
    await expect(page.get_by_test_id("request-number")).to_be_visible()
    number = await page.get_by_test_id("request-number").inner_text()
    await expect(page.get_by_test_id("sent-number")).to_have_text(number)
    await page.get_by_test_id("sent-close").click()
    await expect(page.get_by_test_id("sent")).to_have_count(0)


async def is_loaded(image: Locator) -> None:
    """Wait until a picture is there and drawn."""
    await image.scroll_into_view_if_needed()
    await expect(image).to_have_js_property("complete", True)
    assert await image.evaluate("image => image.naturalWidth") > 0


async def status(page: Page, value: str) -> None:
    """Wait until the open request has this status."""
    await expect(page.get_by_test_id("request-status").first).to_have_attribute("data-status", value)


_POINTER_ON_UNDO = """
new MutationObserver(() => {
  const notices = document.querySelector('[data-testid=toasts]');
  if (notices?.querySelector('[data-testid=undo]')) notices.dispatchEvent(new PointerEvent('pointerenter'));
}).observe(document, { childList: true, characterData: true, subtree: true });
"""


async def take_time_for_undo(page: Page) -> None:
    """Let the time of a notice by which a step can be taken back stand still, as under a pointer that is there already.

    It has five seconds, which are over before the press on a busy machine. Call it before the page is loaded.
    """
    await page.add_init_script(_POINTER_ON_UNDO)


async def send_held(page: Page) -> None:
    """Close the notice by which a step can be taken back, so that the step is sent."""
    await page.get_by_test_id("undo").get_by_test_id("toast-close").click()
    await expect(page.get_by_test_id("undo")).to_have_count(0)


async def complete(page: Page, photo: bytes) -> None:
    """Complete the work with a photo."""
    await page.get_by_test_id("action-complete").click()
    await choose_photos(page, photo)
    await page.get_by_test_id("action-note").fill("Заделали")
    await page.get_by_test_id("action-form-submit").click()
