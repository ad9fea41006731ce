"""Every screen of every role fits, whatever people type, and is accessible, in each language, size and scheme."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from playwright.async_api import Browser, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import PEOPLE, desktop
from tests.e2e.long_texts import LINK, LONG_WORD, WAITING, LongTexts, write_long_texts
from tests.e2e.screen_walk import Walk

TOKEN = "a" * 43
OWN_PAGES = ["account", "notifications", "preferences", "mine", "mine?list=followed", "outbox"]
ACCOUNT_PAGES = [*OWN_PAGES, "map", "city", "board", "receipt"]
PAGES = {
    "visitor": [
        *("map", "report", "city", "board", "receipt", "mine", "signin", "register", "forgot", "nonsense"),
        *(f"{page}?token={TOKEN}" for page in ("reset", "verify", "change-email")),
    ],
    "citizen": [*ACCOUNT_PAGES, "report"],
    "executor": [*ACCOUNT_PAGES, *(f"mine?tab={tab}" for tab in ("near", "burning", "free"))],
    "officer": [*ACCOUNT_PAGES, "people", "policies", "executors", "rules", "wall"],
    "waiting executor": ["mine", "account", "map"],
    "waiting officer": ["mine", "account", "city", "people"],
}
ADDRESSES = {
    "citizen": PEOPLE[Role.CITIZEN],
    "executor": PEOPLE[Role.EXECUTOR],
    "officer": PEOPLE[Role.AKIMAT],
    "waiting executor": WAITING[Role.EXECUTOR],
    "waiting officer": WAITING[Role.AKIMAT],
}


Steps = Callable[[Walk], Awaitable[None]]


async def report_form(walk: Walk) -> None:
    """A report beside another one, with texts that are too long, and its faults shown."""
    await walk.open("report?at=17/43.2400/76.9100")
    await walk.page.get_by_test_id("map").click(position={"x": 400, "y": 400})
    await walk.page.get_by_test_id("form-category-pothole").click()
    await walk.page.get_by_test_id("form-address").fill(LONG_WORD * 2)
    await walk.page.get_by_test_id("form-description").fill(LINK * 20)
    await walk.look("report form")


async def register_forms(walk: Walk) -> None:
    await walk.open("register")
    for role in ("citizen", "executor", "akimat"):
        await walk.page.get_by_test_id(f"register-role-{role}").click()
        await walk.page.get_by_test_id("register-name").fill(LONG_WORD)
        await walk.page.get_by_test_id("register-email").fill("x" * 200 + "@example.kz")
        if role == "executor":
            await walk.page.get_by_test_id("register-organisation").fill(LONG_WORD)
        await walk.page.get_by_test_id("register-submit").click()
        await walk.look(f"register as {role}")


async def people_forms(walk: Walk) -> None:
    await walk.open("people")
    for action in ("reject", "block", "approve"):
        button = walk.page.get_by_test_id(f"person-{action}").first
        if action == "approve":
            button = walk.page.locator('[data-role="EXECUTOR"]').get_by_test_id("person-approve").first
        await button.click()
        await walk.look(f"people {action}")
        await walk.page.get_by_test_id("deed-form").get_by_role("button").last.click()
    for summary in await walk.page.get_by_test_id("person-history").locator("summary").all():
        await summary.click()
    await walk.look("people history")


async def policy_form(walk: Walk) -> None:
    await walk.open("policies")
    await walk.page.get_by_test_id("policy-edit-pothole").click()
    await walk.look("policy form")


async def account_menu(walk: Walk) -> None:
    await walk.open("city")
    await walk.page.get_by_test_id("account-menu").click()
    await walk.look("account menu")


async def table_parts(walk: Walk) -> None:
    """Chosen rows with a form for all of them, and a request beside the table."""
    await walk.open("city")
    for choice in (await walk.page.get_by_test_id("choose").all())[:3]:
        await choice.check()
    await walk.page.get_by_test_id("bulk-merge").click()
    await walk.look("table bulk", sizes=["desktop"])
    await walk.page.get_by_test_id("bulk-clear").click()
    await walk.page.get_by_test_id("list-item").first.get_by_role("link").click()
    await expect(walk.page.get_by_test_id("drawer").get_by_test_id("request-number")).to_be_visible()
    await walk.look("table drawer", sizes=["desktop"])


async def waiting_steps(walk: Walk) -> None:
    """A comment that waits for the network, in the outbox."""
    await walk.page.context.set_offline(True)
    await walk.page.get_by_test_id("action-comment").click()
    await walk.page.get_by_test_id("action-text").fill(LONG_WORD + LINK)
    await walk.page.get_by_test_id("action-form-submit").click()
    await expect(walk.page.get_by_test_id("step")).to_be_visible()
    await walk.open("outbox")
    await walk.look("outbox with a step")
    await walk.page.get_by_test_id("step-drop").click()
    await walk.page.context.set_offline(False)


async def keys_on_the_map(walk: Walk) -> None:
    """The first Tab reaches the button that reports a problem, before the marks; the skip link passes the header."""
    await walk.open("map")
    await walk.page.locator(".skip").focus()
    await walk.page.keyboard.press("Enter")
    await expect(walk.page.locator("main")).to_be_focused()
    await walk.page.keyboard.press("Tab")
    await expect(walk.page.get_by_test_id("report-button")).to_be_focused()


STEPS: dict[str, list[Steps]] = {
    "visitor": [keys_on_the_map, register_forms],
    "citizen": [report_form, account_menu],
    "executor": [waiting_steps],
    "officer": [people_forms, policy_form, table_parts],
}


async def walk_of(browser: Browser, url: str, texts: LongTexts, who: str) -> list[str]:
    """Return what is wrong with the screens of this visitor."""
    page = await (await desktop(browser, reduced_motion="reduce")).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    walk = Walk(page, url, who)
    await walk.begin(ADDRESSES.get(who))
    for where in PAGES[who]:
        await walk.open(where)
        # What stands around each screen is looked at once.
        await walk.look(where.partition("?token")[0], within=None if where == PAGES[who][0] else "main")
    for name, request_id in asdict(texts).items():
        await walk.open(f"request/{request_id}")
        await expect(page.get_by_test_id("timeline-entry").first).to_be_visible()
        await walk.look(f"request {name}")
        if name in ("fresh", "worked_on"):
            await walk.press_each("action-", "action-form", f"request {name}")
    for step in STEPS.get(who, []):
        await step(walk)
    return walk.faults


async def test_every_screen_fits_any_text_and_is_accessible(browser, served, urls):
    """No sideways scrolling, no word outside its box, no text that turns the words around it; and what axe checks."""
    texts = await write_long_texts(urls, served.home)

    found = await asyncio.gather(*(walk_of(browser, served.url, texts, who) for who in PAGES))

    faults = [fault for of_one in found for fault in of_one]
    assert not faults, "\n".join(faults)
