"""The application on a database restored from the dump. No other module here names its packages."""

import asyncio
import json
import lzma
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import asyncpg
import httpx2
from redis.asyncio import Redis

from app.cli.engines import EngineUrls
from app.commands.jobs.deadlines import fire_due
from app.models.database import asyncpg_dsn, database, migrate
from app.photos.pipeline import Pipeline
from tests.conftest import NOON, TestServices
from tests.databases import Databases, name_of
from tests.integration.live.server import served
from tests.waiting import PATIENCE_SECONDS

__all__ = ["Databases", "EngineUrls", "Pipeline", "TestServices", "name_of"]

HERE = Path(__file__).parent
TIMERS = (
    "SELECT r.number, e.version, e.kind, e.moment_at AS at FROM event e JOIN service_request r ON r.id = e.request_id"
    " WHERE e.at > $1 ORDER BY r.number, e.version"
)
"""What came about by time alone after a moment."""
_BUSY = (
    "SELECT EXISTS (SELECT FROM letter WHERE status = 'WAITING') OR"
    " (SELECT head FROM log_state) > (SELECT min(position) FROM consumer_position) AS busy"
)


@cache
def before() -> dict[str, Any]:
    """Return what the code that wrote the dump answered about it."""
    text = lzma.decompress((HERE / "before.json.xz").read_bytes()).decode()
    # Then the first word of "Jane Doe" was public; now a name whose given name is uncertain is shown as "a resident".
    for quote in ('"', '\\"'):
        text = text.replace(f"{quote}Jane{quote}", f"{quote}Тұрғын{quote}")
    recorded: dict[str, Any] = json.loads(text)
    # The application under test starts at this moment; another one would change deadlines and expiry.
    assert datetime.fromisoformat(recorded["clock"]) == NOON
    return recorded


@cache
def documents() -> dict[str, str]:
    """Return the documents of ``asked.graphql`` by operation name, each with the fragments that it uses."""
    parts = (HERE / "asked.graphql").read_text().split("\n\n")
    named = {part.split("(")[0].split()[1]: part for part in parts}
    return {name: _with_fragments(part, named) for name, part in named.items() if not part.startswith("fragment")}


def _with_fragments(document: str, named: dict[str, str]) -> str:
    found, wanted = {"": document}, re.findall(r"\.\.\.(\w+)", document)
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = named[name]
            wanted += re.findall(r"\.\.\.(\w+)", named[name])
    return "\n".join(found.values())


async def restore(database_url: str, script: str | None = None) -> None:
    """Run the dump, or the given script, in an empty database."""
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        await connection.execute(script or dump())
    finally:
        await connection.close()


def dump() -> str:
    """Return the SQL of the dump."""
    return lzma.decompress((HERE / "before.sql.xz").read_bytes()).decode()


async def migrated(database_url: str) -> list[str]:
    """Migrate the database; return the names of the applied migrations."""
    async with database(database_url):
        return await migrate(database_url)


async def fetch(database_url: str, sql: str, *values: Any) -> list[dict[str, Any]]:
    """Return the rows of one statement, without the application between."""
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        return [dict(found) for found in await connection.fetch(sql, *values)]
    finally:
        await connection.close()


async def forget_stream(redis_url: str, epoch: str) -> None:
    """Delete what an earlier test left in Redis: every restored database has the same epoch, and so the same keys."""
    client = Redis.from_url(redis_url)
    try:
        async for key in client.scan_iter(f"*{epoch}*"):
            await client.delete(key)
    finally:
        await client.aclose()


class Served:
    """A server on the restored database, at the moment of the dump."""

    def __init__(self, live: Any, client: httpx2.AsyncClient, database_url: str) -> None:
        self._live = live
        self._database_url = database_url
        self.client = client

    @property
    def port(self) -> int:
        """Return where it listens on 127.0.0.1."""
        return cast("int", self._live.port)

    def sent(self) -> dict[str, str]:
        """Return the address of each letter that it has sent, by the id of the letter."""
        return {str(letter.id): letter.to for letter in self._live.test_app.mailer.letters}

    async def settled(self) -> None:
        """Wait until every event has its place in the log, and every letter that is due has been tried."""
        await self._live.test_app.settled()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (await fetch(self._database_url, _BUSY))[0]["busy"]:  # noqa: ASYNC110 - the database changes
                await asyncio.sleep(0.02)

    async def pass_days(self, days: int) -> None:
        """Move the clock a day at a time, and let every deadline act that has come by then."""
        for _ in range(days):
            self._live.test_app.pass_time(days=1)
            while (await fire_due(self._live.application.command_context)).count:
                pass
        await self.settled()


@asynccontextmanager
async def serving(urls: TestServices, storage: Path) -> AsyncIterator[Served]:
    """Serve the database of ``urls`` and the photos of this folder with the secret key of the dump."""
    async with served(urls, secret_key=before()["secret"], storage_url=f"file://{storage}") as live:
        base = f"http://127.0.0.1:{live.port}"
        async with httpx2.AsyncClient(base_url=base, trust_env=False, timeout=PATIENCE_SECONDS) as client:
            yield Served(live, client, urls.database_url)
