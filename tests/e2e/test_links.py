"""What links open: pages with a name of their own, the right notification, and a word where a link means nothing."""

import re

import pytest
from playwright.async_api import expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import desktop, phone
from tests.e2e.many_requests import submit_at
from tests.e2e.page_actions import report, shot, sign_in

pytestmark = pytest.mark.browser


async def test_links_that_mean_nothing_say_so(browser, urls, served):
    """A bad number, a bad id, an unknown page, a bad place, an unknown city; and a link that has lost its #."""
    (request_id,) = await submit_at(urls, [(43.24, 76.91)])
    page = await (await phone(browser)).new_page()

    for link in ("#/request/ALM-000001", "#/request/%E0%A4%A", "#/request/"):
        await page.goto(f"{served.url}/{link}")
        await expect(page.get_by_test_id("request-malformed")).to_contain_text("не ведёт ни к какой заявке")
    await shot(page, "l1-bad-id")
    await page.goto(f"{served.url}/#/request/ALM-000001")
    await page.get_by_text("Искать «ALM-000001»").click()
    await expect(page.get_by_test_id("list-item")).to_have_count(1)
    await page.goto(f"{served.url}/#/request/{request_id[:-4]}0000")
    await expect(page.get_by_test_id("request-missing")).to_be_visible()
    for link in ("#/nonsense", "#/map/extra", "some/where"):
        await page.goto(f"{served.url}/{link}")
        await expect(page.get_by_test_id("unknown-page")).to_be_visible()
        await expect(page).to_have_title("Такой страницы нет · QalaControl")
    await shot(page, "l2-unknown")
    await page.goto(f"{served.url}/#/map?at=19/999/76&city=atlantis")
    await expect(page.get_by_test_id("link-faults")).to_contain_text("at=19/999/76, city=atlantis")
    await expect(page.get_by_test_id("map")).to_be_visible()
    await shot(page, "l3-bad-place")
    await page.goto(f"{served.url}/request/{request_id}")
    await expect(page.get_by_test_id("request-number")).to_be_visible()
    await expect(page).to_have_url(f"{served.url}/#/request/{request_id}")
    await page.goto(f"{served.url}/#/request/{request_id}?photo=0190a5c1-7b2e-7cc3-9d1f-0123456789ab")
    await expect(page.get_by_test_id("photo-missing")).to_be_visible()


async def test_an_opened_notification_is_read_and_keeps_its_status(browser, served):
    """A claim, a start: each notification shows the status of its moment; the request shows that it is assigned."""
    citizen = await (await phone(browser)).new_page()
    executor = await (await desktop(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(executor, served, Role.EXECUTOR)
    request_id = await report(citizen, served)
    number = await citizen.get_by_test_id("request-number").inner_text()
    await expect(citizen).to_have_title(f"{number} · Яма на дороге · QalaControl")
    await expect(citizen.get_by_test_id("request-assigned")).to_have_count(0)

    await executor.goto(f"{served.url}/#/request/{request_id}")
    await executor.get_by_test_id("action-claim").click()

    await expect(citizen.get_by_test_id("request-assigned")).to_have_text("Назначена")
    await shot(citizen, "l4-assigned")
    await citizen.get_by_test_id("nav-mine").first.click()
    await expect(citizen.get_by_test_id("list-item").get_by_test_id("assigned")).to_have_text("Назначена")
    await executor.get_by_test_id("action-comment").click()
    await executor.get_by_test_id("action-text").fill("Приедем утром")
    await executor.get_by_test_id("action-form-submit").click()
    await expect(citizen.get_by_test_id("unread-count")).to_have_text("2")
    await executor.get_by_test_id("action-release").click()
    await executor.get_by_test_id("action-reason").fill("Сломалась машина")
    await executor.get_by_test_id("action-form-submit").click()
    await expect(citizen.get_by_test_id("unread-count")).to_have_text("3")

    await citizen.get_by_test_id("nav-notifications").click()
    notes = citizen.get_by_test_id("notification")
    await expect(notes).to_have_count(3)
    await expect(notes.nth(0).get_by_test_id("assigned")).to_have_count(0)
    await expect(notes.nth(2).get_by_test_id("assigned")).to_have_count(1)
    await shot(citizen, "l5-notifications")
    await notes.nth(1).click()
    await expect(citizen.get_by_test_id("request-number")).to_be_visible()
    await expect(citizen.get_by_test_id("unread-count")).to_have_text("2")
    await expect(citizen).to_have_url(re.compile(rf"#/request/{request_id}(\?lang=\w+)?$"))
    await citizen.go_back()
    await expect(notes.nth(1)).to_have_attribute("data-read", "true")
    await expect(notes.nth(0)).to_have_attribute("data-read", "false")
    await citizen.reload()
    await expect(notes.nth(1)).to_have_attribute("data-read", "true")


async def test_a_link_in_another_language_changes_the_open_tab(browser, served):
    """The way back brings the page of before, and not its language: the reader sees one language at a time."""
    page = await (await desktop(browser)).new_page()
    await page.goto(f"{served.url}/#/map?lang=ru")
    await expect(page.locator("html")).to_have_attribute("lang", "ru")
    await page.evaluate("window.untouched = true")

    await page.goto(f"{served.url}/#/city?lang=kk")

    await expect(page.locator("html")).to_have_attribute("lang", "kk")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Қала өтінімдері")
    await page.go_back()
    await expect(page.get_by_test_id("map")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "kk")
    assert await page.evaluate("window.untouched") is True


async def test_a_link_to_a_place_moves_the_map_on_screen(browser, served):
    """One that is pasted into the tab which shows the map; a step on the map itself goes on from there."""
    page = await (await phone(browser)).new_page()
    await page.goto(f"{served.url}/#/map?at=12/43.2400/76.9100")
    await expect(page.locator(".leaflet-container")).to_be_visible()

    await page.evaluate("() => { location.hash = '#/map?at=16/43.2600/76.9300'; }")
    await page.get_by_role("button", name="Приблизить").click()

    await expect(page).to_have_url(re.compile(r"at=17(/|%2F)43\.2[56]\d*(/|%2F)76\.9[23]"))
