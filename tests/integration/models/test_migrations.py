"""The migrations: they say what the models say, run both ways, and run once however many start them."""

import asyncio
import re
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import asyncpg
import pytest
from structlog.testing import capture_logs
from tortoise.context import TortoiseContext
from tortoise.exceptions import OperationalError
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationTarget

from app.commands.staff.catalog import put_categories, put_cities
from app.data.catalog import load_categories, load_cities
from app.errors import SettingsError
from app.models import Category, City
from app.models.configuration import tortoise_config
from app.models.database import asyncpg_dsn, database, migrate, rows, transaction
from app.models.migrating import Migrations
from tests.forked import fork, wait_for_exit
from tests.waiting import PATIENCE_SECONDS, until

ALL = sorted(path.stem for path in Path("migrations").glob("0*.py"))
_CATALOG = """
    SELECT c.relname AS name, 'table' AS kind, c.relname::text AS said FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S')
    UNION ALL SELECT table_name || '.' || column_name, 'column',
        data_type || ' ' || is_nullable || ' ' || COALESCE(character_maximum_length::text, '-')
        FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexname, 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT conname, 'constraint', conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
"""

_WAITS = """
    SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        AND query LIKE 'CREATE INDEX%service_request_done%')
"""
_CANCEL = """
    SELECT pg_cancel_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'CREATE INDEX%service_request_done%' AND pid <> pg_backend_pid()
"""
BEFORE_DONE_INDEXES = "0045_city_colours"
_DONE_INDEXES = """
    SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE indisvalid AND relname IN ('service_request_done', 'service_request_executor_done')
"""


@asynccontextmanager
async def _held_up(url: str):
    """Migrate while a transaction that writes keeps an index waiting; yield another connection, and the task."""
    await _back(url, BEFORE_DONE_INDEXES)
    writer, other = [await asyncpg.connect(asyncpg_dsn(url)) for _ in range(2)]
    try:
        async with writer.transaction():
            await writer.execute("LOCK TABLE service_request IN ROW EXCLUSIVE MODE")
            migrating = asyncio.create_task(migrate(url))
            await until(lambda: other.fetchval(_WAITS))
            yield other, migrating
    finally:
        await writer.close()
        await other.close()


async def catalog() -> set[tuple[str, str, str]]:
    """Everything that the migrations have made; the book they keep themselves is left out."""
    found = await rows(_CATALOG)
    return {
        (item["kind"], item["name"], item["said"])
        for item in found
        if not re.search(r"tortoise_migration", item["name"] + item["said"])
    }


def test_migrations_have_numbers_of_their_own_and_follow_each_other():
    """Two that are written at the same time get one number and follow the same one: their order would be chance."""
    numbers = [name[:4] for name in ALL]
    # Of earlier ones some follow the same one.
    chain = [name for name in ALL if name >= "0054"]
    texts = [Path(f"migrations/{name}.py").read_text() for name in chain]

    assert len(numbers) == len(set(numbers))
    assert [re.findall(r'dependencies = .*"qala", "(.+)"', text) for text in texts[1:]] == [
        [name] for name in chain[:-1]
    ]


async def test_the_models_need_no_migration_that_is_not_written():
    """What the models say is what the migrations have made: the tool would write nothing."""
    config = tortoise_config("postgres://postgres@localhost/nowhere")
    async with TortoiseContext() as context:
        await context.init(config=config, init_connections=False)
        writers = await MigrationAutodetector(context.apps, config["apps"]).changes()

    assert writers == []


async def test_backward_and_forward_again(urls):
    """Going back leaves an empty database behind, and going forward again makes the very same tables."""
    async with database(urls.database_url):
        made = await catalog()

        await _back(urls.database_url, "0001_initial")
        plain = await catalog()
        await _back(urls.database_url, "__first__")
        left = await catalog()
        again = await migrate(urls.database_url)

        assert await catalog() == made
    # What came later only adds, save that three columns of names became one, and the text of a search may be missing.
    changed = r"\bname_(kk|ru|en)\b|name_(kk|ru|en)_not_null|\bservice_request[._]search_text"
    assert {item for item in plain if not re.search(changed, item[1])} < made
    assert left == set()
    # Of two that do not depend on each other either may come first.
    assert sorted(again) == ALL


async def test_names_move_into_one_column_and_back(urls):
    """Cities and categories keep their three names in both directions."""
    cities, categories = load_cities(), load_categories()
    columns = (
        "SELECT id, name_kk, name_ru, name_en FROM city UNION ALL SELECT id, name_kk, name_ru, name_en FROM category"
    )
    async with database(urls.database_url):
        await put_cities(cities)
        await put_categories(categories)
        await _back(urls.database_url, "0012_recipients")
        apart = {item.pop("id"): tuple(item.values()) for item in await rows(columns)}
        await migrate(urls.database_url)
        together = {named.id: named.name for named in [*await City.all(), *await Category.all()]}

    assert apart == {one.id: tuple(one.names.values()) for one in [*cities, *categories]}
    assert together == {one.id: one.names for one in [*cities, *categories]}


