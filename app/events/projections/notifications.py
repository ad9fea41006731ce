"""``notification``: the events of each account, by their topics of the form ``account:ID``."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from app.domain.events import LoggedEvent

TABLE = "notification"
_PREFIX = "account:"


async def fold(connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> None:
    """Add one row for each recipient of each event; folding twice changes nothing."""
    recipients = [
        (UUID(topic.removeprefix(_PREFIX)), logged.position)
        for logged in events
        for topic in logged.event.topics
        if topic.startswith(_PREFIX)
    ]
    if not recipients:
        return
    accounts, positions = (list(column) for column in zip(*recipients, strict=True))
    await connection.execute(
        "INSERT INTO notification (account_id, position) SELECT a, p FROM unnest($1::uuid[], $2::bigint[]) AS t(a, p)"
        " ON CONFLICT (account_id, position) DO NOTHING",
        accounts,
        positions,
    )
