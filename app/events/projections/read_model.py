"""Read models: projections that screens read instead of counting requests. Each is a sum over all requests.

A read model says what one request adds to its table. Folding subtracts that for the state before a batch of events,
and adds it for the state after, so a new step of the lifecycle needs no change here.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from app.domain.log.events import LoggedEvent
from app.events.projections.arrays import array_texts, unnested
from app.events.projections.projection import Projection
from app.events.projections.request_state import Batch, RequestState, changes_of, state_writes
from app.events.projections.write import Write
from app.models.database import Fetch

Key = tuple[Any, ...]
Sums = dict[Key, list[int]]
"""What is to be added to the columns of each row."""


class SumTable:
    """A table whose rows are sums: written as one statement however many rows a batch touches."""

    def __init__(self, name: str, keys: Mapping[str, str], sums: Sequence[str], xors: Sequence[str] = ()) -> None:
        """``keys`` are the columns of the unique index with their types, ``sums`` the names of the others.

        ``xors`` are columns after those that are combined by exclusive or, which is its own inverse.
        """
        self.name = name
        self.keys = tuple(keys)
        self.sums = (*sums, *xors)
        self.summed = len(sums)
        combined = [*(f"{name} = t.{name} + excluded.{name}" for name in sums)]
        combined += [f"{name} = t.{name} # excluded.{name}" for name in xors]
        self._on_conflict = f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {', '.join(combined)}"
        columns = {**keys, **dict.fromkeys(self.sums, "bigint")}
        self._add = self.insertion(f"SELECT * FROM {unnested(columns.values())}")  # noqa: S608 - constants

    def insertion(self, rows: str) -> str:
        """Return the statement that combines the rows of a query with those of the table."""
        return f"INSERT INTO {self.name} AS t ({', '.join((*self.keys, *self.sums))}) {rows} {self._on_conflict}"

    def difference(self, after: Sequence[int], before: Sequence[int]) -> list[int]:
        """Return what is to be combined with a row that holds the values of before."""
        return [
            one - other if n < self.summed else one ^ other
            for n, (one, other) in enumerate(zip(after, before, strict=True))
        ]

    def additions(self, sums: Sums) -> list[Write]:
        """Return the statement that adds these sums to the rows of their keys, in the order of the index."""
        rows = [(*key, *values) for key, values in sums.items() if any(values)]
        if not rows:
            return []
        try:
            rows.sort()
        except TypeError:
            # A key without a value, such as a district.
            rows.sort(key=_order)
        return [Write(self._add, array_texts(zip(*rows, strict=True)))]


class ReadModel(Projection):
    """A projection that is folded from the changes of ``request_state``."""

    parts: tuple[str, ...] = ()
    """Names of further rows of the table ``projection``, which move with its own while they are as far: they say which
    of its tables earlier versions have left behind."""

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

    @abstractmethod
    async def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> list[str]:
        """Compare with the tables of commands; return a line for each difference.

        ``fetch`` reads one snapshot of the database. ``pending`` is what that snapshot holds and the sequencer has not
        folded yet.
        """


class SummedModel(ReadModel):
    """A read model with one table of sums, to which each request adds by itself."""

    sum_table: SumTable
    counted: str
    """A query that returns the rows as counted from the tables of commands; ``$1`` is the present time. Not needed
    where ``counted_rows`` is another one."""

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

    async def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> list[str]:
        """Compare each row with what the tables of commands give."""
        table = self.sum_table
        columns = ", ".join((*table.keys, *table.sums))
        stored = rows_by_key(table, await fetch(f"SELECT {columns} FROM {table.name}"))  # noqa: S608 - constants
        for key, values in self.rows_of(self.sums(pending)).items():
            self.combine(stored, [key], values)
        return compared(table, stored, await self.counted_rows(fetch, now))

    async def counted_rows(self, fetch: Fetch, now: datetime) -> Sums:
        """Return the rows as counted from the tables of commands."""
        return rows_by_key(self.sum_table, await fetch(self.counted, now))


def compared(table: SumTable, stored: Sums, counted: Sums) -> list[str]:
    """Return a line for each row that differs; a row of zeros is the same as no row."""
    return [
        f"{table.name} {', '.join(map(str, key))}: stored {stored.get(key)}, counted {counted.get(key)}"
        for key in sorted(stored.keys() | counted.keys(), key=_order)
        if stored.get(key) != counted.get(key) and any((*stored.get(key, ()), *counted.get(key, ())))
    ]


def rows_by_key(table: SumTable, rows: Sequence[Any]) -> Sums:
    """Return these rows of the table as sums by key."""
    return {tuple(row[name] for name in table.keys): [int(row[name] or 0) for name in table.sums] for row in rows}


def _order(row: Key) -> Key:
    return tuple("" if part is None else part for part in row)
