"""Photos between windows: what one sends, proves or hides, the other sees without touching the page."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import Served, desktop, phone
from tests.e2e.page_actions import (
    OTHER_SPOT,
    chosen,
    complete,
    fill_report,
    is_loaded,
    report,
    send,
    shot,
    sign_in,
    status,
)
from tests.e2e.street_photos import street_photo
from tests.tcp_proxy import TcpProxy, tcp_proxy

pytestmark = pytest.mark.browser

ALMATY = {"latitude": 43.2385, "longitude": 76.9455}


async def test_the_citizen_compares_before_and_after_without_reload(browser, served):
    """The photo that proves the work arrives by itself, beside the one that showed the problem."""
    citizen = await (await phone(browser)).new_page()
    executor = await (await phone(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(executor, served, Role.EXECUTOR)
    request_id = await report(citizen, served, street_photo(11), street_photo(12))
    await citizen.evaluate("window.untouched = true")
    await expect(citizen.get_by_test_id("photo")).to_have_count(2)
    await is_loaded(citizen.get_by_test_id("photo-image").first)
    await shot(citizen, "p1-citizen-photos")

    await executor.goto(f"{served.url}/#/request/{request_id}")
    await executor.get_by_test_id("action-claim").click()
    await executor.get_by_test_id("action-start").click()
    await status(executor, "IN_PROGRESS")
    await executor.get_by_test_id("action-complete").click()
    await expect(executor.get_by_test_id("action-form-submit")).to_have_count(0)  # before there is a photo
    await executor.get_by_test_id("action-complete").click()
    await complete(executor, street_photo(13, mended=True))
    await status(citizen, "DONE")

    slider = citizen.get_by_test_id("photo-slider")
    await expect(slider).to_be_visible()
    for image in await slider.get_by_test_id("photo-image").all():
        await is_loaded(image)
    await citizen.get_by_test_id("photo-slider-range").focus()
    await citizen.keyboard.press("End")
    await expect(slider).to_have_attribute("data-cut", "100")
    box = await slider.bounding_box()
    assert box is not None
    await citizen.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    await expect(slider).to_have_attribute("data-cut", "25")
    await shot(citizen, "p2-citizen-slider")
    assert await citizen.evaluate("window.untouched") is True


async def creep(page: Page) -> None:
    """Make the way out of this page slow."""
    session = await page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 20_000}
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", slow)


async def test_the_way_of_each_photo_is_shown_and_can_be_stopped(browser, served):
    """Photos are drawn smaller by a worker, creep one after another, and stay in the form when they are stopped."""
    page = await (await phone(browser)).new_page()
    await sign_in(page, served, Role.CITIZEN)
    await fill_report(page, served, street_photo(15), street_photo(16))
    assert len(page.workers) == 1
    await creep(page)
    await page.get_by_test_id("form-submit").click()

    progress = page.get_by_test_id("photo-progress")
    await expect(progress.first).to_have_attribute("value", re.compile(r"^0\.\d*[1-9]"))
    await expect(progress.nth(1)).to_have_attribute("value", "0")
    await shot(page, "p3-creeping")
    await page.get_by_test_id("delivery-stop").click()

    await expect(page.get_by_test_id("form-stopped")).to_be_visible()
    await expect(page.get_by_test_id("form-submit")).to_be_enabled()
    await expect(chosen(page)).to_have_count(2)


DRAFT_ID = """Object.entries(sessionStorage).find(
  ([key]) => key.startsWith("qala.report ") && !key.endsWith(" visitor"))[1]"""
FETCHED_AHEAD = """() => ["ReportPanel", "CityScreen", "SpotPanel"].every((part) => ["js", "css"].every((kind) =>
  performance.getEntriesByType("resource").some(({ name }) => name.includes(`/${part}-`) && name.endsWith(kind))))"""


@asynccontextmanager
async def cut_in_the_middle(browser: Browser, served: Served, *photos: bytes) -> AsyncIterator[Page]:
    """Let a report creep to the server, and break the line when a part of its photos has gone."""
    context = await phone(browser)
    page = await context.new_page()
    async with tcp_proxy(TcpProxy(urlsplit(served.url).port or 0)) as proxy:
        await sign_in(page, Served(proxy.endpoint, served.home), Role.CITIZEN)
        await fill_report(page, Served(proxy.endpoint, served.home), *photos)
        proxy.hold(to_server=40_000)
        await page.get_by_test_id("form-submit").click()
        await proxy.holding.wait()
        await expect(page.get_by_test_id("photo-progress")).to_have_count(len(photos))
        await shot(page, "p3-sending")
        await context.set_offline(True)
        await proxy.refuse_connections()
        await expect(page.get_by_test_id("delivery")).to_have_attribute("data-state", "waiting")
        await expect(chosen(page)).to_have_count(len(photos))
        await shot(page, "p4-cut")
        proxy.accept_connections()
        yield page


async def test_a_report_cut_off_in_the_middle_goes_by_itself_when_the_network_is_back(browser, served):
    """Nobody touches anything: the form waits, sends itself again, and there is one request."""
    async with cut_in_the_middle(browser, served, street_photo(21), street_photo(22)) as page:
        await page.context.set_offline(False)

        await expect(page.get_by_test_id("request-number")).to_be_visible()
        await expect(page.get_by_test_id("photo")).to_have_count(2)
        await page.get_by_test_id("nav-mine").click()
        await expect(page.get_by_test_id("list-item")).to_have_count(1)
        await is_loaded(page.get_by_test_id("card-photo"))


async def test_a_report_cut_off_survives_the_page_itself(browser, served):
    """Stopped, reloaded, sent: words, point and photos are as they were, and the id is the same."""
    async with cut_in_the_middle(browser, served, street_photo(31), street_photo(32)) as page:
        draft_id = await page.evaluate(DRAFT_ID)
        await page.get_by_test_id("delivery-stop").click()
        await expect(page.get_by_test_id("form-stopped")).to_be_visible()
        await page.context.set_offline(False)
        await page.reload()
        await expect(chosen(page)).to_have_count(2)
        await expect(page.get_by_test_id("form-description")).to_have_value("Глубокая яма на правой полосе")
        await shot(page, "p5-after-reload")
        await send(page)

        assert page.url.rpartition("/")[2] == draft_id
        await expect(page.get_by_test_id("photo")).to_have_count(2)
        await page.get_by_test_id("nav-map").click()
        await page.get_by_test_id("report-button").click()
        await expect(page.get_by_test_id("photos")).to_be_visible()
        await expect(chosen(page)).to_have_count(0)


async def test_proof_whose_answer_was_lost_is_no_failure(browser, served):
    """The work was done at the first attempt; the second is refused by the server, and the executor need not know."""
    citizen = await (await phone(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    request_id = await report(citizen, served, street_photo(35))
    # A worker that waits for its script behind the proxy would keep Playwright from going offline.
    context = await phone(browser, service_workers="block")
    page = await context.new_page()
    async with tcp_proxy(TcpProxy(urlsplit(served.url).port or 0)) as proxy:
        await sign_in(page, Served(proxy.endpoint, served.home), Role.EXECUTOR)
        await page.goto(f"{proxy.endpoint}/#/request/{request_id}")
        await page.get_by_test_id("action-claim").click()
        await page.get_by_test_id("action-start").click()
        await status(page, "IN_PROGRESS")
        await expect(page.get_by_test_id("action-complete")).to_be_visible()
        # What is fetched ahead must not hold all the connections of the browser when the line does.
        await page.wait_for_function(FETCHED_AHEAD)
        proxy.hold(to_client=0)
        await complete(page, street_photo(36, mended=True))
        await status(citizen, "DONE")
        await context.set_offline(True)
        await proxy.refuse_connections()
        await expect(page.get_by_test_id("delivery")).to_have_attribute("data-state", "waiting")
        proxy.accept_connections()
        await context.set_offline(False)

        await status(page, "DONE")
        await expect(page.get_by_test_id("delivery")).to_have_count(0)
        await expect(page.get_by_test_id("action-failure")).to_have_count(0)


async def test_what_the_akimat_blurs_and_hides_changes_before_the_citizens_eyes(browser, served):
    """The citizen's picture becomes another file when it is blurred, and goes when it is hidden."""
    citizen = await (await phone(browser)).new_page()
    akimat = await (await desktop(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(akimat, served, Role.AKIMAT)
    request_id = await report(citizen, served, street_photo(41), street_photo(42))
    await citizen.evaluate("window.untouched = true")
    image = citizen.get_by_test_id("photo-image").first
    before = await image.get_attribute("src")
    assert before is not None

    await akimat.goto(f"{served.url}/#/request/{request_id}")
    await akimat.get_by_test_id("photo-blur").first.click()
    board = akimat.get_by_test_id("blur-board")
    await board.scroll_into_view_if_needed()
    box = await board.bounding_box()
    assert box is not None
    await akimat.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.5)
    await akimat.mouse.down()
    await akimat.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + box["height"] * 0.9, steps=5)
    await akimat.mouse.up()
    await akimat.get_by_test_id("blur-add").click()
    await akimat.keyboard.press("Shift+ArrowRight")
    await expect(akimat.get_by_test_id("blur-area")).to_have_count(2)
    await shot(akimat, "p6-akimat-blurs")
    await akimat.get_by_test_id("blur-save").click()

    await expect(citizen.get_by_test_id("photo").first).to_have_attribute("data-blurred", "true")
    await expect(image).not_to_have_attribute("src", before)
    await is_loaded(image)
    await shot(citizen, "p7-citizen-blurred")

    # What is blurred already is there when the officer blurs again, and stays.
    once = await image.get_attribute("src")
    assert once is not None
    await expect(akimat.get_by_test_id("blur-editor")).to_have_count(0)
    await akimat.get_by_test_id("photo-blur").first.click()
    await expect(akimat.get_by_test_id("blur-area")).to_have_count(2)
    await akimat.get_by_test_id("blur-add").click()
    await expect(akimat.get_by_test_id("blur-area")).to_have_count(3)
    for _ in range(20):
        await akimat.keyboard.press("ArrowLeft")
    await shot(akimat, "p7-akimat-blurs-again")
    await akimat.get_by_test_id("blur-save").click()
    await expect(image).not_to_have_attribute("src", once)

    await akimat.get_by_test_id("photo-hide").nth(1).click()
    await akimat.get_by_test_id("photo-hide-reason").fill("Видно лицо ребёнка")
    await akimat.get_by_test_id("photo-hide-submit").click()
    await expect(citizen.get_by_test_id("photo")).to_have_count(1)
    await expect(akimat.get_by_test_id("photo").nth(1)).to_have_attribute("data-hidden", "true")
    await shot(akimat, "p8-akimat-hidden")
    await akimat.get_by_test_id("photo-show").click()
    await expect(citizen.get_by_test_id("photo")).to_have_count(2)
    assert await citizen.evaluate("window.untouched") is True


