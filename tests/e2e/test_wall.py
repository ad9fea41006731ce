"""The wall screen of the Akimat: it moves by itself, and says when the session has ended."""

import asyncio

import asyncpg
import pytest
from playwright.async_api import Page, Route, expect

from app.domain.accounts.roles import Role
from app.models.database import asyncpg_dsn
from tests.e2e.conftest import desktop, phone
from tests.e2e.many_requests import repaired, submit_at
from tests.e2e.overflow import LAID_OUT
from tests.e2e.page_actions import report, shot, sign_in
from tests.e2e.street_photos import street_photo

pytestmark = pytest.mark.browser

SHIFT = """() => new Promise((resolve) => {
  const found = [];
  const nameOf = ({ node }) => node?.className || node?.parentElement?.className || node?.nodeName;
  new PerformanceObserver((list) => found.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
  // Two frames later the browser has noted what moved.
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(
    found.map(({ value, sources }) => [value, sources.map(nameOf).join()])
  ))));
})"""
"""What has moved without a press, as Cumulative Layout Shift counts it: how far, and the classes of what moved."""

CATEGORIES = ("graffiti", "sewer", "playground", "bus_stop", "tree", "road_sign", "lighting", "stray_animals")
"""Those with the longest names."""
ROOM = """(table) => {
  const rows = [...table.tBodies[0].rows];
  const bottom = table.parentElement.getBoundingClientRect().bottom;
  const names = [...table.querySelectorAll("a span")];
  return [
    bottom - rows.at(-1).getBoundingClientRect().bottom,
    rows.at(-1).offsetHeight,
    names.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1).map((name) => name.textContent),
  ];
}"""
"""What is free below the last row, how high a row is, and the names that are cut; lengths in pixels."""


async def test_numbers_charts_and_events_move_when_others_take_a_step(browser, served):
    """A report and its first step in other windows change counters, chart, bars and last events without a reload."""
    citizen = await (await phone(browser)).new_page()
    executor = await (await desktop(browser)).new_page()
    wall = await opened_wall(browser, served)
    await expect(wall.get_by_test_id("wall-count-open")).to_have_text("0")

    await sign_in(citizen, served, Role.CITIZEN)
    request_id = await report(citizen, served, street_photo(81))
    await expect(wall.get_by_test_id("wall-count-open")).to_have_text("1")
    await expect(wall.get_by_test_id("wall-move-open")).to_have_text("+1")
    await expect(wall.get_by_test_id("chart-today-received")).to_have_text("1")
    await expect(wall.get_by_test_id("wall-categories").get_by_role("row")).to_have_count(2)

    await sign_in(executor, served, Role.EXECUTOR)
    await executor.goto(f"{served.url}/#/request/{request_id}")
    await executor.get_by_test_id("action-claim").click()
    await executor.get_by_test_id("action-start").click()
    await expect(wall.get_by_test_id("wall-count-working")).to_have_text("1")
    await expect(wall.locator('[data-testid=wall-event][data-kind="WORK_STARTED"]')).to_have_count(1)
    assert await wall.evaluate("window.untouched") is True
    await shot(wall, "wall")

    await wall.get_by_test_id("wall-working").click()
    await expect(wall.get_by_test_id("chip-status")).to_be_visible()
    await expect(wall.locator(f'[data-testid=list-item][data-request-id="{request_id}"]')).to_have_count(1)


async def test_nothing_moves_when_the_figures_come(browser, served, urls):
    """Map, bars, alerts and events have their room from the beginning, and fill it when the server answers."""
    await repaired(urls)
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.AKIMAT)
    answered = asyncio.Event()

    async def hold(route: Route) -> None:
        await answered.wait()
        await route.continue_()

    await page.goto(f"{served.url}/#/city")
    await page.get_by_test_id("to-wall").wait_for()
    await page.route("**/graphql", hold)
    await page.get_by_test_id("to-wall").click()
    await expect(page.get_by_test_id("awaited-marks")).to_be_visible()
    awaited = page.get_by_test_id("wall-awaited")
    await expect(awaited.first).to_be_visible()
    before = len(await page.evaluate(SHIFT))

    answered.set()
    await expect(awaited).to_have_count(0)
    await expect(page.get_by_test_id("awaited-marks")).to_have_count(0)
    await expect(page.get_by_test_id("wall-event").first).to_be_visible()
    assert [moved for moved in (await page.evaluate(SHIFT))[before:] if moved[0] >= 0.001] == []


IN_SIGHT = """() => {
  const list = document.querySelector("[data-testid=wall-alert]").parentElement.getBoundingClientRect();
  return [...document.querySelectorAll("[data-testid=wall-alert] a")].map((link) => {
    link.focus({ preventScroll: true });
    return [link.getBoundingClientRect().left < list.right, document.activeElement === link];
  });
}"""
"""Of each alert whether it is in sight, and whether it takes the focus."""


