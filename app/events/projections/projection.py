"""What every projection has in common: it is folded from events, and can be made again from the whole log."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from app.domain.log.events import LoggedEvent
from app.events.projections.write import Write, run_together


class Projection(ABC):
    """A table that only the sequencer writes, in the transaction that gives the events their positions."""

    name: str
    """Its row in the table ``projection``, and its name on the command line."""
    table: str

    @abstractmethod
    async def writes(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> list[Write]:
        """Return what these events change; they come in the order of their positions, each once."""

    async def fold(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> None:
        """Change the table by these events alone; the sequencer writes all projections together."""
        await run_together(connection, await self.writes(connection, events))

    @asynccontextmanager
    async def rebuilding(self, connection: "asyncpg.Connection[Any]") -> AsyncIterator[None]:
        """Empty the table; the whole log is folded inside the block.

        A projection with facts that no event holds keeps them here, and restores them after the block.
        """
        await connection.execute(f"TRUNCATE {self.table}")
        yield
