"""What waits for the citizen stands first among the own requests."""

import pytest
from playwright.async_api import Route, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import desktop, phone
from tests.e2e.many_requests import repaired
from tests.e2e.page_actions import complete, report, shot, sign_in, status
from tests.e2e.street_photos import street_photo
from tests.e2e.test_outbox import events_of, state_of

pytestmark = pytest.mark.browser


async def test_finished_work_is_asked_about_above_the_list(browser, served):
    """The question comes without a reload; Yes opens the stars, No the reasons, and it is asked once."""
    citizen = await (await phone(browser)).new_page()
    executor = await (await desktop(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(executor, served, Role.EXECUTOR)
    request_id = await report(citizen, served, street_photo(71))
    await citizen.goto(f"{served.url}/#/mine")
    await expect(citizen.get_by_test_id("list-item")).to_have_count(1)
    await expect(citizen.get_by_test_id("verdict-asked")).to_have_count(0)

    await executor.goto(f"{served.url}/#/request/{request_id}")
    await executor.get_by_test_id("action-claim").click()
    await executor.get_by_test_id("action-start").click()
    await status(executor, "IN_PROGRESS")
    await complete(executor, street_photo(72, mended=True))
    await status(executor, "DONE")

    await expect(citizen.get_by_test_id("verdict-asked")).to_have_count(1)
    await expect(citizen.get_by_test_id("verdict-asked").get_by_role("img")).to_have_count(2)
    await shot(citizen, "verdict-asked")
    await citizen.get_by_test_id("verdict-no").click()
    await expect(citizen.get_by_test_id("action-reason")).to_be_visible()
    await citizen.go_back()
    await citizen.get_by_test_id("verdict-yes").click()
    await citizen.get_by_test_id("rating-5").click()
    await shot(citizen, "verdict-stars")
    await citizen.get_by_test_id("action-form-submit").click()
    await status(citizen, "CONFIRMED")
    await expect(citizen.get_by_test_id("progress-step").last).to_have_attribute("data-reached", "true")

    await citizen.goto(f"{served.url}/#/mine")
    await expect(citizen.get_by_test_id("list-item")).to_have_count(1)
    await expect(citizen.get_by_test_id("verdict-asked")).to_have_count(0)


async def test_a_verdict_without_a_network_arrives_once(browser, served, urls):
    """It waits, and is not asked for again; the first answer is lost on the way, so it is sent twice and taken once."""
    request_id, _ = await repaired(urls)
    context = await phone(browser)
    citizen = await context.new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    await citizen.goto(f"{served.url}/#/mine")
    await citizen.get_by_test_id("verdict-yes").click()
    await citizen.get_by_test_id("rating-4").click()
    sent: list[bytes] = []

    async def lose_the_first_answer(route: Route) -> None:
        body = route.request.post_data_buffer or b""
        if b"ConfirmWork" not in body:
            await route.continue_()
            return
        sent.append(body)
        if len(sent) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await citizen.route("**/graphql", lose_the_first_answer)
    await context.set_offline(True)
    await citizen.get_by_test_id("action-form-submit").click()
    await state_of(citizen, "CONFIRM", "waiting")
    await citizen.goto(f"{served.url}/#/mine")
    await expect(citizen.get_by_test_id("verdict-asked")).to_have_count(0)
    assert "WORK_CONFIRMED" not in await events_of(urls, request_id)

    await context.set_offline(False)
    await expect(citizen.locator(f'[data-request-id="{request_id}"]')).to_have_attribute("data-status", "CONFIRMED")
    await expect(citizen.get_by_test_id("waiting-count")).to_have_count(0)
    assert len(sent) == 2
    assert (await events_of(urls, request_id)).count("WORK_CONFIRMED") == 1
