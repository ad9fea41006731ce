"""An executor with a phone: what is near, and the work from the first step to the last by the bar under the thumb."""

import pytest
from playwright.async_api import FilePayload, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import phone
from tests.e2e.page_actions import chosen, report, shot, sign_in, status
from tests.e2e.street_photos import street_photo

pytestmark = pytest.mark.browser
TOO_SMALL = """() => [...document.querySelectorAll("main button, main a, main label.button, nav a")]
  .filter((element) => !element.closest(".leaflet-container"))
  .map((element) => [element.textContent.trim(), element.getBoundingClientRect()])
  .filter(([_, { width, height }]) => width > 0 && (width < 47.5 || height < 47.5))
  .map(([text, { width, height }]) => `${text} ${width} x ${height}`)"""


async def test_an_executor_finds_a_near_task_and_finishes_it_with_the_thumb(browser, served):
    """Distance, map and route of a free task; claim, start, photograph and finish by the bar, also from the list."""
    citizen = await (await phone(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    request_id = await report(citizen, served, street_photo(1))
    street = await phone(browser)
    await street.grant_permissions(["geolocation"])
    await street.set_geolocation({"latitude": 43.2389, "longitude": 76.8897, "accuracy": 10})
    executor = await street.new_page()
    await sign_in(executor, served, Role.EXECUTOR)

    await executor.goto(f"{served.url}/#/mine?tab=near")
    await expect(executor.get_by_test_id("task-distance")).to_contain_text("м")
    assert await executor.evaluate(TOO_SMALL) == []
    await executor.get_by_test_id("view-switch").click()
    await expect(executor.get_by_test_id("task-map").locator(".pin-number")).to_have_text("1")
    await shot(executor, "street-near-map")
    await executor.get_by_test_id("view-switch").click()
    await executor.get_by_test_id("list-item").click()
    for action in ("claim", "start"):
        await executor.get_by_test_id(f"action-{action}").click()
    await status(executor, "IN_PROGRESS")
    assert await executor.evaluate(TOO_SMALL) == []

    await executor.goto(f"{served.url}/#/mine")
    await expect(executor.get_by_test_id("tab-mine")).to_have_attribute("aria-selected", "true")
    photo: FilePayload = {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": street_photo(2, mended=True)}
    camera = executor.get_by_test_id("current-task").get_by_test_id("work-shoot")
    # With it a phone opens its camera, and Chromium without one its chooser.
    await expect(camera).to_have_attribute("capture", "environment")
    async with executor.expect_file_chooser() as opened:
        await camera.locator("xpath=..").click()
    await (await opened.value).set_files(photo)
    await expect(chosen(executor)).to_have_count(1)
    assert request_id in executor.url
    await shot(executor, "street-finish")
    await executor.get_by_test_id("action-form-submit").click()

    await status(executor, "DONE")
    await status(citizen, "DONE")
    await expect(executor.get_by_test_id("work-bar")).to_have_count(0)
