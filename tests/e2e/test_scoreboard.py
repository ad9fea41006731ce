"""The figures of executors and the views of the table: each leads to the requests it stands for."""

import pytest
from playwright.async_api import Page, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import desktop
from tests.e2e.many_requests import repaired
from tests.e2e.page_actions import shot, sign_in

pytestmark = pytest.mark.browser


async def shown_ids(page: Page, count: int) -> list[str | None]:
    """Return the ids of the requests in the table, once there are so many."""
    rows = page.get_by_test_id("list-item")
    await expect(rows).to_have_count(count)
    return [await row.get_attribute("data-request-id") for row in await rows.all()]


async def test_a_figure_of_an_executor_leads_to_its_requests(browser, served, urls):
    """What is done and what is in work are lists of their own, Back returns to the figures."""
    done, in_work = await repaired(urls)
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.AKIMAT)
    await page.goto(f"{served.url}/#/executors")
    row = page.get_by_test_id("score").filter(has_text="Қайрат")
    await expect(row.get_by_test_id("score-done")).to_contain_text("1")
    await shot(page, "scoreboard")

    await row.get_by_test_id("score-done").click()
    assert await shown_ids(page, 1) == [done]
    await expect(page.get_by_test_id("filter-executor")).to_contain_text("Қайрат")
    await page.go_back()
    await row.get_by_test_id("score-active").click()
    assert await shown_ids(page, 1) == [in_work]


async def test_a_view_of_the_table_is_named_opened_and_removed(browser, served, urls):
    """A view brings its filter and its order back, also after a reload, until it is removed."""
    done, in_work = await repaired(urls)
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.AKIMAT)
    await page.goto(f"{served.url}/#/city?status=IN_PROGRESS&order=OLDEST")
    assert await shown_ids(page, 1) == [in_work]
    views = page.get_by_test_id("views")
    await views.locator("summary").click()
    await page.get_by_test_id("view-name").fill("В работе")
    await page.get_by_test_id("view-save").click()
    await expect(page.get_by_test_id("view-open")).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("Escape")

    await page.get_by_test_id("filters-clear").click()
    assert set(await shown_ids(page, 2)) == {done, in_work}
    await page.reload()
    await views.locator("summary").click()
    await page.get_by_test_id("view-open").click()
    assert await shown_ids(page, 1) == [in_work]
    assert "order=OLDEST" in page.url
    await expect(views.locator("summary")).to_contain_text("В работе")
    await shot(page, "table-view")

    await views.locator("summary").click()
    await page.get_by_test_id("view-remove").click()
    await expect(page.get_by_test_id("view-open")).to_have_count(0)
    await page.reload()
    await views.locator("summary").click()
    await expect(page.get_by_test_id("view-name")).to_be_visible()
    await expect(page.get_by_test_id("view-open")).to_have_count(0)
