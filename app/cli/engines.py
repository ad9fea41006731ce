"""The engines that a command of the command line runs on: those of the environment, or the embedded ones."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from app.bootstrap import House, open_house
from app.commands.catalog import put_categories, put_cities
from app.data.catalog import load_categories, load_cities
from app.embedded import embedded
from app.models import City
from app.models.database import database, migrate
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class EngineUrls:
    """Where the data and the stream live."""

    database_url: str
    redis_url: str


@contextmanager
def engines(settings: Settings) -> Iterator[EngineUrls]:
    """Return the engines that the environment names; start the embedded ones for those it does not."""
    wanted = {"postgres": settings.database_url is None, "valkey": settings.redis_url is None}
    with embedded(settings.qala_home.absolute(), **wanted) as started:
        database_url = settings.database_url or started.database_url
        redis_url = settings.redis_url or started.redis_url
        if database_url is None or redis_url is None:
            raise RuntimeError("an embedded engine started without an address")
        yield EngineUrls(database_url, redis_url)


async def prepare(database_url: str) -> list[str]:
    """Bring the tables up to date and fill an empty catalogue; return the migrations that were applied."""
    async with database(database_url):
        applied = await migrate(database_url)
        if not await City.exists():
            await put_cities(load_cities())
            await put_categories(load_categories())
    return applied


@asynccontextmanager
async def house_for_command(settings: Settings, *, lead: bool) -> AsyncIterator[House]:
    """Return a house for the time of one command, on tables that are up to date."""
    with engines(settings) as urls:
        await prepare(urls.database_url)
        async with open_house(
            settings,
            database_url=urls.database_url,
            redis_url=urls.redis_url,
            public_url=settings.public_url or "http://localhost",
            lead=lead,
        ) as house:
            yield house
