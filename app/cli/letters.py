"""`qala letters`: letters that could not be delivered, and the process that sends them."""

import asyncio
import signal
import sys
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import uvloop
from cyclopts import App, Parameter

from app.application import open_application
from app.cli.console import app, out, set_up_logging
from app.cli.engines import EngineUrls, application_for_command, engines, prepare
from app.commands.staff.dead_letters import resend_dead_letters
from app.errors import InvalidInput, SettingsError
from app.queries.notifications.letters import DeadLetter, dead_letters
from app.settings import Settings

letters = App(name="letters", help="Letters that could not be delivered, and a process that sends letters.")
app.command(letters)


@letters.command
def dead(*, limit: int = 100) -> None:
    """List dead letters: those whose delivery failed too often. The log and /metrics count them too."""

    async def work() -> Sequence[DeadLetter]:
        async with application_for_command(Settings.read(), lead=False):
            return await dead_letters(limit)

    found = asyncio.run(work())
    for letter in found:
        line = f"{letter.id}  {letter.created_at:%Y-%m-%d %H:%M}  {letter.kind}  {letter.to}  {letter.last_error}"
        out.print(line, markup=False, soft_wrap=True)
    if not found:
        out.print("No dead letters.")


@letters.command(name="resend")
def resend_command(
    letter_id: UUID | None = None, *, all_of_them: Annotated[bool, Parameter(name="--all")] = False
) -> None:
    """Put a dead letter, or --all of them, back into the outbox. The running server sends them."""
    if (letter_id is None) == (not all_of_them):
        raise InvalidInput("id", "expected the id of a dead letter, or --all")

    async def work() -> int:
        async with application_for_command(Settings.read(), lead=False) as application:
            return await resend_dead_letters(application.command_context, letter_id)

    out.print(f"{asyncio.run(work())} letters will be tried again")


@letters.command(name="serve")
def serve_command() -> None:
    """Send letters and push notices until SIGTERM: for servers with LETTERS_APART=true, which send none themselves.

    Several may run, on any machine: each letter is sent by one of them.
    """
    set_up_logging(service=True)
    settings = Settings.read()
    if not settings.letters_apart:
        raise SettingsError("LETTERS_APART: expected true, here and for `qala serve`, which sends letters otherwise")
    if settings.secret_key is None or settings.public_url is None:
        raise SettingsError(
            "SECRET_KEY, PUBLIC_URL: expected those of `qala serve`, because links in letters have both"
        )
    with engines(settings) as urls:
        asyncio.run(prepare(urls.database_url))
        if not uvloop.run(_send_until_stopped(settings, urls, settings.public_url)):
            sys.exit(1)


async def _send_until_stopped(settings: Settings, urls: EngineUrls, public_url: str) -> bool:
    """Send until a signal; return False where a job has ended by itself."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stopped.set)
    async with open_application(
        settings,
        database_url=urls.database_url,
        redis_url=urls.redis_url,
        public_url=public_url,
        lead=False,
        follow=False,
        only_letters=True,
    ) as application:
        out.print("QalaControl sends letters")
        ends = [asyncio.create_task(event.wait()) for event in (stopped, application.fault)]
        _, others = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for other in others:
            other.cancel()
    return stopped.is_set()
