"""Which letters an event makes due: one table, keyed by the kind of event and the role of the recipient.

A new kind of event needs a row here and its messages in the catalogues; a kind without a row makes no letter.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from app.domain.log.events import Event, EventKind
from app.domain.notifications.letters import NotificationKind
from app.domain.notifications.recipient import Recipient, RecipientRole

STALE_AFTER = timedelta(days=2)
"""No letter is written about an event that is older than this when the notifier reads it, after a long outage."""

_MOVED = {
    RecipientRole.AUTHOR: NotificationKind.REQUEST_MOVED,
    RecipientRole.FOLLOWER: NotificationKind.REQUEST_MOVED,
}
_ASKED = {
    RecipientRole.AUTHOR: NotificationKind.VERDICT_ASKED,
    RecipientRole.COAUTHOR: NotificationKind.VERDICT_ASKED,
}
_IN_AREA = {RecipientRole.AREA: NotificationKind.AREA}
_DEADLINE = dict.fromkeys((RecipientRole.EXECUTOR, RecipientRole.HEAD, RecipientRole.AKIMAT), NotificationKind.DEADLINE)

LETTERS: dict[EventKind, dict[RecipientRole, NotificationKind]] = {
    EventKind.SUBMITTED: {RecipientRole.AUTHOR: NotificationKind.REQUEST_MOVED, **_IN_AREA},
    EventKind.ASSIGNED: {RecipientRole.EXECUTOR: NotificationKind.ASSIGNMENT, **_MOVED},
    EventKind.CLAIMED: _MOVED,
    EventKind.RELEASED: _MOVED,
    EventKind.WORK_STARTED: _MOVED,
    EventKind.WORK_HELD: _MOVED,
    EventKind.WORK_RESUMED: _MOVED,
    EventKind.WORK_COMPLETED: {**_ASKED, RecipientRole.FOLLOWER: NotificationKind.REQUEST_MOVED, **_IN_AREA},
    EventKind.WORK_CONFIRMED: _MOVED,
    EventKind.CONFIRMATION_ADDED: _MOVED,
    EventKind.WORK_DISPUTED: {
        RecipientRole.EXECUTOR: NotificationKind.DISPUTE,
        RecipientRole.AKIMAT: NotificationKind.DISPUTE,
        **_MOVED,
    },
    EventKind.CLOSED_UNANSWERED: _MOVED,
    EventKind.REJECTED: _MOVED,
    EventKind.REOPENED: {RecipientRole.EXECUTOR: NotificationKind.ASSIGNMENT, **_MOVED},
    EventKind.MERGE_TARGET_CLOSED: _MOVED,
    EventKind.WITHDRAWN: {
        RecipientRole.EXECUTOR: NotificationKind.ASSIGNMENT,
        RecipientRole.FOLLOWER: NotificationKind.REQUEST_MOVED,
    },
    EventKind.MERGED: {RecipientRole.EXECUTOR: NotificationKind.ASSIGNMENT, **_MOVED},
    EventKind.DEADLINE_EXTENDED: {RecipientRole.EXECUTOR: NotificationKind.DEADLINE, **_MOVED},
    EventKind.RECATEGORISED: {RecipientRole.EXECUTOR: NotificationKind.ASSIGNMENT, **_MOVED},
    EventKind.COMMENTED: {RecipientRole.EXECUTOR: NotificationKind.REQUEST_MOVED, **_MOVED},
    EventKind.VERDICT_REMINDED: _ASKED,
    EventKind.VERDICT_ASKED_AGAIN: _ASKED,
    EventKind.DEADLINE_AT_RISK: _DEADLINE,
    EventKind.DEADLINE_BREACHED: _DEADLINE,
    EventKind.DEADLINE_ESCALATED: _DEADLINE,
    # The photo may be the author's or the executor's; followers see the change on the page.
    EventKind.PHOTO_MODERATED: {
        RecipientRole.AUTHOR: NotificationKind.REQUEST_MOVED,
        RecipientRole.EXECUTOR: NotificationKind.REQUEST_MOVED,
    },
    EventKind.PHOTO_RETRACTED: {},
    # Addressed to the accounts that wrote the hidden texts.
    EventKind.TEXT_HIDDEN: {RecipientRole.EXECUTOR: NotificationKind.REQUEST_MOVED, **_MOVED},
    EventKind.TEXT_SHOWN: {},
}


def is_news(event: Event, now: datetime) -> bool:
    """Whether letters may be due: not for imported history, nor for events older than ``STALE_AFTER``."""
    return bool(event.topics) and event.at > now - STALE_AFTER and event.kind in LETTERS


def receipt_recipient(event: Event) -> tuple[Recipient, ...]:
    """Return the author of a new request, who gets its number by letter though the step is their own; else nothing."""
    author_id = event.request.author_id
    if event.kind is not EventKind.SUBMITTED or author_id is None or event.actor_id != author_id:
        return ()
    return (Recipient(account_id=author_id, role=RecipientRole.AUTHOR, in_app=False),)


def letters_due(kind: EventKind, recipients: Iterable[Recipient]) -> Iterator[tuple[Recipient, NotificationKind]]:
    """Yield the kind of letter that each recipient gets; a recipient whose role is not in the table gets none."""
    kinds = LETTERS.get(kind, {})
    for recipient in recipients:
        if recipient.role in kinds:
            yield recipient, kinds[recipient.role]
