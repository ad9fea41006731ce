"""The table of an officer: keys, a request beside it, many requests at once, and the figures of executors."""

from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Status
from app.models.requests.service_request import ServiceRequestRow
from app.settings import Settings
from tests.conftest import TestServices
from tests.e2e.conftest import desktop
from tests.e2e.long_texts import LongTexts, write_long_texts
from tests.e2e.many_requests import submit_at
from tests.e2e.overflow import LAID_OUT, faults_on
from tests.e2e.page_actions import send_held, shot, sign_in, take_time_for_undo
from tests.e2e.test_outbox import events_of

PLACES = [(43.24 + number / 1000, 76.91) for number in range(5)]
LANGUAGES = ("kk", "ru", "en")
WIDTHS = (1280, 1440, 1920)


async def test_an_officer_works_through_the_table_by_keys(browser, served, urls):
    """Arrows move, Enter opens the request beside the list, Esc and Back close it, and the row has the focus again."""
    await submit_at(urls, PLACES)
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.AKIMAT)
    await page.goto(f"{served.url}/#/city?order=OLDEST")
    rows = page.get_by_test_id("list-item")
    await expect(rows).to_have_count(5)

    await rows.first.get_by_role("link").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    drawer, second = page.get_by_test_id("drawer"), await rows.nth(1).get_attribute("data-request-id")
    await expect(drawer.get_by_test_id("request-number")).to_be_visible()
    await expect(drawer).to_have_attribute("data-request-id", second or "")
    await page.keyboard.press("ArrowDown")
    third = await rows.nth(2).get_attribute("data-request-id")
    await expect(drawer).to_have_attribute("data-request-id", third or "")
    await expect(drawer.get_by_test_id("request-status")).to_be_visible()
    await shot(page, "table-drawer")

    await page.keyboard.press("Escape")
    await expect(drawer).to_have_count(0)
    await expect(rows.nth(2).get_by_role("link")).to_be_focused()
    await expect(rows).to_have_count(5)


async def test_many_requests_are_rejected_with_one_reason(browser, served, urls):
    """One of them was rejected meanwhile: it is named, and the others are done."""
    await submit_at(urls, PLACES)
    page, other = [await (await desktop(browser)).new_page() for _ in range(2)]
    await take_time_for_undo(page)
    await sign_in(page, served, Role.AKIMAT)
    await sign_in(other, served, Role.AKIMAT)
    await page.goto(f"{served.url}/#/city")
    rows = page.get_by_test_id("list-item")
    await expect(rows).to_have_count(5)
    for number in range(3):
        await rows.nth(number).get_by_test_id("choose").check()
    await expect(page.get_by_test_id("bulk-count")).to_contain_text("3")

    taken = await rows.first.get_attribute("data-request-id")
    await other.goto(f"{served.url}/#/request/{taken}")
    await other.get_by_test_id("action-reject").click()
    await other.get_by_test_id("action-reason").select_option("SPAM")
    await other.get_by_test_id("action-form-submit").click()
    # Once the notice is there, the device has the step: what could still be taken back when its page was closed is sent
    # all the same, and once.
    await expect(other.get_by_test_id("undo")).to_be_visible()
    await other.close()
    await (await other.context.new_page()).goto(served.url)
    await expect(rows.first).to_have_attribute("data-status", "REJECTED")

    await page.get_by_test_id("bulk-reject").click()
    await page.get_by_test_id("bulk-reason").select_option("NOT_FOUND")
    await page.get_by_test_id("bulk-note").fill("Тексердік, шұңқыр жоқ")
    await page.get_by_test_id("bulk-send").click()
    await page.get_by_test_id("undo-press").click()
    await expect(page.get_by_test_id("bulk-note")).to_have_value("Тексердік, шұңқыр жоқ")
    await page.get_by_test_id("bulk-send").click()
    await shot(page, "table-bulk-undo")
    await send_held(page)

    await expect(page.get_by_test_id("bulk-done")).to_contain_text("2")
    await expect(page.get_by_test_id("bulk-fault")).to_have_count(1)
    await expect(page.get_by_test_id("bulk-fault")).to_have_attribute("data-request-id", taken or "")
    await expect(page.locator('[data-testid=list-item][data-status="REJECTED"]')).to_have_count(3)
    await shot(page, "table-bulk")


async def test_a_rejection_is_sent_before_its_officer_signs_out(browser, served, urls):
    """Signing out while it can still be taken back leaves nothing behind on the device."""
    (request_id,) = await submit_at(urls, PLACES[:1])
    page = await (await desktop(browser)).new_page()
    await take_time_for_undo(page)
    await sign_in(page, served, Role.AKIMAT)
    await page.goto(f"{served.url}/#/request/{request_id}")
    await page.get_by_test_id("action-reject").click()
    await page.get_by_test_id("action-reason").select_option("SPAM")
    await page.get_by_test_id("action-form-submit").click()
    await expect(page.get_by_test_id("undo")).to_be_visible()

    await page.get_by_test_id("account-menu").click()
    await page.get_by_test_id("signout").click()

    await expect(page.get_by_test_id("nav-signin").first).to_be_visible()
    await expect(page.get_by_test_id("undo")).to_have_count(0)
    assert (await events_of(urls, request_id)).count("REJECTED") == 1


async def lengthen_stages(urls: TestServices, texts: LongTexts) -> None:
    """Give the requests the longest names of statuses, and stages of days and hours or of hours and minutes."""
    now = datetime.now(UTC)
    begun, ended = now - timedelta(days=28, hours=23), now - timedelta(hours=23, minutes=58)
    stages = {"created_at": begun - timedelta(hours=23, minutes=59), "started_at": begun}
    async with urls.application(Settings(), lead=False):
        await ServiceRequestRow.filter(id=texts.fresh).update(due_at=ended, created_at=begun)
        await ServiceRequestRow.filter(id=texts.worked_on).update(
            status=Status.ON_HOLD, held_at=ended, due_at=ended, **stages
        )
        await ServiceRequestRow.filter(id=texts.done).update(
            status=Status.UNANSWERED, done_at=ended, closed_at=now, **stages
        )


async def test_the_columns_at_first_fit_every_desktop_in_every_language(browser, served, urls):
    """With long names, statuses and stages: no title and no filter is cut, and nothing scrolls sideways."""
    await lengthen_stages(urls, await write_long_texts(urls, served.home))
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.AKIMAT)
    await page.goto(f"{served.url}/#/city")
    await expect(page.get_by_test_id("list-item")).to_have_count(4)
    await expect(page.get_by_test_id("row-mark").first).to_be_visible()

    found = []
    for language in LANGUAGES:
        await page.get_by_test_id(f"locale-{language}").click()
        await expect(page.locator("html")).to_have_attribute("lang", language)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            await page.evaluate(LAID_OUT)
            found += [f"{language}, {width}: {fault}" for fault in await faults_on(page)]
            await shot(page, f"table-{width}-{language}")
    assert not found, "\n".join(found)
