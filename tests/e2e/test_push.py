"""Push messages in a browser: Chromium hands them to the worker of the page, as its push service does."""

import json

import pytest
from playwright.async_api import BrowserContext, Page, expect

from app.domain.accounts.roles import Role
from app.models.accounts.account import Account
from app.models.notifications.notification import NotificationRow
from app.settings import Settings
from tests.conftest import TestServices
from tests.e2e.conftest import PEOPLE, Served, desktop, phone
from tests.e2e.page_actions import report, sign_in
from tests.e2e.street_photos import street_photo
from tests.waiting import until

pytestmark = pytest.mark.browser

SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({ title, body, tag, lang }) => ({ title, body, tag, lang }));
}"""
PRESS = """async () => {
  const [notification] = await registration.getNotifications();
  const press = new NotificationEvent("notificationclick", { notification });
  const ended = new Promise((done) => {
    press.waitUntil = (work) => work.then(() => done("focused"), ({ name }) => done(name));
  });
  dispatchEvent(press);
  return ended;
}"""
"""Presses the notice in the worker. A press that a script makes may not put a window in front of others."""


class PushedBrowser:
    """A browser whose page takes push messages; `deliver` stands for the push service."""

    def __init__(self, context: BrowserContext, page: Page, served: Served) -> None:
        self.context = context
        self.page = page
        self.origin = served.url
        self._ids: list[str] = []

    async def open(self) -> None:
        """Allow notices, and wait for the worker."""
        await self.context.grant_permissions(["notifications"], origin=self.origin)
        self._session = await self.context.new_cdp_session(self.page)
        self._session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda update: self._ids.extend(one["registrationId"] for one in update["registrations"]),
        )
        await self._session.send("ServiceWorker.enable")
        await self.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
        await until(lambda: self._ids, "the browser says which registration it is")

    async def deliver(self, **message: str | None) -> None:
        """Hand the worker a message with these fields."""
        data = json.dumps(message)
        await self._session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self.origin, "registrationId": self._ids[-1], "data": data},
        )


async def notice_of(urls: TestServices, role: Role) -> str:
    """Return the id of the only notice of this person."""
    async with urls.application(Settings(), lead=False):
        account = await Account.get(email=PEOPLE[role])
        return str((await NotificationRow.get(account_id=account.id)).position)


async def test_a_pushed_notice_is_shown_and_opens_its_request(browser, served, urls):
    """A later notice of a request takes the place of the one before; a press opens the request, and marks it read."""
    context = await phone(browser)
    citizen, executor = await context.new_page(), await (await desktop(browser)).new_page()
    await sign_in(citizen, served, Role.CITIZEN)
    request_id = await report(citizen, served, street_photo(1))
    await sign_in(executor, served, Role.EXECUTOR)
    await executor.goto(f"{served.url}/#/request/{request_id}")
    await executor.get_by_test_id("action-claim").click()
    await expect(citizen.get_by_test_id("unread-count").first).to_have_text("1")
    await citizen.goto(f"{served.url}/#/city")
    pushed = PushedBrowser(context, citizen, served)
    await pushed.open()
    url = f"{served.url}/#/request/{request_id}"
    notice = await notice_of(urls, Role.CITIZEN)

    await pushed.deliver(title="Заявка подана", body="Абая 10", url=url, notification=None, tag=url, lang="ru")
    await pushed.deliver(title="Назначен исполнитель", body="Абая 10", url=url, notification=notice, tag=url, lang="ru")
    await expect_shown(citizen, [{"title": "Назначен исполнитель", "body": "Абая 10", "tag": url, "lang": "ru"}])

    await context.service_workers[0].evaluate(PRESS)
    await expect(citizen.get_by_test_id("request-number")).to_be_visible()
    assert request_id in citizen.url
    await expect(citizen.get_by_test_id("unread-count")).to_have_count(0)
    await expect_shown(citizen, [])


async def expect_shown(page: Page, notices: list[dict[str, str]]) -> None:
    """Wait until the browser shows these notices and no others."""
    await page.wait_for_function(
        f"async (wanted) => JSON.stringify(await ({SHOWN})()) === JSON.stringify(wanted)", arg=notices
    )
