"""What an officer decided by mistake is mended on the page, and the citizen sees it at once."""

from playwright.async_api import expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import desktop, phone
from tests.e2e.page_actions import OTHER_SPOT, report, send_held, shot, sign_in, status, take_time_for_undo


async def test_a_rejected_request_is_reopened(browser, served):
    """Taken back in time, the rejection is not seen; then the citizen reads it, and the reason of the reopening."""
    akimat, citizen = await (await desktop(browser)).new_page(), await (await phone(browser)).new_page()
    await take_time_for_undo(akimat)
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(akimat, served, Role.AKIMAT)
    request_id = await report(citizen, served)
    await akimat.goto(f"{served.url}/#/request/{request_id}")

    await akimat.get_by_test_id("action-reject").click()
    await akimat.get_by_test_id("action-reason").select_option("NOT_OUR_RESPONSIBILITY")
    await akimat.get_by_test_id("action-form-submit").click()
    await status(akimat, "REJECTED")  # what is coming
    await status(citizen, "ACCEPTED")
    await shot(akimat, "mending-undo")
    await akimat.keyboard.press("Control+z")
    await status(akimat, "ACCEPTED")
    await expect(akimat.get_by_test_id("action-reason")).to_have_value("NOT_OUR_RESPONSIBILITY")
    await akimat.get_by_test_id("action-form-submit").click()
    await send_held(akimat)
    await status(citizen, "REJECTED")

    await akimat.get_by_test_id("action-reopen").click()
    await expect(akimat.get_by_test_id("action-form-submit")).to_be_disabled()  # a reason is needed
    await akimat.get_by_test_id("action-reason").fill("Дорога городская, отклонили по ошибке")
    await shot(akimat, "mending-reopen-form")
    await akimat.get_by_test_id("action-form-submit").click()

    await status(citizen, "ACCEPTED")
    await expect(citizen.get_by_test_id("timeline-entry").last).to_contain_text("отклонили по ошибке")
    await shot(citizen, "mending-reopened-citizen")


async def test_a_doubtful_merge_asks_once_more(browser, served):
    """Two reports far from each other are merged only when the officer says so again."""
    akimat, citizen = await (await desktop(browser)).new_page(), await (await phone(browser)).new_page()
    await take_time_for_undo(akimat)
    await sign_in(citizen, served, Role.CITIZEN)
    await sign_in(akimat, served, Role.AKIMAT)
    target = await report(citizen, served)
    number = (await citizen.get_by_test_id("request-number").text_content() or "").strip()
    duplicate = await report(citizen, served, spot=OTHER_SPOT)
    await akimat.goto(f"{served.url}/#/request/{duplicate}")

    await akimat.get_by_test_id("action-merge").click()
    await akimat.get_by_test_id("action-merge-into").fill(number)
    await akimat.get_by_test_id("action-form-submit").click()
    await send_held(akimat)
    await expect(akimat.get_by_test_id("undo-refused")).to_contain_text(" м.")  # how many metres lie between them
    await expect(akimat.get_by_test_id("step-reason")).to_contain_text(" м.")
    await status(citizen, "ACCEPTED")
    await shot(akimat, "mending-doubtful-merge")
    await akimat.get_by_test_id("step-anyway").click()

    await status(citizen, "MERGED")
    await expect(citizen.locator(f'a[href*="{target}"]').first).to_be_visible()
    await shot(citizen, "mending-merged-citizen")
