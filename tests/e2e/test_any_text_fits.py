"""Whatever people type and whatever the language: every screen of every role fits, on each size of window."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict

import pytest
from playwright.async_api import Browser, Page, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import PASSWORD, PEOPLE, desktop
from tests.e2e.long_texts import LINK, LONG_WORD, WAITING, LongTexts, write_long_texts
from tests.e2e.overflow import SIZES, faults_on
from tests.e2e.page_actions import shot

LANGUAGES = ("kk", "ru")
TOKEN = "a" * 43
_LAID_OUT = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
"""Ends when the page has been laid out for the new size of the window."""
ACCOUNT_PAGES = ["account", "notifications", "preferences", "mine", "map", "city", "board", "receipt"]
PAGES = {
    "visitor": [
        *("map", "report", "city", "board", "receipt", "mine", "signin", "register", "forgot", "nonsense"),
        *(f"{page}?token={TOKEN}" for page in ("reset", "verify", "change-email")),
    ],
    "citizen": [*ACCOUNT_PAGES, "report"],
    "executor": [*ACCOUNT_PAGES],
    "officer": [*ACCOUNT_PAGES, "people", "policies"],
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


class Walk:
    """Goes over screens in each size and language, and collects what does not fit."""

    def __init__(self, page: Page, url: str, name: str) -> None:
        self.page = page
        self.url = url
        self.name = name
        self.faults: list[str] = []

    async def sign_in(self, email: str) -> None:
        await self.page.goto(f"{self.url}/#/signin")
        await self.page.get_by_test_id("signin-email").fill(email)
        await self.page.get_by_test_id("signin-password").fill(PASSWORD)
        await self.page.get_by_test_id("signin-submit").click()
        await expect(self.page.get_by_test_id("nav-signin")).to_have_count(0)

    async def open(self, where: str) -> None:
        await self.page.goto(f"{self.url}/#/{where}")
        await expect(self.page.locator("main :is(h1, h2)").first).to_be_attached()
        await self.page.wait_for_load_state("networkidle")

    async def look(self, what: str) -> None:
        """Check the screen as it stands."""
        for language in LANGUAGES:
            await self.page.get_by_test_id(f"locale-{language}").click()
            await expect(self.page.locator("html")).to_have_attribute("lang", language)
            for size, (width, height) in SIZES.items():
                await self.page.set_viewport_size({"width": width, "height": height})
                await self.page.evaluate(_LAID_OUT)
                found = await faults_on(self.page)
                self.faults += [f"{what}, {size}, {language}: {fault}" for fault in found]
                if found or size in {"390", "desktop"}:
                    await shot(self.page, f"fit-{self.name}-{what}-{size}-{language}".replace("/", "-"))
        await self.page.set_viewport_size({"width": 1440, "height": 900})

    async def press_each(self, prefix: str, what: str) -> None:
        """Open one form after another by its button, and look."""
        buttons = self.page.locator(f'[data-testid^="{prefix}"]')
        for test_id in [await button.get_attribute("data-testid") for button in await buttons.all()]:
            button = self.page.get_by_test_id(test_id or "").first
            if await button.get_attribute("aria-expanded") is None and prefix == "action-":
                continue
            await button.click()
            await self.look(f"{what} {test_id}")
            await button.click()


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


STEPS: dict[str, list[Steps]] = {
    "visitor": [register_forms],
    "citizen": [report_form, account_menu],
    "officer": [people_forms, policy_form],
}


async def walk_of(browser: Browser, url: str, texts: LongTexts, who: str) -> list[str]:
    """Return what does not fit on the screens of this visitor."""
    page = await (await desktop(browser)).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    walk = Walk(page, url, who.replace(" ", "-"))
    if who in ADDRESSES:
        await walk.sign_in(ADDRESSES[who])
    for where in PAGES[who]:
        await walk.open(where)
        await walk.look(where.partition("?")[0])
    for name, request_id in asdict(texts).items():
        await walk.open(f"request/{request_id}")
        await expect(page.get_by_test_id("timeline-entry").first).to_be_visible()
        await walk.look(f"request {name}")
        await walk.press_each("action-", f"request {name}")
    for step in STEPS.get(who, []):
        await step(walk)
    return walk.faults


@pytest.mark.parametrize("who", PAGES)
async def test_any_text_fits_on_every_screen(browser, served, urls, who):
    """No sideways scrolling, no word outside its box, and no text that turns the words around it."""
    texts = await write_long_texts(urls, served.home)

    assert await walk_of(browser, served.url, texts, who) == []
