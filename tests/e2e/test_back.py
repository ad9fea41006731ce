"""Back, of the browser and of the page: to where one was, and never off the site."""

import re

import pytest
from playwright.async_api import Page, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import PASSWORD, desktop, phone
from tests.e2e.many_requests import EMAIL, submit_at
from tests.e2e.page_actions import fill_report, is_loaded, report, send, shot, sign_in
from tests.e2e.street_photos import street_photo

pytestmark = pytest.mark.browser

SCROLLED = "document.getElementById('main').scrollTop"
PHOTO_TOP = "document.querySelector('[data-testid=photo-open]').getBoundingClientRect().top"


async def load_more(page: Page, wanted: int) -> None:
    """Press "more" until so many cards are shown."""
    cards = page.get_by_test_id("list-item")
    await expect(cards).to_have_count(20)
    for count in range(40, wanted + 1, 20):
        await page.get_by_text("Показать ещё").click()
        await expect(cards).to_have_count(count)


async def is_scrolled_to(page: Page, top: float) -> None:
    """Wait until the page is scrolled to this place."""
    await page.wait_for_function(f"() => Math.abs({SCROLLED} - {top}) <= 3")


async def is_back(page: Page, top: float, opened: str | None) -> None:
    """Wait until the list is as it was: all cards, the place, and the focus at the card that was opened."""
    await expect(page.get_by_test_id("list-item")).to_have_count(80)
    await is_scrolled_to(page, top)
    if opened is not None:
        await page.wait_for_function(f"() => document.activeElement?.dataset.requestId === '{opened}'")


async def test_back_from_a_request_shows_the_list_as_it_was(browser, urls, served):
    """80 loaded, the 78th opened; by the browser, by the page, and after a reload of either page."""
    await submit_at(urls, [(43.2 + number / 1000, 76.9) for number in range(90)])
    page = await (await desktop(browser)).new_page()
    await page.goto(f"{served.url}/#/city?order=OLDEST")
    await load_more(page, 80)
    card = page.get_by_test_id("list-item").nth(77)
    opened = await card.get_attribute("data-request-id")
    await card.scroll_into_view_if_needed()
    top = await page.evaluate(SCROLLED)
    assert top > 1000

    await card.click()
    await expect(page.get_by_test_id("request-number")).to_be_visible()
    await is_scrolled_to(page, 0)
    await page.go_back()
    await is_back(page, top, opened)
    await page.get_by_test_id("list-item").nth(77).click()
    await page.get_by_test_id("back").click()
    await is_back(page, top, opened)
    await page.go_forward()
    await expect(page.get_by_test_id("request-number")).to_be_visible()
    await page.reload()
    await expect(page.get_by_test_id("request-number")).to_be_visible()
    await page.go_back()
    await is_back(page, top, opened)
    await page.reload()
    await is_back(page, top, None)
    await page.get_by_test_id("nav-map").click()
    await page.get_by_test_id("nav-city").click()
    await expect(page.get_by_test_id("list-item")).to_have_count(20)
    await is_scrolled_to(page, 0)


async def test_own_requests_and_the_panel_of_the_map_are_as_they_were(browser, urls, served):
    """A citizen's list on a phone, and the list beside the map, which has a scroll bar of its own."""
    await submit_at(urls, [(43.2 + number / 1000, 76.9) for number in range(50)])
    page = await (await phone(browser)).new_page()
    await page.goto(f"{served.url}/#/signin?next=mine")
    await page.get_by_test_id("signin-email").fill(EMAIL)
    await page.get_by_test_id("signin-password").fill(PASSWORD)
    await page.get_by_test_id("signin-submit").click()
    await load_more(page, 40)
    await page.get_by_test_id("list-item").nth(38).scroll_into_view_if_needed()
    top = await page.evaluate(SCROLLED)
    await page.get_by_test_id("list-item").nth(38).click()
    await expect(page.get_by_test_id("request-number")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_test_id("list-item")).to_have_count(40)
    await is_scrolled_to(page, top)

    wide = await (await desktop(browser)).new_page()
    await wide.goto(f"{served.url}/#/map")
    await load_more(wide, 40)
    panel = "document.querySelector('aside').scrollTop"
    await wide.get_by_test_id("list-item").nth(38).scroll_into_view_if_needed()
    top = await wide.evaluate(panel)
    await wide.get_by_test_id("list-item").nth(38).click()
    await expect(wide.get_by_test_id("request-number")).to_be_visible()
    await wide.go_back()
    await expect(wide.get_by_test_id("list-item")).to_have_count(40)
    await wide.wait_for_function(f"() => Math.abs({panel} - {top}) <= 3")


