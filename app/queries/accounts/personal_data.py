"""The export of everything that is stored about one person, for that person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.models.database import rows
from app.models.privacy.personal_data import PERSONAL_TABLES, NotExported

_PARTS = {
    part: statement
    for table in PERSONAL_TABLES
    if not isinstance(table.exported, NotExported)
    for part, statement in table.exported.items()
}


async def personal_data(account_id: UUID) -> dict[str, Any]:
    """Return the parts of the export as plain JSON values, without passwords, tokens and data of other people."""
    found: dict[str, Any] = {
        part: [_plain(item) for item in await rows(statement, account_id)] for part, statement in _PARTS.items()
    }
    return {**found, "account": found["account"][0]}


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    return {key: _value(value) for key, value in item.items()}


def _value(value: Any) -> Any:
    match value:
        case date() | datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            return value
