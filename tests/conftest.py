"""Engines for the whole run, and an application on an empty database for each test that asks for one."""

import asyncio
import gc
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Generator, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import pytest
from hypothesis import settings as property_settings
from tortoise.apps import Apps
from tortoise.models import Model

from app.application import Application, open_application
from app.auth.viewer import Viewer, sessionless_viewer
from app.cli.engines import EngineUrls, prepare
from app.clock import FixedClock
from app.commands.requests.submission import Submission
from app.domain.accounts.roles import Role
from app.embedded import embedded
from app.embedded.postgres import OPTIONS
from app.models import Account
from app.models.database import asyncpg_dsn
from app.notifications.transport import Message
from app.notifications.transports.email_message import Letter, letter_of
from app.photos.pipeline import Pipeline
from app.settings import Settings
from tests.databases import Databases, name_of
from tests.forked import fork, run_command, wait_for_exit
from tests.waiting import PATIENCE_SECONDS, until

NOON = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
MEMORY = Path("/dev/shm")
PREFIX = "qala-test-"
REQUIRED_FREE_BYTES = 2 * 1024**3
LEFTOVER_SECONDS = 6 * 3600
IGNORED_AFTER_FAILURES = "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
FIRST_GIVEN_NUMBER = 10_000
"""Types of PostgreSQL with smaller numbers have them for ever; others get theirs when a database is made or used."""

# Several processes of tests share the cores, so the time of one example proves nothing about the code. The same commit
# has the same examples everywhere; `--hypothesis-profile=explore` draws others.
property_settings.register_profile("repeatable", deadline=None, derandomize=True)
property_settings.register_profile("explore", deadline=None)
property_settings.load_profile("repeatable")

# What is imported and collected lives as long as the run. Looking through it for garbage, again and again, was a third
# of the time of all unit tests.
gc.disable()


def pytest_collection_finish() -> None:
    """Leave out of every collection of garbage what exists before the first test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """After a failure, what is left open fails no other test: the failed one could not close its sockets.

    They are found when its traceback is forgotten, in the time of whichever test runs then. The run has failed anyway.
    """
    report = yield
    if report.failed and IGNORED_AFTER_FAILURES[0] not in item.config.getini("filterwarnings"):
        for ignored in IGNORED_AFTER_FAILURES:
            item.config.addinivalue_line("filterwarnings", ignored)
    return report


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The QALA_HOME of the run, for letters, secrets and photos of applications that a test does not configure."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QALA_HOME", str(home))
        yield home


@pytest.fixture(scope="session", autouse=True)
def queries_of_models() -> Iterator[None]:
    """Tortoise makes the filters and queries of all models for each application that is opened; here once."""
    make, made = vars(Apps)["_build_initial_querysets"], set[type[Model]]()

    def make_once(apps: Apps) -> None:
        models = {model for of_app in apps.apps.values() for model in of_app.values()}
        if not models <= made:
            make(apps)
            made.update(models)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Apps, "_build_initial_querysets", make_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def types_of_connections() -> Iterator[None]:
    """Each new connection of asyncpg asks the server what arrays are made of, in 5 ms each; here all ask once."""
    ask = vars(asyncpg.Connection)["_introspect_types"]
    known: dict[frozenset[int], Any] = {}

    async def ask_once(connection: Any, types: Collection[int], *limit: float | None) -> Any:
        asked = frozenset(types)
        if asked in known or max(asked) >= FIRST_GIVEN_NUMBER:
            return known.get(asked) or await ask(connection, types, *limit)
        return known.setdefault(asked, await ask(connection, types, *limit))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncpg.Connection, "_introspect_types", ask_once)
        yield


@pytest.fixture(scope="session")
async def pipeline() -> AsyncIterator[Pipeline]:
    """The photo pipeline that all applications share, because its processes take half a second to start."""
    async with Pipeline() as pipeline:
        yield pipeline


@pytest.fixture(scope="session")
async def push_client() -> AsyncIterator[httpx2.AsyncClient]:
    """The HTTP client that all applications share, because creating one loads all certificate authorities."""
    async with httpx2.AsyncClient() as client:
        yield client


def temporary_home() -> Path:
    """Make a folder for engines that are not needed after the run; in memory where there is room.

    Not a folder of pytest: when tests run as root, the user of the servers may not open that one.
    """
    for left in MEMORY.glob(f"{PREFIX}*"):
        # A run that was killed leaves its folder behind, and it occupies memory.
        if left.stat().st_mtime < time.time() - LEFTOVER_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > REQUIRED_FREE_BYTES
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY if in_memory else None))
    home.chmod(0o755)
    return home


@pytest.fixture(scope="session")
def engine_urls() -> Iterator[EngineUrls]:
    """The embedded engines, with an empty template database that has all migrations."""
    home = temporary_home()
    try:
        with ExitStack() as stack:
            with pytest.MonkeyPatch.context() as patch:
                patch.setitem(OPTIONS, "fsync", "off")
                started = stack.enter_context(embedded(home))
            assert started.database_url is not None
            assert started.redis_url is not None
            asyncio.run(prepare(started.database_url))
            yield EngineUrls(started.database_url, started.redis_url)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class TestServices(EngineUrls):
    """The services that applications of tests need: engines, and objects that are shared because they start slowly."""

    __test__ = False  # pytest collects classes whose names start with "Test"

    pipeline: Pipeline
    push_client: httpx2.AsyncClient

    def application(self, settings: Settings, **given: Any) -> AbstractAsyncContextManager[Application]:
        """Open an application on these engines."""
        here: dict[str, Any] = {
            "database_url": self.database_url,
            "redis_url": self.redis_url,
            "public_url": "http://qala.test",
            "pipeline": self.pipeline,
            "http": self.push_client,
        }
        return open_application(settings, **{**here, **given})


@pytest.fixture(scope="session")
async def admin(engine_urls: EngineUrls) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection that creates and drops databases."""
    connection = await asyncpg.connect(asyncpg_dsn(engine_urls.database_url).replace("/qala?", "/postgres?"))
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def databases(admin: "asyncpg.Connection[Any]", engine_urls: EngineUrls) -> AsyncIterator[Databases]:
    """What makes the databases of the run, and empties them for the next test."""
    databases = Databases(admin, engine_urls)
    yield databases
    await databases.close()


