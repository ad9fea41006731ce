"""``notification``: the list of notifications of each account."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from app.domain.log.events import LoggedEvent
from app.domain.log.topics import recipient_accounts
from app.events.projections.arrays import array_texts, unnested
from app.events.projections.projection import Projection
from app.events.projections.write import Write
from app.models.privacy.retention import NOTIFICATIONS_DELETED

_ADD = f"""
    INSERT INTO notification (account_id, position) SELECT * FROM {unnested(("uuid", "bigint"))}
    ON CONFLICT (account_id, position) DO NOTHING
"""  # noqa: S608 - constants


class Notifications(Projection):
    """The list of notifications of each account."""

    name = "notifications"
    table = "notification"

    async def writes(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> list[Write]:
        """Return one row for each account that each event is a notification for; folding twice changes nothing.

        The accounts are read from the topics, which name every recipient with ``in_app`` set.
        """
        notified = [
            (account, logged.position) for logged in events for account in recipient_accounts(logged.event.topics)
        ]
        if not notified:
            return []
        return [Write(_ADD, array_texts(zip(*notified, strict=True)))]

    @asynccontextmanager
    async def rebuilding(self, connection: "asyncpg.Connection[Any]") -> AsyncIterator[None]:
        """Empty the table and keep which notifications were read: no event says that."""
        read = await connection.fetch(
            "SELECT account_id, position, read_at FROM notification WHERE read_at IS NOT NULL"
        )
        async with super().rebuilding(connection):
            yield
        await connection.executemany(
            "UPDATE notification SET read_at = $3 WHERE account_id = $1 AND position = $2", [tuple(row) for row in read]
        )
        # What was deleted because it was old is in the log, and must not come back as news.
        await connection.execute(
            "DELETE FROM notification WHERE position <= (SELECT position FROM consumer_position WHERE name = $1)",
            NOTIFICATIONS_DELETED,
        )
