"""Embedded servers: they answer, keep their data, end with their owner, and leave other people's folders alone."""

import asyncio
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from app.embedded import EmbeddedError, EmbeddedPostgres, EmbeddedValkey, embedded, wheel
from app.embedded.account import account_for
from app.embedded.server import EmbeddedServer, command_line
from tests.conftest import temporary_home

ROOT = Path(__file__).parents[3]
OWNER = """
import sys
from pathlib import Path
from app.embedded import embedded

home = Path(sys.argv[1])
with embedded(home):
    (home / "ready").touch()
    sys.stdin.read()
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as another account")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="finds processes through /proc")


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that others may enter, unlike tmp_path, and with a short name for sockets."""
    path = temporary_home()
    yield path
    shutil.rmtree(path)


@contextmanager
def owner(home: Path, *, until_there: str = "ready") -> "Iterator[subprocess.Popen[bytes]]":
    """Another process that owns both servers below `home`; it is killed at the end, if not before."""
    with subprocess.Popen([sys.executable, "-c", OWNER, home], cwd=ROOT, stdin=subprocess.PIPE) as process:
        until(lambda: bool(inside(home, until_there)))
        found = pids(home)
        try:
            yield process
        finally:
            process.kill()
            until(lambda: not any(map(command_line, found)))


@pytest.fixture
def other_process() -> "Iterator[subprocess.Popen[bytes]]":
    """A process of the servers' own user that has nothing to do with them."""
    with subprocess.Popen(["sleep", "3600"], user=account_for(Path("/nowhere")).uid) as process:
        yield process
        process.kill()


def inside(folder: Path, pattern: str = "*") -> list[Path]:
    return list(folder.glob(pattern))


def servers(home: Path) -> list[EmbeddedServer]:
    return [EmbeddedPostgres(home / "postgres"), EmbeddedValkey(home / "valkey")]


def pids(home: Path) -> list[int]:
    found = [server.running_pid() for server in servers(home)]
    return [pid for pid in found if pid is not None]


