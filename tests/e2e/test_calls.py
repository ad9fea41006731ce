"""An officer takes a call: the telephone first, then the place; what the citizen left is for officers alone."""

from playwright.async_api import expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import desktop, phone
from tests.e2e.page_actions import SPOT, shot, sign_in


async def test_an_officer_takes_a_call(browser, served):
    """The second call from the number shows the first; a citizen sees that it came by phone, and no contacts."""
    akimat, citizen = await (await desktop(browser)).new_page(), await (await phone(browser)).new_page()
    await sign_in(akimat, served, Role.AKIMAT)
    await sign_in(citizen, served, Role.CITIZEN)

    await akimat.goto(f"{served.url}/#/map")
    await akimat.get_by_test_id("report-button").click()
    await expect(akimat.get_by_test_id("call-phone")).to_be_focused()
    await akimat.keyboard.type("8 701 234 56 78")
    await akimat.get_by_test_id("call-name").fill("Мария")
    await akimat.get_by_test_id("map").click(position=SPOT)
    # A click becomes the place once it is surely no double click; sending before that asks for the place.
    await expect(akimat.get_by_role("group", name="Место на карте")).to_contain_text("43.")
    await akimat.get_by_test_id("form-address").fill("проспект Абая, 10")
    await akimat.get_by_test_id("form-category-pothole").click()
    await akimat.get_by_test_id("form-description").fill("Глубокая яма на правой полосе")
    await shot(akimat, "call-form")
    await akimat.get_by_test_id("form-submit").click()

    await expect(akimat.get_by_test_id("caller-phone")).to_have_text("+77012345678")
    await expect(akimat.get_by_test_id("caller-box")).to_contain_text("Мария")
    await shot(akimat, "call-request")
    await citizen.goto(akimat.url)
    await expect(citizen.get_by_test_id("report-source")).to_contain_text("По телефону")
    await expect(citizen.get_by_test_id("caller-box")).to_have_count(0)
    await expect(citizen.locator("body")).not_to_contain_text("Мария")

    await akimat.goto(f"{served.url}/#/report")
    await akimat.get_by_test_id("call-phone").fill("+7 701 234-56-78")
    await expect(akimat.get_by_test_id("call-earlier")).to_contain_text("проспект Абая, 10")