async def test_migrating_what_is_up_to_date_does_nothing(urls):
    """A second run applies nothing and touches nothing."""
    async with database(urls.database_url):
        before = await catalog()

        assert await migrate(urls.database_url) == []

        assert await catalog() == before


def migrate_alone(url: str, applied: Path) -> None:
    """Migrate in a process of our own, and write down what was applied."""

    async def work() -> list[str]:
        async with database(url):
            return await migrate(url)

    applied.write_text(",".join(asyncio.run(work())))


async def test_two_processes_migrate_at_once(empty_url, tmp_path):
    """Workers of one deploy may all begin with a migration: each of them ends well, and each step is taken once."""
    notes = [tmp_path / "one", tmp_path / "other"]

    processes = [fork(migrate_alone, empty_url, note) for note in notes]

    assert [await wait_for_exit(process) for process in processes] == [0, 0]
    assert sorted(sorted(filter(None, note.read_text().split(","))) for note in notes) == [[], ALL]


async def test_a_migration_that_fails_leaves_nothing_behind(empty_url):
    """What stands in its way leaves no half of it; of tasks that then try at once, one applies it."""
    async with database(empty_url):
        await rows("CREATE SEQUENCE service_request_number")
        with pytest.raises(OperationalError, match="service_request_number"):
            await migrate(empty_url)

        assert ("index", "event_waiting") not in {item[:2] for item in await catalog()}
        await rows("DROP SEQUENCE service_request_number")
        answers = await asyncio.gather(*(migrate(empty_url) for _ in range(3)))

    assert sorted(map(sorted, answers)) == [[], [], ALL[1:]]


async def test_indexes_of_large_tables_are_made_while_others_write(urls):
    """A transaction that writes holds the migration up, and none that comes after it."""
    async with database(urls.database_url):
        async with _held_up(urls.database_url) as (other, migrating), other.transaction():
            await other.execute("SET LOCAL lock_timeout = '5s'")
            await other.execute("LOCK TABLE service_request IN ROW EXCLUSIVE MODE")
        await migrating
        assert await rows(_DONE_INDEXES) == [{"count": 2}]


async def test_an_index_that_was_not_finished_is_made_anew(urls):
    """A server that stops in the middle leaves an index that no query uses."""
    async with database(urls.database_url):
        async with _held_up(urls.database_url) as (other, migrating):
            await other.execute(_CANCEL)
            with pytest.raises(Exception, match="cancel"):
                await migrating
        assert await rows(_DONE_INDEXES) == [{"count": 0}]
        assert (await rows("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))[0]["count"] == 1

        await migrate(urls.database_url)

        assert await rows(_DONE_INDEXES) == [{"count": 2}]


async def test_a_cancelled_transaction_gives_its_connection_back(urls):
    """However often clients hang up in the middle of BEGIN, the pool loses no connection."""

    async def work() -> None:
        async with transaction():
            await rows("SELECT 1")

    async with database(urls.database_url + "&maxsize=2"):
        for turns in range(40):
            tasks = [asyncio.ensure_future(work()) for _ in range(3)]
            for _ in range(turns % 8):
                await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*(work() for _ in range(8)))


async def _back(url: str, name: str) -> None:
    await Migrations(url).migrate([MigrationTarget(app_label="qala", name=name)], direction="backward")


async def test_a_database_of_a_newer_version_is_named(urls):
    """The process goes on: it may be an old one that starts once more in the middle of a deploy."""
    async with database(urls.database_url):
        async with transaction():
            await rows("INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('qala', '9999_later', now())")
        with capture_logs() as logged:
            assert await migrate(urls.database_url) == []

    assert {"event": "database_is_newer", "migrations": ["9999_later"], "log_level": "warning"} in logged


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"path": "/nowhere"}, 'DATABASE_URL: database "nowhere" does not exist'),
        ({"netloc": "stranger@"}, 'DATABASE_URL: role "stranger" does not exist'),
        ({"query": "host={host}&no_such_option=1"}, "DATABASE_URL: unrecognized configuration parameter"),
    ],
)
async def test_what_the_server_does_not_know_is_refused_by_the_setting(urls, changed, expected):
    """In one line: a person has to correct it."""
    parts = urlsplit(asyncpg_dsn(urls.database_url))
    host = dict(parse_qsl(parts.query))["host"]
    wrong = parts._replace(**{key: value.format(host=host) for key, value in changed.items()})

    async with database(urls.database_url):
        with pytest.raises(SettingsError, match=re.escape(expected)):
            await migrate(urlunsplit(wrong))


async def test_a_user_without_rights_is_refused_by_the_setting(urls, admin):
    """Since PostgreSQL 15 a new user may make no table in the database of another one."""
    await admin.execute("CREATE ROLE guest LOGIN")
    try:
        as_guest = urlunsplit(urlsplit(urls.database_url)._replace(netloc="guest@"))
        async with database(as_guest):
            with pytest.raises(SettingsError, match=r"^DATABASE_URL: permission denied .* expected a user that owns"):
                await migrate(as_guest)
    finally:
        await admin.execute("DROP ROLE guest")
