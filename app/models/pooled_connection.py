"""A connection of the pool that is reset only where its session was changed."""

from typing import Any

import asyncpg


class PooledConnection(asyncpg.Connection):
    """Saves the round trip by which asyncpg resets a connection after every use.

    A transaction that was left open is still rolled back. Only ``SET`` for the whole session is noticed: session locks,
    ``LISTEN`` and cursors that outlive a transaction belong on connections of their own.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._is_changed = False

    async def execute(self, query: str, *values: Any, **options: Any) -> str:
        """Run statements; see asyncpg."""
        if query.startswith("SET ") and not query.startswith(("SET LOCAL ", "SET TRANSACTION ")):
            self._is_changed = True
        return await super().execute(query, *values, **options)

    def get_reset_query(self) -> str:
        """Return what the pool sends before others get the connection; nothing where nothing was changed."""
        changed, self._is_changed = self._is_changed, False
        return super().get_reset_query() if changed else ""
