"""The notifications of an account."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.log.events import LoggedEvent
from app.events.log import logged_event
from app.models import NotificationRow
from app.models.database import rows
from app.models.log.whole_log import ALL_EVENTS
from app.queries.requests.page import Page, check_first, decode_key, make_page, number_part

# In subqueries, so that there is one plan for any account: in the order of the index, and no more than the page. OFFSET
# keeps it a look into an index for each notification.
_PAGE = f"""
    SELECT e.*, n.read_at FROM notification n,
        LATERAL (SELECT * FROM {ALL_EVENTS} AS event WHERE event.position = n.position OFFSET 0) AS e
    WHERE n.account_id = (SELECT $1::uuid) AND n.position < (SELECT $2::bigint) ORDER BY n.position DESC
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Notification:
    """An event that an account was notified of."""

    logged: LoggedEvent
    read: bool


async def notifications(account_id: UUID, *, first: int = 20, after: str | None = None) -> Page[Notification]:
    """Return a page of the account's notifications, newest first."""
    below = decode_key(after, (number_part,))[0] if after is not None else 2**62
    found = await rows(
        f"{_PAGE} LIMIT {check_first(first) + 1}",
        account_id,
        below,
    )
    found_notifications = [Notification(logged_event(item), item["read_at"] is not None) for item in found]
    return make_page(found_notifications, first, after, lambda item: (item.logged.position,))


async def unread_count(account_id: UUID) -> int:
    """Return how many notifications of the account are unread."""
    return await NotificationRow.filter(account_id=account_id, read_at=None).count()
