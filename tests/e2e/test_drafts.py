"""Reports and texts that people type: kept by account and tab, sent once, and never dropped."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import PASSWORD, PEOPLE, Served, desktop, phone
from tests.e2e.page_actions import (
    OTHER_SPOT,
    chosen,
    fill_report,
    report,
    send,
    send_held,
    shot,
    sign_in,
    status,
    take_time_for_undo,
)
from tests.e2e.street_photos import street_photo
from tests.tcp_proxy import TcpProxy, tcp_proxy
from tests.waiting import until

pytestmark = pytest.mark.browser

DESCRIPTION = "Глубокая яма на правой полосе"


async def is_typed(page: Page, testid: str, text: str) -> None:
    """Wait until the field has this text."""
    await expect(page.get_by_test_id(testid)).to_have_value(text)


async def other_tab(context: BrowserContext, served: Served, page: str = "report") -> Page:
    """Open another tab of the same browser."""
    tab = await context.new_page()
    await tab.goto(f"{served.url}/#/{page}")
    await expect(tab.get_by_test_id("nav-signin")).to_have_count(0)
    return tab


async def sign_out(page: Page) -> None:
    """Sign out; wait until the page has no viewer."""
    await page.get_by_test_id("account-menu").click()
    await page.get_by_test_id("signout").click()
    await expect(page.get_by_test_id("nav-signin").first).to_be_visible()
    await expect(page.get_by_test_id("map")).to_be_visible()


async def mine(page: Page) -> int:
    """Return the number of one's own requests."""
    return int(
        await page.evaluate(
            """async () => {
          const query = "{ viewer { id } serviceRequests(first: 50) { totalCount } }";
          const headers = { "content-type": "application/json", "GraphQL-Require-Preflight": "1" };
          const answer = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query }) });
          return (await answer.json()).data.serviceRequests.totalCount;
        }"""
        )
    )


async def answers_are_lost(route: Route) -> None:
    """Let a submission reach the server and drop its answer."""
    if "SubmitServiceRequest" in (route.request.post_data or ""):
        await route.fetch()
        await route.abort("connectionreset")
    else:
        await route.continue_()


async def test_each_tab_has_a_report_of_its_own(browser, served):
    """Two tabs, two problems: both are sent, each with its own text."""
    context = await desktop(browser)
    first = await context.new_page()
    await sign_in(first, served, Role.CITIZEN)
    await fill_report(first, served)
    second = await other_tab(context, served)
    await is_typed(second, "form-description", "")
    await fill_report(second, served, spot=OTHER_SPOT)
    await second.get_by_test_id("form-description").fill("Не горит фонарь")

    await send(first)
    await send(second)

    await expect(first.get_by_test_id("request-description")).to_have_text(DESCRIPTION)
    await expect(second.get_by_test_id("request-description")).to_have_text("Не горит фонарь")
    assert await mine(first) == 2


async def test_a_closed_tab_leaves_its_draft_to_the_next_one(browser, served):
    """Text, place and photos; a copy of a tab that is still open begins anew."""
    context = await desktop(browser)
    page = await context.new_page()
    await sign_in(page, served, Role.CITIZEN)
    await fill_report(page, served, street_photo(61))
    await page.close()

    again = await other_tab(context, served)
    await is_typed(again, "form-description", DESCRIPTION)
    await expect(chosen(again)).to_have_count(1)
    await expect(again.get_by_test_id("form-location")).to_contain_text(".")
    third = await other_tab(context, served)

    await is_typed(third, "form-description", "")
    await again.reload()
    await is_typed(again, "form-description", DESCRIPTION)


@pytest.mark.parametrize(("choice", "requests"), [("form-replace", 2), ("form-separate", 2), ("form-keep-first", 1)])
async def test_a_correction_after_a_lost_answer_is_offered(browser, served, choice, requests):
    """ "Абая 5" has arrived without an answer; "Абая 50" replaces it, stands beside it, or is given up on purpose."""
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.CITIZEN)
    await fill_report(page, served)
    await page.get_by_test_id("form-address").fill("Абая 5")
    await page.route("**/graphql", answers_are_lost)
    await page.get_by_test_id("form-submit").click()
    await expect(page.get_by_test_id("delivery")).to_have_attribute("data-state", "waiting")
    await page.get_by_test_id("delivery-stop").click()
    await page.unroute("**/graphql")
    await page.get_by_test_id("form-address").fill("Абая 50")
    await page.get_by_test_id("form-submit").click()

    await expect(page.get_by_test_id("form-earlier")).to_be_visible()
    await is_typed(page, "form-address", "Абая 50")
    await shot(page, f"d1-earlier-{choice}")
    await page.get_by_test_id(choice).click()

    await expect(page.get_by_test_id("request-number")).to_be_visible()
    await expect(page.locator(".address").first).to_contain_text(
        "Абая 5," if choice == "form-keep-first" else "Абая 50"
    )
    assert await mine(page) == requests
    await page.get_by_test_id("nav-mine").click()
    withdrawn = page.locator('[data-testid=list-item][data-status="WITHDRAWN"]')
    await expect(page.get_by_test_id("list-item")).to_have_count(requests)
    await expect(withdrawn).to_have_count(1 if choice == "form-replace" else 0)


