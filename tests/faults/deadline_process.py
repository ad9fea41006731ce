"""A process that only watches deadlines, and that can kill itself inside a transaction."""

import asyncio
import os
import signal

from app.application import open_application
from app.commands.jobs import deadlines
from app.events.log import append_many
from app.settings import Settings


def die_amid_the_round(number: int) -> None:
    """Kill the process in this round, after the decision and before the commit."""
    rounds = [0]

    async def dying(events):
        await append_many(events)
        rounds[0] += 1
        if rounds[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(deadlines, "append_many", dying)  # noqa: B010 - the module imports the name from elsewhere


def run(database_url: str, redis_url: str, dies_in_round: int) -> None:
    """Watch deadlines until killed; ``dies_in_round`` 0 means that the test kills it."""
    if dies_in_round:
        die_amid_the_round(dies_in_round)
    asyncio.run(_watch(database_url, redis_url))


async def _watch(database_url: str, redis_url: str) -> None:
    async with open_application(
        Settings(), database_url=database_url, redis_url=redis_url, public_url="http://qala.test"
    ):
        await asyncio.Event().wait()
