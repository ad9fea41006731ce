"""Reads of old events use the indexes of each month, and open only the months that can have them."""

import re
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest

from app.commands.jobs.log_archive import archive_months
from app.commands.requests.submission import submit
from app.events import log
from app.models.database import asyncpg_dsn, rows
from app.models.log.whole_log import archived_of
from app.queries.log import timeline, verification
from tests.integration.archive.conftest import all_have_read

MONTHS, A_MONTH, STEPS = 12, 600, 4
_MORE = f"""
    INSERT INTO event (position, request_id, version, kind, at, city_id, topics, snapshot, salts, hash, photo_digests,
        marks, unapproved)
    SELECT head + n, md5(((n - 1) / {STEPS})::text)::uuid, (n - 1) % {STEPS} + 1, 'COMMENTED',
        '2025-01-01'::timestamptz + make_interval(months => (n - 1) / {A_MONTH}), 'almaty', topics, snapshot, salts,
        hash, '{{}}', '{{}}', false
    FROM generate_series(1, {(MONTHS + 1) * A_MONTH}) AS n, log_state,
        (SELECT * FROM event ORDER BY id LIMIT 1) AS first
"""
_READ = "UPDATE {} SET position = (SELECT max(position) FROM event)"


@pytest.fixture
async def connection(test_app, urls):
    """A connection to a log with twelve archived months, and one that is live."""
    test_app.clock.at = datetime(2024, 12, 20, tzinfo=UTC)
    await submit(test_app.context, await test_app.person(), test_app.submission())
    await all_have_read(test_app)
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")  # without the requests
        await connection.execute(_MORE)
        await connection.execute("UPDATE log_state SET head = (SELECT max(position) FROM event)")
        for table in ("projection", "consumer_position"):
            await connection.execute(_READ.format(table))
    assert await archive_months(date(2026, 1, 1)) == MONTHS * A_MONTH + 1
    await connection.execute("VACUUM (ANALYZE) event")
    yield connection
    await connection.close()


async def plan(connection: Any, sql: str, *values: object, generic: bool = False, run: bool = True) -> str:
    """Return the plan of a statement for these values, or as it is for any; it has run unless ``run`` is false."""
    given = ", ".join("NULL" if value is None else f"'{value}'" for value in values)
    await connection.execute(f"SET plan_cache_mode = force_{'generic' if generic else 'custom'}_plan")
    await connection.execute(f"PREPARE read AS {sql}")
    try:
        options = "ANALYZE, TIMING OFF, COSTS OFF" if run else "COSTS OFF"
        found = await connection.fetch(f"EXPLAIN ({options}) EXECUTE read ({given})")
    finally:
        await connection.execute("DEALLOCATE read")
    return "\n".join(line[0] for line in found)


def opened(found: str) -> set[str]:
    """Return the tables that were read."""
    return set(re.findall(r"(?:Scan|Scan using \w+) on (event(?:_archive_\d+_\d+)?) [^\n]*\(actual", found))


def read_whole(found: str) -> list[str]:
    """Return the tables that were read from end to end."""
    return re.findall(r"Seq Scan on (\w+) [^\n]*\(actual", found)


@pytest.mark.parametrize("generic", [False, True])
@pytest.mark.parametrize(
    ("after", "tables"),
    [
        (MONTHS * A_MONTH + 100, {"event"}),
        (A_MONTH * (MONTHS - 1) + 10, {"event", "event_archive_2025_12"}),
    ],
)
async def test_page_by_position_opens_the_months_after_it_and_sorts_nothing(connection, generic, after, tables):
    """The pages of a rebuild, and of a replay: those of the live table cost what they cost without an archive."""
    for sql in (log._READ_AFTER, log._READ_FOLDED):
        found = await plan(connection, sql, after, 50, generic=generic)

        assert opened(found) == tables, found
        assert "Sort Key" not in found or "Merge Append" in found, found
        assert not re.search(r"\bSort\b(?! Key)", found), found
        assert read_whole(found) == [], found


async def test_range_of_positions_opens_the_months_in_it(connection):
    """The seal is computed month by month."""
    found = await plan(connection, verification._SEALED, A_MONTH + 10, A_MONTH + 50, 50)

    assert opened(found) == {"event", "event_archive_2025_02"}, found
    assert not re.search(r"\bSort\b(?! Key)", found), found


@pytest.mark.parametrize("generic", [False, True])
async def test_timeline_opens_the_months_that_the_request_has(connection, generic):
    """By the index of the request; for a request of the live table no month is read."""
    (old,) = await rows("SELECT request_id FROM event_archive WHERE position = $1", A_MONTH * 3 + 50)
    (new,) = await rows("SELECT request_id FROM event WHERE position = $1", A_MONTH * MONTHS + 50)
    ids = old["request_id"], new["request_id"]

    at = A_MONTH * 3 + 40, A_MONTH * 3 + 60
    of_old = await plan(connection, timeline._ARCHIVED, ids[0], 0, 50, *at, generic=generic)
    of_request = f"SELECT * FROM {archived_of('= $1')} AS event"
    as_source, of_new = [await plan(connection, of_request, one, generic=generic) for one in ids]
    live = await plan(connection, timeline._LATER, new["request_id"], 0, 50, generic=generic)
    links = await plan(connection, verification._LINKS_OF, old["request_id"], 0, 50, generic=generic)

    assert opened(of_old) == opened(as_source) == {"event_archive_2025_04"}, of_old
    assert opened(of_new) == set(), of_new
    assert opened(live) == {"event"}, live
    assert opened(links) == {"event", "event_archive_2025_04"}, links
    assert [read_whole(found) for found in (of_old, of_new, live, links)] == [[], [], [], []]
    assert [len(await rows(of_request, one)) for one in ids] == [STEPS, 0]


async def test_next_step_of_an_archived_request_reads_no_month(connection):
    """Its hash is found beside the archive, so a command costs what it cost before."""
    values = [None] * len(log.HASHED_COLUMNS)

    found = await plan(connection, log.APPEND, *values, generic=True, run=False)

    assert "archived_request" in found
    assert "event_archive" not in found


async def test_without_an_archive_the_plans_are_those_of_the_live_table(urls):
    """An installation that archives nothing pays nothing."""
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    for sql, number in (
        (log._READ_AFTER, 2),
        (log._READ_FOLDED, 2),
        (verification._LINKS_OF, 3),
        (timeline._OF_KINDS, 2),
    ):
        found = await plan(connection, sql, *[None] * number, generic=True, run=False)

        assert " on event" in found
        assert "archive" not in found, found
        assert "Append" not in found, found
    await connection.close()
