"""Where a network breaks WebSockets, everything arrives all the same, and no page says anything about it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.async_api import ConsoleMessage, Page, Request, expect

from app.domain.accounts.roles import Role
from tests.e2e.blocking_proxy import BlockingProxy
from tests.e2e.conftest import PASSWORD, Served, desktop, phone
from tests.e2e.page_actions import complete, report, sign_in, status
from tests.e2e.street_photos import street_photo
from tests.tcp_proxy import tcp_proxy

pytestmark = pytest.mark.browser
# What the browser itself says of sockets and streams that the network broke; a page cannot keep it from that.
EXPECTED = (
    "WebSocket connection to",
    "WebSocket is closed before the connection is established",
    "Failed to load resource: net::ERR_INCOMPLETE_CHUNKED_ENCODING",
)


@pytest.fixture
async def blocking_proxy(served: Served) -> AsyncIterator[BlockingProxy]:
    """A network without WebSockets before the server."""
    async with tcp_proxy(BlockingProxy(int(served.url.rpartition(":")[2]))) as network:
        yield network


@pytest.fixture
def behind_proxy(served: Served, blocking_proxy: BlockingProxy) -> Served:
    """The server as it is seen from there."""
    return replace(served, url=blocking_proxy.endpoint)


@contextmanager
def no_complaints(*pages: Page) -> Iterator[None]:
    """Insist that the pages complain about nothing but the network."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            complaints.append(message.text)

    for page in pages:
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
    yield
    assert complaints == []


class Streams:
    """The streams that a page holds."""

    def __init__(self, page: Page) -> None:
        self.open: set[Request] = set()
        self.most = 0
        page.on("request", self._begun)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)

    def _begun(self, request: Request) -> None:
        if request.url.endswith("/graphql/stream"):
            self.open.add(request)
            self.most = max(self.most, len(self.open))

    def _ended(self, request: Request) -> None:
        self.open.discard(request)


async def live(page: Page) -> None:
    """Wait until the page says that it is live."""
    await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "live")


async def test_one_window_sees_what_another_does_and_a_cut_loses_nothing(browser, behind_proxy, blocking_proxy):
    """By one stream a window, however much it watches; no page is reloaded, no step is lost or doubled."""
    citizen = await (await phone(browser)).new_page()
    executor = await (await desktop(browser)).new_page()
    streams = [Streams(citizen), Streams(executor)]
    with no_complaints(citizen, executor):
        await sign_in(citizen, behind_proxy, Role.CITIZEN)
        await sign_in(executor, behind_proxy, Role.EXECUTOR)
        await executor.goto(f"{behind_proxy.url}/#/mine")
        await live(executor)
        request_id = await report(citizen, behind_proxy, street_photo(1))
        await citizen.evaluate("window.untouched = true")
        await status(citizen, "ACCEPTED")
        await live(citizen)
        await executor.locator(f'[data-testid=list-item][data-request-id="{request_id}"]').first.click()
        await executor.get_by_test_id("action-claim").click()
        await executor.get_by_test_id("action-start").click()
        await status(citizen, "IN_PROGRESS")

        await blocking_proxy.cut()
        await complete(executor, street_photo(2, mended=True))

        await status(executor, "DONE")
        await status(citizen, "DONE")
        await expect(citizen.get_by_test_id("timeline-entry")).to_have_count(4)
        assert await citizen.evaluate("window.untouched") is True
        assert blocking_proxy.broken >= 6
        # While one is let go for the next, the browser may still count both.
        assert [1 <= page.most <= 2 for page in streams] == [True, True]


async def test_a_session_that_ends_is_noticed_at_once(browser, behind_proxy, served):
    """As by the close code of a socket; after signing in there the page goes on where it stood."""
    here = await (await desktop(browser)).new_page()
    there = await (await phone(browser)).new_page()
    await sign_in(there, behind_proxy, Role.CITIZEN)
    await live(there)
    await sign_in(here, served, Role.CITIZEN)
    with no_complaints(there):
        await here.goto(f"{served.url}/#/account")
        await here.get_by_test_id("session-end").click()

        await expect(there.get_by_test_id("session-ended")).to_be_visible()
        await there.get_by_test_id("session-password").fill(PASSWORD)
        await there.get_by_test_id("session-signin").click()
        await expect(there.get_by_test_id("session-ended")).to_have_count(0)
        await live(there)


async def test_a_page_goes_back_to_its_socket_when_the_network_has_changed(
    browser, behind_proxy, blocking_proxy, served
):
    """The browser says that it is on line again: a socket is tried, takes over, and the stream is let go."""
    citizen = await (await phone(browser)).new_page()
    executor = await (await desktop(browser)).new_page()
    streams = Streams(citizen)
    with no_complaints(citizen):
        await sign_in(citizen, behind_proxy, Role.CITIZEN)
        request_id = await report(citizen, behind_proxy, street_photo(1))
        await live(citizen)
        assert len(streams.open) == 1

        blocking_proxy.breaks_sockets = False
        async with citizen.expect_websocket():
            await citizen.evaluate("dispatchEvent(new Event('online'))")
        await sign_in(executor, served, Role.EXECUTOR)
        await executor.goto(f"{served.url}/#/request/{request_id}")
        await executor.get_by_test_id("action-claim").click()
        await executor.get_by_test_id("action-start").click()

        await status(citizen, "IN_PROGRESS")
        await live(citizen)
        assert streams.open == set()
