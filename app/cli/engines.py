"""PostgreSQL and Redis for a command: the ones that the environment names, or the embedded ones."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from app.application import Application, open_application
from app.commands.staff.catalog import put_categories, put_cities
from app.data.catalog import load_categories, load_cities
from app.embedded import EnginesStopped, HomeInUse, embedded
from app.embedded.addresses import EngineAddresses, published_addresses, read_addresses
from app.models import City
from app.models.cities.zone_data import ZONE, outdated_zone_data
from app.models.database import database, migrate
from app.private_files import close_home
from app.settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class EngineUrls:
    """The addresses of PostgreSQL and Redis."""

    database_url: str
    redis_url: str


@contextmanager
def engines(settings: Settings, *, join: bool = True) -> Iterator[EngineUrls]:
    """Return the addresses from the environment; for a missing one, start the embedded engine.

    If another process runs the embedded engines, ``join`` allows sharing them, although they stop with that process.
    A command joins; a second server does not and is refused.
    """
    close_home(settings.qala_home.absolute())
    with ExitStack() as running:
        started = _started(settings, running, join=join)
        database_url = settings.database_url or started.database_url
        redis_url = settings.redis_url or started.redis_url
        if database_url is None or redis_url is None:
            raise RuntimeError("an embedded engine started without an address")
        yield EngineUrls(database_url, redis_url)


def _started(settings: Settings, running: ExitStack, *, join: bool) -> EngineAddresses:
    home = settings.qala_home.absolute()
    postgres, valkey = settings.database_url is None, settings.redis_url is None
    if not (postgres or valkey):
        return EngineAddresses()
    try:
        own = running.enter_context(embedded(home, postgres=postgres, valkey=valkey))
    except HomeInUse:
        found = read_addresses(home) if join else None
        if found is None or not found.answers(postgres=postgres, valkey=valkey):
            raise
        running.enter_context(_joined(home, found, postgres=postgres, valkey=valkey))
        return found
    addresses = EngineAddresses(own.database_url, own.redis_url)
    running.enter_context(published_addresses(home, addresses))
    return addresses


@contextmanager
def _joined(home: Path, found: EngineAddresses, *, postgres: bool, valkey: bool) -> Iterator[None]:
    """Name the cause of errors that come from the end of the process that runs the engines."""
    try:
        yield
    except Exception as error:
        # An orderly end removes the addresses before it stops the engines.
        if read_addresses(home) == found and found.answers(postgres=postgres, valkey=valkey):
            raise
        raise EnginesStopped(
            f"the process that ran the embedded engines of {home} has ended; repeat the command"
        ) from error


async def prepare(database_url: str) -> list[str]:
    """Apply the migrations and fill an empty catalogue; return the names of the migrations that were applied."""
    async with database(database_url):
        applied = await migrate(database_url)
        for source in await outdated_zone_data():
            # Not refused: a city abroad may not be concerned.
            log.error("zone_data_outdated", source=source, zone=ZONE, expected="tzdata 2024a or newer")
        if not await City.exists():
            await put_cities(load_cities())
            await put_categories(load_categories())
    return applied


@asynccontextmanager
async def application_for_command(settings: Settings, *, lead: bool) -> AsyncIterator[Application]:
    """Open an application for one command, after applying the migrations."""
    with engines(settings) as urls:
        await prepare(urls.database_url)
        async with open_application(
            settings,
            database_url=urls.database_url,
            redis_url=urls.redis_url,
            public_url=settings.public_url or "http://localhost",
            lead=lead,
            follow=False,
        ) as application:
            yield application
