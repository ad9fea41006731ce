"""`qala account`: blocking an account everywhere, and ending such a block."""

import asyncio

from app.cli.catalog import account
from app.cli.console import err, out
from app.cli.engines import application_for_command
from app.commands.staff.blocking import account_with_address, block_everywhere, unblock_everywhere
from app.settings import Settings


@account.command(name="block")
def block_command(email: str, *, reason: str | None = None) -> None:
    """End all sessions of an account and refuse new ones, in every city. The owner gets a letter.

    An Akimat blocks accounts in its own city alone, on the page.

    Parameters
    ----------
    email
        the address of the account
    reason
        what the owner reads in the letter and at the next sign-in
    """
    changed = asyncio.run(_decide(email, reason, block=True))
    (out if changed else err).print(f"{email} is blocked" if changed else f"{email} was blocked already")


@account.command(name="unblock")
def unblock_command(email: str, *, reason: str | None = None) -> None:
    """End a block that holds everywhere. Blocks that an Akimat set in its city stay.

    Parameters
    ----------
    email
        the address of the account
    reason
        what the owner reads in the letter
    """
    changed = asyncio.run(_decide(email, reason, block=False))
    (out if changed else err).print(f"{email} can sign in again" if changed else f"{email} was not blocked everywhere")


async def _decide(email: str, reason: str | None, *, block: bool) -> bool:
    decide = block_everywhere if block else unblock_everywhere
    async with application_for_command(Settings.read(), lead=False) as application:
        return await decide(application.command_context, await account_with_address(email), reason)
