"""The lifecycle of a service request, as one table.

Law 1: every status and every transition is in ``TABLE`` and nowhere else; what a status means is in ``TRAITS``.
Law 2: other code asks ``rule_for``, ``actions_in`` or a named set of statuses; it compares no statuses.
Law 3: a pair that is not in the table is forbidden, for every role.
Law 4: "overdue" is not a status. It is a deadline that has passed while work is owed and the deadline is not paused.

``docs/lifecycle.md`` is printed from this table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.errors import IllegalTransition


class Status(StrEnum):
    """The status of a service request."""

    __hash__ = str.__hash__  # the enumeration's own is a function in Python, and each event is looked up by it

    ACCEPTED = "ACCEPTED"
    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    DONE = "DONE"
    CONFIRMED = "CONFIRMED"
    UNANSWERED = "UNANSWERED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"


class Phase(StrEnum):
    """What a status means for the deadline, for counters and for lists of requests."""

    RUNNING = "RUNNING"
    """work is owed and the deadline runs"""
    PAUSED = "PAUSED"
    """work is owed and the deadline is paused"""
    ANSWER_AWAITED = "ANSWER_AWAITED"
    """the work is done; the author may confirm or dispute it"""
    CONFIRMED = "CONFIRMED"
    """the author has accepted the work"""
    UNANSWERED = "UNANSWERED"
    """the work is done and no author answered in time, which says nothing about the work"""
    DROPPED = "DROPPED"
    """closed without work"""


@dataclass(frozen=True, slots=True)
class StatusTraits:
    """What every list, counter and screen needs to know of a status."""

    phase: Phase
    light_colour: str
    """Of its label on a light page, as CSS."""
    dark_colour: str
    """Of its label on a dark page."""


TRAITS: dict[Status, StatusTraits] = {
    Status.ACCEPTED: StatusTraits(Phase.RUNNING, "#1f5fa6", "#85b8f2"),
    Status.IN_PROGRESS: StatusTraits(Phase.RUNNING, "#9a5a06", "#f0b04f"),
    Status.ON_HOLD: StatusTraits(Phase.PAUSED, "#6a4f9c", "#c0a8ee"),
    Status.DONE: StatusTraits(Phase.ANSWER_AWAITED, "#16744a", "#74d3a2"),
    Status.CONFIRMED: StatusTraits(Phase.CONFIRMED, "#0d5c3a", "#57c48c"),
    Status.UNANSWERED: StatusTraits(Phase.UNANSWERED, "#4c6a2c", "#a9c77f"),
    Status.REJECTED: StatusTraits(Phase.DROPPED, "#5d6668", "#a8b3b4"),
    Status.WITHDRAWN: StatusTraits(Phase.DROPPED, "#5d6668", "#a8b3b4"),
    Status.MERGED: StatusTraits(Phase.DROPPED, "#5d6668", "#a8b3b4"),
}


def statuses_in(*phases: Phase) -> frozenset[Status]:
    """Return the statuses of these phases."""
    return frozenset(status for status, traits in TRAITS.items() if traits.phase in phases)


OPEN = statuses_in(Phase.RUNNING, Phase.PAUSED)
"""Work is owed."""
DEADLINE_RUNS = statuses_in(Phase.RUNNING)
"""Work is owed and the deadline is not paused: such a request can become overdue. The table allows ``held_at`` in no
other open status, so in SQL this is the same as ``deadline_runs``."""
ANSWER_AWAITED = statuses_in(Phase.ANSWER_AWAITED)
"""The work is done; the author has not answered."""
UNANSWERED = statuses_in(Phase.UNANSWERED)
"""The request was closed because no author answered in time."""
CONFIRMED = statuses_in(Phase.CONFIRMED)
"""An author has accepted the work."""
AFTER_SILENCE = Status.UNANSWERED
"""The status to which time alone leads from ``ANSWER_AWAITED``."""
WORK_DONE = statuses_in(Phase.ANSWER_AWAITED, Phase.CONFIRMED, Phase.UNANSWERED)
"""The executor has finished."""
DROPPED = statuses_in(Phase.DROPPED)
"""Closed without work; nothing can be merged into such a request."""
CLOSED = statuses_in(Phase.CONFIRMED, Phase.UNANSWERED, Phase.DROPPED)
"""Neither work nor an answer is awaited. A late answer or a correction may still lead out of some of them."""
START = Status.ACCEPTED
"""The status of a new service request."""
ANSWER_WITHIN = timedelta(days=7)
"""How long after the completion an author is awaited; then the request is closed without an answer."""
ASK_AGAIN_AFTER = timedelta(days=28)
"""How long after the completion the authors of a request without an answer are asked once more."""
LATE_ANSWER_WITHIN = ASK_AGAIN_AFTER - ANSWER_WITHIN + timedelta(days=14)
"""How long after closing without an answer one still counts: the links of the last question are good for 14 days."""
REOPEN_WITHIN = timedelta(days=30)
"""How long after closing the Akimat may take back a rejection or a merge."""


def deadline_runs(status: Status, held_at: datetime | None) -> bool:
    """Whether work is owed and the deadline is not paused."""
    return status in OPEN and held_at is None


class Action(StrEnum):
    """What an actor may try to do to an existing service request."""

    ASSIGN = "ASSIGN"
    CLAIM = "CLAIM"
    RELEASE = "RELEASE"
    START = "START"
    HOLD = "HOLD"
    RESUME = "RESUME"
    COMPLETE = "COMPLETE"
    CONFIRM = "CONFIRM"
    DISPUTE = "DISPUTE"
    RECORD_CONFIRMATION = "RECORD_CONFIRMATION"
    """the officer writes down that the citizen, who has no account, says that it is fixed"""
    RECORD_DISPUTE = "RECORD_DISPUTE"
    REJECT = "REJECT"
    WITHDRAW = "WITHDRAW"
    MERGE = "MERGE"
    REOPEN = "REOPEN"
    EXTEND = "EXTEND"
    RECATEGORISE = "RECATEGORISE"
    COMMENT = "COMMENT"
    FOLLOW = "FOLLOW"
    UNFOLLOW = "UNFOLLOW"
    MODERATE_PHOTO = "MODERATE_PHOTO"
    RETRACT_PHOTO = "RETRACT_PHOTO"


class Relation(StrEnum):
    """The relation of an account to one service request; one account may have several."""

    AUTHOR = "AUTHOR"
    """the account sent it"""
    COAUTHOR = "COAUTHOR"
    """the account sent a request that was merged into it"""
    LAST_AUTHOR = "LAST_AUTHOR"
    """a co-author whose vote decides: the author cannot answer, and every other co-author has confirmed"""
    ASSIGNEE = "ASSIGNEE"
    """the executor it is assigned to"""
    EXECUTOR = "EXECUTOR"
    """an approved executor of its city"""
    AKIMAT = "AKIMAT"
    """the Akimat of its city"""
    CALL_TAKER = "CALL_TAKER"
    """the Akimat of its city, where an officer has typed the request in for a citizen"""
    FOLLOWER = "FOLLOWER"
    """the account follows it"""
    SIGNED_IN = "SIGNED_IN"
    """anyone with an account"""


class Need(StrEnum):
    """What an action requires."""

    UNASSIGNED = "UNASSIGNED"
    EXECUTOR = "EXECUTOR"
    REASON = "REASON"
    TEXT = "TEXT"
    RATING = "RATING"
    TARGET = "TARGET"
    DUE_AT = "DUE_AT"
    CATEGORY = "CATEGORY"
    BEFORE_PHOTO = "BEFORE_PHOTO"
    """only if the author has sent no photo: one must show the place before the work"""
    AFTER_PHOTO = "AFTER_PHOTO"
    SOURCE = "SOURCE"
    """how the answer reached the officer"""
    PHOTO = "PHOTO"
    """the photo of the request that is meant"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One transition: the status after it, the relations that may take it, and what it requires."""

    target: Status
    who: frozenset[Relation]
    needs: frozenset[Need] = frozenset()
    advisory: frozenset[Relation] = frozenset()
    """The relations among ``who`` whose vote is stored, but does not change the status by itself."""
    within: timedelta | None = None
    """How long after the closing of the request the step is possible; None for ever."""

    def decides(self, relations: frozenset[Relation]) -> bool:
        """Whether an account with these relations changes the status; otherwise its vote is advisory."""
        return bool(relations & (self.who - self.advisory))

    def is_in_time(self, closed_at: datetime | None, now: datetime) -> bool:
        """Whether the step is still possible for a request that was closed then."""
        return self.within is None or closed_at is None or now <= closed_at + self.within