def watchdog_of(pid: int) -> int:
    """The parent, from the text after the name in parentheses: state, parent, ..."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def until(what: Callable[[], bool], *, limit_seconds: float = 60) -> None:
    deadline = time.monotonic() + limit_seconds
    while not what():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.01)


async def sql(url: str | None, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def valkey(url: str | None, *command: str) -> object:
    assert url is not None
    async with Redis.from_url(url, decode_responses=True) as client:
        return await client.execute_command(*command)


async def test_both_servers_answer_and_end_with_the_block(home: Path) -> None:
    """Inside the block both answer; after it no process and no socket is left."""
    with embedded(home) as engines:
        found = pids(home)

        assert await sql(engines.database_url, "SELECT current_database()") == "qala"
        assert await valkey(engines.redis_url, "INCR", "number") == 1
        assert len(found) == 2

    assert [command_line(pid) for pid in found] == [""] * 2
    assert inside(home, "*/run") == []


async def test_only_the_wanted_server_runs(home: Path) -> None:
    """A server that is not asked for has no address and no folder."""
    with embedded(home, postgres=False) as engines:
        assert engines.database_url is None
        assert engines.redis_url is not None

    assert [home / "valkey"] == inside(home)


async def test_data_survives_a_restart(home: Path) -> None:
    """What was written before a stop is there after the next start, in both."""
    with embedded(home) as engines:
        await sql(engines.database_url, "CREATE TABLE kept AS SELECT 7 AS number")
        await valkey(engines.redis_url, "SET", "kept", "seven")

    with embedded(home) as engines:
        assert await sql(engines.database_url, "SELECT number FROM kept") == 7
        assert await valkey(engines.redis_url, "GET", "kept") == "seven"


async def test_postgres_is_durable_and_closed_to_others(home: Path) -> None:
    """A confirmed write is on the disk, and nothing but the private socket listens."""
    with embedded(home, valkey=False) as engines:
        names = ("fsync", "synchronous_commit", "listen_addresses", "max_connections", "shared_buffers")
        found = [await sql(engines.database_url, f"SHOW {name}") for name in names]

        assert found == ["on", "on", "", "200", "128MB"]
        assert stat.S_IMODE((home / "postgres/run").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "query",
    [
        "SELECT lower('ҚАЛА ӘҒҢӨҰҮҺІ') = 'қала әғңөұүһі'",
        "SELECT 'Қала әкімдігі' ILIKE '%ҚАЛА%'",
        "SELECT 'қала' ~* 'ҚАЛА'",
        "SELECT to_tsvector('simple', 'ҚАЛА') @@ to_tsquery('simple', 'қала')",
    ],
)
async def test_cyrillic_letters_know_their_case(shared_url: str, query: str) -> None:
    """Search takes a capital Kazakh letter for the small one."""
    assert True is await sql(shared_url, query)


@pytest.fixture(scope="module")
def shared_url() -> Iterator[str]:
    path = temporary_home()
    with embedded(path, valkey=False) as engines:
        assert engines.database_url is not None
        yield engines.database_url
    shutil.rmtree(path)


def test_second_owner_is_refused_until_the_first_stops(home: Path) -> None:
    """A folder has one owner; the error names the folder and what to do, and the running servers stay."""
    with owner(home):
        before = pids(home)
        for server in servers(home):
            with pytest.raises(EmbeddedError, match=r"another QalaControl runs on .*; stop it or set QALA_HOME"):
                server.start()
            server.stop()

        assert before == pids(home)


def test_servers_end_with_a_killed_owner(home: Path) -> None:
    """After kill -9 of the owner nothing is left running."""
    with owner(home) as process:
        found = pids(home)
        watchdogs = [watchdog_of(pid) for pid in found] if sys.platform == "linux" else []
        process.kill()

        until(lambda: not any(map(command_line, found + watchdogs)))


async def test_start_right_after_a_killed_owner(home: Path) -> None:
    """The next start does not trip over servers that are still ending."""
    with owner(home) as process:
        before = pids(home)
        process.kill()

        with embedded(home) as engines:
            assert await sql(engines.database_url, "SELECT 1") == 1
            assert set(before).isdisjoint(pids(home))


@on_linux
async def test_start_replaces_servers_that_lost_owner_and_watchdog(home: Path) -> None:
    """Orphans without a watchdog are stopped and started anew."""
    with owner(home) as process:
        orphans = pids(home)
        for pid in [*map(watchdog_of, orphans), process.pid]:
            os.kill(pid, signal.SIGKILL)
        process.wait()
        assert all(map(command_line, orphans))

        with embedded(home) as engines:
            assert await sql(engines.database_url, "SELECT 1") == 1
            assert not any(map(command_line, orphans))


@on_linux
async def test_start_after_the_main_process_of_a_busy_database_was_killed(home: Path) -> None:
    """A session that goes on without its main process does not block the next start."""
    server = EmbeddedPostgres(home / "postgres")
    connection = await asyncpg.connect(server.start())
    busy = asyncio.create_task(connection.execute("SELECT count(*) FROM generate_series(1, 1000000000)"))
    await asyncio.sleep(0)  # Lets the query leave; it takes minutes, and only the next start can end it.
    pid = server.running_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    server.stop()

    server.start()
    server.stop()
    with pytest.raises(asyncpg.ConnectionDoesNotExistError):
        await busy


async def test_stale_files_do_not_block_a_start(home: Path, other_process: "subprocess.Popen[bytes]") -> None:
    """A process number of another process, and an old socket, are removed; that process keeps running."""
    with embedded(home):
        pass
    for name in ("postgres/data/postmaster.pid", "valkey/data/valkey.pid"):
        (home / name).write_text(f"{other_process.pid}\n{home}/postgres/data\n")
    (home / "postgres/run").mkdir()
    (home / "postgres/run/.s.PGSQL.5432.lock").write_text(f"{other_process.pid}\n")

    with embedded(home) as engines:
        assert await sql(engines.database_url, "SELECT 1") == 1

    assert other_process.poll() is None


async def test_first_start_that_was_cut_short_is_begun_anew(home: Path) -> None:
    """Half a data folder is thrown away, not taken for a whole one."""
    half = home / "postgres/data-new-half"
    half.mkdir(parents=True)

    with embedded(home, valkey=False) as engines:
        assert await sql(engines.database_url, "SELECT 1") == 1

    assert not half.exists()


async def test_first_start_whose_owner_was_killed_is_begun_anew(home: Path) -> None:
    """A killed owner's initdb, still at work, does not disturb the next start."""
    with owner(home, until_there="postgres/data-new-*/base/*") as process:
        process.kill()

        with embedded(home) as engines:
            assert await sql(engines.database_url, "SELECT 1") == 1


async def test_long_path_gets_its_sockets_elsewhere(home: Path) -> None:
    """A path too long for a socket works, and nothing stays in the temporary folder."""
    deep = home / ("long" * 25)

    with embedded(deep) as engines:
        sockets = [link.readlink() for link in inside(deep, "*/run")]
        assert await sql(engines.database_url, "SELECT 1") == 1
        assert await valkey(engines.redis_url, "INCR", "number") == 1

    assert [path.exists() for path in sockets] == [False, False]


async def test_strange_letters_in_the_path_are_fine(home: Path) -> None:
    """Spaces, commas and Kazakh letters in a folder's name reach the servers unharmed."""
    with embedded(home / "Қала үйі, 100% #1") as engines:
        assert await sql(engines.database_url, "SELECT 1") == 1
        assert await valkey(engines.redis_url, "INCR", "number") == 1


def test_failed_start_reports_the_log_and_unlocks_the_folder(home: Path) -> None:
    """The error holds what the server said and what to do; once mended, the same object starts."""
    server = EmbeddedPostgres(home / "postgres")
    server.start()
    server.stop()
    settings = home / "postgres/data/postgresql.auto.conf"
    settings.write_text("no_such_setting = 1\n")

    with pytest.raises(EmbeddedError, match=r"(?s)no_such_setting.*Mend what it names.*DATABASE_URL"):
        server.start()

    settings.write_text("")
    server.start()
    server.stop()


