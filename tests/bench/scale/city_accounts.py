"""Notes which accounts acted in which city, as the job of the product does from the whole log."""

from typing import Any

import asyncpg

from app.models.accounts.city_account import EVENTS

_ARE_UNNOTED = f"SELECT position < head FROM projection, log_state WHERE name = '{EVENTS}'"
_NOTE = """
    INSERT INTO city_account (city_id, account_id, created_at)
    SELECT DISTINCT found.city_id, account.id, account.created_at FROM (
        SELECT city_id, author_id AS account_id FROM service_request
        UNION SELECT city_id, executor_id FROM service_request
        UNION SELECT r.city_id, f.account_id FROM follow f JOIN service_request r ON r.id = f.request_id
        UNION SELECT city_id, id FROM account WHERE role = 'AKIMAT'
    ) AS found JOIN account ON account.id = found.account_id ON CONFLICT DO NOTHING
"""
_NOTED = (
    f"UPDATE projection SET position = head FROM log_state WHERE name = '{EVENTS}'",
    "VACUUM (ANALYZE) city_account",
)


async def note_city_accounts(connection: "asyncpg.Connection[Any]") -> None:
    """Note them, unless they are: the job would read the log, of which only a part may be there."""
    if await connection.fetchval(_ARE_UNNOTED):
        for statement in (_NOTE, *_NOTED):
            await connection.execute(statement)