async def test_the_next_person_at_the_computer_reads_nothing(browser, served):
    """After signing out neither the same tab nor another one shows the text; its author finds it again."""
    context = await desktop(browser)
    page = await context.new_page()
    await sign_in(page, served, Role.CITIZEN)
    request_id = await report(page, served)
    await page.get_by_test_id("action-comment").click()
    await page.get_by_test_id("action-text").fill("Звоните в кв. 12")
    await fill_report(page, served, street_photo(62), spot=OTHER_SPOT)
    await page.get_by_test_id("form-address").fill("Абая 7, кв. 12")
    other = await other_tab(context, served, "map")

    await sign_out(page)
    await expect(other.get_by_test_id("nav-signin").first).to_be_visible()
    for tab in (page, other):
        await tab.goto(f"{served.url}/#/report")
        await is_typed(tab, "form-address", "")
        await expect(chosen(tab)).to_have_count(0)
    await sign_in(page, served, Role.EXECUTOR)
    await page.goto(f"{served.url}/#/request/{request_id}")
    await page.get_by_test_id("action-comment").click()
    await is_typed(page, "action-text", "")
    await sign_out(page)
    await sign_in(page, served, Role.CITIZEN)

    await page.goto(f"{served.url}/#/report")
    await is_typed(page, "form-address", "Абая 7, кв. 12")
    await expect(chosen(page)).to_have_count(1)
    await page.goto(f"{served.url}/#/request/{request_id}")
    await is_typed(page, "action-text", "Звоните в кв. 12")


async def test_what_a_visitor_types_becomes_the_accounts(browser, served):
    """The form asks to sign in; the text goes along, and does not stay for the next visitor."""
    page = await (await desktop(browser)).new_page()
    await fill_report(page, served)
    await page.get_by_test_id("form-submit").click()
    await page.get_by_test_id("signin-email").fill(PEOPLE[Role.CITIZEN])
    await page.get_by_test_id("signin-password").fill(PASSWORD)
    await page.get_by_test_id("signin-submit").click()
    await is_typed(page, "form-description", DESCRIPTION)

    await sign_out(page)
    await page.goto(f"{served.url}/#/report")
    await is_typed(page, "form-description", "")


async def test_a_comment_survives_back_tabs_reload_and_a_step_of_somebody_else(browser, served):
    """A dispute that is overtaken is shown with its text and can be sent as a comment."""
    citizen = await (await phone(browser)).new_page()
    executor = await (await desktop(browser)).new_page()
    akimat = await (await desktop(browser)).new_page()
    await take_time_for_undo(akimat)
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(executor, served, Role.EXECUTOR)
    await sign_in(akimat, served, Role.AKIMAT)
    request_id = await report(citizen, served, street_photo(63))
    await executor.goto(f"{served.url}/#/request/{request_id}")
    await executor.get_by_test_id("action-claim").click()
    await executor.get_by_test_id("action-release").click()
    await executor.get_by_test_id("action-reason").fill("Не наш участок, дом 12")
    await executor.go_back()
    await executor.go_forward()
    await is_typed(executor, "action-reason", "Не наш участок, дом 12")
    await executor.get_by_test_id("nav-mine").first.click()
    await executor.goto(f"{served.url}/#/request/{request_id}")
    await executor.reload()
    await is_typed(executor, "action-reason", "Не наш участок, дом 12")

    await akimat.goto(f"{served.url}/#/request/{request_id}")
    await akimat.get_by_test_id("action-reject").click()
    await akimat.get_by_test_id("action-reason").select_option(index=1)
    await akimat.get_by_test_id("action-form-submit").click()
    await send_held(akimat)
    await status(executor, "REJECTED")

    await expect(executor.get_by_test_id("overtaken-text")).to_have_text("Не наш участок, дом 12")
    await shot(executor, "d2-overtaken")
    await executor.get_by_test_id("overtaken-comment").click()
    await is_typed(executor, "action-text", "Не наш участок, дом 12")
    await executor.get_by_test_id("action-form-submit").click()
    await expect(citizen.get_by_test_id("timeline-entry").filter(has_text="Не наш участок")).to_have_count(1)
    await expect(executor.get_by_test_id("overtaken")).to_have_count(0)
    await expect(executor.get_by_test_id("action-form")).to_have_count(0)