def test_missing_wheel_names_the_setting_that_replaces_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no server program, one line says which setting replaces it, and nothing is made."""
    monkeypatch.setattr(wheel, "find_spec", lambda name: None)

    for server, setting in zip(servers(home), ("DATABASE_URL", "REDIS_URL"), strict=True):
        with pytest.raises(EmbeddedError, match=f"^expected .* or set {setting} to a server of your own$"):
            server.start()

    assert inside(home) == []


def test_folders_that_were_there_keep_their_permissions(home: Path) -> None:
    """Only folders made by a start get an owner or a mode; the ones above stay as they were."""
    above = home / "above"
    above.mkdir(mode=0o751)
    folders = [above, *above.parents]
    before = [(seen.st_mode, seen.st_uid, seen.st_gid) for seen in map(Path.stat, folders)]

    with embedded(above / "var"):
        pass

    assert before == [(seen.st_mode, seen.st_uid, seen.st_gid) for seen in map(Path.stat, folders)]


@as_root
def test_root_with_a_closed_folder_gets_both_settings_named(home: Path) -> None:
    """A parent that the servers' user cannot enter is named in one line, and stays closed and empty."""
    home.chmod(0o700)

    for server, setting in zip(servers(home), ("DATABASE_URL", "REDIS_URL"), strict=True):
        with pytest.raises(EmbeddedError, match=f"^.* cannot use {home}: move .*QALA_HOME.* or set {setting} .*$"):
            server.start()

    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert inside(home) == []


@as_root
async def test_root_runs_a_folder_as_the_user_it_belongs_to(home: Path) -> None:
    """Data of another account stays with that account."""
    with embedded(home, postgres=False):
        pass
    for path in (home / "valkey/data", *(home / "valkey/data").rglob("*")):
        shutil.chown(path, "daemon")

    with embedded(home, postgres=False) as engines:
        await valkey(engines.redis_url, "SET", "kept", "seven")

    assert {"daemon"} == {path.owner() for path in (home / "valkey/data").rglob("*")}


def as_stranger(*command: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a program as another process of the user that root's servers run as."""
    shared = pwd.getpwnam("nobody")
    return subprocess.run(
        command, user=shared.pw_uid, group=shared.pw_gid, extra_groups=[], capture_output=True, text=True, check=False
    )


@as_root
async def test_another_process_of_the_same_user_reaches_nothing(home: Path) -> None:
    """`nobody` may have many processes; the servers of root have a group that those do not have."""
    with embedded(home) as engines:
        data, sockets = home / "postgres/data", home / "postgres/run"
        psql = (wheel.postgres_program("psql"), "-w", "-U", "postgres", "-d", "qala", "-h", sockets, "-c", "SELECT 1")
        refused = [
            as_stranger(*psql),
            as_stranger("/bin/cat", data / "PG_VERSION"),
            as_stranger("/bin/ls", home / "valkey/data"),
            as_stranger("/bin/ls", home / "valkey/run"),
            *(as_stranger("/bin/cat", f"/proc/{pid}/environ") for pid in pids(home) if sys.platform == "linux"),
        ]

        assert await sql(engines.database_url, "SHOW dynamic_shared_memory_type") == "mmap"
        assert account_for(data).run([*psql]).returncode == 0
    assert [done.returncode != 0 for done in refused] == [True] * len(refused), refused
    assert all("denied" in done.stderr for done in refused), refused


@as_root
async def test_sockets_in_a_temporary_folder_are_closed_too(home: Path) -> None:
    """That folder belongs to root; the server writes into it by its group."""
    with embedded(home / ("long" * 25)) as engines:
        sockets = inside(home, "*/postgres/run")[0].readlink()

        assert await sql(engines.database_url, "SELECT 1") == 1
        assert "denied" in as_stranger("/bin/ls", sockets).stderr


@as_root
async def test_home_of_an_earlier_version_goes_on_and_is_closed(home: Path) -> None:
    """Its data belonged to `nobody` and `nogroup` in folders that all could enter."""
    with embedded(home) as engines:
        await sql(engines.database_url, "CREATE TABLE kept AS SELECT 7 AS number")
    stranger = pwd.getpwnam("nobody")
    for name in ("postgres", "valkey"):
        os.chown(home / name, 0, 0)
        (home / name).chmod(0o755)
        for path in (home / name / "data", *(home / name / "data").rglob("*")):
            os.chown(path, stranger.pw_uid, stranger.pw_gid)
        for lock in ("owner.lock", "watchdog.lock"):
            (home / name / lock).chmod(0o644)

    with embedded(home) as engines:
        assert await sql(engines.database_url, "SELECT number FROM kept") == 7
        assert "denied" in as_stranger("/bin/cat", home / "postgres/data/PG_VERSION").stderr
    for name in ("postgres", "valkey"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o710
        assert stat.S_IMODE((home / name / "owner.lock").stat().st_mode) == 0o600
