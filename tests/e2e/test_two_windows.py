"""The main job in two windows: what one person does, the other sees without touching the page."""

import pytest
from playwright.async_api import expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import desktop, phone
from tests.e2e.page_actions import choose_photos, complete, report, shot, sign_in, status
from tests.e2e.street_photos import street_photo

pytestmark = pytest.mark.browser


async def test_a_citizen_sees_every_step_of_the_executor_without_reload(browser, served):
    """Submit by a click on the map; claim, start, complete in the other window; confirm; no page is reloaded."""
    citizen = await (await phone(browser)).new_page()
    executor = await (await desktop(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(executor, served, Role.EXECUTOR)
    await executor.goto(f"{served.url}/#/mine")

    request_id = await report(citizen, served, street_photo(1))
    await citizen.evaluate("window.untouched = true")
    await status(citizen, "ACCEPTED")
    await shot(citizen, "2-citizen-accepted")
    await executor.locator(f'[data-testid=list-item][data-request-id="{request_id}"]').first.click()
    await executor.get_by_test_id("action-claim").click()
    await executor.get_by_test_id("action-start").click()
    await status(citizen, "IN_PROGRESS")
    await shot(executor, "3-executor-in-progress")
    await complete(executor, street_photo(2, mended=True))
    await status(citizen, "DONE")
    await shot(citizen, "4-citizen-done")
    await citizen.get_by_test_id("action-confirm").click()
    await citizen.get_by_test_id("rating-5").click()
    await citizen.get_by_test_id("action-form-submit").click()
    await status(citizen, "CONFIRMED")
    await status(executor, "CONFIRMED")
    await expect(citizen.get_by_test_id("timeline-entry")).to_have_count(5)
    await shot(citizen, "5-citizen-confirmed")
    await shot(executor, "6-executor-confirmed")

    assert await citizen.evaluate("window.untouched") is True


async def test_the_akimat_sees_a_new_request_and_the_counters_move(browser, served):
    """The panel counts and lists a request the moment a citizen sends it."""
    citizen = await (await phone(browser)).new_page()
    akimat = await (await desktop(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(akimat, served, Role.AKIMAT)
    await akimat.goto(f"{served.url}/#/city")
    await expect(akimat.get_by_test_id("counter-total")).to_contain_text("0")

    request_id = await report(citizen, served)

    await expect(akimat.get_by_test_id("counter-total")).to_contain_text("1")
    await expect(akimat.locator(f'[data-testid=list-item][data-request-id="{request_id}"]')).to_have_count(1)
    await shot(akimat, "7-akimat-panel")


async def test_a_lost_connection_loses_no_step(browser, served):
    """Steps taken while the phone is offline arrive when it is back, without reload."""
    context = await phone(browser)
    citizen = await context.new_page()
    executor = await (await desktop(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(executor, served, Role.EXECUTOR)
    request_id = await report(citizen, served)
    await status(citizen, "ACCEPTED")

    await context.set_offline(True)
    await executor.goto(f"{served.url}/#/request/{request_id}")
    await executor.get_by_test_id("action-claim").click()
    await executor.get_by_test_id("action-start").click()
    await choose_photos(executor, street_photo(3))
    await executor.get_by_test_id("action-form-submit").click()
    await status(executor, "IN_PROGRESS")
    await context.set_offline(False)

    await status(citizen, "IN_PROGRESS")
    await expect(citizen.get_by_test_id("timeline-entry")).to_have_count(3)