async def test_the_way_back_of_the_page_stays_on_the_site(browser, urls, served):
    """A request opened by a link has a foreign page, or nothing, before it."""
    (request_id,) = await submit_at(urls, [(43.24, 76.91)])
    page = await (await phone(browser)).new_page()
    await page.goto("data:text/html,elsewhere")
    await page.goto(f"{served.url}/#/request/{request_id}")

    await page.get_by_test_id("back").click()

    await expect(page.get_by_test_id("map")).to_be_visible()
    assert page.url.startswith(served.url)


async def test_back_closes_an_open_photo(browser, served):
    """The request stays, at its place; the photo's own button does the same and leaves no entry to go through."""
    page = await (await phone(browser)).new_page()
    await sign_in(page, served, Role.CITIZEN)
    await report(page, served, street_photo(81), street_photo(82))
    # Pictures and what comes late below them move nothing any more.
    await expect(page.get_by_test_id("skeleton")).to_have_count(0)
    await expect(page.get_by_test_id("receipt")).to_be_attached()
    await is_loaded(page.get_by_test_id("photo-open").first.get_by_test_id("photo-image"))

    await page.get_by_test_id("photo-open").first.click()
    await page.get_by_test_id("viewer-next").click()
    # On the screen: where something comes late above it, the browser scrolls as far as it moves.
    top = await page.evaluate(PHOTO_TOP)
    await shot(page, "b1-photo")
    await page.go_back()

    await expect(page.get_by_test_id("viewer")).to_have_count(0)
    await expect(page.get_by_test_id("request-number")).to_be_visible()
    await page.wait_for_function(f"() => Math.abs({PHOTO_TOP} - {top}) <= 3")
    assert await page.evaluate(SCROLLED) > 0
    await page.get_by_test_id("photo-open").first.click()
    await expect(page.get_by_test_id("viewer")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("viewer")).to_have_count(0)
    await page.get_by_test_id("photo-open").first.click()
    await page.get_by_test_id("viewer-close").click()
    await expect(page.get_by_test_id("viewer")).to_have_count(0)
    await page.go_back()
    await expect(page.get_by_test_id("map")).to_be_visible()


async def test_after_sending_back_opens_no_form(browser, served):
    """Also not where the sign-in came between the form and the sending; nor after the form was closed."""
    page = await (await desktop(browser)).new_page()
    await fill_report(page, served)
    await page.get_by_test_id("form-submit").click()
    await page.get_by_test_id("signin-email").fill("citizen@example.kz")
    await page.get_by_test_id("signin-password").fill(PASSWORD)
    await page.get_by_test_id("signin-submit").click()
    await send(page)

    await page.go_back()
    await expect(page.get_by_test_id("report-button")).to_be_visible()
    await expect(page.get_by_test_id("form-submit")).to_have_count(0)

    await page.goto(f"{served.url}/#/city")
    await page.get_by_test_id("nav-map").click()
    await page.get_by_test_id("report-button").click()
    await page.get_by_test_id("form-close").click()
    await expect(page.get_by_test_id("report-button")).to_be_visible()
    await page.go_back()
    await expect(page).to_have_url(re.compile("#/city"))
