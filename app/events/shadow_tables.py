"""Copies of tables in another schema: filled beside the tables, then put in their place.

Statements name no schema, so the search path of a transaction says whether they mean the tables or the copies.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg

SCHEMA = "qala_rebuild"
_BEGUN = f"CREATE TABLE {SCHEMA}.begun AS SELECT head FROM log_state WHERE id = 1"  # noqa: S608 - a constant
_KEYS = """
    SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
    WHERE conrelid = format('public.%I', $1::text)::regclass AND contype IN ('p', 'u') ORDER BY conname
"""
_OPTIONS = """
    SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = format('public.%I', $1::text)::regclass
"""
_COMMENT = "SELECT quote_literal(obj_description(format('public.%I', $1::text)::regclass))"
_INDEXES = """
    SELECT pg_get_indexdef(i.indexrelid) AS definition, i.indpred IS NOT NULL AS is_partial
    FROM pg_index i
    WHERE i.indrelid = format('public.%I', $1::text)::regclass
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY i.indexrelid
"""

_SEQUENCES = """
    SELECT s.relname AS name, a.attname AS column FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.refobjid = format('public.%I', $1::text)::regclass AND d.deptype = 'a'
"""


async def create_copies(connection: "asyncpg.Connection[Any]", tables: Sequence[str]) -> None:
    """Create an empty copy of each table, with its settings, keys and indexes; partial indexes are made at the end."""
    await connection.execute(f"CREATE SCHEMA {SCHEMA}")
    await connection.execute(_BEGUN)
    for table in tables:
        await connection.execute(f"CREATE TABLE {SCHEMA}.{table} (LIKE public.{table} INCLUDING ALL EXCLUDING INDEXES)")
        # LIKE copies neither settings and comment of the table nor the names of its indexes.
        options = await connection.fetchval(_OPTIONS, table)
        if options:
            await connection.execute(f"ALTER TABLE {SCHEMA}.{table} SET ({options})")
        if comment := await connection.fetchval(_COMMENT, table):
            await connection.execute(f"COMMENT ON TABLE {SCHEMA}.{table} IS {comment}")
        for key in await connection.fetch(_KEYS, table):
            await connection.execute(f"ALTER TABLE {SCHEMA}.{table} ADD CONSTRAINT {key['name']} {key['definition']}")
        for index in await connection.fetch(_INDEXES, table):
            # A fold reads none of these, and each change of a row would be written to them.
            if not index["is_partial"]:
                await connection.execute(_on_copy(index["definition"], table))


async def head_at_begin(connection: "asyncpg.Connection[Any]") -> int:
    """Return the head of the log when the copies were made."""
    head: int = await connection.fetchval(f"SELECT head FROM {SCHEMA}.begun")  # noqa: S608 - a constant
    return head


async def finish_copies(connection: "asyncpg.Connection[Any]", tables: Sequence[str]) -> None:
    """Create the partial indexes, and collect the statistics of the copies for the planner."""
    for table in tables:
        for index in await connection.fetch(_INDEXES, table):
            if index["is_partial"]:
                # A rebuild that is resumed may have made it.
                made = _on_copy(index["definition"], table).replace("INDEX", "INDEX IF NOT EXISTS", 1)
                await connection.execute(made)
        # Without statistics the first queries would be planned as for empty tables.
        await connection.execute(f"ANALYZE {SCHEMA}.{table}")


def _on_copy(definition: str, table: str) -> str:
    return definition.replace(f" ON public.{table} ", f" ON {SCHEMA}.{table} ", 1)


async def use_copies(connection: "asyncpg.Connection[Any]") -> None:
    """Let the following statements of the transaction mean the copies, where there are any."""
    await connection.execute(f"SET LOCAL search_path TO {SCHEMA}, public")


async def use_tables(connection: "asyncpg.Connection[Any]") -> None:
    """Let the following statements of the transaction mean the tables."""
    await connection.execute("SET LOCAL search_path TO public")


async def keep_writers_away(connection: "asyncpg.Connection[Any]", tables: Sequence[str]) -> None:
    """Let others only read these tables until the transaction ends."""
    if tables:
        named = ", ".join(f"public.{table}" for table in tables)
        await connection.execute(f"LOCK TABLE {named} IN SHARE ROW EXCLUSIVE MODE")


async def put_copies_in_place(connection: "asyncpg.Connection[Any]", tables: Sequence[str]) -> None:
    """Replace these tables by their copies, which keeps every name and goes on with the same sequences."""
    for table in tables:
        sequences = await connection.fetch(_SEQUENCES, table)
        for sequence in sequences:
            await connection.execute(f"ALTER SEQUENCE public.{sequence['name']} OWNED BY NONE")
        await connection.execute(f"DROP TABLE public.{table}")
        await connection.execute(f"ALTER TABLE {SCHEMA}.{table} SET SCHEMA public")
        for sequence in sequences:
            await connection.execute(
                f"ALTER SEQUENCE public.{sequence['name']} OWNED BY public.{table}.{sequence['column']}"
            )


async def drop_copies(connection: "asyncpg.Connection[Any]") -> None:
    """Drop all copies."""
    await connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
