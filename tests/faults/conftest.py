"""Engines and a service that the scenarios share and break, and the summary that the run prints."""

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
from tests.conftest import temporary_home
from tests.faults.engines import OwnEngines
from tests.faults.scenario import REPORTS, SCALE, FaultScenario, fault_scenario
from tests.faults.service import Service

SetScene = Callable[..., AbstractAsyncContextManager[FaultScenario]]


@pytest.fixture(scope="session")
def own_engines() -> Iterator[OwnEngines]:
    """Engines that the scenarios kill and restart."""
    home = temporary_home()
    engines = OwnEngines(home)
    try:
        yield engines
    finally:
        engines.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
async def template(own_engines: OwnEngines) -> str:
    """An empty database with all migrations on these engines."""
    await prepare(own_engines.database_url)
    return own_engines.database_url


@dataclass
class Deployment:
    """A service on these engines, on which scenarios run."""

    service: Service
    engines: OwnEngines
    database_url: str

    @asynccontextmanager
    async def scenario(self, name: str, **options: Any) -> AsyncIterator[FaultScenario]:
        """Run one scenario."""
        async with fault_scenario(name, self.service, self.database_url, self.engines.redis_url, **options) as scenario:
            yield scenario


@asynccontextmanager
async def deployed(engines: OwnEngines, template: str, home: Path, **options: Any) -> AsyncIterator[Deployment]:
    """Run a service on a new database until the block ends; assert that it exits with 0 if it still runs."""
    engines.restore()
    name = f"faults_{home.name.replace('-', '_')}"
    admin_dsn = asyncpg_dsn(template).replace("/qala?", "/postgres?")
    await _execute(admin_dsn, f'CREATE DATABASE "{name}" TEMPLATE qala')
    database_url = template.replace("/qala?", f"/{name}?")
    await _execute(asyncpg_dsn(database_url), f"UPDATE log_state SET epoch = '{home.name}'")
    service = Service(home, database_url, engines.redis_url, **options)
    try:
        await service.start()
        await service.ready()
        yield Deployment(service, engines, database_url)
        if service.is_running:
            assert await service.stop() == 0, service.log_end()
        assert service.remaining() == set()
    finally:
        await service.clean_up()
        engines.restore()
        await _execute(admin_dsn, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _execute(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
async def shared_deployment(own_engines, template, tmp_path_factory) -> AsyncIterator[Deployment]:
    """The service that all scenarios share unless they end it."""
    async with deployed(own_engines, template, tmp_path_factory.mktemp("shared")) as deployment:
        yield deployment


@pytest.fixture
async def deployment(shared_deployment: Deployment) -> Deployment:
    """The shared service, with engines and processes that the last scenario ended started again."""
    shared_deployment.engines.restore()
    if not shared_deployment.service.is_running:
        await shared_deployment.service.clean_up()
        await shared_deployment.service.start()
    await shared_deployment.service.ready()
    return shared_deployment


@pytest.fixture
def own_deployment(own_engines, template, tmp_path_factory) -> Callable[..., Any]:
    """Return a function that runs a service for a scenario that ends it."""

    def make(**options: Any) -> AbstractAsyncContextManager[Deployment]:
        return deployed(own_engines, template, tmp_path_factory.mktemp("own"), **options)

    return make


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print for each scenario the injected fault and what the clients received."""
    if not REPORTS:
        return
    terminalreporter.section("faults")
    for report in REPORTS:
        terminalreporter.write_line(
            f"{report['scenario']}: {report['events']} events, {report['clients']} clients on {report['connections']}"
            f" connections, {report['deliveries']} deliveries, each once and in order; {report['injected']};"
            f" commands: {report['commands']}; unanswered but done: {report['unanswered']}"
        )
    total = {key: sum(report[key] for report in REPORTS) for key in ("events", "clients", "connections", "deliveries")}
    terminalreporter.write_line(
        f"{len(REPORTS)} scenarios with {SCALE.subscribers} subscribers each: "
        + ", ".join(f"{count} {what}" for what, count in total.items())
        + "; 0 lost, 0 doubled, 0 out of order"
    )
