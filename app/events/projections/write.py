"""What a projection changes: statements that are sent to the database together."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import asyncpg

_PARAMETER = re.compile(r"\$(\d+)")


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
