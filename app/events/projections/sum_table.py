"""A table of a read model whose rows are sums."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.events.projections.arrays import array_texts, unnested
from app.events.projections.write import Write

Key = tuple[Any, ...]
Sums = dict[Key, list[int]]
"""What is to be added to the columns of each row."""


class SumTable:
    """A table whose rows are sums: written as one statement however many rows a batch touches."""

    def __init__(
        self,
        name: str,
        keys: Mapping[str, str],
        sums: Sequence[str],
        xors: Sequence[str] = (),
        sum_type: str = "bigint",
    ) -> None:
        """``keys`` are the columns of the unique index with their types, ``sums`` the names of the others.

        ``xors`` are columns after those that are combined by exclusive or, which is its own inverse.
        ``sum_type`` is what the sums fit into.
        """
        self.name = name
        self.keys = tuple(keys)
        self.key_types = dict(keys)
        self.sums = (*sums, *xors)
        self.summed = len(sums)
        self.sum_type = sum_type
        combined = [*(f"{name} = t.{name} + excluded.{name}" for name in sums)]
        combined += [f"{name} = t.{name} # excluded.{name}" for name in xors]
        self._on_conflict = f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {', '.join(combined)}"
        columns = {**keys, **dict.fromkeys(self.sums, sum_type)}
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
            rows.sort(key=order_of)
        return [Write(self._add, array_texts(zip(*rows, strict=True)))]


def rows_by_key(table: SumTable, rows: Sequence[Any]) -> Sums:
    """Return these rows of the table as sums by key."""
    return {tuple(row[name] for name in table.keys): [int(row[name] or 0) for name in table.sums] for row in rows}


def order_of(row: Key) -> Key:
    """Return what sorts keys of which some have no value, such as a district."""
    return tuple("" if part is None else part for part in row)
