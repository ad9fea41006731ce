"""Copies of tables in another schema: filled beside the tables, then put in their place.

Statements name no schema, so the search path of a transaction says whether they mean the tables or the copies.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg

SCHEMA = "qala_rebuild"
_KEYS = """
    SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
    WHERE conrelid = format('public.%I', $1::text)::regclass AND contype IN ('p', 'u') ORDER BY conname
"""
_OPTIONS = """
    SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = format('public.%I', $1::text)::regclass
"""
_COMMENT = "SELECT quote_literal(obj_description(format('public.%I', $1::text)::regclass))"
_INDEXES = """
    SELECT pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
    WHERE i.indrelid = format('public.%I', $1::text)::regclass
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY i.indexrelid
"""


async def create_copies(connection: "asyncpg.Connection[Any]", tables: Sequence[str]) -> None:
    """Create an empty copy of each table, with indexes and constraints of the same names."""
    await connection.execute(f"CREATE SCHEMA {SCHEMA}")
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
            await connection.execute(index["definition"].replace(f" ON public.{table} ", f" ON {SCHEMA}.{table} ", 1))


async def analyse_copies(connection: "asyncpg.Connection[Any]", tables: Sequence[str]) -> None:
    """Collect the statistics of the copies for the planner."""
    for table in tables:
        await connection.execute(f"ANALYZE {SCHEMA}.{table}")


async def use_copies(connection: "asyncpg.Connection[Any]") -> None:
    """Let the following statements of the transaction mean the copies, where there are any."""
    await connection.execute(f"SET LOCAL search_path TO {SCHEMA}, public")


async def use_tables(connection: "asyncpg.Connection[Any]") -> None:
    """Let the following statements of the transaction mean the tables."""
    await connection.execute("SET LOCAL search_path TO public")


async def put_copies_in_place(connection: "asyncpg.Connection[Any]", tables: Sequence[str]) -> None:
    """Replace these tables by their copies, which keeps every name."""
    for table in tables:
        await connection.execute(f"DROP TABLE public.{table}")
        await connection.execute(f"ALTER TABLE {SCHEMA}.{table} SET SCHEMA public")


async def drop_copies(connection: "asyncpg.Connection[Any]") -> None:
    """Drop all copies."""
    await connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
