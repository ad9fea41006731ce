"""``notification``: the list of notifications of each account."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from app.domain.log.events import LoggedEvent
from app.domain.log.topics import recipient_accounts
from app.events.projections.arrays import array_texts, unnested
from app.events.projections.projection import Projection
from app.events.projections.write import Write
from app.models.log.whole_log import events_of
from app.models.privacy.retention import NOTIFICATIONS_DELETED

_ADD = f"""
    INSERT INTO notification (account_id, position) SELECT * FROM {unnested(("uuid", "bigint"))}
    ON CONFLICT (account_id, position) DO NOTHING
"""  # noqa: S608 - constants

_KEEP_READ = """
    UPDATE notification n SET read_at = o.read_at FROM public.notification o
    WHERE o.account_id = n.account_id AND o.position = n.position AND o.read_at IS NOT NULL
        AND n.read_at IS DISTINCT FROM o.read_at
"""
# The event no longer names the accounts.
_FORGET = f"""
    DELETE FROM notification n USING {events_of("= ANY($1)")} AS e
    WHERE n.position = e.position AND NOT e.topics @> ARRAY['account:' || n.account_id]
"""  # noqa: S608 - constants
# The events still do.
_FORGET_ERASED = """
    DELETE FROM notification n USING account a WHERE a.id = n.account_id AND a.erased_at IS NOT NULL
"""


class Notifications(Projection):
    """The list of notifications of each account."""

    name = "notifications"
    table = "notification"
    tables = ("notification",)

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

    async def end_copy(self, connection: "asyncpg.Connection[Any]", anonymised: Sequence[UUID]) -> None:
        """Keep which notifications were read, and delete again what was deleted, also with its account."""
        if anonymised:
            await connection.execute(_FORGET, anonymised)
        await connection.execute(_FORGET_ERASED)
        await connection.execute(_KEEP_READ)
        # What was deleted because it was old is in the log, and must not come back as news.
        await connection.execute(
            "DELETE FROM notification WHERE position <= (SELECT position FROM consumer_position WHERE name = $1)",
            NOTIFICATIONS_DELETED,
        )