async def test_a_queued_report_is_sent_after_the_tab_was_closed(browser, served):
    """Two tabs that are opened again send it once and mention it; meanwhile map and "my requests" show it."""
    context = await phone(browser)
    page = await context.new_page()
    keeper = await context.new_page()
    async with tcp_proxy(TcpProxy(urlsplit(served.url).port or 0)) as proxy:
        through = Served(proxy.endpoint, served.home)
        await sign_in(page, through, Role.CITIZEN)
        await fill_report(page, through, street_photo(64))
        await context.set_offline(True)
        await page.get_by_test_id("form-submit").click()
        await expect(page.get_by_test_id("delivery")).to_have_attribute("data-state", "waiting")
        await shot(page, "d3-waiting-form")
        await page.get_by_test_id("form-close").click()
        await expect(page.get_by_test_id("outbox-report")).to_have_attribute("data-state", "waiting")
        await expect(page.locator(".pin.is-waiting")).to_have_count(1)
        await shot(page, "d4-waiting-map")
        await page.get_by_test_id("nav-mine").first.click()
        await expect(page.get_by_test_id("outbox-report")).to_be_visible()
        await shot(page, "d5-waiting-mine")
        await page.close()
        await context.set_offline(False)

        await keeper.goto(f"{proxy.endpoint}/#/mine")
        again = await context.new_page()
        await again.goto(f"{proxy.endpoint}/#/mine")

        await expect(keeper.get_by_test_id("list-item")).to_have_count(1)
        await expect(again.get_by_test_id("list-item")).to_have_count(1)
        await expect(keeper.get_by_test_id("outbox-report")).to_have_count(0)
        await expect(again.get_by_test_id("outbox-report")).to_have_count(0)

        async def mentioned() -> list[int]:
            return [await tab.get_by_test_id("outbox-arrived").count() for tab in (keeper, again)]

        async def is_mentioned() -> bool:
            return sum(await mentioned()) > 0

        await until(is_mentioned, "a tab says that the report has arrived")
        assert sorted(await mentioned()) == [0, 1]
        await shot(keeper if (await mentioned())[0] else again, "d6-arrived")
        await expect(keeper.get_by_test_id("card-photo")).to_have_count(1)
        assert await mine(keeper) == 1


async def test_a_second_report_can_be_made_while_the_first_one_waits(browser, served):
    """Both go by themselves when the network is back."""
    context = await phone(browser)
    page = await context.new_page()
    await sign_in(page, served, Role.CITIZEN)
    await fill_report(page, served)
    await context.set_offline(True)
    await page.get_by_test_id("form-submit").click()
    await expect(page.get_by_test_id("delivery")).to_have_attribute("data-state", "waiting")
    await page.get_by_test_id("form-close").click()
    await page.get_by_test_id("map").click(position=OTHER_SPOT)
    await is_typed(page, "form-description", "")
    await page.get_by_test_id("form-category-lighting").click()
    await page.get_by_test_id("form-address").fill("Абая 20")
    await page.get_by_test_id("form-description").fill("Не горит фонарь")
    await page.get_by_test_id("form-submit").click()
    await expect(page.get_by_test_id("delivery")).to_have_attribute("data-state", "waiting")
    await page.get_by_test_id("form-close").click()
    await expect(page.get_by_test_id("outbox-report")).to_have_count(2)

    await context.set_offline(False)

    await expect(page.get_by_test_id("outbox-arrived")).to_have_count(2)
    await expect(page.get_by_test_id("outbox-report")).to_have_count(0)
    assert await mine(page) == 2


async def test_a_list_that_was_opened_offline_loads_when_the_network_is_back(browser, served):
    """Nobody presses anything."""
    context = await phone(browser)
    page = await context.new_page()
    await sign_in(page, served, Role.CITIZEN)
    await report(page, served)
    await page.goto(f"{served.url}/#/map")
    await page.wait_for_load_state("networkidle")
    await context.set_offline(True)
    for tab in ("nav-mine", "nav-city"):
        await page.get_by_test_id(tab).first.click()
        await expect(page.get_by_role("alert").first).to_be_visible()
        await context.set_offline(False)
        await expect(page.get_by_test_id("list-item").first).to_be_visible()
        await expect(page.get_by_role("alert")).to_have_count(0)
        await context.set_offline(True)


