"""Goes over the screens of one visitor, and collects what does not fit and what is not accessible."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, cast

from playwright.async_api import Page, expect

from tests.e2e.conftest import PASSWORD
from tests.e2e.overflow import LAID_OUT, SIZES, faults_on
from tests.e2e.page_actions import shot

_AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_WIDE = {"width": 1440, "height": 900}
_READY = """() => document.querySelector("main :is(h1, h2)") !== null &&
  document.querySelector("main [aria-busy=true]") === null"""
_RUN_AXE = """async (within) => {
  const { violations } = await axe.run(within ?? document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    preload: false,
    iframes: false,
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(" ")}: ` +
      failureSummary.split("\\n").slice(1, 3).join(" ").trim()));
}"""
LOOKS = (
    ("kk", "light", "desktop", ("half a phone", "320", "360", "390", "half a desktop", "desktop")),
    ("ru", "dark", "390", ("half a phone", "390")),
)
"""A language, the scheme and the size in which the rules of accessibility are checked, and all sizes that must fit."""


class Walk:
    """One signed-in page, or one of a visitor; `faults` says what it has found."""

    def __init__(self, page: Page, url: str, name: str) -> None:
        self.page = page
        self.url = url
        self.name = name
        self.faults: list[str] = []

    async def begin(self, email: str | None) -> None:
        """Open the page, and sign in."""
        await self.page.goto(f"{self.url}/#/signin")
        if email is not None:
            await self.page.get_by_test_id("signin-email").fill(email)
            await self.page.get_by_test_id("signin-password").fill(PASSWORD)
            await self.page.get_by_test_id("signin-submit").click()
            await expect(self.page.get_by_test_id("nav-signin")).to_have_count(0)
        await self.page.evaluate(_AXE.read_text())

    async def open(self, where: str) -> None:
        """Go to a screen, and wait until it has what it loads."""
        await self.page.evaluate("(where) => { location.hash = `#/${where}`; }", where)
        await self.page.wait_for_function(_READY)
        await self.page.evaluate(LAID_OUT)

    async def look(self, what: str, within: str | None = "main", sizes: Collection[str] = SIZES) -> None:
        """Check the screen as it stands, in each language, size and scheme; axe looks only ``within`` the selector."""
        for language, scheme, accessible, all_sizes in LOOKS:
            await self.page.get_by_test_id(f"locale-{language}").click()
            await expect(self.page.locator("html")).to_have_attribute("lang", language)
            for size in [one for one in all_sizes if one in sizes]:
                width, height = SIZES[size]
                await self.page.set_viewport_size({"width": width, "height": height})
                await self.page.evaluate(LAID_OUT)
                found = await faults_on(self.page)
                if size == accessible:
                    await self.page.emulate_media(color_scheme=cast(Any, scheme))
                    found += await self.page.evaluate(_RUN_AXE, within)
                    await self._shoot(what, f"{size}-{language}-{scheme}")
                    await self.page.emulate_media(color_scheme="light")
                elif found:
                    await self._shoot(what, f"{size}-{language}")
                self.faults += [f"{self.name}, {what}, {size}, {language}: {fault}" for fault in found]
            await self.page.set_viewport_size(cast(Any, _WIDE))

    async def press_each(self, prefix: str, form: str, what: str) -> None:
        """Open one form after another by its button, and look."""
        buttons = self.page.locator(f'[data-testid^="{prefix}"]')
        for test_id in [await button.get_attribute("data-testid") for button in await buttons.all()]:
            button = self.page.get_by_test_id(test_id or "").first
            if await button.get_attribute("aria-expanded") is None and prefix == "action-":
                continue
            await button.click()
            sizes = ["half a phone", "320", "390", "desktop"]
            await self.look(f"{what} {test_id}", within=f'[data-testid="{form}"]', sizes=sizes)
            if await button.count() > 0:
                await button.click()
            else:
                await self.page.get_by_test_id("action-form-cancel").click()

    async def _shoot(self, what: str, how: str) -> None:
        await shot(self.page, f"{self.name}-{what}-{how}".replace("/", "-").replace(" ", "-"))
