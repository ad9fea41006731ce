"""`qala projections rebuild` that runs twice at once, and that Ctrl-C ends."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.commands.requests.submission import submit
from app.events.leadership import Job
from app.models.database import row, rows, transaction
from tests.conftest import Command
from tests.waiting import until

BEFORE_ANYTHING_IS_STORED = "SELECT FROM log_state WHERE id = 1 FOR UPDATE"
WITH_FINISHED_COPIES = "LOCK TABLE request_counter IN ACCESS SHARE MODE"
_WAITS = """
    SELECT FROM pg_locks guard JOIN pg_locks wanted USING (pid)
    WHERE guard.locktype = 'advisory' AND guard.granted AND guard.objid = $1::bigint::oid AND NOT wanted.granted
        AND guard.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    LIMIT 1
"""


async def rebuild_waits() -> bool:
    """Whether a rebuild has begun, and waits for a lock of this test."""
    return await row(_WAITS, int(Job.REBUILD) & 0xFFFFFFFF) is not None


def says_that_it_waits(command: Command) -> bool:
    """Whether the command waits for another rebuild."""
    return command.stderr.exists() and "waiting_for_another_rebuild" in command.stderr.read_text()


@asynccontextmanager
async def kept_waiting(lock: str) -> AsyncIterator[None]:
    """Keep a rebuild from going on at this place."""
    async with transaction():
        await rows(lock)
        yield


@pytest.fixture
async def head(test_app) -> int:
    """The head of a log of a few events, which nothing writes any more."""
    author = await test_app.person()
    for _ in range(5):
        await submit(test_app.context, author, test_app.submission())
    return await test_app.settled()


@pytest.mark.parametrize("place", [BEFORE_ANYTHING_IS_STORED, WITH_FINISHED_COPIES])
async def test_rebuild_that_ctrl_c_ends_is_run_again(head, start_command, qala, place):
    """It says nothing, keeps no lock, and leaves the tables as they were; the next one ends the work."""
    async with kept_waiting(place):
        command = start_command("projections", "rebuild")
        await until(rebuild_waits, "the rebuild waits")
        os.kill(command.process.pid, signal.SIGINT)
        code, said, progress = await command.result()
    after = await qala("projections", "verify")
    again = await qala("projections", "rebuild")

    assert (code, said, "Traceback" in progress) == (130, "", False)
    assert (after[0], again[:2]) == (0, (0, f"folded {head} events"))
    assert (await qala("projections", "verify"))[0] == 0
    assert await rows("SELECT name FROM projection WHERE rebuilt IS NOT NULL") == []


async def test_second_rebuild_waits_for_the_first(head, start_command, qala):
    async with kept_waiting(WITH_FINISHED_COPIES):
        commands = [start_command("projections", "rebuild", "request_counters") for _ in range(2)]
        await until(rebuild_waits, "one of them waits for this test")
        await until(lambda: any(map(says_that_it_waits, commands)), "the other one says that it waits for it")
    for command in commands:
        assert (await command.result())[:2] == (0, f"folded {head} events")

    assert (await qala("projections", "verify"))[0] == 0


async def test_verify_says_what_it_has_compared(head, qala):
    """The counters that every screen shows are among it, and a named projection is never passed over in silence."""
    code, said, _ = await qala("projections", "verify", "city_counters", "notifications")
    assert (code, said.splitlines()) == (
        0,
        [
            "city_counters: equal to the tables",
            "notifications: not compared, because no other table has what it is derived from",
        ],
    )

    await rows("UPDATE city_counter SET count = count + 1 WHERE city_id = 'almaty' AND status = 'ACCEPTED'")
    code, said, _ = await qala("projections", "verify", "city_counters")
    assert (code, said.splitlines()) == (
        1,
        ["city_counters: 1 differences", "  city_counter almaty, ACCEPTED: stored [6], counted [5]"],
    )