async def test_the_photo_says_where_and_the_author_may_take_it_back(browser, served):
    """A photo with a place proposes the point of the request; until work begins its author can remove it."""
    page = await (await phone(browser)).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    await sign_in(page, served, Role.CITIZEN)
    await page.goto(f"{served.url}/#/report")
    photo: FilePayload = {
        "name": "a.jpg",
        "mimeType": "image/jpeg",
        "buffer": street_photo(51, place=tuple(ALMATY.values())),
    }
    await page.get_by_test_id("photo-gallery").set_input_files(photo)
    await expect(page.get_by_test_id("form-proposed")).to_be_visible()
    await expect(page.get_by_test_id("form-location")).to_contain_text("43.23850, 76.94550")
    await shot(page, "p9-proposed")
    await page.get_by_test_id("form-category-pothole").click()
    await page.get_by_test_id("form-address").fill("площадь Республики")
    await page.get_by_test_id("form-description").fill("Яма")
    await send(page)
    await expect(page.get_by_test_id("photo")).to_have_count(1)

    await page.get_by_test_id("photo-retract").click()

    await expect(page.get_by_test_id("photo")).to_have_count(0)


async def test_the_camera_brings_the_place_of_the_device_only_after_it_was_allowed(browser, served):
    """A shot of now carries the device's place when the browser may tell it."""
    context = await phone(browser)
    await context.grant_permissions(["geolocation"])
    await context.set_geolocation({**ALMATY, "accuracy": 10})
    page = await context.new_page()
    await sign_in(page, served, Role.CITIZEN)
    await page.goto(f"{served.url}/#/report")

    photo: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": street_photo(61)}
    await page.get_by_test_id("photo-camera").set_input_files(photo)

    await expect(chosen(page)).to_have_attribute("data-placed", "true")
    await expect(page.get_by_test_id("form-location")).to_contain_text("43.23850, 76.94550")


