"""Engines and a service to be broken, shared by the scenarios; and the summary of what they have been through."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.cli.engines import prepare
from app.models.database import asyncpg_dsn
from tests.conftest import short_lived_home
from tests.faults.engines import OwnEngines
from tests.faults.scene import REPORTS, SCALE, Scene, scene
from tests.faults.service import Service

SetScene = Callable[..., AbstractAsyncContextManager[Scene]]


@pytest.fixture(scope="session")
def own_engines() -> Iterator[OwnEngines]:
    """Engines that are killed again and again."""
    home = short_lived_home()
    engines = OwnEngines(home)
    try:
        yield engines
    finally:
        engines.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
async def template(own_engines: OwnEngines) -> str:
    """An empty, up-to-date database on our own engines."""
    await prepare(own_engines.database_url)
    return own_engines.database_url


@dataclass
class Place:
    """A service on engines that may be broken, and the scenarios that are played there."""

    service: Service
    engines: OwnEngines
    database_url: str

    @asynccontextmanager
    async def scene(self, name: str, **options: Any) -> AsyncIterator[Scene]:
        """Play one scenario."""
        async with scene(name, self.service, self.database_url, self.engines.redis_url, **options) as the:
            yield the


@asynccontextmanager
async def placed(engines: OwnEngines, template: str, home: Path, **options: Any) -> AsyncIterator[Place]:
    """Run a service on a database of its own until the block ends; insist on a good end, if it still lives."""
    engines.revive()
    name = f"place_{home.name.replace('-', '_')}"
    admin_dsn = asyncpg_dsn(template).replace("/qala?", "/postgres?")
    await _execute(admin_dsn, f'CREATE DATABASE "{name}" TEMPLATE qala')
    database_url = template.replace("/qala?", f"/{name}?")
    await _execute(asyncpg_dsn(database_url), f"UPDATE log_state SET epoch = '{home.name}'")
    service = Service(home, database_url, engines.redis_url, **options)
    try:
        await service.start()
        await service.ready()
        yield Place(service, engines, database_url)
        if service.runs:
            assert await service.stop() == 0, service.said()
        assert service.left() == set()
    finally:
        await service.clean_up()
        engines.revive()
        await _execute(admin_dsn, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _execute(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
async def shared_place(own_engines, template, tmp_path_factory) -> AsyncIterator[Place]:
    """One service for all scenarios after which it still runs."""
    async with placed(own_engines, template, tmp_path_factory.mktemp("shared")) as place:
        yield place


@pytest.fixture
async def place(shared_place: Place) -> Place:
    """The shared service, whole again whatever the last scenario has left."""
    shared_place.engines.revive()
    if not shared_place.service.runs:
        await shared_place.service.clean_up()
        await shared_place.service.start()
    await shared_place.service.ready()
    return shared_place


@pytest.fixture
def own_place(own_engines, template, tmp_path_factory) -> Callable[..., Any]:
    """Makes a service that a scenario does not bring back alive."""

    def make(**options: Any) -> AbstractAsyncContextManager[Place]:
        return placed(own_engines, template, tmp_path_factory.mktemp("own"), **options)

    return make


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was pulled, and what everybody held afterwards."""
    if not REPORTS:
        return
    terminalreporter.section("faults")
    for report in REPORTS:
        terminalreporter.write_line(
            f"{report['scenario']}: {report['events']} events, {report['clients']} clients on {report['connections']}"
            f" connections, {report['deliveries']} deliveries, each once and in order; {report['pulled']};"
            f" commands: {report['commands']}; unanswered but done: {report['unanswered']}"
        )
    total = {key: sum(report[key] for report in REPORTS) for key in ("events", "clients", "connections", "deliveries")}
    terminalreporter.write_line(
        f"{len(REPORTS)} scenarios with {SCALE.subscribers} subscribers each: "
        + ", ".join(f"{count} {what}" for what, count in total.items())
        + "; 0 lost, 0 doubled, 0 out of order"
    )
