"""Accounts as people meet them: a forgotten password, an executor who waits, a session that another device ends."""

import asyncio
import email
import email.policy
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, ConsoleMessage, Page, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import PASSWORD, PEOPLE, Served, desktop, phone
from tests.e2e.page_actions import report, shot, sign_in

pytestmark = pytest.mark.browser
NEW_PASSWORD = "жаңа ұзын құпиясөз 7"
# A socket of the old session may still be opening when the page opens one for the new: the browser mentions it.
HARMLESS = "WebSocket is closed before the connection is established"


@contextmanager
def no_console_errors(*pages: Page) -> Iterator[None]:
    """Insist that the pages complain about nothing meanwhile."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and HARMLESS not in message.text:
            complaints.append(message.text)

    for page in pages:
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
    yield
    assert complaints == []


async def letter_to(home: Path, address: str, holding: str) -> str:
    """Return the text of the letter to this address that holds these words, once it is there."""
    for _ in range(300):
        for file in sorted((home / "mail").glob("*.eml")):
            letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = letter.get_body(("plain",))
            text = body.get_content() if body else ""
            if address in str(letter["To"]) and holding in text:
                return text
        await asyncio.sleep(0.1)
    raise AssertionError(f"no letter to {address} holds {holding!r}")


def link_in(text: str, page: str) -> str:
    """Return the part after the host of the link to this page."""
    found = re.search(rf"/#/{page}\?token=[\w-]+", text)
    assert found is not None, text
    return found[0]


async def page_of(context: BrowserContext) -> Page:
    return await context.new_page()


async def test_a_forgotten_password_is_reset_by_the_link_in_the_letter(browser, served: Served):
    """Ask, open the letter, choose a new password, be signed in; the link works once; the old password no more."""
    page = await page_of(await phone(browser))
    with no_console_errors(page):
        await page.goto(f"{served.url}/#/login")
        await page.get_by_test_id("to-forgot").click()
        await page.get_by_test_id("forgot-email").fill(PEOPLE[Role.CITIZEN])
        await page.get_by_test_id("forgot-submit").click()
        await expect(page.get_by_test_id("forgot-sent")).to_be_visible()
        letter = await letter_to(served.home, PEOPLE[Role.CITIZEN], "/#/reset")
        link = served.url + link_in(letter, "reset")

        await page.goto(link)
        await page.get_by_test_id("reset-password").fill("12345678")
        await expect(page.get_by_test_id("reset-password-strength")).to_have_attribute("data-strength", "weak")
        await page.get_by_test_id("reset-password").fill(NEW_PASSWORD)
        await expect(page.get_by_test_id("reset-password-strength")).to_have_attribute("data-strength", "strong")
        await page.get_by_test_id("reset-submit").click()
        await expect(page.get_by_test_id("reset-done")).to_be_visible()
        await expect(page.get_by_test_id("account-menu")).to_be_visible()
        await shot(page, "reset-done")

        other = await page_of(await phone(browser))
        await other.goto(link)
        await other.get_by_test_id("reset-password").fill(NEW_PASSWORD)
        await other.get_by_test_id("reset-submit").click()
        await expect(other.get_by_test_id("reset-closed")).to_be_visible()
        await other.goto(f"{served.url}/#/signin")
        await other.get_by_test_id("signin-email").fill(PEOPLE[Role.CITIZEN])
        await other.get_by_test_id("signin-password").fill(PASSWORD)
        await other.get_by_test_id("signin-submit").click()
        await expect(other.get_by_test_id("signin-failure")).to_be_visible()


async def test_an_executor_waits_until_the_akimat_approves_and_then_works(browser, served: Served):
    """Register in one window, approve with categories in the other: the first one opens the tasks by itself."""
    executor = await page_of(await phone(browser))
    akimat = await page_of(await desktop(browser))
    with no_console_errors(executor, akimat):
        await executor.goto(f"{served.url}/#/register")
        await executor.get_by_test_id("register-role-executor").click()
        await executor.get_by_test_id("register-name").fill("Болат")
        await executor.get_by_test_id("register-surname").fill("Жұмабаев")
        await executor.get_by_test_id("register-email").fill("bolat@example.kz")
        await executor.get_by_test_id("register-password").fill(NEW_PASSWORD)
        await executor.get_by_test_id("register-organisation").fill("Алматы Жарық")
        await executor.get_by_test_id("register-submit").click()
        await expect(executor.get_by_test_id("wait-approval")).to_be_visible()
        await expect(executor.get_by_test_id("tasks-free")).to_have_count(0)
        await shot(executor, "executor-waits")
        await executor.evaluate("window.untouched = true")

        await sign_in(akimat, served, Role.AKIMAT)
        await akimat.get_by_test_id("nav-people").click()
        waiting = akimat.get_by_test_id("people-waiting").get_by_test_id("person")
        await expect(waiting).to_contain_text("Алматы Жарық")
        await waiting.get_by_test_id("person-approve").click()
        await waiting.get_by_test_id("deed-category-lighting").check()
        # The link of the letter was not opened: one press does not approve.
        await expect(waiting.get_by_test_id("deed-send")).to_be_disabled()
        await waiting.get_by_test_id("deed-even-unconfirmed").check()
        await shot(akimat, "akimat-approves")
        await waiting.get_by_test_id("deed-send").click()
        await expect(akimat.get_by_test_id("people-done")).to_be_visible()
        await expect(waiting).to_have_count(0)

        await expect(executor.get_by_test_id("tasks-free")).to_be_visible()
        await expect(executor.get_by_test_id("just-approved")).to_be_visible()
        await shot(executor, "executor-approved")
        assert await executor.evaluate("window.untouched") is True


async def test_an_account_blocked_in_its_city_takes_no_step_there_and_goes_on_reading(browser, served: Served):
    """Found by search, blocked with a reason: a request of that city says so, and offers no step."""
    executor = await page_of(await phone(browser))
    akimat = await page_of(await desktop(browser))
    citizen = await page_of(await desktop(browser))
    await sign_in(citizen, served, Role.CITIZEN)
    request_id = await report(citizen, served)
    await sign_in(executor, served, Role.EXECUTOR)
    await sign_in(akimat, served, Role.AKIMAT)
    await akimat.get_by_test_id("nav-people").click()

    await akimat.get_by_test_id("people-search").fill("executor@example")
    person = akimat.get_by_test_id("people-all").get_by_test_id("person")
    await expect(person).to_have_count(1)
    await person.get_by_test_id("person-block").click()
    await person.get_by_test_id("deed-reason").fill("Отчёты без выезда")
    await person.get_by_test_id("deed-send").click()
    await expect(person.get_by_test_id("person-is-blocked")).to_be_visible()

    await executor.goto(f"{served.url}/?again#/request/{request_id}")
    await expect(executor.get_by_test_id("blocked-here")).to_be_visible()
    await expect(executor.get_by_test_id("deed-claim")).to_have_count(0)


async def test_an_ended_session_shows_at_once_and_what_was_written_stays(browser, served: Served):
    """End the other session: its window says so within a moment, and after signing in there goes on where it stood."""
    here = await page_of(await desktop(browser))
    there = await page_of(await phone(browser))
    with no_console_errors(here, there):
        await sign_in(here, served, Role.CITIZEN)
        await sign_in(there, served, Role.CITIZEN)
        await there.goto(f"{served.url}/#/account?lang=ru")
        await there.get_by_test_id("profile-name").fill("Недописанное имя")

        await here.goto(f"{served.url}/#/account")
        sessions = here.get_by_test_id("session")
        await expect(sessions).to_have_count(2)
        await expect(sessions.first).to_have_attribute("data-current", "true")
        await here.get_by_test_id("session-end").click()
        await expect(sessions).to_have_count(1)

        await expect(there.get_by_test_id("session-ended")).to_be_visible()
        await shot(there, "session-ended")
        await there.get_by_test_id("session-password").fill(PASSWORD)
        await there.get_by_test_id("session-signin").click()
        await expect(there.get_by_test_id("session-ended")).to_have_count(0)
        await expect(there.get_by_test_id("profile-name")).to_have_value("Недописанное имя")
        await there.get_by_test_id("profile-save").click()
        await expect(there.get_by_test_id("profile-saved")).not_to_be_empty()
        await expect(there.get_by_test_id("connection")).to_have_attribute("data-state", "live")


async def test_one_s_data_is_downloaded_and_the_account_erased(browser, served: Served):
    """The file holds the account; erasing takes two steps and a password; then signing in fails."""
    page = await page_of(await desktop(browser))
    with no_console_errors(page):
        await sign_in(page, served, Role.CITIZEN)
        await page.goto(f"{served.url}/#/account")
        async with page.expect_download() as download:
            await page.get_by_test_id("data-download").click()
        file = await (await download.value).path()
        kept = json.loads(await asyncio.to_thread(Path(file).read_text))
        assert kept["account"]["email"] == PEOPLE[Role.CITIZEN]

        await page.get_by_test_id("erase-begin").click()
        await page.get_by_test_id("erase-password").fill("not this one")
        await expect(page.get_by_test_id("erase-confirm")).to_be_disabled()
        await page.get_by_test_id("erase-sure").check()
        await page.get_by_test_id("erase-confirm").click()
        await expect(page.get_by_test_id("erase-password-error")).to_be_visible()
        await page.get_by_test_id("erase-password").fill(PASSWORD)
        await page.get_by_test_id("erase-confirm").click()
        await expect(page.get_by_test_id("erase-done")).to_be_visible()
        await expect(page.get_by_test_id("nav-signin").first).to_be_visible()


async def test_the_akimat_promises_otherwise_and_everyone_reads_it(browser, served: Served):
    """A new version with a reason; faults show at their fields; a citizen reads the new time and may change nothing."""
    akimat = await page_of(await desktop(browser))
    citizen = await page_of(await phone(browser))
    with no_console_errors(akimat, citizen):
        await sign_in(akimat, served, Role.AKIMAT)
        await akimat.goto(f"{served.url}/#/policies")
        await akimat.get_by_test_id("policy-edit-pothole").click()
        await akimat.get_by_test_id("policy-form-hours").fill("0")
        await akimat.get_by_test_id("policy-save").click()
        await expect(akimat.get_by_test_id("policy-form-hours-error")).to_be_visible()
        await expect(akimat.get_by_test_id("policy-form-reason-error")).to_be_visible()
        await akimat.get_by_test_id("policy-form-hours").fill("48")
        await akimat.get_by_test_id("policy-form-reason").fill("Бригад стало вдвое больше")
        await akimat.get_by_test_id("policy-save").click()
        await expect(akimat.get_by_test_id("policy-form")).to_have_count(0)

        await citizen.goto(f"{served.url}/#/policies?lang=ru")
        pothole = citizen.locator('[data-testid=policy][data-category="pothole"]')
        await expect(pothole).to_have_attribute("data-own", "true")
        await expect(pothole.get_by_test_id("policy-hours")).to_contain_text("2 д")
        await expect(citizen.get_by_test_id("policy-edit-pothole")).to_have_count(0)
