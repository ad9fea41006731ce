"""What every projection has in common: it is folded from events, and can be made again from the whole log."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from app.domain.events import LoggedEvent


class Projection(ABC):
    """A table that only the sequencer writes, in the transaction that gives the events their positions."""

    name: str
    """Its row in the table ``projection``, and its name on the command line."""
    table: str

    @abstractmethod
    async def fold(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> None:
        """Add what these events change; they come in the order of their positions, each once."""

    @asynccontextmanager
    async def rebuilding(self, connection: "asyncpg.Connection[Any]") -> AsyncIterator[None]:
        """Empty the table; the whole log is folded inside the block.

        A projection with facts that no event holds keeps them here, and restores them after the block.
        """
        await connection.execute(f"TRUNCATE {self.table}")
        yield
