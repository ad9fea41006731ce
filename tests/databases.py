"""Databases of tests: one that a test has used is emptied for the next, which costs a third of a new copy."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from app.cli.engines import EngineUrls
from app.models.database import asyncpg_dsn

CLOSING_SECONDS = 0.5
"""How long a connection that a test has closed may still be known to the server."""
LARGEST_BYTES = 4 << 20
"""What the tables of a database that is kept may occupy: deleted rows stay in their files."""
_CATALOGUES = "pg_class", "pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_index", "pg_namespace"
_SHAPE = "SELECT md5(concat({}))".format(
    ", ".join(
        f"(SELECT sum(hashtext(concat(tableoid, ctid, xmin))) FROM {name}"
        f" WHERE {'attrelid' if name == 'pg_attribute' else 'indexrelid' if name == 'pg_index' else 'oid'} >= 16384)"
        for name in _CATALOGUES
    )
)
"""Changes with every statement that changes a table, an index, a trigger or a function."""
_TABLES = """
    SELECT relname, pg_relation_size(oid) AS bytes FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_BEGIN_LOG = "UPDATE log_state SET epoch = substr(md5(gen_random_uuid()::text), 1, 12)"
_SEQUENCES = "SELECT format('%I.%I', schemaname, sequencename) AS name, last_value, start_value FROM pg_sequences"


@dataclass(slots=True)
class _Kept:
    """A database that tests use one after another, with what its template holds."""

    name: str
    connection: "asyncpg.Connection[Any]"
    shape: str
    seeds: dict[str, list[tuple[Any, ...]]]
    """The rows of each table of the template that has some."""
    numbers: dict[str, int | None]
    """The last value of each sequence of the template; None where it gave none."""
    versions: str
    """Changes when a row of these tables is written."""

    @classmethod
    async def open(cls, name: str, url: str) -> "_Kept":
        connection = await asyncpg.connect(url)
        tables = [row["relname"] for row in await connection.fetch(_TABLES)]
        seeds = {table: [tuple(row) for row in await connection.fetch(f'SELECT * FROM "{table}"')] for table in tables}
        numbers = {row["name"]: row["last_value"] for row in await connection.fetch(_SEQUENCES)}
        kept = cls(name, connection, await connection.fetchval(_SHAPE), seeds, numbers, "")
        kept.versions = await kept._seed_versions()
        return kept

    async def is_emptied(self) -> bool:
        """Bring the database into the state of its template; False if it can only be dropped."""
        connection = self.connection
        if not await self._is_alone() or await connection.fetchval(_SHAPE) != self.shape:
            return False
        tables = {row["relname"]: row["bytes"] for row in await connection.fetch(_TABLES)}
        if sum(tables.values()) > LARGEST_BYTES:
            return False
        changed = await self._seed_versions() != self.versions
        emptied = [table for table in tables if changed or table not in self.seeds]
        async with connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")  # without triggers
            for table in emptied:
                await connection.execute(f'DELETE FROM "{table}"')
            for table in emptied:
                if rows := self.seeds.get(table):
                    await connection.copy_records_to_table(table, records=rows)
            await self._reset_sequences()
        self.versions = await self._seed_versions()
        return True

    async def _is_alone(self) -> bool:
        latest = time.monotonic() + CLOSING_SECONDS
        while await self.connection.fetchval(_OTHERS):
            if time.monotonic() > latest:
                return False
            await asyncio.sleep(0.002)
        return True

    async def _seed_versions(self) -> str:
        counted = ", ".join(f'(SELECT concat(count(*), max(xmin::text::int8)) FROM "{table}")' for table in self.seeds)
        return str(await self.connection.fetchval(f"SELECT concat_ws(';', {counted})"))

    async def _reset_sequences(self) -> None:
        for name, last, start in await self.connection.fetch(_SEQUENCES):
            if last != (before := self.numbers[name]):
                value = start if before is None else before
                await self.connection.execute("SELECT setval($1::regclass, $2, $3)", name, value, before is not None)


class Databases:
    """Copies of templates on the engines of the run."""

    def __init__(self, admin: "asyncpg.Connection[Any]", engine_urls: EngineUrls, prefix: str = "test") -> None:
        self._admin = admin
        self.engine_urls = engine_urls
        self._prefix = prefix
        self._numbers = count(1)
        self._idle: defaultdict[str, list[_Kept]] = defaultdict(list)

    @asynccontextmanager
    async def own(self, template: str) -> AsyncIterator[str]:
        """Make a database for the time of the block; yield its address."""
        name = await self._copy(template)
        try:
            yield self._url(name)
        finally:
            await self._drop(name)

    async def begin_log(self, url: str) -> None:
        """Give the log of a database an epoch of its own, so that it can share Redis with others."""
        connection = await asyncpg.connect(asyncpg_dsn(url))
        await connection.execute(_BEGIN_LOG)
        await connection.close()

    @asynccontextmanager
    async def borrowed(self, template: str) -> AsyncIterator[str]:
        """Open a database that equals the template, perhaps not for the first time; yield its address.

        Only its log has an epoch of its own.
        """
        idle = self._idle[template]
        kept = idle.pop() if idle else await self._open(template)
        try:
            await kept.connection.execute(_BEGIN_LOG)
            yield self._url(kept.name)
        except BaseException:
            await self._close(kept)
            raise
        if await kept.is_emptied():
            idle.append(kept)
        else:
            await self._close(kept)

    async def close(self) -> None:
        """Drop the databases that wait for the next test."""
        for idle in self._idle.values():
            for kept in idle:
                await self._close(kept)

    async def _open(self, template: str) -> _Kept:
        name = await self._copy(template)
        return await _Kept.open(name, asyncpg_dsn(self._url(name)))

    async def _close(self, kept: _Kept) -> None:
        await kept.connection.close()
        await self._drop(kept.name)

    async def _copy(self, template: str) -> str:
        name = f"{self._prefix}_{next(self._numbers)}"
        # A copy of the files writes no WAL of their contents, so it is faster.
        await self._admin.execute(f'CREATE DATABASE "{name}" TEMPLATE {template} STRATEGY file_copy')
        return name

    async def _drop(self, name: str) -> None:
        await self._admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _url(self, name: str) -> str:
        return self.engine_urls.database_url.replace("/qala?", f"/{name}?")


def name_of(database_url: str) -> str:
    """Return the name of a database."""
    return urlsplit(database_url).path[1:]
