"""A city with millions of requests: its numbers fit their places."""

import re

import asyncpg
import pytest

from app.domain.accounts.roles import Role
from app.models.database import asyncpg_dsn
from tests.e2e.conftest import desktop
from tests.e2e.many_requests import repaired
from tests.e2e.overflow import LAID_OUT, SIZES, faults_on
from tests.e2e.page_actions import sign_in

pytestmark = pytest.mark.browser

OUTSIDE = """() => [...document.querySelectorAll("[data-testid^=counter-], [data-testid^=wall-count-]")]
  .filter((number) => number.checkVisibility())
  .filter((number) => {
    const range = document.createRange();
    range.selectNodeContents(number);
    const [text, cell] = [range.getBoundingClientRect(), number.parentElement.getBoundingClientRect()];
    return text.left < cell.left || text.right > cell.right;
  })
  .map(({ dataset, textContent }) => `${dataset.testid}: ${textContent}`)"""
"""The numbers whose text leaves their cell."""


async def _grown(urls):
    """Let the city have had many requests: more than eight million altogether."""
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    await connection.execute("UPDATE city_counter SET count = count + 4200000 WHERE city_id = 'almaty'")
    await connection.close()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
async def test_numbers_of_seven_digits_fit(browser, served, urls, language):
    await repaired(urls)
    await _grown(urls)
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.AKIMAT)
    await page.get_by_test_id(f"locale-{language}").click()
    for screen, shown in (("map", "counter-total"), ("city", "counter-total"), ("wall", "wall-count-total")):
        await page.goto(f"{served.url}/#/{screen}")
        written = await page.get_by_test_id(shown).inner_text()
        assert re.fullmatch(r"\d+,\d{3},\d{3}" if language == "en" else r"\d+\s\d{3}\s\d{3}", written), screen
        for width, height in SIZES.values():
            await page.set_viewport_size({"width": width, "height": height})
            await page.evaluate(LAID_OUT)
            assert await page.evaluate(OUTSIDE) == [], (screen, width)
            assert [
                fault
                for fault in await faults_on(page)
                if "counter" in fault or "wall-" in fault or "the page is" in fault
            ] == [], (screen, width)
        await page.set_viewport_size({"width": 1440, "height": 900})
