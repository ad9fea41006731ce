"""Read models: projections that screens read instead of counting requests. Each is a sum over all requests.

A read model says what one request adds to its table. Folding subtracts that for the state before a batch of events,
and adds it for the state after, so a new step of the lifecycle needs no change here.
"""

from abc import abstractmethod
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from app.domain.log.events import LoggedEvent
from app.events.projections.compared_projection import ComparedProjection
from app.events.projections.comparison import Part, PartProof, compare_part
from app.events.projections.request_state import Batch, RequestState, changes_of, state_writes
from app.events.projections.sum_table import Key, Sums, SumTable
from app.events.projections.write import Write
from app.models.database import Fetch


class ReadModel(ComparedProjection):
    """A projection that is folded from the changes of ``request_state``."""

    async def writes(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> list[Write]:
        """Return what the events change; the sequencer computes the changes once for all read models."""
        batch = await changes_of(connection, events)
        return [*state_writes(batch), *await self.writes_of(connection.fetch, batch)]

    @abstractmethod
    async def writes_of(self, fetch: Fetch, batch: Batch) -> list[Write]:
        """Return what this batch changes."""

    async def waits_for_time(self, fetch: Fetch, now: datetime) -> bool:
        """Return whether ``pass_time`` has anything to do: what changes by the time alone, request by request, has not.

        A read model that keeps sums of periods says here that a period has ended.
        """
        return False

    async def pass_time(self, connection: "asyncpg.Connection[Any]", now: datetime) -> None:
        """Bring the sums of periods to the time ``now``."""


class SummedModel(ReadModel):
    """A read model with one table of sums, to which each request adds by itself."""

    sum_table: SumTable
    counted: str
    """A query that returns the rows as counted from the tables of commands; ``$1`` is the present time."""

    @abstractmethod
    def keys_of(self, state: RequestState) -> list[Key]:
        """Return the rows that this request is counted in."""

    @abstractmethod
    def values_of(self, state: RequestState) -> Sequence[int]:
        """Return what this request adds to each of them."""

    def sums(self, batch: Batch) -> Sums:
        """Return what the batch changes."""
        sums: Sums = {}
        for before, after in batch.changes:
            keys, values = self.keys_of(after), self.values_of(after)
            if before is not None:
                earlier, taken = self.keys_of(before), self.values_of(before)
                if earlier == keys:
                    # Most steps leave a request in its rows, and change one or two of their columns.
                    values = self.sum_table.difference(values, taken)
                else:
                    self.combine(sums, earlier, taken, -1)
            self.combine(sums, keys, values)
        return sums

    def rows_of(self, sums: Sums) -> Sums:
        """Return the rows of the table that these sums belong to: where ``keys_of`` names others, for comparing."""
        return sums

    def combine(self, sums: Sums, keys: Sequence[Key], values: Sequence[int], sign: int = 1) -> None:
        """Combine the values with the sums of each of these keys."""
        table = self.sum_table
        parts = [(n, value) for n, value in enumerate(values) if value]
        for key in keys if parts else ():
            row = sums.get(key)
            if row is None:
                row = sums[key] = [0] * len(values)
            for n, value in parts:
                if n < table.summed:
                    row[n] += sign * value
                else:
                    row[n] ^= value

    async def writes_of(self, fetch: Fetch, batch: Batch) -> list[Write]:
        """Return the sums of the batch as one statement."""
        return self.sum_table.additions(self.sums(batch))

    async def compared_parts(self, fetch: Fetch) -> Sequence[Part]:
        """Return the parts of the table that are compared one after another; together they are all of its rows."""
        return [Part("true", (), self.counted)]

    async def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> AsyncIterator[PartProof]:
        """Compare each row with what the tables of commands give."""
        added = self.rows_of(self.sums(pending))
        parts = await self.compared_parts(fetch)
        for done, part in enumerate(parts, start=1):
            number, lines = await compare_part(fetch, self.sum_table, part, added, now)
            yield PartProof(number, lines, done, len(parts))
