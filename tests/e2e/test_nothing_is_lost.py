"""Twenty steps of two browsers and three tabs: two networks, two accounts, and nothing that was typed is lost."""

import pytest
from playwright.async_api import Page, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import desktop, phone
from tests.e2e.page_actions import OTHER_SPOT, chosen, fill_report, report, send, shot, sign_in, status
from tests.e2e.street_photos import street_photo
from tests.e2e.test_drafts import is_typed, mine, other_tab, sign_out

pytestmark = pytest.mark.browser


async def describe(page: Page, text: str) -> None:
    """Type a description of its own into the report form."""
    await page.get_by_test_id("form-description").fill(text)


async def test_twenty_steps_lose_nothing(browser, served):
    """Three tabs of a citizen on one phone, an executor elsewhere, offline and back, sign-out and another sign-in."""
    street = await phone(browser)
    first = await street.new_page()
    office = await (await desktop(browser)).new_page()
    # 1, 2: both sign in, each in a browser of its own.
    await sign_in(first, served, Role.CITIZEN)
    await sign_in(office, served, Role.EXECUTOR)
    # 3: a report with a photo is sent.
    request_id = await report(first, served, street_photo(71))
    # 4: a comment is begun and left by the tab bar.
    await first.get_by_test_id("action-comment").click()
    await first.get_by_test_id("action-text").fill("Звоните в домофон 12")
    await first.get_by_test_id("nav-map").first.click()
    # 5: a second tab begins another report, with a photo.
    second = await other_tab(street, served, "map")
    await fill_report(second, served, street_photo(72), spot=OTHER_SPOT)
    await describe(second, "Второй: сломана скамейка")
    # 6: a third tab begins a third one.
    third = await other_tab(street, served, "map")
    await fill_report(third, served, spot={"x": 300, "y": 200})
    await describe(third, "Третий: не горит фонарь")
    # 7: the second tab is reloaded in the middle.
    await second.reload()
    await is_typed(second, "form-description", "Второй: сломана скамейка")
    await expect(chosen(second)).to_have_count(1)
    # 8: the executor claims the request and begins a reason, then goes back.
    await office.goto(f"{served.url}/#/request/{request_id}")
    await office.get_by_test_id("action-claim").click()
    await office.get_by_test_id("action-release").click()
    await office.get_by_test_id("action-reason").fill("Нужен кран")
    await office.go_back()
    # 9: the phone loses its network; 10: the second report is sent and waits.
    await street.set_offline(True)
    await second.get_by_test_id("form-submit").click()
    await expect(second.get_by_test_id("delivery")).to_have_attribute("data-state", "waiting")
    # 11: the second tab makes a fourth report meanwhile, and sends it, too.
    await second.get_by_test_id("form-close").click()
    await second.get_by_test_id("report-button").click()
    await is_typed(second, "form-description", "")
    await second.get_by_test_id("map").click(position={"x": 120, "y": 120})
    await second.get_by_test_id("form-category-lighting").click()
    await second.get_by_test_id("form-address").fill("Абая 44")
    await describe(second, "Четвёртый: открыт люк")
    await second.get_by_test_id("form-submit").click()
    await expect(second.get_by_test_id("delivery")).to_have_attribute("data-state", "waiting")
    # 12: the second tab is closed while both wait.
    await second.close()
    # 13: the first tab shows them under "my requests".
    await first.get_by_test_id("nav-mine").first.click()
    await expect(first.get_by_test_id("outbox-report")).to_have_count(2)
    await shot(first, "n1-two-wait")
    # 14: the network is back: both go, once each.
    await street.set_offline(False)
    await expect(first.get_by_test_id("outbox-report")).to_have_count(0)
    await expect(first.get_by_test_id("list-item")).to_have_count(3)
    assert await mine(first) == 3
    # 15: the citizen signs out in the first tab; the third one shows nothing any more.
    await sign_out(first)
    await expect(third.get_by_test_id("form-description")).to_have_value("")
    # 16: another account signs in at the same phone and reads neither report nor comment.
    await sign_in(first, served, Role.AKIMAT)
    await first.goto(f"{served.url}/#/request/{request_id}")
    await first.get_by_test_id("action-comment").click()
    await is_typed(first, "action-text", "")
    await sign_out(first)
    # 17: the citizen is back: the comment waits in its form and is sent.
    await sign_in(first, served, Role.CITIZEN)
    await first.goto(f"{served.url}/#/request/{request_id}")
    await is_typed(first, "action-text", "Звоните в домофон 12")
    await first.get_by_test_id("action-form-submit").click()
    # 18: the executor gets it live, and finds the reason of the release.
    await office.goto(f"{served.url}/#/request/{request_id}")
    await is_typed(office, "action-reason", "Нужен кран")
    await expect(office.get_by_test_id("timeline-entry").filter(has_text="домофон 12")).to_have_count(1)
    # 19: the third tab has its report again and sends it.
    await third.reload()
    await is_typed(third, "form-description", "Третий: не горит фонарь")
    await send(third)
    # 20: the executor releases with the reason that was typed in step 8.
    await office.get_by_test_id("action-form-submit").click()
    await status(first, "ACCEPTED")
    await expect(first.get_by_test_id("timeline-entry").filter(has_text="Нужен кран")).to_have_count(1)

    assert await mine(first) == 4
    await first.goto(f"{served.url}/#/mine")
    await expect(first.get_by_test_id("list-item")).to_have_count(4)
    await expect(first.get_by_test_id("card-photo")).to_have_count(2)
    await shot(first, "n2-all-there")
