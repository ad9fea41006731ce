"""A copy of the database by `pg_dump`, then of the photographs, is restored: nothing is lost, and the city goes on."""

import asyncio
import shutil
import subprocess
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from app.clock import FixedClock
from app.commands.requests.comments import comment
from app.commands.requests.submission import submit
from app.demo.city import prepare_demo
from app.embedded.wheel import postgres_program
from app.models import ServiceRequestRow
from app.models.database import asyncpg_dsn, row, rows
from app.queries.log.verification import log_seal, seal_again, verify_timelines
from app.settings import Settings
from tests.conftest import NOON, FakeMailer, TestApp
from tests.integration.archive.conftest import after_all, archived, counts, year

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
KEYS = (
    "SELECT unnest(ARRAY[original_key, small_key, medium_key, large_key]) AS key FROM photo WHERE retracted_at IS NULL"
)


async def run(program, *arguments):
    """Run a program of PostgreSQL."""
    command = [postgres_program(program), *map(str, arguments)]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def place_of(url):
    """Say to a program of PostgreSQL which database is meant."""
    parts = urlsplit(url)
    return "-h", parse_qs(parts.query)["host"][0], "-U", "postgres", "-d", parts.path.removeprefix("/")


async def contents(url):
    """Every row of every table, where every sequence stands, and the names of all that is defined."""
    connection = await asyncpg.connect(asyncpg_dsn(url))
    try:
        tables = [found["relname"] for found in await connection.fetch(TABLES)]
        held = {name: await connection.fetch(f'SELECT t::text FROM "{name}" t ORDER BY 1') for name in tables}
        held["sequences"] = await connection.fetch("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
    finally:
        await connection.close()
    schema = (await run("pg_dump", *place_of(url), "--schema-only", "--no-owner")).splitlines()
    # Names alone: PostgreSQL writes a condition that it has read back in other words.
    return held | {"schema": [line for line in schema if line.startswith("-- Name: ")]}


@pytest.fixture
def opened(urls, tmp_path):
    """Open an application on a database of this address, with the photographs of this folder."""

    @asynccontextmanager
    async def open_on(database_url, photos):
        settings = Settings(storage_url=f"file://{tmp_path / photos}", qala_home=tmp_path / "home")
        clock, mailer = FixedClock(NOON), FakeMailer()
        async with urls.application(
            settings, database_url=database_url, clock=clock, mail_transport=mailer, run_periodic_jobs=False
        ) as application:
            yield TestApp(application, clock, mailer)

    return open_on


@asynccontextmanager
async def restored(databases, dump):
    """Restore the file into an empty database; yield its address."""
    async with databases.own("template0") as url:
        await run("pg_restore", *place_of(url), "--no-owner", "--exit-on-error", dump)
        yield url


async def is_whole():
    """Whether timelines, the seal of the log and what is computed from it hold."""
    proofs = [timeline.proof async for batch in verify_timelines() for timeline in batch]
    seal = await log_seal()
    checks = [check async for check in seal_again(seal.position)]
    assert proofs
    return all(proof.intact for proof in proofs) and checks[-1].seal == seal.seal


async def test_a_restored_copy_has_all_that_the_city_had(urls, databases, opened, tmp_path):
    """Tables, sequences, definitions and photographs; and its next request has the next number."""
    async with opened(urls.database_url, "photos") as city:
        (tmp_path / "home").mkdir(exist_ok=True)
        await prepare_demo(city.context, tmp_path / "home", "http://qala.test", requests=12)
        await city.settled()
    before = await contents(urls.database_url)
    await run("pg_dump", *place_of(urls.database_url), "-Fc", "-f", tmp_path / "qala.dump")
    shutil.copytree(tmp_path / "photos", tmp_path / "copied photos")

    async with restored(databases, tmp_path / "qala.dump") as url:
        assert await contents(url) == before
        async with opened(url, "copied photos") as city:
            last = await row("SELECT max(number) AS number FROM service_request")
            keys = {found["key"] for found in await rows(KEYS) if found["key"]}
            stored = city.context.storage.keys()
            request = await submit(city.context, await city.person(), city.submission())
            await city.settled()

            assert await is_whole()
            assert keys
            assert keys <= {entry.key async for entry in stored}
            assert last is not None
            assert int(request.number[4:]) == int(last["number"][4:]) + 1


async def test_a_copy_that_is_made_while_people_write_is_whole(urls, databases, opened, tmp_path):
    """It has the steps until a moment, and none by half."""
    async with opened(urls.database_url, "photos") as city:
        author = await city.person()
        request = await submit(city.context, author, city.submission())
        begun = asyncio.Event()

        async def write():
            number = 0
            while True:
                await comment(city.context, author, request.id, f"comment {(number := number + 1)}")
                begun.set()

        writing = asyncio.create_task(write())
        # Else the copy may be of the moment before the first comment.
        await asyncio.wait({writing, asyncio.create_task(begun.wait())}, return_when=asyncio.FIRST_COMPLETED)
        await run("pg_dump", *place_of(urls.database_url), "-Fc", "-f", tmp_path / "qala.dump")
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        await city.settled()
        versions = (await ServiceRequestRow.get(id=request.id)).version

    async with restored(databases, tmp_path / "qala.dump") as url, opened(url, "photos") as city:
        await city.settled()
        assert 1 < (await ServiceRequestRow.get(id=request.id)).version <= versions
        assert await is_whole()


async def test_archived_months_are_in_the_copy(urls, databases, opened, tmp_path):
    """With their partitions; the restored city reads them, and writes on."""
    async with opened(urls.database_url, "photos") as city:
        requests = await year(city)
        await archived(city, await after_all(city))
        moved = await counts()
    before = await contents(urls.database_url)
    await run("pg_dump", *place_of(urls.database_url), "-Fc", "-f", tmp_path / "qala.dump")

    async with restored(databases, tmp_path / "qala.dump") as url:
        assert await contents(url) == before
        async with opened(url, "photos") as city:
            city.people = 10  # the others have come with the copy
            await comment(city.context, await city.person(), requests[0].id, "after the restore")
            await city.settled()

            assert await counts() == (1, moved[1])
            assert await is_whole()
