"""Deadlines on untouched screens: alerts arrive, countdowns run, badges turn, categories change."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import Served, desktop, phone
from tests.e2e.page_actions import report, shot, sign_in, status
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.browser
PROMISE = """
mutation($input: SetSlaPolicyInput!) { setSlaPolicy(input: $input) { version } }
"""
LEAST_SECONDS = 15
SIGN_INS = 6
"""A report is sent and its pages are looked at within the time of so many pairs of sign-ins, however slow they are."""


async def promise(page: Page, served: Served, seconds: float) -> None:
    """Let the Akimat promise potholes within seconds; at risk after half of them, escalated as much later."""
    given = {
        "cityId": "almaty",
        "categoryId": "pothole",
        "hours": seconds / 3600,
        "counted": "ROUND_THE_CLOCK",
        "atRiskShare": 0.5,
        "reason": "test",
    }
    answer = await page.request.post(
        f"{served.url}/graphql", data={"query": PROMISE, "variables": {"input": given}}, headers={"Origin": served.url}
    )
    assert "errors" not in await answer.json(), await answer.text()


async def test_alerts_arrive_and_the_countdown_turns_into_overdue(browser, served):
    """The Akimat is shown a risk, then a breach; the citizen sees seconds run out and the badge appear. No reload."""
    akimat = await (await desktop(browser)).new_page()
    citizen = await (await phone(browser)).new_page()
    begun = asyncio.get_running_loop().time()
    await sign_in(akimat, served, Role.AKIMAT)
    await sign_in(citizen, served, Role.CITIZEN)
    seconds = max(LEAST_SECONDS, SIGN_INS * (asyncio.get_running_loop().time() - begun))
    await promise(akimat, served, seconds)
    await akimat.goto(f"{served.url}/#/city")
    await expect(akimat.get_by_test_id("counter-total")).to_contain_text("0")
    await expect(akimat.get_by_test_id("alert")).to_have_count(0)

    request_id = await report(citizen, served)
    for page in (akimat, citizen):
        await page.evaluate("window.untouched = true")
    await expect(citizen.get_by_test_id("countdown").first).to_contain_text("осталось")
    row = akimat.locator(f'[data-testid=list-item][data-request-id="{request_id}"]')
    first = await row.get_by_test_id("countdown").inner_text()
    await expect(row.get_by_test_id("countdown")).not_to_have_text(first)
    await shot(citizen, "8-countdown")

    in_time = (seconds + PATIENCE_SECONDS) * 1000
    await expect(akimat.locator("[data-testid=alert][data-kind=DEADLINE_AT_RISK]")).to_be_visible(timeout=in_time)
    await shot(akimat, "9-alert-at-risk")
    await expect(akimat.locator("[data-testid=alert][data-kind=DEADLINE_BREACHED]")).to_be_visible(timeout=in_time)
    await expect(citizen.get_by_test_id("request-overdue")).to_be_visible()
    await expect(row.get_by_test_id("countdown")).to_contain_text("опоздание")
    await shot(akimat, "10-alert-breached")
    await shot(citizen, "11-overdue")
    for page in (akimat, citizen):
        assert await page.evaluate("window.untouched") is True


async def test_the_akimat_changes_a_category_for_all_to_see(browser, served):
    """By the button; the citizen's page follows, and the history says what was promised before."""
    akimat = await (await desktop(browser)).new_page()
    citizen = await (await phone(browser)).new_page()
    await sign_in(akimat, served, Role.AKIMAT)
    await sign_in(citizen, served, Role.CITIZEN)
    request_id = await report(citizen, served)
    await akimat.goto(f"{served.url}/#/request/{request_id}")
    await status(akimat, "ACCEPTED")

    await akimat.get_by_test_id("action-recategorise").click()
    await expect(akimat.get_by_test_id("action-form-submit")).to_be_disabled()
    await akimat.get_by_test_id("action-category").select_option("lighting")
    await akimat.get_by_test_id("action-reason").fill("Не горит фонарь, ямы нет")
    await shot(akimat, "12-change-category")
    await akimat.get_by_test_id("action-form-submit").click()

    name = "Уличное освещение"
    for page in (akimat, citizen):
        await expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        await expect(page.get_by_test_id("promise-change").first).to_contain_text(f"→ {name}")
        await expect(page.get_by_test_id("promise-change").nth(1)).to_contain_text("Срок: ")
    await shot(citizen, "13-category-changed")
