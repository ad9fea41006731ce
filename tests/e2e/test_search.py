"""Search on the page: however it is spelled, a report is found; what is not there is said."""

from urllib.parse import unquote_plus

from playwright.async_api import expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import phone
from tests.e2e.page_actions import OTHER_SPOT, fill_report, report, send, shot, sign_in


async def test_a_report_is_found_however_it_is_spelled(browser, served):
    """Capitals, Latin letters and a number find it; the words stand in the address, so Back brings the search again."""
    page = await (await phone(browser)).new_page()
    await sign_in(page, served, Role.CITIZEN)
    await report(page, served)
    number = (await page.get_by_test_id("request-number").text_content() or "").strip()
    await fill_report(page, served, spot=OTHER_SPOT)
    await page.get_by_test_id("form-address").fill("Төле би көшесі, 5")
    await page.get_by_test_id("form-description").fill("Шам жанбайды")
    await send(page)

    await page.goto(f"{served.url}/#/city")
    await expect(page.get_by_test_id("list-item")).to_have_count(2)
    for typed, address in (
        ("ГЛУБОКАЯ яма", "проспект Абая, 10"),
        ("abaya", "проспект Абая, 10"),
        ("толе би", "Төле би көшесі, 5"),
    ):
        await page.get_by_test_id("filter-text").fill(typed)
        await expect(page.get_by_test_id("list-item")).to_have_count(1)
        await expect(page.get_by_test_id("list-item")).to_contain_text(address)
        # The words reach the address of the page once typing pauses, or with the first press elsewhere.
        await page.wait_for_url(lambda url, words=typed: words in unquote_plus(url))
    await shot(page, "search-found")

    await page.get_by_test_id("filter-text").fill("tole bi 5")
    await page.get_by_test_id("list-item").click()
    await expect(page.get_by_test_id("request-number")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_test_id("filter-text")).to_have_value("tole bi 5")
    await expect(page.get_by_test_id("list-item")).to_have_count(1)

    await page.get_by_test_id("filter-text").fill(number)
    await expect(page.get_by_test_id("of-number")).to_be_visible()
    await page.get_by_test_id("filter-text").fill("светофор")
    await expect(page.get_by_test_id("list-item")).to_have_count(0)
    await shot(page, "search-nothing")