async def test_alerts_out_of_sight_take_no_focus(browser, served, urls):
    await submit_at(urls, [(43.24 + number / 1000, 76.91) for number in range(20)])
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    await connection.execute("UPDATE service_request SET due_at = now() - interval '3 days'")
    await connection.close()
    wall = await opened_wall(browser, served)
    await expect(wall.get_by_test_id("wall-alert")).to_have_count(20)
    await wall.evaluate(LAID_OUT)

    alerts = await wall.evaluate(IN_SIGHT)

    assert [takes for in_sight, takes in alerts if not in_sight] != []
    assert [in_sight for in_sight, _ in alerts] == [takes for _, takes in alerts]


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080), (2560, 1440)])
async def test_the_categories_fill_their_panel(browser, served, urls, size):
    """With as many whole rows as there is room for, and whole names, in each language."""
    places = [(43.24 + number / 1000, 76.91) for number in range(len(CATEGORIES))]
    await submit_at(urls, places, CATEGORIES)
    width, height = size
    wall = await opened_wall(browser, served)
    await wall.set_viewport_size({"width": width, "height": height})

    for language in ("kk", "ru", "en"):
        await wall.get_by_test_id(f"locale-{language}").click()
        await expect(wall.locator("html")).to_have_attribute("lang", language)
        rows = wall.get_by_test_id("wall-categories").locator("tbody tr")
        await expect(rows.nth(5)).to_be_visible()
        await wall.evaluate(LAID_OUT)
        free, row, cut = await wall.get_by_test_id("wall-categories").evaluate(ROOM)
        assert -1 <= free < row / 2, language
        assert cut == [], language


async def test_the_end_of_the_session_is_said_while_the_figures_go_on(browser, served):
    """Ended from another device, the session is reported over the wall, which stays."""
    citizen = await (await phone(browser)).new_page()
    wall = await opened_wall(browser, served)
    other = await (await desktop(browser)).new_page()
    await sign_in(other, served, Role.AKIMAT)
    await other.goto(f"{served.url}/#/account")
    await other.get_by_test_id("session-end-others").click()

    await expect(wall.get_by_test_id("wall-session-ended")).to_be_visible()
    await expect(wall.get_by_test_id("session-ended")).to_have_count(0)
    await sign_in(citizen, served, Role.CITIZEN)
    await report(citizen, served)
    await expect(wall.get_by_test_id("wall-count-total")).to_have_text("1")


async def test_only_officers_of_the_city_see_the_wall(browser, served):
    """Visitors are asked to sign in, citizens are refused, and an officer is led to the own city."""
    page = await (await desktop(browser)).new_page()
    await page.goto(f"{served.url}/#/wall")
    await expect(page.get_by_test_id("wall-refused")).to_be_visible()
    await sign_in(page, served, Role.CITIZEN)
    await page.goto(f"{served.url}/#/wall")
    await expect(page.get_by_test_id("wall-refused")).to_be_visible()

    officer = await (await desktop(browser)).new_page()
    await sign_in(officer, served, Role.AKIMAT)
    await officer.goto(f"{served.url}/#/wall?city=astana")
    await officer.get_by_test_id("wall-own-city").click()
    await expect(officer.get_by_test_id("wall")).to_be_visible()


async def opened_wall(browser, served) -> Page:
    """Return the wall screen of an officer, dark whatever the system prefers."""
    page: Page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.AKIMAT)
    await page.goto(f"{served.url}/#/city")
    await page.get_by_test_id("to-wall").click()
    await expect(page.get_by_test_id("wall")).to_be_visible()
    # The ground of the map in the dark scheme: neither the light one nor Leaflet's own grey.
    await expect(page.get_by_test_id("wall-map")).to_have_css("background-color", "rgb(18, 37, 42)")
    await page.evaluate("window.untouched = true")
    return page


async def test_nothing_moves_when_an_officer_reloads_the_city(browser, served, urls):
    """The page of an officer is another one than that of a citizen: it is not drawn as the latter first."""
    await repaired(urls)
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.AKIMAT)
    await page.goto(f"{served.url}/#/city")
    await expect(page.get_by_test_id("list-item").first).to_be_visible()
    answered = asyncio.Event()

    async def hold(route: Route) -> None:
        await answered.wait()
        await route.continue_()

    await page.route("**/graphql", hold)
    await page.reload()
    await expect(page.locator("main .page")).to_be_visible()
    # A frame later the browser has drawn it.
    await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    answered.set()
    await expect(page.get_by_test_id("list-item").first).to_be_visible()

    moved = await page.evaluate(SHIFT)

    assert sum(value for value, _ in moved) < 0.05, moved