def _rule(target: Status, who: Relation | tuple[Relation, ...], *needs: Need, within: timedelta | None = None) -> Rule:
    return Rule(target, frozenset((who,) if isinstance(who, Relation) else who), frozenset(needs), within=within)


def _confirm(within: timedelta | None = None) -> Rule:
    return Rule(
        Status.CONFIRMED,
        who=frozenset({Relation.AUTHOR, Relation.COAUTHOR, Relation.LAST_AUTHOR}),
        needs=frozenset({Need.RATING}),
        advisory=frozenset({Relation.COAUTHOR}),
        within=within,
    )


def _recorded(target: Status, within: timedelta | None = None) -> Rule:
    needs = (Need.SOURCE, Need.REASON) if target is Status.IN_PROGRESS else (Need.SOURCE,)
    return _rule(target, Relation.CALL_TAKER, *needs, within=within)


_CHOICE = (Need.CATEGORY, Need.REASON)
_WORKER = (Relation.ASSIGNEE, Relation.AKIMAT)
_AUTHORS = (Relation.AUTHOR, Relation.COAUTHOR)

TABLE: dict[tuple[Status, Action], Rule] = {
    (Status.ACCEPTED, Action.ASSIGN): _rule(Status.ACCEPTED, Relation.AKIMAT, Need.EXECUTOR),
    (Status.ACCEPTED, Action.CLAIM): _rule(Status.ACCEPTED, Relation.EXECUTOR, Need.UNASSIGNED),
    (Status.ACCEPTED, Action.RELEASE): _rule(Status.ACCEPTED, Relation.ASSIGNEE, Need.REASON),
    (Status.ACCEPTED, Action.START): _rule(Status.IN_PROGRESS, Relation.ASSIGNEE, Need.BEFORE_PHOTO),
    (Status.ACCEPTED, Action.REJECT): _rule(Status.REJECTED, Relation.AKIMAT, Need.REASON),
    (Status.ACCEPTED, Action.WITHDRAW): _rule(Status.WITHDRAWN, Relation.AUTHOR),
    (Status.ACCEPTED, Action.MERGE): _rule(Status.MERGED, Relation.AKIMAT, Need.TARGET),
    (Status.ACCEPTED, Action.EXTEND): _rule(Status.ACCEPTED, Relation.AKIMAT, Need.DUE_AT, Need.REASON),
    (Status.ACCEPTED, Action.RECATEGORISE): _rule(Status.ACCEPTED, Relation.AKIMAT, *_CHOICE),
    (Status.ACCEPTED, Action.RETRACT_PHOTO): _rule(Status.ACCEPTED, Relation.AUTHOR, Need.PHOTO),
    (Status.IN_PROGRESS, Action.ASSIGN): _rule(Status.IN_PROGRESS, Relation.AKIMAT, Need.EXECUTOR),
    (Status.IN_PROGRESS, Action.RELEASE): _rule(Status.ACCEPTED, Relation.ASSIGNEE, Need.REASON),
    (Status.IN_PROGRESS, Action.HOLD): _rule(Status.ON_HOLD, _WORKER, Need.REASON),
    (Status.IN_PROGRESS, Action.COMPLETE): _rule(Status.DONE, Relation.ASSIGNEE, Need.AFTER_PHOTO),
    (Status.IN_PROGRESS, Action.EXTEND): _rule(Status.IN_PROGRESS, Relation.AKIMAT, Need.DUE_AT, Need.REASON),
    (Status.IN_PROGRESS, Action.RECATEGORISE): _rule(Status.IN_PROGRESS, Relation.AKIMAT, *_CHOICE),
    (Status.ON_HOLD, Action.RESUME): _rule(Status.IN_PROGRESS, _WORKER),
    (Status.ON_HOLD, Action.ASSIGN): _rule(Status.ON_HOLD, Relation.AKIMAT, Need.EXECUTOR),
    (Status.ON_HOLD, Action.EXTEND): _rule(Status.ON_HOLD, Relation.AKIMAT, Need.DUE_AT, Need.REASON),
    (Status.ON_HOLD, Action.RECATEGORISE): _rule(Status.ON_HOLD, Relation.AKIMAT, *_CHOICE),
    (Status.DONE, Action.CONFIRM): _confirm(),
    (Status.DONE, Action.DISPUTE): _rule(Status.IN_PROGRESS, _AUTHORS, Need.REASON),
    (Status.DONE, Action.RECORD_CONFIRMATION): _recorded(Status.CONFIRMED),
    (Status.DONE, Action.RECORD_DISPUTE): _recorded(Status.IN_PROGRESS),
    (Status.UNANSWERED, Action.CONFIRM): _confirm(LATE_ANSWER_WITHIN),
    (Status.UNANSWERED, Action.DISPUTE): _rule(Status.IN_PROGRESS, _AUTHORS, Need.REASON, within=LATE_ANSWER_WITHIN),
    (Status.UNANSWERED, Action.RECORD_CONFIRMATION): _recorded(Status.CONFIRMED, LATE_ANSWER_WITHIN),
    (Status.UNANSWERED, Action.RECORD_DISPUTE): _recorded(Status.IN_PROGRESS, LATE_ANSWER_WITHIN),
    # A request can be rejected or merged only while it is accepted, so that is where it was.
    (Status.REJECTED, Action.REOPEN): _rule(Status.ACCEPTED, Relation.AKIMAT, Need.REASON, within=REOPEN_WITHIN),
    (Status.MERGED, Action.REOPEN): _rule(Status.ACCEPTED, Relation.AKIMAT, Need.REASON, within=REOPEN_WITHIN),
}
# These are possible in every status, and do not change it.
for _status in Status:
    TABLE[_status, Action.COMMENT] = _rule(_status, Relation.SIGNED_IN, Need.TEXT)
    TABLE[_status, Action.FOLLOW] = _rule(_status, Relation.SIGNED_IN)
    TABLE[_status, Action.UNFOLLOW] = _rule(_status, Relation.FOLLOWER)
    TABLE[_status, Action.MODERATE_PHOTO] = _rule(_status, Relation.AKIMAT, Need.PHOTO)

CLAIMABLE = frozenset(status for status, action in TABLE if action is Action.CLAIM)
"""An executor may claim a request that is in one of these and has no executor."""


def rule_for(status: Status, action: Action) -> Rule:
    """Return the transition for this pair.

    Raises:
        IllegalTransition: the table has no such pair; says what is allowed instead.
    """
    try:
        return TABLE[status, action]
    except KeyError:
        allowed = [other.value for other in actions_in(status)]
        raise IllegalTransition(
            f"cannot {action} while {status}; allowed: {', '.join(allowed)}",
            action=action.value,
            status=status.value,
            allowed=allowed,
        ) from None


def actions_in(status: Status) -> Iterator[Action]:
    """Yield the actions that the table has for this status, in the order of ``Action``."""
    return (action for action in Action if (status, action) in TABLE)
