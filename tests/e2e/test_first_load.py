"""What the first visit to the map takes on the wire, in a browser."""

import asyncio
from dataclasses import dataclass, field

import pytest
from playwright.async_api import CDPSession, Page, expect

from tests.e2e.conftest import phone
from tests.e2e.many_requests import submit_at
from tests.e2e.test_wall import SHIFT
from tests.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000
MOST_REQUESTS = 20


@dataclass
class Wire:
    """The answers that a page got, by the id of their request."""

    paths: dict[str, str] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    async def watch(self, session: CDPSession) -> None:
        await session.send("Network.enable")
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)

    def named(self, ending: str) -> list[dict[str, str]]:
        """Return the headers of the answers whose path ends like this."""
        return [self.headers[key] for key, path in self.paths.items() if path.endswith(ending)]

    def _answered(self, event):
        response = event["response"]
        self.paths[event["requestId"]] = response["url"].split("?")[0]
        self.headers[event["requestId"]] = {name.lower(): value for name, value in response["headers"].items()}

    def _finished(self, event):
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])


@pytest.fixture
async def visited(browser, urls, served):
    """A page that has opened the map of a city with requests for the first time, and what it took."""
    await submit_at(urls, [(43.238 + number / 500, 76.889 + number / 400) for number in range(12)])
    context = await phone(browser)
    page, wire = await context.new_page(), Wire()
    await wire.watch(await context.new_cdp_session(page))
    await page.goto(f"{served.url}/")
    await expect(page.locator(".pin, .cluster").first).to_be_visible()
    await expect(page.get_by_test_id("report-button")).to_be_visible()
    return page, wire


async def test_our_styles_of_the_map_replace_those_of_leaflet(visited):
    """They come after Leaflet's whatever file they are in: else the ground is grey and counts leave their circles."""
    page, _ = visited

    grounds = await page.evaluate(
        """() => {
            const shown = document.querySelector(".leaflet-container");
            const paper = document.createElement("i");
            paper.style.background = "var(--map-paper)";
            document.body.append(paper);
            return [shown, paper].map((one) => getComputedStyle(one).backgroundColor);
        }"""
    )

    assert grounds[0] == grounds[1]
    for cluster in await page.locator(".cluster").all():
        await expect(cluster).to_have_css("display", "grid")


async def test_first_load_keeps_to_its_budget(visited):
    """In bytes and requests, which a busy machine does not change; `tests.bench --first-load` has the seconds."""
    page, wire = visited
    usable = dict(wire.sizes)

    assert sum(usable.values()) <= MOST_BYTES, sorted((size, wire.paths.get(key)) for key, size in usable.items())
    assert len(wire.paths) <= MOST_REQUESTS, sorted(wire.paths.values())
    await _no_violation(page)


async def test_files_of_the_page_arrive_compressed(visited):
    """Scripts and styles by brotli and for ever, the page and public answers by gzip; only one language comes."""
    _, wire = visited
    scripts, styles = wire.named(".js"), wire.named(".css")
    (page,) = [headers for key, headers in wire.headers.items() if wire.paths[key].endswith("/")]
    languages = [path for path in wire.paths.values() if any(f"/{name}-" in path for name in ("kk", "ru", "en"))]

    assert len(scripts) >= 4
    assert styles
    for headers in scripts + styles:
        assert headers["content-encoding"] == "br", headers
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (page["content-encoding"], page["cache-control"]) == ("gzip", "no-cache")
    assert "gzip" in [headers.get("content-encoding") for headers in wire.named("/graphql")]
    assert [path.rsplit("/", 1)[-1][:3] for path in languages] == ["ru-"]


async def test_slow_network_fetches_the_form_and_no_other_screen(browser, served):
    """A phone that saves data pays for what is opened; the form of a report is there before it is asked for."""
    context = await phone(browser)
    await context.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page, asked = await context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    async with page.expect_event("requestfinished", lambda request: "/ReportPanel-" in request.url):
        await page.goto(f"{served.url}/")
    await expect(page.get_by_test_id("report-button")).to_be_visible()
    await context.set_offline(True)

    await page.get_by_test_id("report-button").click()

    await expect(page.get_by_test_id("form-submit")).to_be_visible()
    assert not [url for url in asked if "/CityScreen-" in url or "/RequestScreen-" in url]


async def test_request_fetches_its_map_when_the_reader_comes_near_it(browser, urls, served):
    """What stands above it is read without Leaflet, and nothing moves when the map comes."""
    (request_id,) = await submit_at(urls, [(43.238, 76.889)])
    context = await phone(browser)
    page, asked = await context.new_page(), []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    await page.goto(f"{served.url}/#/request/{request_id}")
    await expect(page.get_by_test_id("request-status")).to_be_visible()
    await expect(page.get_by_test_id("timeline-entry").first).to_be_attached()
    await expect(page.get_by_test_id("skeleton")).to_have_count(0)
    assert not [name for name in asked if name.startswith(("map-", "PlaceMap-"))]
    box = page.get_by_test_id("place-box")
    height = await box.evaluate("(box) => box.offsetHeight")

    await box.scroll_into_view_if_needed()

    await expect(box.locator(".pin")).to_be_visible()
    assert await box.evaluate("(box) => box.offsetHeight") == height
    assert await page.evaluate(SHIFT) == []


async def test_page_can_be_installed(browser, served):
    """Chromium reads the manifest and finds nothing wrong with it; each icon is there in its size."""
    context = await phone(browser)
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await page.goto(f"{served.url}/")
    async with asyncio.timeout(PATIENCE_SECONDS):
        manifest = await session.send("Page.getAppManifest")

    assert manifest["errors"] == []
    assert manifest["url"] == f"{served.url}/manifest.webmanifest"
    sizes = await page.evaluate(
        """async () => {
            const { icons } = await (await fetch("/manifest.webmanifest")).json();
            return Promise.all(icons.filter(({ type }) => type === "image/png").map(async ({ src, sizes }) => {
                const image = await createImageBitmap(await (await fetch(src)).blob());
                return [sizes, `${image.width}x${image.height}`];
            }));
        }"""
    )
    assert len(sizes) == 3
    assert all(said == real for said, real in sizes)


async def _no_violation(page: Page) -> None:
    """Nothing inline has come into the page: its policy is as strict as before."""
    html = await page.evaluate("async () => (await fetch('/')).text()")
    assert "<style" not in html
    assert " style=" not in html
    assert all("src=" in tag for tag in html.split("<script")[1:])
