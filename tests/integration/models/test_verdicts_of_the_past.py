"""Words that authors gave before there was a table for them are read from the log."""

from importlib import import_module

from app.commands.requests import verdict, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.models.database import rows
from tests import pictures

_KEPT = "SELECT request_id, account_id, round, answer, rating, reason, at FROM verdict ORDER BY request_id, round"


async def test_the_log_gives_the_rows_that_the_commands_wrote(test_app):
    """Dispute and confirmation with its rating, each of its round; a request that silence closed has none."""
    context, author, executor = test_app.context, await test_app.person(), await test_app.person(Role.EXECUTOR)
    for disputes in (0, 2):
        request = await submit(context, author, test_app.submission())
        await work.claim(context, executor, request.id)
        await pictures.start(context, executor, request.id)
        for _ in range(disputes):
            await pictures.complete(context, executor, request.id)
            test_app.pass_time(hours=1)
            await verdict.dispute(context, author, request.id, "Жоқ")
        await pictures.complete(context, executor, request.id)
        test_app.pass_time(hours=1)
        await verdict.confirm(context, author, request.id, 2 + disputes)
    kept = await rows(_KEPT)
    await rows("DELETE FROM verdict")

    await rows(import_module("migrations.0010_cases").UP[-1])

    assert len(kept) == 4
    assert await rows(_KEPT) == kept
