"""After a crash at any moment: exactly the letters that are due."""

import asyncio
from collections import Counter
from pathlib import Path

import asyncpg
import pytest

from app.domain.accounts.roles import Role
from app.events.consumer import Consumer
from app.events.leadership import Job
from app.models.database import asyncpg_dsn, rows
from app.notifications.outbox import LEASE
from tests.forked import fork, wait_for_exit
from tests.integration.notifications import delivery_process
from tests.integration.notifications.conftest import MailTestApp
from tests.waiting import PATIENCE_SECONDS, until

REQUESTS = 5
DUE = 5 * REQUESTS
"""Of each request: one about the assignment to the executor; to the author its number, that, the start and the end."""

UNDER_WAY = """
    SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend' AND state <> 'idle'
"""


async def busy(test_app: MailTestApp) -> None:
    author, executor, officer = (
        await test_app.person(),
        await test_app.person(Role.EXECUTOR),
        await test_app.person(Role.AKIMAT),
    )
    for _ in range(REQUESTS):
        await test_app.done(author, executor, officer, receipt=True)


async def killed(test_app: MailTestApp, urls, moment: str, file: Path) -> None:
    """Run another process that is killed at this moment."""
    process = fork(delivery_process.run, moment, urls.database_url, urls.redis_url, test_app.clock.at, file)
    assert await wait_for_exit(process) == -9
    # PostgreSQL notices a moment later, and keeps the locks until then.
    await until(_nothing_is_under_way, "the transactions of the killed process have ended")


async def _nothing_is_under_way():
    (found,) = await rows(UNDER_WAY)
    return found["n"] == 0


@pytest.mark.parametrize(("moment", "known"), [("taken", 0), ("half-taken", 0), ("moved-on", DUE)], ids=str)
async def test_a_reader_killed_around_its_commit_repeats_and_skips_nothing(urls, mail, tmp_path, moment, known):
    """Before the commit nothing has happened, after it everything; there is no third state."""
    await busy(mail)
    await killed(mail, urls, moment, tmp_path / "ledger")
    left = len(await mail.letters())
    await mail.deliver()

    assert left == known
    assert len(mail.mailer.letters) == len({letter.id for letter in mail.mailer.letters}) == DUE


async def test_a_sender_killed_between_the_carrier_yes_and_its_own_note(urls, mail, tmp_path):
    """Nothing is lost; only what was on its way at that moment goes twice, and under the same Message-ID."""
    await busy(mail)
    ledger = tmp_path / "ledger"
    await killed(mail, urls, "sending", ledger)
    await mail.deliver()
    before_the_lease_is_over = len(mail.mailer.letters)
    mail.clock.at += LEASE
    await mail.deliver()
    times = Counter([*ledger.read_text().split(), *(letter.id for letter in mail.mailer.letters)])

    assert before_the_lease_is_over == DUE - 8
    assert len(times) == DUE
    assert sorted(times.values()) == [1] * (DUE - 3) + [2] * 3
    assert {letter["status"] for letter in await mail.letters()} == {"SENT"}


@pytest.mark.parametrize("statement", range(1, 8))
async def test_a_lost_connection_at_any_statement_rolls_all_of_it_back(urls, mail, statement):
    """The server ends the reader's connection before its nth statement; the next reader finds all to do, or nothing."""
    await busy(mail)
    while await mail.application.sequencer.stamp(mail.connection):
        pass
    doomed = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    failing = Failing(doomed, mail.connection, statement)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)):
        await mail.application.notifier.reader.step(failing)
    position = await mail.connection.fetchval("SELECT position FROM consumer_position WHERE name = 'post'")
    letters = len(await mail.letters())
    await mail.deliver()

    assert (position, letters) == (0, 0)
    assert len(mail.mailer.letters) == DUE


class Failing:
    """A connection that its server ends before the nth statement."""

    def __init__(self, connection, executioner, statement):
        self._connection, self._executioner, self._left = connection, executioner, statement

    def transaction(self):
        return self._connection.transaction()

    async def _call(self, name, *arguments):
        self._left -= 1
        if self._left == 0:
            process = self._connection.get_server_pid()
            await self._executioner.execute("SELECT pg_terminate_backend($1, 60000)", process)
        return await getattr(self._connection, name)(*arguments)

    async def fetch(self, *arguments):
        return await self._call("fetch", *arguments)

    async def fetchval(self, *arguments):
        return await self._call("fetchval", *arguments)

    async def execute(self, *arguments):
        return await self._call("execute", *arguments)


async def test_one_reader_leads_and_the_next_takes_over_where_it_stood(urls, mail):
    """Two readers of one log, one of which goes away: each letter once."""
    was_committed = asyncio.Event()
    first, second = (
        Consumer(
            urls.database_url, "post", Job.NOTIFIER, mail.context.outbox.take, asyncio.Event(),
            committed=was_committed.set, poll_seconds=0.01, retry_seconds=0.01,
        )
        for _ in range(2)
    )  # fmt: skip
    running = [asyncio.create_task(reader.run()) for reader in (first, second)]
    try:
        for letters in (DUE, 2 * DUE):
            await busy(mail)
            while await mail.application.sequencer.stamp(mail.connection):
                pass
            async with asyncio.timeout(PATIENCE_SECONDS):
                while len(await mail.letters()) < letters:
                    await was_committed.wait()
                    was_committed.clear()
            leaders = [task for task, reader in zip(running, (first, second), strict=True) if reader.is_leader]
            assert len(leaders) == 1
            leaders[0].cancel()
            await asyncio.wait(leaders)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    await mail.send()

    assert len(mail.mailer.letters) == len({letter.id for letter in mail.mailer.letters}) == 2 * DUE


async def test_a_reader_that_cannot_take_an_event_stands_still_and_goes_on_when_cured(urls, mail):
    """Loud, and lossless: nothing is passed over."""
    broken, failures, was_committed = True, asyncio.Event(), asyncio.Event()

    async def sometimes(connection, events):
        if broken:
            failures.set()
            raise ValueError("a kind of event from the future")
        await mail.context.outbox.take(connection, events)

    reader = Consumer(
        urls.database_url, "post", Job.NOTIFIER, sometimes, asyncio.Event(),
        committed=was_committed.set, retry_seconds=0.01,
    )  # fmt: skip
    await busy(mail)
    while await mail.application.sequencer.stamp(mail.connection):
        pass
    task = asyncio.create_task(reader.run())
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await failures.wait()
            assert await mail.letters() == []
            broken = False
            await was_committed.wait()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await mail.send()

    assert len(mail.mailer.letters) == DUE
