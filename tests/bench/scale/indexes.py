"""Takes indexes and constraints off tables while they are filled, and makes them anew at once afterwards."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any

import asyncpg

CONNECTIONS = 2
_FOREIGN = """
    SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE contype = 'f' AND (conrelid = ANY($1::regclass[]) OR confrelid = ANY($1::regclass[]))
"""
_KEYS = """
    SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE contype IN ('p', 'u') AND conrelid = ANY($1::regclass[])
"""
_INDEXES = """
    SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
    FROM pg_index i WHERE i.indrelid = ANY($1::regclass[])
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


@asynccontextmanager
async def without_indexes(
    connection: "asyncpg.Connection[Any]",
    dsn: str,
    tables: Sequence[str],
    part: Callable[[str], AbstractContextManager[None]],
) -> AsyncIterator[None]:
    """Drop all indexes, keys and foreign keys of the tables; create them again after the block.

    The foreign keys hold for new rows only.
    """
    foreign = await connection.fetch(_FOREIGN, list(tables))
    keys = await connection.fetch(_KEYS, list(tables))
    indexes = await connection.fetch(_INDEXES, list(tables))
    for row in (*foreign, *keys):
        await connection.execute(f'ALTER TABLE {row["table"]} DROP CONSTRAINT "{row["name"]}"')
    for row in indexes:
        await connection.execute(f"DROP INDEX {row['name']}")
    yield
    with part("keys and indexes"):
        # The trigram index takes longest, so it begins first.
        ordered = sorted(indexes, key=lambda row: "gin_trgm_ops" not in row["definition"])
        # Statements about one table exclude each other where they change it; creating indexes does not.
        await _together(dsn, [row["definition"] for row in ordered])
        for row in keys:
            await connection.execute(_constraint(row))
    with part("foreign keys"):
        # Not checked against the rows that are there, which takes minutes; a test checks them.
        for row in foreign:
            await connection.execute(f"{_constraint(row)} NOT VALID")


def _constraint(row: Any) -> str:
    return f'ALTER TABLE {row["table"]} ADD CONSTRAINT "{row["name"]}" {row["definition"]}'


async def _together(dsn: str, statements: Sequence[str]) -> None:
    waiting = iter(statements)

    async def work() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            for statement in waiting:
                await connection.execute(statement)
        finally:
            await connection.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(work())
