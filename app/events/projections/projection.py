"""What every projection has in common: it is folded from events, and can be made again from the whole log."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from app.domain.log.events import LoggedEvent
from app.events.projections.write import Write, run_together


class Projection(ABC):
    """A table that only the sequencer writes, in the transaction that gives the events their positions."""

    name: str
    """Its row in the table ``projection``, and its name on the command line."""
    table: str
    tables: tuple[str, ...]
    """All its tables; a rebuild replaces them together."""
    parts: tuple[str, ...] = ()
    """Names of further rows of the table ``projection``, which move while they are as far as its own: they say which of
    its tables earlier versions have left behind."""
    has_local_days: bool = False
    """Whether its rows are of days by the clock of the city, so that they are made anew when the city gets another
    time zone."""

    @abstractmethod
    async def writes(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> list[Write]:
        """Return what these events change; they come in the order of their positions, each once."""

    async def fold(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> None:
        """Change the table by these events alone; the sequencer writes all projections together."""
        await run_together(connection, await self.writes(connection, events))

    async def begin_copy(self, connection: "asyncpg.Connection[Any]") -> None:  # noqa: B027 - a hook
        """Put into the empty copy, into which the log is about to be folded again, what no event says.

        The search path means the copies, ``public`` the tables.
        """

    async def end_copy(  # noqa: B027 - a hook
        self, connection: "asyncpg.Connection[Any]", anonymised: Sequence[UUID]
    ) -> None:
        """Put into the copy, before it replaces the table, what no event says; the search path is as before.

        Called while everything goes on, and once more in the transaction that replaces the table, which holds the lock
        of the log and keeps others from writing the table. ``anonymised`` are the requests that may have been folded
        before they were anonymised.
        """
