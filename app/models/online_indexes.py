"""Indexes that migrations create and drop while the table is written."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tortoise.migrations import operations as ops

_NOT_FINISHED = "SELECT FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid"
_Step = Callable[[Any, Any], Awaitable[None]]


def online_indexes(definitions: Mapping[str, str]) -> ops.RunPython:
    """Return the operation that creates these indexes by name, for a migration with ``atomic = False``.

    A definition is what follows ``CREATE INDEX name ON``. Each index is made by itself: one that is there stays, and
    one that an earlier attempt has not finished is made anew, so a migration that fails half way is simply run again.
    """
    return ops.RunPython(_creating(definitions), reverse_code=_dropping(definitions), atomic=False)


def dropped_indexes(definitions: Mapping[str, str]) -> ops.RunPython:
    """Return the operation that drops these indexes, and creates them when it is undone; see ``online_indexes``."""
    return ops.RunPython(_dropping(definitions), reverse_code=_creating(definitions), atomic=False)


def _creating(definitions: Mapping[str, str]) -> _Step:
    async def create(apps: Any, editor: Any) -> None:
        async with editor.client.acquire_connection() as connection:
            for name, definition in definitions.items():
                if await connection.fetch(_NOT_FINISHED, name):
                    await connection.execute(f"DROP INDEX CONCURRENTLY {name}")
                await connection.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {definition}")

    return create


def _dropping(definitions: Mapping[str, str]) -> _Step:
    async def drop(apps: Any, editor: Any) -> None:
        async with editor.client.acquire_connection() as connection:
            for name in reversed(list(definitions)):
                await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")

    return drop
