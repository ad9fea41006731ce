"""What a projection changes: statements that are sent to the database together."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count as counter
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import asyncpg

from app.events.projections.arrays import array_text

_PARAMETER = re.compile(r"\$(\d+)")
_MOST_PREPARED = 100
"""The number of statements whose plans a connection keeps: which projections a batch changes makes them differ."""
_prepared: "WeakKeyDictionary[asyncpg.Connection[Any], dict[str, str]]" = WeakKeyDictionary()
"""The names of these statements by their text, the oldest first."""
_numbers = counter(1)
_BACKSLASH = "\\"


class Write(NamedTuple):
    """One statement that inserts or changes rows of one table, with its values.

    It must not begin with ``WITH``, and no two statements of a batch may change the same row: all of them see the
    tables as they were before the batch.
    """

    sql: str
    values: tuple[Any, ...]


async def run_together(connection: "asyncpg.Connection[Any]", writes: Sequence[Write]) -> None:
    """Run the statements as one, because each round trip delays every subscriber."""
    if not writes:
        return
    sql = _together(tuple(write.sql for write in writes), tuple(len(write.values) for write in writes))
    await connection.execute(sql, *(value for write in writes for value in write.values))


async def run_and_commit(connection: "asyncpg.Connection[Any]", writes: Sequence[Write]) -> None:
    """Run the statements as one and commit the transaction of the caller, in one round trip.

    Only the simple protocol does that, which has no parameters: the values stand in the text that executes the prepared
    statement. It is planned once for any values. Planned for those of each batch, as PostgreSQL otherwise prefers, it
    takes nearly twice as long, although each row is found by an index either way.
    """
    sql = _together(tuple(write.sql for write in writes), tuple(len(write.values) for write in writes))
    names, begin = _prepared.setdefault(connection, {}), ""
    if (name := names.get(sql)) is None:
        name = f"fold_{next(_numbers)}"
        begin = f"PREPARE {name} AS {sql}; "
        if len(names) >= _MOST_PREPARED:
            begin += f"DEALLOCATE {names.pop(next(iter(names)))}; "
    values = ", ".join(literal(value) for write in writes for value in write.values)
    await connection.execute(
        f"{begin}SET LOCAL plan_cache_mode = force_generic_plan; EXECUTE {name} ({values}); COMMIT"
    )
    names[sql] = name


def literal(value: int | str | bytes | Sequence[str]) -> str:
    """Return the value as it stands in the text of a statement."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f" E'\\\\x{value.hex()}'"
    if not isinstance(value, str):
        value = array_text(value)
    quoted = value.replace("'", "''")
    # With a backslash it depends on a setting what a plain literal means.
    return f" E'{quoted.replace(_BACKSLASH, _BACKSLASH * 2)}'" if _BACKSLASH in value else f"'{quoted}'"


@lru_cache(maxsize=256)
def _together(statements: tuple[str, ...], counts: tuple[int, ...]) -> str:
    parts: list[str] = []
    before = 0
    for statement, count in zip(statements, counts, strict=True):
        parts.append(f"write_{len(parts)} AS ({_renumbered(statement, before)})")
        before += count
    return f"WITH {', '.join(parts)} SELECT"


def _renumbered(sql: str, before: int) -> str:
    return _PARAMETER.sub(lambda found: f"${int(found[1]) + before}", sql)