async def test_proof_used_before_is_refused_by_the_number_of_the_other_request(browser, served):
    """The same photo cannot prove two works, and the executor is told where it was used."""
    citizen = await (await phone(browser)).new_page()
    executor = await (await desktop(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(executor, served, Role.EXECUTOR)
    first = await report(citizen, served, street_photo(71))
    number = await citizen.get_by_test_id("request-number").inner_text()
    second = await report(citizen, served, street_photo(72), spot=OTHER_SPOT)
    for request_id in (first, second):
        await executor.goto(f"{served.url}/#/request/{request_id}")
        await executor.get_by_test_id("action-claim").click()
        await executor.get_by_test_id("action-start").click()
        await complete(executor, street_photo(73, mended=True))

    await expect(executor.get_by_test_id("photos-error")).to_contain_text(number)
    await shot(executor, "p10-reused")


async def test_a_face_for_the_account(browser, served):
    """A picture of oneself shows in the menu at once, and can be taken away."""
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.CITIZEN)
    await page.goto(f"{served.url}/#/account")
    photo: FilePayload = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": street_photo(81)}
    await page.get_by_test_id("avatar-file").set_input_files(photo)

    await is_loaded(page.get_by_test_id("menu-avatar"))
    await shot(page, "p11-avatar")
    await page.get_by_test_id("avatar-remove").click()
    await expect(page.get_by_test_id("menu-avatar")).to_have_count(0)
