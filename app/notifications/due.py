"""Which letters an event makes due, and to whom: one table, keyed by the kind of event.

A new kind of event needs a row here and its words in ``app/notifications/words``; a kind without a row makes no letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.domain.coauthors import NO_COAUTHORS, CoAuthors
from app.domain.escalation import LADDER, Superiors, escalation_levels
from app.domain.events import Event, EventKind
from app.domain.letters import NotificationKind

STALE_AFTER = timedelta(days=2)
"""What is older when the post office comes to it is no news any more; the list of notifications has it anyway."""
_PREFIX = "account:"


class Reader(StrEnum):
    """The part somebody plays who gets a letter."""

    AUTHOR = "AUTHOR"
    COAUTHOR = "COAUTHOR"
    """who sent what was merged into it, and still owes a word about the work"""
    EXECUTOR = "EXECUTOR"
    HEAD = "HEAD"
    """the head of the organisation that the executor works for"""
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
_ASKED = (Due(Reader.AUTHOR, NotificationKind.VERDICT_ASKED), Due(Reader.COAUTHOR, NotificationKind.VERDICT_ASKED))

LETTERS: dict[EventKind, tuple[Due, ...]] = {
    EventKind.ASSIGNED: (Due(Reader.EXECUTOR, NotificationKind.ASSIGNMENT), *_MOVED),
    EventKind.CLAIMED: _MOVED,
    EventKind.RELEASED: _MOVED,
    EventKind.WORK_STARTED: _MOVED,
    EventKind.WORK_HELD: _MOVED,
    EventKind.WORK_RESUMED: _MOVED,
    EventKind.WORK_COMPLETED: (*_ASKED, _FOLLOWER_MOVED),
    EventKind.WORK_CONFIRMED: _MOVED,
    EventKind.CONFIRMATION_ADDED: _MOVED,
    EventKind.WORK_DISPUTED: (
        Due(Reader.EXECUTOR, NotificationKind.DISPUTE),
        Due(Reader.AKIMAT, NotificationKind.DISPUTE),
        *_MOVED,
    ),
    EventKind.REJECTED: _MOVED,
    EventKind.WITHDRAWN: (Due(Reader.EXECUTOR, NotificationKind.ASSIGNMENT), _FOLLOWER_MOVED),
    EventKind.MERGED: (Due(Reader.EXECUTOR, NotificationKind.ASSIGNMENT), *_MOVED),
    EventKind.DEADLINE_EXTENDED: (Due(Reader.EXECUTOR, NotificationKind.DEADLINE), *_MOVED),
    EventKind.RECATEGORISED: (Due(Reader.EXECUTOR, NotificationKind.ASSIGNMENT), *_MOVED),
    EventKind.COMMENTED: (Due(Reader.EXECUTOR, NotificationKind.REQUEST_MOVED), *_MOVED),
    EventKind.VERDICT_REMINDED: _ASKED,
    # Who stands on a rung, and who takes the place of whom, is the ladder's word.
    **{kind: tuple(Due(Reader(rung), NotificationKind.DEADLINE) for rung in rungs) for kind, rungs in LADDER.items()},
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


@dataclass(frozen=True, slots=True)
class Around:
    """Whom the post office looks up: they stand around a request, but not in its event."""

    above: Superiors = field(default_factory=Superiors)
    sent: CoAuthors = NO_COAUTHORS


def readers(event: Event, around: Around) -> Iterator[tuple[UUID, Due]]:
    """Yield who gets which letter: one letter a person, and none to whom did it."""
    written = {event.actor_id}
    for account_id, due in _due(event, around):
        if account_id not in written:
            written.add(account_id)
            yield account_id, due


def _due(event: Event, around: Around) -> Iterator[tuple[UUID, Due]]:
    if event.kind in LADDER:
        for account_id, rung in escalation_levels(event.kind, event.request.executor_id, around.above):
            yield account_id, Due(Reader(rung), NotificationKind.DEADLINE)
        return
    for due in LETTERS.get(event.kind, ()):
        for account_id in sorted(_those(due.reader, event, around)):
            yield account_id, due


def _those(reader: Reader, event: Event, around: Around) -> frozenset[UUID]:
    author, executor = event.request.author_id, event.request.executor_id
    told = frozenset(UUID(topic.removeprefix(_PREFIX)) for topic in event.topics if topic.startswith(_PREFIX))
    match reader:
        case Reader.AUTHOR:
            return frozenset({author} if author else ())
        case Reader.COAUTHOR:
            # Those who follow no more were not told, and are not written to.
            return around.sent.waiting & told
        case Reader.EXECUTOR:
            return frozenset({executor} if executor else ())
        case Reader.HEAD:
            return around.above.heads
        case Reader.AKIMAT:
            return around.above.officers
        case Reader.FOLLOWER:
            return told - {author, executor}
