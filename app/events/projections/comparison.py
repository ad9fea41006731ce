"""Compares the rows of a read model with those counted from the tables of commands, part by part.

PostgreSQL compares, and returns the rows that differ: what it needs beyond its ``work_mem`` it writes to its disk, so
neither it nor this process needs more memory where there are more rows.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from app.events.projections.arrays import array_of, array_texts
from app.events.projections.sum_table import Sums, SumTable, order_of
from app.models.database import Fetch

MOST_LINES = 1000
"""So many differences of a part are described; the others are counted."""


class Part(NamedTuple):
    """The rows of a read model for which ``where`` holds, and the query that counts them.

    Both have the present time as ``$1``, and ``values`` after it.
    """

    where: str
    values: Sequence[Any]
    counted: str


class PartProof(NamedTuple):
    """What comparing a part has found: how many rows differ, with a line for each of the first ``MOST_LINES``."""

    number: int
    lines: Sequence[str]
    done: int
    """So many parts of all ``parts`` have been compared, this one included."""
    parts: int


async def city_parts(fetch: Fetch, tables: Iterable[str], counted: str) -> list[Part]:
    """Return a part for each city, and for each that the tables have rows of without its being one."""
    known = " UNION ".join(f"SELECT city_id FROM {table}" for table in tables)  # noqa: S608 - constants
    cities = await fetch(f"SELECT id FROM city UNION {known} ORDER BY 1")  # noqa: S608 - constants
    return [Part("city_id = $2", (city["id"],), counted) for city in cities]


async def compare_part(
    fetch: Fetch, table: SumTable, part: Part, pending: Sums, now: Any, *, stored: str | None = None
) -> tuple[int, list[str]]:
    """Return how many rows of the part differ, and lines for the first of them; a row of zeros equals no row.

    ``stored`` is a query for the rows of the table where they are other ones; ``pending`` is added to them.
    """
    added = [(*key, *values) for key, values in pending.items()]
    columns = array_texts(zip(*added, strict=True)) if added else ("{}",) * (len(table.keys) + len(table.sums))
    found = await fetch(_statement(table, part, stored or table.name), now, *part.values, *columns)
    lines = [
        _line(table, [row[name] for name in table.keys], row["stored_values"], row["counted_values"]) for row in found
    ]
    return (found[0]["number"] if found else 0), lines


def compared(table: SumTable, stored: Sums, counted: Sums) -> list[str]:
    """Return a line for each row that differs; a row of zeros is the same as no row."""
    return [
        _line(table, key, stored.get(key), counted.get(key))
        for key in sorted(stored.keys() | counted.keys(), key=order_of)
        if stored.get(key) != counted.get(key) and any((*stored.get(key, ()), *counted.get(key, ())))
    ]


def _statement(table: SumTable, part: Part, stored: str) -> str:
    kinds = {**table.key_types, **dict.fromkeys(table.sums, table.sum_type)}
    first = len(part.values) + 2
    given = ", ".join(f"${first + n}::{array_of(kind)}" for n, kind in enumerate(kinds.values()))
    keys = ", ".join(table.keys)
    together = [
        f"coalesce(stored.{name}, 0) {'+' if n < table.summed else '#'} coalesce(pending.{name}, 0)"
        for n, name in enumerate(table.sums)
    ]
    counted = [f"coalesce(counted.{name}, 0)" for name in table.sums]
    return f"""
        SELECT {keys}, CASE WHEN is_stored THEN stored_values END AS stored_values,
               CASE WHEN is_counted THEN counted_values END AS counted_values, count(*) OVER () AS number
        FROM (
            SELECT {keys}, coalesce(stored.is_row, pending.is_row) AS is_stored, counted.is_row AS is_counted,
                   ARRAY[{", ".join(together)}]::{table.sum_type}[] AS stored_values,
                   ARRAY[{", ".join(counted)}]::{table.sum_type}[] AS counted_values
            FROM {_side(table, part, f"{stored} AS stored")} AS stored
            FULL JOIN {_side(table, part, f"unnest({given}) AS pending ({', '.join(kinds)})")} AS pending USING ({keys})
            FULL JOIN {_side(table, part, f"({part.counted}) AS counted")} AS counted USING ({keys})
        ) AS joined
        WHERE $1::timestamptz IS NOT NULL AND stored_values <> counted_values
        ORDER BY {keys} LIMIT {MOST_LINES}
    """  # noqa: S608 - built from constants


def _side(table: SumTable, part: Part, source: str) -> str:
    # A join finds no row whose key is NULL.
    keys = (f"coalesce({key}, '') AS {key}" if kind == "text" else key for key, kind in table.key_types.items())
    columns = ", ".join((*keys, *table.sums))
    return f"(SELECT true AS is_row, {columns} FROM {source} WHERE {part.where})"  # noqa: S608 - constants


def _line(table: SumTable, key: Sequence[Any], stored: Any, counted: Any) -> str:
    stored, counted = ([int(value) for value in values] if values else values for values in (stored, counted))
    return f"{table.name} {', '.join(str(part) or '-' for part in key)}: stored {stored}, counted {counted}"
