"""An officer sees where problems gather, opens the requests of a zone, and takes them as a file."""

import asyncio
import csv
import io
from pathlib import Path

from playwright.async_api import expect

from app.commands.staff.districts import put_districts
from app.domain.accounts.roles import Role
from app.models.database import database
from tests.e2e.conftest import desktop
from tests.e2e.many_requests import submit_at
from tests.e2e.overflow import SIZES, faults_on
from tests.e2e.page_actions import shot, sign_in
from tests.integration.districts.conftest import HILL, RIVER

CROWDED = [(43.24, 76.91)] * 14
ELSEWHERE = [(43.19 + 0.02 * n, 76.85) for n in range(5)]


async def test_an_officer_opens_a_zone_and_takes_its_requests_as_a_file(browser, served, urls):
    """The list behind the figure, the file of that list, and the record of it."""
    await submit_at(urls, [*CROWDED, *ELSEWHERE])
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.AKIMAT)
    await page.goto(f"{served.url}/#/city")
    await expect(page.get_by_test_id("found")).to_contain_text("19")

    await page.get_by_test_id("zones").locator("summary").click()
    await expect(page.get_by_test_id("zone")).to_have_count(1)
    await expect(page.get_by_test_id("zone")).to_contain_text("Абая")
    await page.get_by_test_id("zone-open").click()
    await expect(page.get_by_test_id("found")).to_contain_text("14")

    await page.get_by_test_id("export").locator("summary").click()
    await page.get_by_test_id("export-personal").check()
    async with page.expect_download() as downloading:
        await page.get_by_test_id("export-csv").click()
    download = await downloading.value
    assert download.suggested_filename.startswith("requests-almaty-")
    text = await asyncio.to_thread(Path(await download.path()).read_text, encoding="utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert len(found) == 14
    assert {row["Автор"] for row in found} == {"Аружан Серік"}
    await expect(page.get_by_test_id("export-records")).to_contain_text("Test AKIMAT")
    await shot(page, "zones-and-files")

    await page.get_by_test_id("filter-zone").click()
    await expect(page.get_by_test_id("found")).to_contain_text("19")
    faults = []
    for name, (width, height) in SIZES.items():
        await page.set_viewport_size({"width": width, "height": height})
        faults += [f"{name}: {fault}" for fault in await faults_on(page)]
    assert faults == []


async def test_an_officer_sees_the_zones_of_one_district(browser, served, urls):
    async with database(urls.database_url):
        await put_districts("almaty", [RIVER, HILL])
    await submit_at(urls, [*CROWDED, *ELSEWHERE])
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.AKIMAT)
    await page.goto(f"{served.url}/#/city")
    await page.get_by_test_id("zones").locator("summary").click()
    await expect(page.get_by_test_id("zone")).to_have_count(1)

    await page.get_by_test_id("zone-district").select_option(HILL.id)
    await expect(page.get_by_test_id("zones-none")).to_be_visible()
    await page.get_by_test_id("zone-district").select_option(RIVER.id)
    await expect(page.get_by_test_id("zone")).to_have_count(1)
    await shot(page, "zones-of-a-district")


async def test_zones_are_a_layer_of_the_map(browser, served, urls):
    """Without an account; a press opens the list of the zone."""
    await submit_at(urls, [*CROWDED, *ELSEWHERE])
    page = await (await desktop(browser)).new_page()
    await page.goto(f"{served.url}/#/map?city=almaty&at=14/43.24/76.91")
    await expect(page.get_by_test_id("map")).to_be_visible()
    assert await page.locator("path.zone").count() == 0

    await page.get_by_test_id("map-zones").click()
    zone = page.locator("path.zone")
    await expect(zone).to_have_count(1)
    await expect(page.get_by_test_id("map-zones")).to_have_attribute("aria-pressed", "true")
    await zone.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("found")).to_contain_text("14")

    await page.go_back()
    await expect(zone).to_have_count(1)
    await page.get_by_test_id("map-zones").click()
    await expect(zone).to_have_count(0)
