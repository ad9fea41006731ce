"""``notification``: what each person was told. Its topic decides: ``account:ID`` means "tell them"."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from app.domain.events import LoggedEvent

TABLE = "notification"
_PREFIX = "account:"


async def fold(connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> None:
    """Add one row for each person told of each event; folding twice changes nothing."""
    told = [
        (UUID(topic.removeprefix(_PREFIX)), logged.position)
        for logged in events
        for topic in logged.event.topics
        if topic.startswith(_PREFIX)
    ]
    if not told:
        return
    accounts, positions = (list(column) for column in zip(*told, strict=True))
    await connection.execute(
        "INSERT INTO notification (account_id, position) SELECT a, p FROM unnest($1::uuid[], $2::bigint[]) AS t(a, p)"
        " ON CONFLICT (account_id, position) DO NOTHING",
        accounts,
        positions,
    )
