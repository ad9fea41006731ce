"""Where a problem is, told without a mouse: by an address while it is typed, and by the middle of the map."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from app.commands.staff.places import put_places
from app.domain.accounts.roles import Role
from app.settings import Settings
from tests.e2e.conftest import desktop, serving
from tests.e2e.page_actions import shot, sign_in
from tests.places import ALMATY
from tests.waiting import until

pytestmark = pytest.mark.browser


async def test_an_address_is_chosen_by_keys_while_it_is_typed(browser, urls, tmp_path: Path):
    """Arrows go through the suggestions and back into the field, Enter takes one and sets the pin, Escape closes."""
    async with urls.application(Settings(), lead=False):
        await put_places("almaty", ALMATY)
    async with serving(urls, tmp_path) as served:
        page = await (await desktop(browser)).new_page()
        await sign_in(page, served, Role.CITIZEN)
        await page.goto(f"{served.url}/#/report?city=almaty")
        address = page.get_by_test_id("form-address")
        options = page.get_by_test_id("form-address-options").get_by_role("option")
        await address.focus()
        await page.keyboard.type("абай 45")
        await expect(options).to_have_count(3)

        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        marked = await options.nth(1).get_attribute("id")
        await expect(address).to_have_attribute("aria-activedescendant", marked or "")
        await shot(page, "place-suggestions")
        wanted = await options.nth(1).locator("b").inner_text()
        await page.keyboard.press("Enter")
        await expect(address).to_have_value(wanted)
        await expect(address).to_be_focused()
        await expect(options).to_have_count(0)
        await expect(page.get_by_test_id("form-proposed")).to_be_visible()
        await expect(page.get_by_test_id("form-location")).to_contain_text("43.24")

        await address.fill("достык")
        await expect(options.first).to_be_visible()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowUp")
        await expect(address).not_to_have_attribute("aria-activedescendant", "")
        await page.keyboard.press("Escape")
        await expect(options).to_have_count(0)
        await expect(address).to_have_value("достык")


async def test_the_middle_of_the_map_is_picked_by_keys(browser, served):
    """Enter on the map sets the pin under the crosshair; after arrows the button "Here" sets it anew."""
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.CITIZEN)
    await page.goto(f"{served.url}/#/report?city=almaty&at=14/43.2400/76.9100")
    place, here = page.get_by_test_id("form-location"), page.get_by_test_id("place-here")
    await expect(here).to_be_visible()
    await expect(page.get_by_test_id("crosshair").locator(".cross")).to_have_css("opacity", "0.8")

    await page.get_by_test_id("map").focus()
    await page.keyboard.press("Enter")
    await expect(place).to_contain_text(re.compile(r"43\.(2399|24).*76\.9(099|10)"))
    first = await place.inner_text()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await here.focus()

    async def is_set_anew():
        await page.keyboard.press("Enter")
        return await place.inner_text() != first

    # The map glides, so the first press may come before it has moved.
    await until(is_set_anew)
    await shot(page, "place-crosshair")
