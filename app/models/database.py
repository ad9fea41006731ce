"""The connection to PostgreSQL: opening, closing, transactions, single statements, migrations under a lock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
import structlog
from tortoise import Tortoise
from tortoise.backends.base import client as tortoise_client
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection, get_connections
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from app.errors import Conflict, DatabaseFull, SettingsError
from app.models.configuration import tortoise_config
from app.models.migrating import Migrations
from app.models.pooled_connection import PooledConnection
from app.models.statement_limits import Work, apply_limits

log = structlog.get_logger()

MIGRATION_LOCK = 0x51414C4101
_MIGRATION_POLL_SECONDS = 0.2
OUTAGES: tuple[type[Exception], ...] = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    # No connection is free, or no memory.
    asyncpg.InsufficientResourcesError,
    # asyncpg raises it for a connection that broke during a statement: "another operation is in progress".
    asyncpg.InternalClientError,
)
"""Errors of a read while the database is unavailable; the caller may repeat the read."""
Fetch = Callable[..., Awaitable[Sequence[Any]]]
"""Runs one statement with its values and returns rows by column name: ``rows``, or ``fetch`` of a connection."""
_POOL_KEYS = frozenset({"minsize", "maxsize"})


async def _cancel_safe_enter(self: Any) -> Any:
    # Tortoise's own __aenter__ never returns the connection to the pool when the task is cancelled during BEGIN.
    # Clients disconnect all the time, which cancels their tasks, so the pool would soon be empty.
    await self.ensure_connection()
    pool = self.client._parent._pool
    self.client._connection = await pool.acquire()
    self.token = get_connections().set(self.connection_name, self.client)
    try:
        await self.client.begin()
    except BaseException:
        get_connections().reset(self.token)
        await asyncio.shield(pool.release(self.client._connection))
        raise
    return self.client


tortoise_client.TransactionContextPooled.__aenter__ = _cancel_safe_enter  # type: ignore[method-assign] # see above


@asynccontextmanager
async def database(database_url: str, work: Work = Work.BULK, replica_url: str | None = None) -> AsyncIterator[None]:
    """Connect Tortoise for every task of the process until the block ends; ``work`` is what it usually does.

    Statements go to a replica inside ``from_replica`` only.
    """
    # Requests run in tasks that do not inherit the context of this task, so the fallback has to be global.
    await Tortoise.init(config=tortoise_config(database_url, replica_url), _enable_global_fallback=True)
    for name in ("default", "replica") if replica_url else ("default",):
        client: Any = get_connection(name)
        # A transaction stores its connection under this name, and that is where statements look for it.
        client.connection_name = "default"
        # As settings of the connection, because the pool resets all others between two uses.
        client.server_settings["statement_timeout"] = str(work.value)
        client.extra["setup"] = apply_limits
        client.connection_class = PooledConnection
    try:
        yield
    finally:
        await Tortoise.close_connections()


@contextmanager
def from_replica() -> Iterator[None]:
    """Send the statements of the block to the replica, also those of tasks that it starts; a write is refused there."""
    token = get_connections().set("default", get_connection("replica"))
    try:
        yield
    finally:
        get_connections().reset(token)


@asynccontextmanager
async def transaction() -> AsyncIterator[BaseDBAsyncClient]:
    """Run the block in one transaction; commit at its end, roll back on any error.

    Models, ``row`` and ``rows`` use its connection in the same task, because Tortoise keeps it in a context variable.

    Raises:
        DatabaseFull: its disk has no room for what the block writes.
        Conflict: it waited for rows of another transaction, which waited for its rows; PostgreSQL has ended this one.
    """
    try:
        async with in_transaction("default") as connection:
            yield connection
    except asyncpg.DiskFullError as error:
        log.error("database_full", error=str(error))
        raise DatabaseFull from error
    except asyncpg.DeadlockDetectedError as error:
        log.warning("deadlock", error=error.detail)
        raise Conflict("two steps stood in each other's way; try again") from error


@asynccontextmanager
async def steady_read() -> AsyncIterator[None]:
    """Run the reads of the block on one snapshot, which concurrent writes do not change."""
    async with transaction():
        await rows("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


async def rows(sql: str, *values: Any) -> list[dict[str, Any]]:
    """Run one statement and return its rows as dictionaries, in the transaction of the task if there is one."""
    return await get_connection("default").execute_query_dict(sql, list(values))


async def records(sql: str, *values: Any) -> Sequence[Any]:
    """Run one statement as ``rows`` does; return its rows as asyncpg has them, by column name and by number.

    For hot reads: dictionaries of a page of a list cost as much as all else that is done with its rows.
    """
    _, found = await get_connection("default").execute_query(sql, list(values))
    return found


async def execute_many(sql: str, values: list[list[Any]]) -> None:
    """Run one statement for each list of values, in the transaction of the task if there is one."""
    await get_connection("default").execute_many(sql, values)


async def copy_records(table: str, columns: Sequence[str], records: Sequence[tuple[Any, ...]]) -> None:
    """Write the records by COPY, in the transaction of the task."""
    async with get_connection("default").acquire_connection() as connection:
        await connection.copy_records_to_table(table, records=records, columns=columns)


async def open_cursor(sql: str, *values: Any) -> "asyncpg.cursor.Cursor[Any]":
    """Return a cursor of one statement, which lives as long as the transaction of the task."""
    async with get_connection("default").acquire_connection() as connection:
        # The lock of the connection is not held: within a transaction one task alone uses it.
        cursor: asyncpg.cursor.Cursor[Any] = await connection.cursor(sql, *values)
        return cursor


async def row(sql: str, *values: Any) -> dict[str, Any] | None:
    """Run one statement and return its first row, or None."""
    found = await rows(sql, *values)
    return found[0] if found else None


def asyncpg_dsn(database_url: str) -> str:
    """Return the URL for asyncpg, without the parameters that only Tortoise's pool knows."""
    parts = urlsplit(database_url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in _POOL_KEYS]
    return urlunsplit(parts._replace(scheme="postgresql", query=urlencode(query, safe="/")))


