"""A database that is put back to an earlier state, as from a backup, while Redis keeps what was published since."""

import pytest

from app.clock import FixedClock
from app.commands.requests.comments import comment
from app.commands.requests.submission import submit
from app.settings import Settings
from tests.conftest import NOON, FakeMailer, TestApp
from tests.databases import name_of
from tests.waiting import until


@pytest.fixture
def opened(urls, tmp_path):
    """Open an application on a database of this address."""

    def open_on(database_url):
        return urls.application(
            Settings(storage_url=f"file://{tmp_path}/photos"),
            database_url=database_url,
            clock=FixedClock(NOON),
            mail_transport=FakeMailer(),
            run_periodic_jobs=False,
        )

    return open_on


@pytest.mark.new_database
async def test_after_a_backup_is_restored_what_is_new_is_pushed_and_not_what_is_lost(urls, databases, opened):
    """Positions are given anew, so the log gets another identity, and clients with a cursor of before read it anew."""
    async with opened(urls.database_url) as application:
        before = TestApp(application, FixedClock(NOON), FakeMailer())
        author = await before.person()
        request = await submit(before.context, author, before.submission())
        await before.settled()
    async with databases.own(name_of(urls.database_url)) as backup:
        async with opened(urls.database_url) as application:
            lost = TestApp(application, FixedClock(NOON), FakeMailer())
            for number in range(3):
                await comment(lost.context, author, request.id, f"lost {number}")
            await lost.settled()
            await until(lambda: _published(application, 4), "the stream")
            former = application.epoch

        async with opened(backup) as application, opened(backup) as other:
            pushed = []
            other.tail.dispatch = lambda logged: pushed.append(logged.event.note)
            restored = TestApp(application, FixedClock(NOON), FakeMailer())
            for number in range(4):
                await comment(restored.context, author, request.id, f"new {number}")
            await until(lambda: len(pushed) == 4, "the new events in another process")

            assert pushed == ["new 0", "new 1", "new 2", "new 3"]
            assert application.epoch == other.epoch != former


async def test_a_log_that_only_goes_on_keeps_its_identity(urls, opened):
    """A start is no reason for every client to read everything anew."""
    async with opened(urls.database_url) as application:
        first = TestApp(application, FixedClock(NOON), FakeMailer())
        await submit(first.context, await first.person(), first.submission())
        await first.settled()
        former = application.epoch

    async with opened(urls.database_url) as application:
        assert application.epoch == former


async def _published(application, position):
    return await application.sequencer.stream.last_position() == position
