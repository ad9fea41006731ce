"""The page without a network: its shell, its updates, what it shows and what it keeps until the network is back."""

import shutil
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from app.domain.accounts.roles import Role
from app.settings import PAGE
from tests.e2e.conftest import desktop, phone, serving
from tests.e2e.page_actions import fill_report, report, shot, sign_in

pytestmark = pytest.mark.browser

IS_CONTROLLED = "() => navigator.serviceWorker.controller !== null"


async def controlled(page: Page) -> None:
    """Wait until the worker has stored the page and answers for it."""
    await page.wait_for_function(IS_CONTROLLED)


async def test_the_shell_opens_without_a_network(browser, served):
    """A reload and a new tab show the page with its texts, and say that there is no network."""
    context = await phone(browser)
    page = await context.new_page()
    await page.goto(f"{served.url}/#/map")
    await controlled(page)
    await context.set_offline(True)

    await page.reload()
    await expect(page.get_by_test_id("map")).to_be_visible()
    other = await context.new_page()
    await other.goto(f"{served.url}/#/signin")

    await expect(other.get_by_test_id("signin-submit")).to_be_visible()
    await expect(other.get_by_test_id("connection").locator("p")).to_be_visible()
    await shot(other, "o1-shell")


async def test_an_update_asks_before_it_reloads(browser, urls, tmp_path):
    """The tab that agrees gets the new version; another one, with a form in use, is left as it is."""
    folder = tmp_path / "page"
    shutil.copytree(PAGE, folder)
    async with serving(urls, tmp_path / "home", page=folder) as served:
        context = await desktop(browser)
        agreeing, typing = await context.new_page(), await context.new_page()
        await agreeing.goto(f"{served.url}/#/map")
        await controlled(agreeing)
        await fill_report(typing, served)
        await controlled(typing)
        for tab in (agreeing, typing):
            await tab.evaluate("() => (window.isSame = true)")
        new_version(folder)

        await agreeing.evaluate("() => navigator.serviceWorker.getRegistration().then((one) => one.update())")
        for tab in (agreeing, typing):
            await expect(tab.get_by_test_id("update")).to_be_visible()
            assert await tab.evaluate("() => window.isSame")
        await shot(agreeing, "o2-update")
        await agreeing.get_by_test_id("update-accept").click()

        await agreeing.wait_for_function("() => window.isSame === undefined")
        await expect(agreeing.get_by_test_id("map")).to_be_visible()
        await expect(agreeing.get_by_test_id("update")).to_have_count(0)
        assert await typing.evaluate("() => window.isSame")
        await expect(typing.get_by_test_id("form-description")).to_have_value("Глубокая яма на правой полосе")
        await expect(typing.get_by_test_id("update")).to_be_visible()


def new_version(folder: Path) -> None:
    """Let the server have a page whose worker lists another version."""
    worker = folder / "sw.js"
    code = worker.read_text()
    start = code.index("version:`") + len("version:`")
    worker.write_text(code[:start] + "0" * 12 + code[start + 12 :])
    # The server prefers the compressed variants, which still have the old version.
    for variant in folder.glob("sw.js.*"):
        variant.unlink()


ANSWERS = """() => new Promise((resolve) => {
  const opening = indexedDB.open("qala");
  opening.onsuccess = () => {
    const found = opening.result.transaction("answers").objectStore("answers").getAll();
    found.onsuccess = () => resolve(found.result.map(({ owner }) => owner));
  };
})"""
"""Whose answers the device keeps."""


async def paths_in_the_worker(page: Page) -> list[str]:
    """Return what the stores of the worker hold."""
    paths: list[str] = await page.evaluate(
        """async () => {
          const names = await caches.keys();
          const stores = await Promise.all(names.map((name) => caches.open(name)));
          const requests = await Promise.all(stores.map((store) => store.keys()));
          return requests.flat().map(({ url }) => new URL(url).pathname);
        }"""
    )
    return paths


async def test_what_was_seen_is_shown_without_a_network_and_goes_at_sign_out(browser, served):
    """A list and a request are read offline after a reload, with their time; the next reader of the device has none.

    The worker, which does not know the account of an answer, has stored files of the page only.
    """
    context = await phone(browser)
    page = await context.new_page()
    await sign_in(page, served, Role.CITIZEN)
    request_id = await report(page, served)
    await page.goto(f"{served.url}/#/mine")
    await expect(page.get_by_test_id("list-item")).to_have_count(1)
    await controlled(page)
    stored = await paths_in_the_worker(page)
    assert stored
    assert all(path in {"/", "/icon.svg"} or path.startswith("/assets/") for path in stored), stored
    await context.set_offline(True)

    await page.reload()
    await expect(page.get_by_test_id("list-item")).to_have_count(1)
    await expect(page.get_by_test_id("kept-note")).to_be_visible()
    await page.goto(f"{served.url}/#/request/{request_id}")
    await expect(page.get_by_test_id("request-description")).to_have_text("Глубокая яма на правой полосе")
    await shot(page, "o3-kept")

    await context.set_offline(False)
    await expect(page.get_by_test_id("kept-note")).to_have_count(0)
    await page.get_by_test_id("account-menu").click()
    await page.get_by_test_id("signout").click()
    await expect(page.get_by_test_id("nav-signin").first).to_be_visible()
    await page.wait_for_function(f"async () => (await ({ANSWERS})()).every((owner) => owner === null)")
    await context.set_offline(True)
    # What a visitor may see of the request may be kept for visitors; the account's own list is not there.
    await page.goto(f"{served.url}/#/mine")
    await page.reload()
    await expect(page.get_by_test_id("nav-signin").first).to_be_visible()
    await expect(page.get_by_test_id("list-item")).to_have_count(0)
    await expect(page.get_by_test_id("points")).to_have_count(0)
