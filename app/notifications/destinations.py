"""Where each account receives each kind of notification: channels and addresses, by preference."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.domain.notifications.letters import Channel, NotificationKind

_ADDRESSES = {
    # Nothing about requests goes to a mailbox that the account has not confirmed. An officer typed in a caller's,
    # which gets letters until one of its links stops them.
    Channel.EMAIL: "SELECT '' WHERE a.email_verified_at IS NOT NULL OR a.is_caller AND EXISTS (SELECT FROM caller c"
    " WHERE c.account_id = a.id AND c.email IS NOT NULL AND NOT EXISTS (SELECT FROM caller other"
    " WHERE other.email = c.email AND other.unsubscribed_at IS NOT NULL))",
    Channel.PUSH: "SELECT s.id::text FROM push_subscription s JOIN session o ON o.id = s.session_id"
    " WHERE s.account_id = a.id AND o.revoked_at IS NULL AND o.expires_at > $2",
}
"""For each channel, a query for the addresses of ``account a`` at the time ``$2``. An empty one is its mailbox."""
_COLUMNS = ", ".join(f'ARRAY({query}) AS "{channel.value}"' for channel, query in _ADDRESSES.items())
_DESTINATIONS = (
    f"SELECT a.id, a.is_caller, {_COLUMNS},"  # noqa: S608 - built from the constants above
    " ARRAY(SELECT p.kind || ' ' || p.channel FROM notification_preference p"
    "  WHERE p.account_id = a.id AND NOT p.enabled) AS off"
    " FROM account a WHERE a.id = ANY($1) AND a.blocked_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Destination:
    """One address on one channel."""

    channel: Channel
    address: str
    """Empty for the mailbox of the account, else the id of a push subscription."""
    of_caller: bool = field(default=False, compare=False)
    """Whether it is the mailbox of a caller, which is not confirmed."""


MAILBOX = Destination(Channel.EMAIL, "")
"""The mailbox of the account."""


async def destinations_of(
    connection: "asyncpg.Connection[Any]", account_ids: Iterable[UUID], now: datetime
) -> dict[tuple[UUID, NotificationKind], list[Destination]]:
    """Return the destinations of each account for each kind. A blocked account has none."""
    found = await connection.fetch(_DESTINATIONS, list(account_ids), now)
    return {
        (item["id"], kind): [
            Destination(channel, address, item["is_caller"])
            for channel in _ADDRESSES
            if f"{kind} {channel}" not in item["off"]
            for address in item[channel.value]
        ]
        for item in found
        for kind in NotificationKind
    }
