"""Requests whose events are archived live on, and the tables stay in step."""

from tortoise.migrations.executor import MigrationTarget

from app.commands.jobs.log_archive import archive_months
from app.commands.requests import comments, verdict, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.log.archive_months import months_after
from app.models.database import migrate, rows
from app.models.migrating import Migrations
from app.models.privacy.retention import delete_old_notifications
from app.queries.log.verification import verify_timeline
from tests import pictures
from tests.integration.archive.conftest import (
    after_all,
    all_have_read,
    all_read,
    archived,
    counts,
    differences,
    months,
    year,
)


async def test_command_on_an_archived_request_continues_its_chain(test_app):
    """Work that was completed in an archived month is disputed, done again and confirmed: rounds and hashes go on."""
    author, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    request = await submit(test_app.context, author, test_app.submission())
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    await pictures.complete(test_app.context, executor, request.id, "done")
    test_app.clock.at = test_app.clock.at.replace(day=30)
    await archived(test_app, months_after(max(await months()), 1))
    assert await counts() == (0, 4)

    await verdict.dispute(test_app.context, author, request.id, "not done")
    await pictures.complete(test_app.context, executor, request.id, "done again")
    await verdict.confirm(test_app.context, author, request.id, 5)
    await all_have_read(test_app)

    proof = await verify_timeline(request.id)
    assert (proof.intact, proof.links) == (True, 7)
    assert [found["round"] for found in await rows("SELECT round FROM verdict ORDER BY round")] == [1, 2]
    assert await differences(test_app) == []


async def test_forged_event_of_the_archive_is_found(test_app):
    """As in the live table."""
    (request, *_) = await year(test_app)
    await archived(test_app, await after_all(test_app))

    await rows("UPDATE event_archive SET note = 'forged' WHERE request_id = $1 AND version = 2", request.id)

    broken = (await verify_timeline(request.id)).first_broken
    assert broken is not None
    assert broken.version == 2


async def test_both_tables_have_the_same_columns(test_app):
    """Rows are moved, and read from both, as SELECT *."""
    columns = """
        SELECT attname, atttypid::regtype::text AS type, attstorage, attname <> 'position' AND attnotnull AS needed
        FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
    """
    assert await rows(columns, "event_archive") == await rows(columns, "event")


async def test_going_back_to_the_version_before_moves_all_events_back(test_app, urls):
    """That version reads the live table alone."""
    ids = [request.id for request in await year(test_app)]
    limit = await after_all(test_app)
    await all_have_read(test_app)
    read = await all_read(test_app, ids, [])
    stored = await rows("SELECT * FROM event ORDER BY position")
    await archive_months(limit)

    await Migrations(urls.database_url).migrate([MigrationTarget("qala", "0057_city_accounts")], direction="backward")
    back = await rows("SELECT * FROM event ORDER BY position")
    await migrate(urls.database_url)

    assert back == stored
    assert await all_read(test_app, ids, []) == read


async def test_old_notifications_are_deleted_though_their_events_are_archived(test_app):
    """The time of a notification is that of its event."""
    author, other = await test_app.person(), await test_app.person()
    request = await submit(test_app.context, author, test_app.submission())
    await comments.comment(test_app.context, other, request.id, "words")
    await archived(test_app, await after_all(test_app))
    assert await rows("SELECT FROM notification") != []

    deleted = await delete_old_notifications(test_app.clock.now(), 100)

    assert deleted > 0
    assert await rows("SELECT FROM notification") == []
