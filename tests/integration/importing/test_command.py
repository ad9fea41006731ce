"""`qala import` as people run it: a process of its own, which may be killed."""

import re

import asyncpg
import pytest

from app.models.database import asyncpg_dsn
from tests.integration.importing.conftest import OPEN
from tests.waiting import until

ROWS = 10_000


@pytest.fixture
async def ask(urls):
    """Ask the database of the test."""
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    yield connection.fetchval
    await connection.close()


PAUSE_AFTER_A_BATCH = (
    """
    CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT FROM service_request WHERE xmin <> pg_current_xact_id()::xid) THEN
            PERFORM pg_sleep(600);
        END IF;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER pause BEFORE INSERT ON service_request EXECUTE FUNCTION pause()",
)
IS_PAUSED = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep')"
END_PAUSE = (
    "SELECT count(pg_terminate_backend(pid, 60000)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event = 'PgSleep'"
)


def count_of(label, said):
    return int(re.search(rf"^{label} +([\d,]+)$", said, re.MULTILINE)[1].replace(",", ""))


@pytest.mark.faults
async def test_killed_in_the_middle_and_run_again(start_command, ask, write_table, mapping_file):
    """After kill -9 whole batches are there; the next run brings the rest, nothing twice, and the counters agree."""
    table = write_table(*[{}, OPEN] * (ROWS // 2))
    words = ("import", table, "--city", "almaty", "--mapping", mapping_file)
    for statement in PAUSE_AFTER_A_BATCH:
        await ask(statement)
    killed = start_command(*words)
    await until(lambda: ask(IS_PAUSED), "the first batch is there, and the second waits")
    killed.process.kill()
    assert (await killed.result())[0] == -9
    await ask(END_PAUSE)
    await ask("DROP TRIGGER pause ON service_request")

    code, said, complained = await start_command(*words).result()

    assert (code, count_of("rows read", said)) == (0, ROWS), complained
    assert count_of("imported", said) + count_of("already there", said) == ROWS
    assert 0 < count_of("already there", said) < ROWS
    assert await ask("SELECT count(*) FROM service_request") == ROWS
    assert await ask("SELECT count(DISTINCT external_id) FROM service_request") == ROWS
    assert await ask("SELECT count(*) FROM event") == ROWS * 3 // 2
    assert await ask("SELECT count(*) FROM event WHERE position IS NULL") == 0
    assert await ask("SELECT head FROM log_state") == ROWS * 3 // 2
    differing = (
        "SELECT count(*) FROM city_counter c FULL JOIN"
        " (SELECT status, count(*) AS n FROM service_request GROUP BY status) r USING (status)"
        " WHERE coalesce(c.count, 0) <> coalesce(r.n, 0)"
    )
    assert await ask(differing) == 0


async def test_a_city_that_ships_is_added_with_a_word(qala, ask, write_table, mapping_file):
    """Boston is not among the cities of a new installation; naming it adds it, and its points are its own."""
    table = write_table({"lat": "42.36", "lon": "-71.06"}, {})

    code, said, complained = await qala("import", table, "--city", "boston", "--mapping", mapping_file)

    assert code == 0, complained
    assert "Boston was not a city of this installation: added." in said
    assert count_of("imported", said) == await ask("SELECT count(*) FROM service_request WHERE city_id = 'boston'") == 1
    assert "refused: place: expected a point in boston: 1" in said


async def test_an_unknown_city_is_one_clear_line(qala, write_table, mapping_file):
    """The refusal names what is known, and how to add others."""
    code, _, complained = await qala("import", write_table({}), "--city", "atlantis", "--mapping", mapping_file)

    assert code == 2
    assert "there is no city 'atlantis'; known are aktau" in complained
    assert "Traceback" not in complained


async def test_all_rows_refused_is_an_exit_code(qala, write_table, mapping_file):
    """A script notices that the mapping does not fit; one good row is enough for 0."""
    refused = write_table({"lat": "north"}, {"opened": "soon"})
    code, said, _ = await qala("import", refused, "--city", "almaty", "--mapping", mapping_file)
    assert (code, count_of("refused", said)) == (1, 2)

    code, _, _ = await qala("import", write_table({"lat": "north"}, {}), "--city", "almaty", "--mapping", mapping_file)
    assert code == 0


async def test_a_dry_run_adds_neither_city_nor_request(qala, ask, write_table, mapping_file):
    """It can be tried before anything is decided."""
    table = write_table({"lat": "42.36", "lon": "-71.06"})

    code, said, complained = await qala("import", table, "--city", "boston", "--mapping", mapping_file, "--dry-run")

    assert (code, count_of("imported", said)) == (0, 1), complained
    assert "Nothing was stored: this was a dry run." in said
    assert await ask("SELECT count(*) FROM service_request") == 0
    assert await ask("SELECT count(*) FROM city WHERE id = 'boston'") == 0


async def test_an_import_names_its_undo_and_is_undone(qala, ask, write_table, mapping_file):
    """The command that the import prints takes it back; a wrong name lists the right ones."""
    table = write_table({}, OPEN)
    code, said, complained = await qala("import", table, "--city", "almaty", "--mapping", mapping_file)
    assert (code, "To undo: qala import undo almaty:autumn" in said) == (0, True), complained

    code, _, complained = await qala("import", "undo", "almaty")
    assert (code, "expected one of: almaty:autumn" in complained) == (2, True)

    code, said, complained = await qala("import", "undo", "almaty:autumn")
    assert (code, "2 requests withdrawn; their rows can be imported again." in said) == (0, True), complained
    assert await ask("SELECT count(*) FROM service_request WHERE status = 'WITHDRAWN'") == 2
    assert await ask("SELECT count FROM city_counter WHERE status = 'ACCEPTED'") == 0


async def test_a_zone_written_as_text_warns(qala, write_table, mapping_file):
    """The import goes on: the table may mean its own clock."""
    text = mapping_file.read_text(encoding="utf-8").replace("%H:%M", "%H:%MZ")
    mapping_file.write_text(text, encoding="utf-8")
    table = write_table({"opened": "2015-06-01 08:00Z", "due": "", "closed": "2015-06-02 08:00Z", "promise": ""})

    code, said, complained = await qala("import", table, "--city", "almaty", "--mapping", mapping_file)

    assert (code, count_of("imported", said)) == (0, 1)
    assert "autumn: date_format: 'Z' is compared as text" in " ".join(complained.split())
