"""The list of what a citizen follows: it changes by itself, as that of own requests does."""

import pytest
from playwright.async_api import expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import desktop, phone
from tests.e2e.many_requests import submit_at
from tests.e2e.page_actions import shot, sign_in

pytestmark = pytest.mark.browser


async def test_a_citizen_finds_what_they_follow_and_sees_its_steps(browser, urls, served):
    """Follow on the page of a request; the list has it, also after Back; a step of the executor shows there."""
    followed, other = await submit_at(urls, [(43.24, 76.91), (43.25, 76.92)])
    citizen = await (await phone(browser)).new_page()
    executor = await (await desktop(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(executor, served, Role.EXECUTOR)
    card = citizen.get_by_test_id("list-item")

    await citizen.goto(f"{served.url}/#/mine")
    await citizen.get_by_test_id("list-followed").click()
    await expect(citizen.locator(".empty")).to_be_visible()
    await citizen.goto(f"{served.url}/#/request/{followed}")
    await citizen.get_by_test_id("action-follow").click()
    await expect(citizen.get_by_test_id("action-unfollow")).to_be_visible()
    await citizen.go_back()

    await expect(card).to_have_count(1)
    await expect(card).to_have_attribute("data-request-id", followed)
    await shot(citizen, "followed")
    before = await card.inner_text()
    await executor.goto(f"{served.url}/#/request/{followed}")
    await executor.get_by_test_id("action-claim").click()
    await expect(card).not_to_have_text(before)

    await citizen.get_by_test_id("list-own").click()
    await expect(card).to_have_count(0)
    assert other != followed
