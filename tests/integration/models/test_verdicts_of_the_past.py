"""Words that authors gave before there was a table for them are read from the log."""

from importlib import import_module

from app.commands import verdict, work
from app.commands.submit import submit
from app.domain.roles import Role
from app.models.database import rows
from tests import pictures

_KEPT = "SELECT request_id, account_id, round, answer, rating, reason, at FROM verdict ORDER BY request_id, round"


async def test_the_log_gives_the_rows_that_the_commands_wrote(town):
    """Dispute and confirmation with its rating, each of its round; a request that silence closed has none."""
    desk, author, executor = town.desk, await town.person(), await town.person(Role.EXECUTOR)
    for disputes in (0, 2):
        request = await submit(desk, author, town.submission())
        await work.claim(desk, executor, request.id)
        await pictures.start(desk, executor, request.id)
        for _ in range(disputes):
            await pictures.complete(desk, executor, request.id)
            town.pass_time(hours=1)
            await verdict.dispute(desk, author, request.id, "Жоқ")
        await pictures.complete(desk, executor, request.id)
        town.pass_time(hours=1)
        await verdict.confirm(desk, author, request.id, 2 + disputes)
    kept = await rows(_KEPT)
    await rows("DELETE FROM verdict")

    await rows(import_module("migrations.0010_cases").UP[-1])

    assert len(kept) == 4
    assert await rows(_KEPT) == kept
