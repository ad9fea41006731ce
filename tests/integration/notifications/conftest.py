"""A notifier that works when the test calls it, and a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import asyncpg
import httpx2
import pytest
from aiosmtpd.smtp import SMTP, Envelope

from app.application import Application
from app.clock import FixedClock
from app.commands.requests import assignment, submission
from app.domain.accounts.roles import Locale
from app.domain.requests.service_request import ServiceRequest
from app.models.database import asyncpg_dsn, rows
from app.settings import Settings
from app.web.app import make_app
from tests import pictures
from tests.conftest import NOON, FakeMailer, TestApp, TestServices
from tests.ports import free_port

SECRET = "s" * 40


class MailTestApp(TestApp):
    """An application whose jobs run only when ``deliver`` is called."""

    connection: "asyncpg.Connection[Any]"

    async def read_log(self) -> None:
        """Let the sequencer and the notifier's reader process all events."""
        while await self.application.sequencer.stamp(self.connection):
            pass
        while await self.application.notifier.reader.step(self.connection):
            pass
        await self.application.notifier.reader.run_tick(self.connection)

    async def send(self) -> None:
        """Run the sender until nothing is due."""
        while await self.application.notifier.sender.send_due():
            pass

    async def deliver(self) -> None:
        """Do both."""
        await self.read_log()
        await self.send()

    async def letters(self) -> list[dict[str, Any]]:
        """Return the outbox, in order."""
        return await rows("SELECT * FROM letter ORDER BY id")

    async def speak(self, viewer: Any, locale: Locale) -> None:
        """Give the account another language."""
        await rows("UPDATE account SET locale = $2 WHERE id = $1", viewer.account_id, locale.value)

    async def assigned(self, author: Any, executor: Any, officer: Any, *, receipt: bool = False) -> ServiceRequest:
        """A request that an executor has; without ``receipt`` the letter with its number is out of the way."""
        request = await submission.submit(self.context, author, self.submission())
        if not receipt:
            await self.read_log()
            await rows("DELETE FROM letter WHERE data ->> 'event' = 'SUBMITTED'")
        return await assignment.assign(self.context, officer, request.id, executor.account_id)

    async def done(self, author: Any, executor: Any, officer: Any, *, receipt: bool = False) -> ServiceRequest:
        """A request that waits for the verdict of its author."""
        request = await self.assigned(author, executor, officer, receipt=receipt)
        await pictures.start(self.context, executor, request.id)
        return await pictures.complete(self.context, executor, request.id)


@asynccontextmanager
async def open_mail_app(urls: TestServices, mail_transport: Any = None, **changes: Any) -> AsyncIterator[MailTestApp]:
    """Open an application whose jobs run only when the test says so."""
    clock, mailer = FixedClock(NOON), FakeMailer()
    settings = changes.pop("settings", Settings(secret_key=SECRET))
    mail_transport = mail_transport or (None if settings.smtp_url else mailer)
    async with AsyncExitStack() as stack:
        opened = urls.application(
            settings, clock=clock, mail_transport=mail_transport, **{"lead": False, "follow": False, **changes}
        )
        application = await stack.enter_async_context(opened)
        test_app = MailTestApp(application, clock, mailer)
        test_app.connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
        stack.push_async_callback(test_app.connection.close)
        yield test_app


@pytest.fixture
async def mail(urls: TestServices) -> AsyncIterator[MailTestApp]:
    """A notifier whose transport keeps every letter."""
    async with open_mail_app(urls) as test_app:
        yield test_app


@dataclass
class MailServer:
    """A real SMTP server on a port of its own, which can be stopped, started, and told to refuse."""

    port: int = field(default_factory=free_port)
    refusal: str | None = None
    recipient_refusal: str | None = None
    sender_refusal: str | None = None
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    hang_up_after_data: bool = False
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, on the same port as before."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, loop=loop, enable_SMTPUTF8=True), "127.0.0.1", self.port
        )

    async def stop(self) -> None:
        """Stop listening and close all connections."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the sender or refuse it."""
        if self.sender_refusal is not None:
            return self.sender_refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the recipient or refuse it."""
        if self.recipient_refusal is not None:
            return self.recipient_refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _: Any, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        """Accept the letter or refuse it."""
        if self.refusal is not None:
            return self.refusal
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        if self.hang_up_after_data:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    """A mail server that listens."""
    given = MailServer()
    await given.start()
    yield given
    with suppress(OSError):
        await given.stop()


@pytest.fixture
async def smtp_app(urls: TestServices, server: MailServer) -> AsyncIterator[MailTestApp]:
    """A notifier that sends its letters to that server."""
    settings = Settings(
        secret_key=SECRET, smtp_url=f"smtp://127.0.0.1:{server.port}", mail_from="QalaControl <no-reply@qala.kz>"
    )
    async with open_mail_app(urls, settings=settings) as test_app:
        yield test_app


@asynccontextmanager
async def browser(application: Application) -> AsyncIterator[httpx2.AsyncClient]:
    """Open an HTTP client of this application."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Application]:
        yield application

    app = make_app(application.settings, opened)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://qala.test", trust_env=False) as client,
    ):
        yield client


@pytest.fixture
async def page(mail: MailTestApp) -> AsyncIterator[httpx2.AsyncClient]:
    """An HTTP client of the application."""
    async with browser(mail.application) as client:
        yield client
