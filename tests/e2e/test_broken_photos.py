"""Photos that cannot be loaded leave a quiet place of the same size, and load again by a press."""

import pytest
from playwright.async_api import expect

from app.domain.accounts.roles import Role
from tests.e2e.conftest import phone
from tests.e2e.many_requests import repaired
from tests.e2e.page_actions import is_loaded, shot, sign_in
from tests.e2e.street_photos import street_photo

pytestmark = pytest.mark.browser

PHOTOS = "**/photos/**"


async def test_a_photo_that_cannot_load_keeps_its_place_and_is_tried_again(browser, urls, served):
    """In the question for the author's answer, in the gallery, in its comparison of before and after, and alone."""
    request_id, _ = await repaired(urls)
    context = await phone(browser)
    page = await context.new_page()
    broken, retry = page.get_by_test_id("photo-broken"), page.get_by_test_id("photo-retry")
    image = page.get_by_test_id("photo-image")
    is_lost = True

    async def answer(route):
        await (route.abort() if is_lost else route.fulfill(body=street_photo(1), content_type="image/jpeg"))

    await context.route(PHOTOS, answer)
    await sign_in(page, served, Role.CITIZEN)

    await page.goto(f"{served.url}/#/mine")
    asked = page.get_by_test_id("verdict-asked")
    await expect(asked.get_by_test_id("photo-broken")).to_have_count(2)
    before = await asked.bounding_box()
    await shot(page, "broken-verdict")
    is_lost = False
    await asked.get_by_test_id("photo-retry").first.click()
    await asked.get_by_test_id("photo-retry").click()
    for number in range(2):
        await is_loaded(asked.get_by_test_id("photo-image").nth(number))
    assert await asked.bounding_box() == before

    is_lost = True
    await page.goto(f"{served.url}/#/request/{request_id}")
    await page.reload()
    slider, opened = page.get_by_test_id("photo-slider"), page.get_by_test_id("photo-open").first
    await expect(slider.get_by_test_id("photo-broken")).to_have_count(2)
    await slider.scroll_into_view_if_needed()
    await shot(page, "broken-slider")
    await opened.scroll_into_view_if_needed()
    await expect(opened.get_by_test_id("photo-broken")).to_be_visible()
    await shot(page, "broken-gallery")
    is_lost = False
    await slider.get_by_test_id("photo-retry").click()
    for number in range(2):
        await is_loaded(slider.get_by_test_id("photo-image").nth(number))
    while await broken.count():
        await broken.first.click()
    await is_loaded(opened.get_by_test_id("photo-image"))
    await expect(retry).to_have_count(0)
    assert await image.count() >= 4
