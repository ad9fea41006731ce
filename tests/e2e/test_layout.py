"""Long words fit on a phone, in each language."""

import pytest
from playwright.async_api import expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import phone
from tests.e2e.page_actions import sign_in

TOO_WIDE = """() => [...document.querySelectorAll("header *, main *, nav *")]
  .filter((element) => !element.closest(".leaflet-container, .visually-hidden"))
  .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((element) => element.textContent)"""


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.AKIMAT])
async def test_nothing_is_wider_than_the_phone(browser, served, role):
    """Kazakh words are the longest; the bar below the page has to hold four or five of them."""
    page = await (await phone(browser)).new_page()
    await sign_in(page, served, role)

    for where in ("account", "notifications", "preferences", "city", "receipt"):
        await page.goto(f"{served.url}/#/{where}")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        for language in ("kk", "ru", "en"):
            await page.get_by_test_id(f"locale-{language}").click()
            assert await page.evaluate(TOO_WIDE) == [], (where, language)