async def _first_connection(database_url: str) -> "asyncpg.Connection[Any]":
    try:
        return await asyncpg.connect(asyncpg_dsn(database_url))
    except (
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.InvalidCatalogNameError,
        asyncpg.UndefinedObjectError,
    ) as error:
        raise SettingsError(f"DATABASE_URL: {error}") from error


@contextmanager
def _rights_needed() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, asyncpg.InsufficientPrivilegeError):
            raise SettingsError(f"DATABASE_URL: {error}; expected a user that owns the database") from error
        raise


async def migrate(database_url: str) -> list[str]:
    """Apply the missing migrations, one process at a time; return their names.

    ``database`` must be open. The lock is a session lock on a separate connection, because each migration commits by
    itself.

    Raises:
        SettingsError: the server knows no such user, password, database or option, or the user may make no table.
    """
    guard = await _first_connection(database_url)
    applied: list[str] = []

    def note(state: str, app: str, name: str) -> None:
        if state == "apply_done":
            applied.append(name)

    try:
        # A poll, because an index that is created while others write waits for every statement that began before it,
        # also for one that waits for a lock.
        lock = "SELECT pg_try_advisory_lock($1)"
        while not await guard.fetchval(lock, MIGRATION_LOCK):  # noqa: ASYNC110 - another process has it
            await asyncio.sleep(_MIGRATION_POLL_SECONDS)
        migrations = Migrations(database_url)
        with _rights_needed():
            await migrations.migrate(direction="forward", progress=note)
        if newer := await migrations.unknown():
            # Not refused: an old process that starts once more in the middle of a deploy has to serve.
            log.warning("database_is_newer", migrations=newer)
    finally:
        await guard.close()
    return applied
