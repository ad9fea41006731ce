"""Which letters an event makes due, and to whom: one table, keyed by the kind of event.

A new kind of event needs a row here and its words in ``app/mail/words``; a kind without a row makes no letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.domain.events import Event, EventKind
from app.domain.letters import NotificationKind

STALE_AFTER = timedelta(days=2)
"""What is older when the post office comes to it is no news any more; the list of notifications has it anyway."""
_PREFIX = "account:"


class Reader(StrEnum):
    """The part somebody plays who gets a letter."""

    AUTHOR = "AUTHOR"
    EXECUTOR = "EXECUTOR"
    AKIMAT = "AKIMAT"
    FOLLOWER = "FOLLOWER"
    """anybody else whom the event concerns"""


@dataclass(frozen=True, slots=True)
class Due:
    """One letter to one reader."""

    reader: Reader
    kind: NotificationKind


_MOVED = (Due(Reader.AUTHOR, NotificationKind.REQUEST_MOVED), Due(Reader.FOLLOWER, NotificationKind.REQUEST_MOVED))
_FOLLOWER_MOVED = Due(Reader.FOLLOWER, NotificationKind.REQUEST_MOVED)
_ASKED = Due(Reader.AUTHOR, NotificationKind.VERDICT_ASKED)

LETTERS: dict[EventKind, tuple[Due, ...]] = {
    EventKind.ASSIGNED: (Due(Reader.EXECUTOR, NotificationKind.ASSIGNMENT), *_MOVED),
    EventKind.CLAIMED: _MOVED,
    EventKind.RELEASED: _MOVED,
    EventKind.WORK_STARTED: _MOVED,
    EventKind.WORK_HELD: _MOVED,
    EventKind.WORK_RESUMED: _MOVED,
    EventKind.WORK_COMPLETED: (_ASKED, _FOLLOWER_MOVED),
    EventKind.WORK_CONFIRMED: _MOVED,
    EventKind.WORK_DISPUTED: (
        Due(Reader.EXECUTOR, NotificationKind.DISPUTE),
        Due(Reader.AKIMAT, NotificationKind.DISPUTE),
        _FOLLOWER_MOVED,
    ),
    EventKind.REJECTED: _MOVED,
    EventKind.WITHDRAWN: (Due(Reader.EXECUTOR, NotificationKind.ASSIGNMENT), _FOLLOWER_MOVED),
    EventKind.MERGED: (Due(Reader.EXECUTOR, NotificationKind.ASSIGNMENT), *_MOVED),
    EventKind.DEADLINE_EXTENDED: (Due(Reader.EXECUTOR, NotificationKind.DEADLINE), *_MOVED),
    EventKind.COMMENTED: (Due(Reader.EXECUTOR, NotificationKind.REQUEST_MOVED), *_MOVED),
    EventKind.DEADLINE_AT_RISK: (Due(Reader.EXECUTOR, NotificationKind.DEADLINE),),
    EventKind.DEADLINE_BREACHED: (
        Due(Reader.EXECUTOR, NotificationKind.DEADLINE),
        Due(Reader.AKIMAT, NotificationKind.DEADLINE),
    ),
    EventKind.DEADLINE_ESCALATED: (Due(Reader.AKIMAT, NotificationKind.DEADLINE),),
    EventKind.VERDICT_REMINDED: (_ASKED,),
    # It may be the photo of either; followers see it on the page.
    EventKind.PHOTO_MODERATED: (
        Due(Reader.AUTHOR, NotificationKind.REQUEST_MOVED),
        Due(Reader.EXECUTOR, NotificationKind.REQUEST_MOVED),
    ),
    EventKind.PHOTO_RETRACTED: (),
}
"""The order counts: somebody who plays two parts gets the letter of the first."""


def is_news(event: Event, now: datetime) -> bool:
    """Whether anybody is to be written to: not for history that was imported, nor for what is long past."""
    return bool(event.topics) and event.at > now - STALE_AFTER and event.kind in LETTERS


def readers(event: Event, officers: frozenset[UUID]) -> Iterator[tuple[UUID, Due]]:
    """Yield who gets which letter: one letter a person, and none to whom did it."""
    written = {event.actor_id}
    for due in LETTERS.get(event.kind, ()):
        for account_id in sorted(_those(due.reader, event, officers)):
            if account_id not in written:
                written.add(account_id)
                yield account_id, due


def _those(reader: Reader, event: Event, officers: frozenset[UUID]) -> frozenset[UUID]:
    author, executor = event.request.author_id, event.request.executor_id
    match reader:
        case Reader.AUTHOR:
            return frozenset({author} if author else ())
        case Reader.EXECUTOR:
            return frozenset({executor} if executor else ())
        case Reader.AKIMAT:
            return officers
        case Reader.FOLLOWER:
            told = {UUID(topic.removeprefix(_PREFIX)) for topic in event.topics if topic.startswith(_PREFIX)}
            return frozenset(told - {author, executor})
