"""Engines for the whole run, and a fresh city for each test that asks for one."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.auth.viewer import Viewer
from app.bootstrap import House, open_house
from app.cli.engines import EngineUrls, prepare
from app.clock import FixedClock
from app.commands.operator import as_viewer
from app.commands.submit import Submission
from app.domain.roles import Role
from app.embedded import embedded
from app.mail.letter import Letter
from app.models import Account
from app.models.database import asyncpg_dsn
from app.photos.pipeline import Pipeline
from app.settings import Settings

NOON = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
_numbers = count(1)


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Whatever keeps something by itself keeps it here: letters, secrets, photos."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QALA_HOME", str(home))
        yield home


@pytest.fixture(scope="session")
async def pipeline() -> AsyncIterator[Pipeline]:
    """The pipeline of every town: its processes take half a second to start."""
    async with Pipeline() as pipeline:
        yield pipeline


@pytest.fixture(scope="session")
def engine_urls() -> Iterator[EngineUrls]:
    """The embedded engines with an up-to-date, empty template database."""
    # Not pytest's own folder: as root that one is closed to the user the servers run as.
    home = Path(tempfile.mkdtemp(prefix="qala-test-"))
    home.chmod(0o755)
    try:
        with embedded(home) as started:
            assert started.database_url is not None
            assert started.redis_url is not None
            asyncio.run(prepare(started.database_url))
            yield EngineUrls(started.database_url, started.redis_url)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
async def urls(engine_urls: EngineUrls) -> AsyncIterator[EngineUrls]:
    """A database of the test's own, copied from the template; its log has its own epoch, so Redis is shared safely."""
    name = f"test_{next(_numbers)}_{os.getpid()}"
    admin = await asyncpg.connect(asyncpg_dsn(engine_urls.database_url).replace("/qala?", "/postgres?"))
    try:
        await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE qala')
        own = engine_urls.database_url.replace("/qala?", f"/{name}?")
        fresh = await asyncpg.connect(asyncpg_dsn(own))
        await fresh.execute("UPDATE log_state SET epoch = $1", uuid4().hex[:12])
        await fresh.close()
        yield EngineUrls(own, engine_urls.redis_url)
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await admin.close()


@dataclass
class Pigeonhole:
    """A post that keeps every letter."""

    letters: list[Letter] = field(default_factory=list)

    async def send(self, letter: Letter) -> None:
        self.letters.append(letter)


@dataclass
class Town:
    """A house with people in it, on a clock that the test moves."""

    house: House
    clock: FixedClock
    post: Pigeonhole
    people: int = 0

    @property
    def desk(self) -> Any:
        return self.house.desk

    async def person(
        self, role: Role = Role.CITIZEN, city_id: str = "almaty", *, name: str = "Aruzhan Serik"
    ) -> Viewer:
        """Somebody with a confirmed, approved account; nobody can sign in to it."""
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
        return as_viewer(account.id, role, city_id)

    def submission(self, **changes: Any) -> Submission:
        """A problem in Almaty."""
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
        """Move the clock."""
        self.clock.at += timedelta(**delta)

    async def settled(self) -> int:
        """Wait until everything committed so far has been sequenced and handed over; return the position."""
        from app.models.database import row

        async with asyncio.timeout(20):
            while True:
                state = await row(
                    "SELECT head, (SELECT count(*) FROM event WHERE position IS NULL) AS waiting FROM log_state"
                )
                assert state is not None
                if state["waiting"] == 0 and self.house.tail.position == state["head"]:
                    return int(state["head"])
                await asyncio.sleep(0.005)


@pytest.fixture
async def town(urls: EngineUrls, tmp_path: Path, pipeline: Pipeline) -> AsyncIterator[Town]:
    """A running house on an empty database, at noon."""
    clock, post = FixedClock(NOON), Pigeonhole()
    async with open_house(
        Settings(storage_url=f"file://{tmp_path}/photos"),
        database_url=urls.database_url,
        redis_url=urls.redis_url,
        public_url="http://qala.test",
        clock=clock,
        post=post,
        pipeline=pipeline,
        watch_deadlines=False,
    ) as house:
        yield Town(house, clock, post)


@pytest.fixture
def unknown_id() -> UUID:
    """An id that nothing has."""
    return UUID("00000000-0000-7000-8000-000000000000")
