"""Requests at one spot of the map: each of them can be opened."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import desktop, phone
from tests.e2e.many_requests import submit_at
from tests.e2e.page_actions import shot

pytestmark = pytest.mark.browser

LATITUDE, LONGITUDE = 43.238949, 76.889709
METRES_A_DEGREE = 111_195
CLOSE = f"19/{LATITUDE}/{LONGITUDE}"
MARKS = ".leaflet-marker-icon[role=button]"
ENTRANCE = [(LATITUDE, LONGITUDE), (LATITUDE + 1.7 / METRES_A_DEGREE, LONGITUDE)]


async def open_spot(page: Page, url: str, count: int) -> None:
    """Open the map at its last zoom and press the only mark."""
    await page.goto(f"{url}/#/map?lang=ru&at={CLOSE}")
    mark = page.locator(MARKS)
    await expect(mark).to_have_count(1)
    await expect(mark).to_have_text(str(count))
    await mark.click()
    await expect(page.get_by_test_id("spot")).to_be_visible()


@pytest.mark.parametrize("window", [phone, desktop])
async def test_two_pins_of_one_entrance_are_both_opened(browser, urls, served, window):
    """1.7 metres apart: eight pixels at the last zoom, so that one pin covers the other."""
    ids = await submit_at(urls, ENTRANCE)
    page = await (await window(browser)).new_page()
    await open_spot(page, served.url, 2)
    cards = page.get_by_test_id("spot").get_by_test_id("list-item")
    await expect(cards).to_have_count(2)
    # The mark rests in sight: on a phone above the list, which covers most of the map.
    await page.locator(MARKS).hover(trial=True)
    await shot(page, f"s1-spot-{window.__name__}")

    for request_id in ids:
        await page.get_by_test_id("spot").locator(f"[data-request-id='{request_id}']").click()
        await expect(page.get_by_test_id("request-number")).to_be_visible()
        await expect(page).to_have_url(re.compile(f"#/request/{request_id}"))
        await page.go_back()
        await expect(cards).to_have_count(2)
    await page.go_back()

    await expect(page.get_by_test_id("spot")).to_have_count(0)
    await expect(page.get_by_test_id("map")).to_be_visible()


async def test_fifty_requests_at_one_point_by_keyboard(browser, urls, served):
    """From the view of the city, without a mouse; the mark says what it is, and has the focus again afterwards."""
    await submit_at(urls, [(LATITUDE, LONGITUDE)] * 50)
    page = await (await desktop(browser)).new_page()
    await page.goto(f"{served.url}/#/map?lang=ru&at=12/{LATITUDE}/{LONGITUDE}")
    mark = page.locator(MARKS)
    await expect(mark).to_have_count(1)
    await expect(mark).to_have_attribute("aria-label", "50 заявок")
    await mark.focus()
    await page.keyboard.press("Enter")

    spot = page.get_by_test_id("spot")
    await expect(spot.get_by_role("heading")).to_have_text("В этом месте: 50 заявок")
    await expect(spot.get_by_role("heading")).to_be_focused()
    for count in (40, 50):
        await spot.get_by_text("Показать ещё").click()
        await expect(spot.get_by_test_id("list-item")).to_have_count(count)
    await spot.get_by_test_id("list-item").nth(47).scroll_into_view_if_needed()
    top = await spot.evaluate("element => element.scrollTop")
    await spot.get_by_test_id("list-item").nth(47).click()
    await expect(page.get_by_test_id("request-number")).to_be_visible()
    await page.go_back()

    await expect(spot.get_by_test_id("list-item")).to_have_count(50)
    await page.wait_for_function(f"() => Math.abs(document.querySelector('[data-testid=spot]').scrollTop - {top}) <= 3")
    await page.reload()
    await expect(spot.get_by_test_id("list-item")).to_have_count(50)
    await page.keyboard.press("Escape")
    await expect(spot).to_have_count(0)
    await mark.focus()
    await page.keyboard.press("Enter")
    await expect(spot.get_by_role("heading")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(spot).to_have_count(0)
    await expect(mark).to_be_focused()


async def test_near_requests_are_told_apart_by_zooming(browser, urls, served):
    """Thirty metres apart: one mark from afar, two pins near by, and no list between."""
    await submit_at(urls, [(LATITUDE, LONGITUDE), (LATITUDE + 30 / METRES_A_DEGREE, LONGITUDE)])
    page = await (await desktop(browser)).new_page()
    await page.goto(f"{served.url}/#/map?lang=ru&at=13/{LATITUDE}/{LONGITUDE}")
    await expect(page.locator(MARKS)).to_have_count(1)

    await page.locator(MARKS).click()

    await expect(page.locator(MARKS)).to_have_count(2)
    await page.locator(MARKS).first.click()
    await expect(page.get_by_test_id("request-number")).to_be_visible()
