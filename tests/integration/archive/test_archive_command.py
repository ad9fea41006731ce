"""`qala archive`, and the job that does the same at night."""

from datetime import UTC, datetime, timedelta

import pytest

from app.commands.jobs.log_archive import archive_by_settings, checked_tablespace
from app.commands.jobs.periodic_jobs import periodic_jobs
from app.errors import InvalidInput
from app.models.database import rows
from app.models.log import archive_rows
from app.settings import Settings
from tests.integration.archive.conftest import after_all, all_have_read, archived, counts, months, year

LONG_AGO = datetime(2020, 3, 15, 7, tzinfo=UTC)
NIGHT = timedelta(hours=21)
"""After midnight UTC: two in the morning in Almaty, of the next day."""


@pytest.fixture
async def old_year(test_app) -> None:
    """Requests of March to June 2020, which everything has read."""
    test_app.clock.at = LONG_AGO
    await year(test_app)
    await all_have_read(test_app)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "expected --before YYYY-MM, --keep-months N or --list, as ARCHIVE_AFTER_MONTHS is 0"),
        (("--before", "2020"), "--before: expected a month such as 2026-03, not '2020'"),
        (("--before", "2020-13"), "--before: expected a month such as 2026-03, not '2020-13'"),
        (("--before", "0000-01"), "--before: expected a month such as 2026-03, not '0000-01'"),
        (("--before", "9999-01"), "or earlier, not 9999-01"),
        (("--keep-months", "-1"), "--keep-months: expected 0 to 1,200, not -1"),
        (("--keep-months", "2", "--list"), "expected one of --before, --keep-months, --list"),
        (("--keep-months", "2", "--before", "2020-04"), "expected one of --before, --keep-months, --list"),
        (("--keep-months", "2", "--tablespace", "none"), "--tablespace: no tables can be made in 'none'; expected one"),
    ],
)
async def test_refusal_names_the_option_and_what_was_expected(urls, qala, arguments, said):
    """In one line, and nothing is done."""
    code, out, err = await qala("archive", *arguments)

    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


async def test_months_are_archived_and_listed(test_app, old_year, qala):
    """The months before the one that is named, then by the setting; the list has what was moved."""
    nothing = await qala("archive", "--list")
    first = await qala("archive", "--before", "2020-05")
    listed = await qala("archive", "--list")
    rest = await qala("archive", ARCHIVE_AFTER_MONTHS="1")
    again = await qala("archive", "--keep-months", "1")

    assert nothing[:2] == (0, "no month is archived")
    assert (first[0], first[1].split(";")[0]) == (0, "4 events archived")
    assert "Archiving 2020-04" in first[2]
    lines = [[cell.strip() for cell in line.split("│")[1:-1]] for line in listed[1].splitlines() if "2020" in line]
    assert [(line[0], line[1], *line[3:]) for line in lines] == [
        ("2020-03", "2", "pg_default", "1", "2", "whole"),
        ("2020-04", "2", "pg_default", "3", "4", "whole"),
    ]
    assert all("B" in line[2] for line in lines)
    assert rest[1].startswith("3 events archived")
    assert again[1].startswith("0 events archived")
    assert (await counts())[0] == 0
    assert (await qala("verify"))[0] == 0


async def test_month_that_is_half_moved_is_said_so(test_app, old_year, qala):
    """The list says how many events wait for the next run."""

    class Stopped(Exception):
        pass

    def show(month: archive_rows.ArchivedMonth) -> None:
        if month.moved_to == 1:
            raise Stopped

    test_app.pass_time(days=90)
    with pytest.raises(Stopped):
        await archived(test_app, datetime(2020, 5, 1, tzinfo=UTC).date(), show=show, batch=1)

    assert "1 to be moved yet" in (await qala("archive", "--list"))[1]


async def test_job_archives_at_night_what_the_setting_says(test_app):
    """By day it only looks; 0 means never."""
    await year(test_app)
    await after_all(test_app)
    live = await months()
    await all_have_read(test_app)
    clock, wanted = test_app.clock, Settings(archive_after_months=2)
    clock.at = clock.at.replace(hour=7)
    by_day = await archive_by_settings(clock, wanted)
    clock.at = clock.at.replace(hour=0) + NIGHT
    never = await archive_by_settings(clock, Settings())
    at_night = await archive_by_settings(clock, wanted)

    assert (by_day, never) == (0, 0)
    assert at_night > 0
    stayed = await months()
    assert 0 < len(stayed) < len(live)
    assert stayed == live[-len(stayed) :]
    assert await archive_by_settings(clock, wanted) == 0


async def test_job_runs_only_where_it_is_asked_for(test_app):
    """The default archives nothing."""
    jobs = [periodic_jobs("postgres://", test_app.context, Settings(archive_after_months=number)) for number in (0, 1)]
    numbers = [len(found) for found in jobs]
    for job in (job for found in jobs for job in found):
        job.close()

    assert numbers[1] == numbers[0] + 1


async def test_setting_names_a_tablespace_that_is_there(test_app):
    """The error names the setting; that of the database is one, and no name is that of the database."""
    with pytest.raises(InvalidInput, match=r"^ARCHIVE_TABLESPACE: no tables can be made in 'cold'; .*pg_default"):
        await checked_tablespace("cold", "ARCHIVE_TABLESPACE")

    assert await checked_tablespace("pg_default", "ARCHIVE_TABLESPACE") == "pg_default"
    assert await checked_tablespace("", "ARCHIVE_TABLESPACE") is None


@pytest.mark.new_database
async def test_month_lies_in_its_tablespace_with_its_indexes(test_app, old_year, admin, qala):
    """The months before stay where they are."""
    await admin.execute("SET allow_in_place_tablespaces = on")
    await admin.execute("CREATE TABLESPACE test_cold LOCATION ''")
    try:
        await qala("archive", "--before", "2020-04")
        code, *_ = await qala("archive", "--before", "2020-05", "--tablespace", "test_cold")
        found = await rows(
            "SELECT DISTINCT spcname, split_part(relname, '_2020_', 2) LIKE '04%' AS is_april FROM pg_class"
            " LEFT JOIN pg_tablespace s ON s.oid = reltablespace WHERE relname LIKE 'event_archive_2020_%'"
        )
        listed = [month.tablespace for month in await archive_rows.stored_months()]
        await rows("DROP TABLE event_archive")
    finally:
        await admin.execute("DROP TABLESPACE test_cold")

    assert code == 0
    assert listed == ["pg_default", "test_cold"]
    assert {(item["spcname"], item["is_april"]) for item in found} == {(None, False), ("test_cold", True)}