async def test_an_empty_form_shows_its_first_fault(browser, served):
    """It is named, focused and in sight; a mended field has none; a long text is kept and counted."""
    page = await (await phone(browser)).new_page()
    await sign_in(page, served, Role.CITIZEN)
    await page.goto(f"{served.url}/#/report")
    await page.get_by_test_id("form-submit").click()
    await expect(page.get_by_test_id("form-location")).to_be_focused()
    await expect(page.get_by_test_id("form-location")).to_have_text("Укажите место: нажмите на карту")
    await shot(page, "d7-first-fault")
    await page.get_by_test_id("map").click(position={"x": 180, "y": 160})
    await expect(page.get_by_test_id("form-location")).to_contain_text("43.")
    await page.get_by_test_id("form-submit").click()
    await expect(page.get_by_test_id("form-address")).to_be_focused()
    await expect(page.get_by_test_id("form-address-error")).to_have_text("Напишите адрес или ориентир")
    await page.get_by_test_id("form-address").fill("а" * 312)
    await expect(page.get_by_test_id("form-address-error")).to_have_text(
        "Слишком длинно: уберите 12 знаков, помещается 300"
    )
    await expect(page.get_by_test_id("form-address-count")).to_have_text("312 из 300")
    await is_typed(page, "form-address", "а" * 312)
    await shot(page, "d8-too-long")
    await page.get_by_test_id("form-category-pothole").click()
    await page.get_by_test_id("form-description").fill("Яма")
    await page.get_by_test_id("form-submit").click()
    await expect(page.get_by_test_id("form-address")).to_be_focused()
    await page.get_by_test_id("form-address").fill("Абая 10")
    await expect(page.get_by_test_id("form-address-error")).to_have_count(0)
    await send(page)


async def test_a_click_outside_the_city_is_said_at_once(browser, served):
    """The place stays as it was."""
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.CITIZEN)
    await page.goto(f"{served.url}/#/map?at=12/43.46/76.9")
    await page.reload()
    await page.get_by_test_id("map").click(position={"x": 300, "y": 120})
    await expect(page.get_by_test_id("place-outside")).to_contain_text("Алматы")
    await shot(page, "d9-outside")
    assert "#/map" in page.url


async def test_files_that_are_no_photos_are_recognised_before_sending(browser, served):
    """By their bytes, whatever their names say."""
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.CITIZEN)
    await page.goto(f"{served.url}/#/report")
    whole = street_photo(65)
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00\x00\x00\x08free"
    files = [
        {"name": "anim.jpg", "mimeType": "image/jpeg", "buffer": b"GIF89a" + b"\x00" * 40},
        {"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": heic},
        {"name": "half.jpg", "mimeType": "image/jpeg", "buffer": whole[: len(whole) // 2]},
        {"name": "note.jpg", "mimeType": "image/jpeg", "buffer": "Это текст".encode()},
        {"name": "good.jpg", "mimeType": "image/jpeg", "buffer": whole},
    ]

    await page.get_by_test_id("photo-gallery").set_input_files(files)

    await expect(chosen(page)).to_have_count(1)
    for name, word in (("anim.jpg", "GIF"), ("IMG_1.HEIC", "HEIC"), ("half.jpg", "повреждён"), ("note.jpg", "не фото")):
        turned = page.get_by_test_id("photo-turned").filter(has_text=name).filter(has_text=word)
        await expect(turned).to_have_count(1)
    await shot(page, "d10-files")


async def test_pins_and_double_clicks_leave_the_report_alone(browser, served):
    """A tap on a pin keeps the form; a double click zooms only; a kept place is moved after a question only."""
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.CITIZEN)
    await report(page, served)
    await fill_report(page, served, spot=OTHER_SPOT)
    place = page.get_by_test_id("form-location")
    before = await place.inner_text()
    await page.locator(".pin:not(.is-chosen)").first.click()
    await expect(place).not_to_have_text(before)
    await is_typed(page, "form-description", DESCRIPTION)

    before = await place.inner_text()
    await page.get_by_test_id("map").dblclick(position={"x": 420, "y": 420})
    await page.wait_for_function("() => location.hash.includes('at=13')")
    assert await place.inner_text() == before

    await page.get_by_test_id("form-close").click()
    await page.get_by_test_id("map").click(position={"x": 500, "y": 500})
    await expect(page.get_by_test_id("place-ask")).to_be_visible()
    assert await place.inner_text() == before
    await shot(page, "d11-move-place")
    await page.get_by_test_id("place-keep").click()
    await expect(page.get_by_test_id("place-ask")).to_have_count(0)
    assert await place.inner_text() == before
    await page.get_by_test_id("map").click(position={"x": 500, "y": 500})
    await page.get_by_test_id("place-move").click()
    await expect(place).not_to_have_text(before)
