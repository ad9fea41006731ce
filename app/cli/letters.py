"""`qala letters`: letters that could not be delivered."""

import asyncio
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from cyclopts import App, Parameter

from app.cli.console import app, out
from app.cli.engines import application_for_command
from app.commands.staff.dead_letters import resend_dead_letters
from app.errors import InvalidInput
from app.queries.notifications.letters import DeadLetter, dead_letters
from app.settings import Settings

letters = App(name="letters", help="Letters that could not be delivered.")
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
