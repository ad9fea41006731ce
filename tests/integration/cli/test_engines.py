"""A second process works beside the one that owns the embedded engines, by the addresses in the home folder."""

import asyncio
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from app.cli.engines import engines
from app.embedded import EnginesStopped, HomeInUse
from app.embedded.addresses import NAME, EngineAddresses, published_addresses, read_addresses
from app.models.database import asyncpg_dsn
from app.settings import Settings
from tests.conftest import temporary_home
from tests.waiting import PATIENCE_SECONDS

ROOT = Path(__file__).parents[3]
OWNER = """
import sys
from pathlib import Path
from app.cli.engines import engines
from app.settings import Settings

with engines(Settings(qala_home=Path(sys.argv[1]))) as urls:
    print(urls.database_url, flush=True)
    sys.stdin.read()
"""

STARTING = """
import signal, sys
# What runs the tests may ignore Ctrl-C itself.
signal.signal(signal.SIGINT, signal.SIG_IGN if sys.argv.pop() == "True" else signal.default_int_handler)

class CtrlC:
    def find_spec(self, name, *_):
        if name == "app.cli.commands":
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, CtrlC())
from app.cli import main
sys.argv = ["qala", "--help"]
main()
"""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that others may enter, and with a short name for sockets."""
    path = temporary_home()
    yield path
    shutil.rmtree(path)


@contextmanager
def owning(home: Path) -> "Iterator[subprocess.Popen[str]]":
    """Another process that runs the engines of the home folder."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, home], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()
            _wait_until_free(home)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The home folder of the owner."""
    with folder() as path:
        yield path


@pytest.fixture(scope="module")
def owner(home: Path) -> "Iterator[subprocess.Popen[str]]":
    """An owner that runs through all tests of this file."""
    with owning(home) as process:
        yield process


def _wait_until_free(home: Path) -> None:
    # The servers of a killed owner end a little after it, and their folder cannot be removed under them.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(home.glob("*/data/*.pid")):
        assert time.monotonic() < deadline, "the engines did not end"
        time.sleep(0.02)


async def test_command_uses_the_engines_of_a_running_server(home, owner):
    """It joins them, and leaves them running."""
    for _ in range(2):
        with engines(Settings(qala_home=home)) as urls:
            connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
            assert await connection.fetchval("SELECT 1") == 1
            await connection.close()

    assert owner.poll() is None
    assert read_addresses(home) is not None


def test_second_server_is_still_refused(home, owner):
    """It would lose its engines as soon as the first one ends."""
    with pytest.raises(HomeInUse, match="another QalaControl runs on"), engines(Settings(qala_home=home), join=False):
        pass


@pytest.mark.parametrize(
    "text",
    [
        None,
        "not json",
        '{"database_url": null, "redis_url": null}',
        '{"database_url": "postgres://postgres:@/qala?host=/nowhere", "redis_url": "unix:///nowhere/valkey.sock"}',
    ],
)
def test_stale_addresses_do_not_help(home, owner, text):
    """The refusal is the usual one, with what to do."""
    (home / NAME).rename(home / "aside")
    if text is not None:
        (home / NAME).write_text(text)

    with pytest.raises(HomeInUse, match="stop it or set QALA_HOME"), engines(Settings(qala_home=home)):
        pass

    (home / "aside").replace(home / NAME)


def test_addresses_of_a_killed_owner_are_replaced(tmp_path):
    """An old file and a half-written one do not prevent a new one."""
    (tmp_path / NAME).write_text("old")
    (tmp_path / "engines.new").write_text("half")

    with published_addresses(tmp_path, EngineAddresses("postgres://a", "unix:///b")):
        assert read_addresses(tmp_path) == EngineAddresses("postgres://a", "unix:///b")

    assert list(tmp_path.iterdir()) == []


def test_addresses_are_private_and_removed_with_the_engines():
    """Only the owner can read the file, and an orderly end removes it."""
    with folder() as home, owning(home) as process:
        assert stat.S_IMODE((home / NAME).stat().st_mode) == 0o600

        process.communicate("", timeout=PATIENCE_SECONDS)

        assert not (home / NAME).exists()


async def read_after_the_end_of(process: "subprocess.Popen[str]", database_url: str) -> None:
    """Fail as a command does whose engines stop under it."""
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        async with connection.transaction():
            await asyncio.to_thread(process.communicate, "", PATIENCE_SECONDS)
            await connection.execute("SELECT 1")
    finally:
        await connection.close()


def test_command_says_that_the_engines_which_it_shares_have_stopped():
    """They stop with the process that runs them, and the errors of the connections say nothing of that."""
    with (
        folder() as home,
        owning(home) as process,
        pytest.raises(EnginesStopped, match=f"embedded engines of {home} has ended; repeat the command"),
        engines(Settings(qala_home=home)) as urls,
    ):
        asyncio.run(read_after_the_end_of(process, urls.database_url))


def test_error_of_a_command_that_shares_engines_stays_what_it_is(home, owner):
    with pytest.raises(ZeroDivisionError), engines(Settings(qala_home=home)):
        raise ZeroDivisionError


def test_ctrl_c_ends_a_command_that_is_still_starting():
    """Without a traceback of imports; a process that a script started in the background goes on."""
    for ignored, ends in ((False, -signal.SIGINT), (True, 0)):
        done = subprocess.run(
            [sys.executable, "-c", STARTING, str(ignored)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (ends, "")
