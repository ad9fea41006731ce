"""The export of everything that is stored about one person, for that person."""

from typing import Any
from uuid import UUID

import orjson

from app.models.database import open_cursor, steady_read
from app.models.privacy.personal_data import PERSONAL_TABLES, NotExported

BATCH = 200
"""So many rows are written in one turn of the event loop; an executor of some years has a hundred thousand steps."""
_PARTS = {
    part: statement
    for table in PERSONAL_TABLES
    if not isinstance(table.exported, NotExported)
    for part, statement in table.exported.items()
}


async def personal_data(account_id: UUID) -> dict[str, Any]:
    """Return the parts of the export, without passwords, tokens and data of other people, for ``orjson`` to write.

    Each row is JSON already, which takes less memory than its values; times are in ISO 8601.
    """
    async with steady_read():
        found: dict[str, Any] = {part: await _written(statement, account_id) for part, statement in _PARTS.items()}
    return {**found, "account": found["account"][0]}


async def _written(statement: str, account_id: UUID) -> list[orjson.Fragment]:
    cursor = await open_cursor(statement, account_id)
    written: list[orjson.Fragment] = []
    while records := await cursor.fetch(BATCH):
        # The identifiers of asyncpg are of a class of its own.
        written += (orjson.Fragment(orjson.dumps(dict(record), default=str)) for record in records)
    return written
