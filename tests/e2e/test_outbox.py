"""What is sent without a network arrives once, in its order, although the browser was closed in between."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Position, expect

from app.commands.requests import assignment, work
from app.commands.staff.accounts import put_account
from app.domain.accounts.roles import Locale, Role
from app.models.log.event import EventRow
from app.settings import Settings
from tests.conftest import TestServices
from tests.e2e.conftest import PASSWORD, PEOPLE, Served
from tests.e2e.many_requests import submit_at
from tests.e2e.page_actions import choose_photos, fill_report, shot, sign_in
from tests.e2e.street_photos import street_photo
from tests.e2e.test_offline import controlled
from tests.tcp_proxy import TcpProxy, tcp_proxy

pytestmark = pytest.mark.browser

PLACES = [(43.2401, 76.9101), (43.2411, 76.9151), (43.2421, 76.9201)]
THREE_WAIT = "3 заявки ждут сети"
SPOTS: list[Position] = [{"x": 180, "y": 260}, {"x": 90, "y": 180}, {"x": 300, "y": 200}]


@pytest.fixture
async def network(served) -> AsyncIterator[TcpProxy]:
    """The way to the server, for the page and for its worker: a browser's offline mode is the page's alone."""
    async with tcp_proxy(TcpProxy(urlsplit(served.url).port or 0)) as proxy:
        yield proxy


Start = Callable[[str], AbstractAsyncContextManager[BrowserContext]]


@pytest.fixture
def start(chromium: Browser, chromium_path: str | None, tmp_path: Path) -> Start:
    """Starts the browser of a phone by its name; the phone keeps the storage when the browser is closed."""

    @asynccontextmanager
    async def browser_of(name: str) -> AsyncIterator[BrowserContext]:
        context = await chromium.browser_type.launch_persistent_context(
            tmp_path / name,
            executable_path=chromium_path,
            args=["--no-sandbox", "--disable-gpu"],
            viewport={"width": 390, "height": 844},
            locale="ru-RU",
        )
        try:
            yield context
        finally:
            await context.close()

    return browser_of


async def state_of(page: Page, action: str, state: str) -> None:
    """Wait until the step of this action has this state."""
    await expect(page.locator(f'[data-testid="step"][data-action="{action}"]')).to_have_attribute("data-state", state)


async def others_are_faster(urls: TestServices, claimed: str, held: str) -> None:
    """Қайрат claims one request, and the Akimat gives him another that the executor has begun."""
    async with urls.application(Settings(), lead=False) as application:
        context = application.command_context
        given: dict[str, Any] = {"password": PASSWORD, "city_id": "almaty", "locale": Locale.KK}
        kairat = await put_account(context, name="Қайрат", email="kairat@example.kz", role=Role.EXECUTOR, **given)
        officer = await put_account(context, name="Test AKIMAT", email=PEOPLE[Role.AKIMAT], role=Role.AKIMAT, **given)
        await work.claim(context, kairat, UUID(claimed))
        await assignment.assign(context, officer, UUID(held), kairat.account_id)


async def events_of(urls: TestServices, request_id: str) -> list[str]:
    """Return the kinds of the events of a request, in their order."""
    async with urls.application(Settings(), lead=False):
        rows = await EventRow.filter(request_id=UUID(request_id)).order_by("version")
        return [row.kind.value for row in rows]


async def act(page: Page, action: str, *photos: bytes) -> None:
    """Take a step on the open request, which waits for the network."""
    await page.get_by_test_id(f"action-{action}").click()
    if photos:
        await choose_photos(page, *photos)
        await page.get_by_test_id("action-form-submit").click()
    await state_of(page, action.upper(), "waiting")


async def begin_repair(page: Page, served: Served, ids: list[str]) -> None:
    """Open the requests while there is a network, and begin the work on the last one."""
    await sign_in(page, served, Role.EXECUTOR)
    for request_id in ids:
        await page.goto(f"{served.url}/#/request/{request_id}")
        await expect(page.get_by_test_id("action-claim")).to_be_visible()
    await page.get_by_test_id("action-claim").click()
    await page.get_by_test_id("action-start").click()
    await choose_photos(page, street_photo(91))
    await page.get_by_test_id("action-form-submit").click()
    await expect(page.get_by_test_id("action-hold")).to_be_visible()
    await controlled(page)


async def take_steps(page: Page, served: Served, own: str, claimed: str) -> None:
    """Hold the open request, repair another one from its claim to its end, and claim a third."""
    await page.get_by_test_id("action-hold").click()
    await page.get_by_test_id("action-reason").select_option("WEATHER")
    await page.get_by_test_id("action-note").fill("Жду сухой погоды")
    await page.get_by_test_id("action-form-submit").click()
    await state_of(page, "HOLD", "waiting")
    await page.goto(f"{served.url}/#/request/{own}")
    await act(page, "claim")
    await act(page, "start", street_photo(92))
    await act(page, "complete", street_photo(93, mended=True))
    await page.goto(f"{served.url}/#/request/{claimed}")
    await act(page, "claim")
    await expect(page.get_by_test_id("waiting-count")).to_have_text(THREE_WAIT)
    await shot(page, "o4-steps-wait")


async def send_reports(page: Page, served: Served) -> None:
    """Send three reports with photos, which wait."""
    for number, spot in enumerate(SPOTS, 1):
        await fill_report(page, served, street_photo(93 + number), spot=spot)
        await page.get_by_test_id("form-submit").click()
        await expect(page.get_by_test_id("delivery")).to_have_attribute("data-state", "waiting")
        await page.get_by_test_id("form-close").click()
    await expect(page.get_by_test_id("waiting-count")).to_have_text(THREE_WAIT)


async def test_what_was_done_offline_arrives_once_though_the_browsers_were_closed(start, served, network, urls):
    """Three reports and a whole repair arrive; two steps that others made impossible are explained and kept."""
    own, claimed, held = await submit_at(urls, PLACES)
    served = Served(network.endpoint, served.home)
    async with start("executor") as executor, start("citizen") as citizen:
        working, reporting = executor.pages[0], citizen.pages[0]
        await begin_repair(working, served, [own, claimed, held])
        await sign_in(reporting, served, Role.CITIZEN)
        await controlled(reporting)
        await network.refuse_connections()
        await others_are_faster(urls, claimed, held)
        await take_steps(working, served, own, claimed)
        await send_reports(reporting, served)

    async with start("executor") as executor, start("citizen") as citizen:
        working, reporting = executor.pages[0], citizen.pages[0]
        await working.goto(f"{served.url}/#/outbox")
        await expect(working.get_by_test_id("waiting-count")).to_have_text(THREE_WAIT)
        await expect(working.get_by_test_id("step")).to_have_count(5)
        await shot(working, "o5-reopened")
        await reporting.goto(f"{served.url}/#/mine")
        await expect(reporting.get_by_test_id("outbox-report")).to_have_count(3)
        network.accept_connections()

        await expect(working.get_by_test_id("waiting-refused")).to_have_text("2 заявки не приняты: посмотрите")
        await expect(working.get_by_test_id("step")).to_have_count(2)
        for action in ("HOLD", "CLAIM"):
            await state_of(working, action, "refused")
        await expect(working.get_by_test_id("step-reason")).to_have_text(
            ["Тем временем заявку взял другой исполнитель: Қайрат."] * 2
        )
        await expect(working.get_by_text("Жду сухой погоды")).to_be_visible()
        await shot(working, "o6-conflicts")
        await expect(reporting.get_by_test_id("outbox-arrived")).to_have_count(3)
        await expect(reporting.get_by_test_id("waiting")).to_have_count(0)
        await expect(reporting.get_by_test_id("list-item")).to_have_count(3)
        await expect(reporting.get_by_test_id("card-photo")).to_have_count(3)

    assert await events_of(urls, own) == ["SUBMITTED", "CLAIMED", "WORK_STARTED", "WORK_COMPLETED"]
    assert await events_of(urls, claimed) == ["SUBMITTED", "CLAIMED"]
    assert await events_of(urls, held) == ["SUBMITTED", "CLAIMED", "WORK_STARTED", "ASSIGNED"]
