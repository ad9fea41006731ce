"""A process that does nothing but watch deadlines. Kills itself amid a transaction if told to."""

import asyncio
import os
import signal

from app.application import open_application
from app.commands.jobs import deadlines
from app.settings import Settings


def die_amid_the_round(number: int) -> None:
    """Between the decision and the commit of this round."""
    append_many, rounds = deadlines.append_many, [0]

    async def dying(events):
        await append_many(events)
        rounds[0] += 1
        if rounds[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    deadlines.append_many = dying


def run(database_url: str, redis_url: str, dies_in_round: int) -> None:
    """Watch until killed; 0 = by others."""
    if dies_in_round:
        die_amid_the_round(dies_in_round)
    asyncio.run(_watch(database_url, redis_url))


async def _watch(database_url: str, redis_url: str) -> None:
    async with open_application(
        Settings(), database_url=database_url, redis_url=redis_url, public_url="http://qala.test"
    ):
        await asyncio.Event().wait()
