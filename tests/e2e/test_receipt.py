"""A receipt that was written down is typed in by another person."""

from playwright.async_api import expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import desktop, phone
from tests.e2e.page_actions import report, shot, sign_in


async def test_anybody_can_hold_a_receipt_against_the_log(browser, served):
    """Typed carelessly it is recognised; with one letter of another it is not."""
    citizen = await (await desktop(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    request_id = await report(citizen, served)
    receipt = await citizen.get_by_test_id("receipt").inner_text()
    journalist = await (await phone(browser)).new_page()
    await journalist.goto(f"{served.url}/#/city")
    await journalist.get_by_test_id("to-receipt").click()

    await journalist.get_by_test_id("receipt-text").fill(receipt.lower().replace("-", " "))
    await journalist.get_by_test_id("receipt-submit").click()
    verdict = journalist.get_by_test_id("receipt-verdict")
    await expect(verdict).to_have_attribute("data-valid", "true")
    await shot(journalist, "receipt-valid")
    assert request_id in (await journalist.get_by_test_id("receipt-open").get_attribute("href") or "")

    await journalist.get_by_test_id("receipt-text").fill(receipt[:-1] + ("0" if receipt[-1] == "1" else "1"))
    await journalist.get_by_test_id("receipt-submit").click()
    await expect(verdict).to_have_attribute("data-valid", "false")
