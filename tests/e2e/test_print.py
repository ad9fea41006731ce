"""Paper shows the whole of a request, and the list with its filters."""

from playwright.async_api import Page, expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import desktop
from tests.e2e.long_texts import write_long_texts
from tests.e2e.page_actions import sign_in

LOADED = "images => images.length > 0 && images.every(image => image.complete && image.naturalWidth > 0)"
FOLDED = "main => main.querySelectorAll('details:not([open])').length"
PRESSABLE = """() => [...document.querySelectorAll("button:not(.open), nav, .shell > header, form, .button")]
  .filter((element) => element.checkVisibility()).map((element) => element.textContent)"""


async def on_paper(page: Page) -> None:
    """Show the page as a printer gets it."""
    await page.emulate_media(media="print")
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")


async def test_a_printed_request_has_its_timeline_and_photos(browser, served, urls):
    """In black on white, with the address of its page; nothing is folded and nothing can be pressed."""
    texts = await write_long_texts(urls, served.home)
    page = await (await desktop(browser)).new_page()
    await sign_in(page, served, Role.AKIMAT)
    await page.goto(f"{served.url}/#/request/{texts.worked_on}")
    await expect(page.get_by_test_id("timeline-entry").first).to_be_visible()
    shown = await page.get_by_test_id("timeline-entry").count()
    await on_paper(page)

    for entry in await page.get_by_test_id("timeline-entry").all():
        await expect(entry).to_be_visible()
    assert shown >= 8
    await expect(page.get_by_test_id("print-footer")).to_contain_text(f"{served.url}/#/request/{texts.worked_on}")
    photos = page.get_by_test_id("photo").get_by_test_id("photo-image")
    for photo in await photos.all():
        await expect(photo).to_be_visible()
    await expect(photos).to_have_count(3)
    await expect(page.get_by_test_id("photo-slider")).to_be_hidden()
    await page.wait_for_function(f"({LOADED})([...document.querySelectorAll('[data-testid=photo-image]')])")
    assert await page.locator("main").evaluate(FOLDED) == 0
    assert await page.evaluate(PRESSABLE) == []
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    # The page scrolls within its window; on paper it is as long as it is.
    assert await page.locator("main").evaluate("main => main.scrollHeight <= main.clientHeight")

    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    await page.emulate_media(media="screen")
    await expect(page.get_by_test_id("print-footer")).to_be_hidden()
    assert await page.locator("main").evaluate(FOLDED) > 0


async def test_a_printed_list_names_its_filters(browser, served, urls):
    """All cards that are loaded, what they were filtered by, and how many there are."""
    await write_long_texts(urls, served.home)
    page = await (await desktop(browser)).new_page()
    await page.goto(f"{served.url}/#/city?show=open&category=pothole&lang=ru")
    await expect(page.get_by_test_id("list-item")).to_have_count(2)
    await on_paper(page)

    await expect(page.get_by_test_id("print-filters")).to_have_text(
        "Алматы · Не выполненные · Яма на дороге · Сначала новые"
    )
    await expect(page.get_by_test_id("print-shown")).to_have_text("На листе: 2")
    await expect(page.get_by_test_id("found")).to_be_visible()
    await expect(page.get_by_test_id("counter-total")).to_be_visible()
    await expect(page.get_by_test_id("list-item").last).to_be_visible()
    await expect(page.get_by_test_id("print-footer")).to_contain_text("show=open")
    assert await page.evaluate(PRESSABLE) == []