@pytest.fixture
def original(engine_urls: EngineUrls) -> str:
    """The name of the template of each test's database."""
    return name_of(engine_urls.database_url)


@pytest.fixture
async def urls(
    request: pytest.FixtureRequest,
    databases: Databases,
    original: str,
    pipeline: Pipeline,
    push_client: httpx2.AsyncClient,
) -> AsyncIterator[TestServices]:
    """A database for this test, like the template; its log has its own epoch, so tests can share Redis."""
    is_new = original != name_of(databases.engine_urls.database_url) or request.node.get_closest_marker("new_database")
    async with databases.own(original) if is_new else databases.borrowed(original) as own:
        if is_new:
            await databases.begin_log(own)
        yield TestServices(own, databases.engine_urls.redis_url, pipeline, push_client)


@dataclass
class FakeMailer:
    """A transport that keeps every letter."""

    letters: list[Letter] = field(default_factory=list)

    async def deliver(self, message: Message) -> None:
        self.letters.append(letter_of(message))


@dataclass
class TestApp:
    """An application with people in it, on a clock that the test moves."""

    __test__ = False  # pytest collects classes whose names start with "Test"

    application: Application
    clock: FixedClock
    mailer: FakeMailer
    people: int = 0

    @property
    def context(self) -> Any:
        return self.application.command_context

    async def person(
        self, role: Role = Role.CITIZEN, city_id: str = "almaty", *, name: str = "Aruzhan Serik"
    ) -> Viewer:
        """Return the viewer of a confirmed, approved account without a usable password."""
        self.people += 1
        account = await Account.create(
            email=f"p{self.people}@example.kz",
            password_hash="-",
            name=name,
            role=role,
            city_id=city_id,
            created_at=self.clock.now(),
            email_verified_at=self.clock.now(),
            approved_at=self.clock.now(),
        )
        return sessionless_viewer(account.id, role, city_id)

    def submission(self, **changes: Any) -> Submission:
        """Return a submission of a pothole in Almaty, with these changes."""
        given: dict[str, Any] = {
            "city_id": "almaty",
            "category_id": "pothole",
            "address": "Абай даңғылы 10",
            "description": "Жолда шұңқыр бар",
            "latitude": 43.24,
            "longitude": 76.91,
        }
        return Submission(**{**given, **changes})

    def pass_time(self, **delta: float) -> None:
        """Advance the clock by this ``timedelta``."""
        self.clock.at += timedelta(**delta)

    async def settled(self) -> int:
        """Wait until all committed events are sequenced and read by the tail; return the last position."""
        from app.models.database import row

        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                state = await row(
                    "SELECT head, (SELECT count(*) FROM event WHERE position IS NULL) AS waiting FROM log_state"
                )
                assert state is not None
                if state["waiting"] == 0 and self.application.tail.position == state["head"]:
                    return int(state["head"])
                await asyncio.sleep(0.005)

    async def published(self) -> int:
        """Wait until the stream has all committed events, too: the tail has them before; return the last position."""
        head = await self.settled()

        async def is_published() -> bool:
            return await self.application.stream.last_position() >= head

        await until(is_published, "the stream has every event")
        return head


@pytest.fixture
async def test_app(urls: TestServices, tmp_path: Path) -> AsyncIterator[TestApp]:
    """A running application on an empty database, with a clock at noon."""
    clock, mailer = FixedClock(NOON), FakeMailer()
    settings = Settings(storage_url=f"file://{tmp_path}/photos")
    async with urls.application(settings, clock=clock, mail_transport=mailer, run_periodic_jobs=False) as application:
        yield TestApp(application, clock, mailer)


@dataclass(frozen=True)
class Command:
    """A running ``qala`` command."""

    process: ForkServerProcess
    stdout: Path
    stderr: Path

    async def result(self) -> tuple[int, str, str]:
        """Wait until it exits; return the exit code, standard output and standard error."""
        code = await wait_for_exit(self.process)
        return code, self.stdout.read_text().strip(), self.stderr.read_text()


@pytest.fixture
def start_command(urls: TestServices, tmp_path: Path) -> Callable[..., Command]:
    """Start a ``qala`` command on the test's engines."""
    numbers = count(1)

    def start(*arguments: object, **settings: str) -> Command:
        stdout, stderr = (tmp_path / f"{stream}-{next(numbers)}" for stream in ("stdout", "stderr"))
        engines = {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url, "QALA_HOME": str(tmp_path / "home")}
        process = fork(run_command, [*map(str, arguments)], {**os.environ, **engines, **settings}, stdout, stderr)
        return Command(process, stdout, stderr)

    return start


@pytest.fixture
def qala(start_command: Callable[..., Command]) -> Callable[..., Awaitable[tuple[int, str, str]]]:
    """Run a ``qala`` command; return its exit code, standard output and standard error."""

    async def run(*arguments: object, **settings: str) -> tuple[int, str, str]:
        return await start_command(*arguments, **settings).result()

    return run


@pytest.fixture
def unknown_id() -> UUID:
    """An id that no row has."""
    return UUID("00000000-0000-7000-8000-000000000000")
