"""What a person sees who got a link: with script, without it, and on another site."""

import asyncio
import re

from PIL import Image
from playwright.async_api import Page, expect

from app.data.basemap_file import BasemapFolder
from app.domain.accounts.roles import Role
from tests.basemap import write_basemap
from tests.e2e.conftest import close_windows, phone, serving
from tests.e2e.page_actions import report, shot, sign_in
from tests.waiting import until

WATER = (0x80, 0xDE, 0xEA)
"""The colour of water in the light style of the street map."""

DRAWN = """() => [...document.querySelectorAll(".has-streets canvas")].some((tile) => {
  const pixels = tile.width > 0 ? tile.getContext("2d").getImageData(0, 0, tile.width, tile.height).data : [];
  for (let at = 0; at < pixels.length; at += 4) if (pixels[at] === 0x80 && pixels[at + 1] === 0xde) return true;
  return false;
})"""
"""Whether water is drawn on any tile of the street map."""


def share_of(colour, picture):
    """Return which part of a picture has about this colour, 0 to 1."""
    image = Image.open(picture).convert("RGB")
    pixels = list(image.get_flattened_data())
    return sum(max(abs(one - other) for one, other in zip(pixel, colour, strict=True)) < 8 for pixel in pixels) / len(
        pixels
    )


class OtherSite:
    """A web server of another origin on this machine, with one page."""

    body = b""

    async def __aenter__(self) -> "OtherSite":
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(self.body)}\r\nConnection: close"
        writer.write(f"{head}\r\n\r\n".encode() + self.body)
        await writer.drain()
        writer.close()


def watched(page: Page) -> list[str]:
    """Return the list that gets what the page complains of: errors of scripts, and violations of the policy."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found


async def test_a_link_is_readable_at_once_and_the_app_takes_it_over(browser, served):
    """Without script it stays as it is; with it the app opens the request, whose button gives the same link."""
    citizen = await (await phone(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    await report(citizen, served)
    number = await citizen.get_by_test_id("request-number").inner_text()
    link = f"{served.url}/r/{number}"

    plain = await (await browser.new_context(java_script_enabled=False, locale="ru-RU")).new_page()
    await plain.goto(link)
    await expect(plain.locator("h1")).to_be_visible()
    await expect(plain.get_by_text("Принято", exact=True)).to_be_visible()

    context = await phone(browser)
    await context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)
    await context.add_init_script("delete Navigator.prototype.share")
    reader = await context.new_page()
    complaints = watched(reader)
    await reader.goto(link)
    await expect(reader.get_by_test_id("request-number")).to_have_text(number)
    await expect(reader.locator(".public")).to_have_count(0)
    await reader.get_by_test_id("share").click()
    await expect(reader.get_by_test_id("share-result")).not_to_be_empty()
    assert await reader.evaluate("navigator.clipboard.readText()") == link
    assert re.fullmatch(rf"{served.url}/#/request/[0-9a-f-]{{36}}", reader.url)
    assert complaints == []


async def test_streets_are_drawn_on_our_map_and_in_the_frame_of_a_named_site(browser, urls, tmp_path):
    """From a file of our own, under the policy as it is; no other site can frame the map."""
    BasemapFolder(tmp_path).put(write_basemap(tmp_path / "almaty.pmtiles"))
    async with (
        OtherSite() as named_site,
        OtherSite() as other_site,
        serving(urls, tmp_path, EMBED_ORIGINS=named_site.url) as served,
    ):
        citizen = await (await phone(browser)).new_page()
        complaints = watched(citizen)
        await sign_in(citizen, served, Role.CITIZEN)
        await report(citizen, served)
        number = await citizen.get_by_test_id("request-number").inner_text()
        await citizen.goto(f"{served.url}/#/map")
        await expect(citizen.locator(".has-streets canvas").first).to_be_visible()
        await citizen.wait_for_function(DRAWN)

        async def shows_water():
            """What a map shows before its first answer, and fading tiles, lie over the streets for a moment."""
            await citizen.screenshot(path=tmp_path / "map.png")
            return share_of(WATER, tmp_path / "map.png") > 0.002

        await until(shows_water, "water is seen on the map")
        await shot(citizen, "streets")
        assert complaints == []

        frame = f'<iframe src="{served.url}/embed/almaty" width="600" height="400"></iframe>'.encode()
        named, other = await (await phone(browser)).new_page(), await (await phone(browser)).new_page()
        frame_complaints = watched(named)
        for page, site in ((named, named_site), (other, other_site)):
            site.body = frame
            await page.goto(site.url)
        mark = named.frame_locator("iframe").get_by_label(re.compile(number))
        await expect(mark).to_be_visible()
        assert frame_complaints == []
        await shot(named, "embed")
        async with named.context.expect_page() as opened:
            await mark.click()
        assert (await opened.value).url.startswith(f"{served.url}/r/{number}")
        assert await other.frame_locator("iframe").locator("#map").count() == 0
        await close_windows(browser)
