"""Points for activity: the table of rules, and the ledger as a pure fold over the event log.

Law 1: ``TABLE`` holds every rule; no other module decides about points.
Law 2: sending a request earns nothing. An author earns points when work begins, and for the verdict on it.
Law 3: a rule pays one person once for one request, also when the request is reopened.
Law 4: the ledger follows from the log alone, in log order. Folding again gives the same entries.

The reasons are in ``docs/adr/0006-points.md``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID

from app.domain.accounts.roles import Role
from app.domain.log.events import Event, EventKind, LoggedEvent
from app.domain.requests.reasons import RejectReason

DAILY_CAP = 50
"""The most that one account can earn in one day of the city's calendar."""
VERDICT_DAYS = 7
"""A verdict more days than this after the work was completed is recorded, but earns nothing."""


class PointsRule(StrEnum):
    """Why an entry was written."""

    SUBMITTED = "SUBMITTED"
    """An executor began work on the account's request, so the problem was real."""
    VERDICT_GIVEN = "VERDICT_GIVEN"
    """The author, or the author of a merged request, confirmed or disputed the work in time."""
    CONFIRMED_FIX = "CONFIRMED_FIX"
    """The author confirmed that the problem is solved."""
    JOINED = "JOINED"
    """The account's request was merged into this one, and the fix was confirmed."""
    TAKEN_BACK = "TAKEN_BACK"
    """The request was rejected as spam: the account loses all that the request has paid to it."""
    GIVEN_BACK = "GIVEN_BACK"
    """The rejection as spam was a mistake: the account gets back what it took."""


class Payee(StrEnum):
    """The accounts that a rule pays."""

    AUTHOR = "AUTHOR"
    ACTING_AUTHOR = "ACTING_AUTHOR"
    """the actor of the event, if they sent this request, or one that was merged into it, as a citizen"""
    MERGED_AUTHORS = "MERGED_AUTHORS"
    """authors of requests that were merged into this one, except its own author"""
    PAID_BEFORE = "PAID_BEFORE"
    """all accounts to which this request has paid anything"""


class Condition(StrEnum):
    """A condition of a rule; the rule pays nothing unless all of its conditions hold."""

    CITIZEN = "CITIZEN"
    """the author sent the request as a citizen: staff earns no points"""
    WORK_OF_ANOTHER = "WORK_OF_ANOTHER"
    """the request has an executor, who is not the author"""
    BY_AUTHOR = "BY_AUTHOR"
    """the author is the actor of the event, not a deadline that passed"""
    BY_ANY_AUTHOR = "BY_ANY_AUTHOR"
    """the actor is the author of this request or of one that was merged into it, not a deadline that passed"""
    IN_TIME = "IN_TIME"
    """the event is at most ``VERDICT_DAYS`` after the work was completed"""
    SPAM = "SPAM"
    """the reason of the rejection is spam"""


@dataclass(frozen=True, slots=True)
class Payment:
    """A rule: the kinds of events that trigger it, the accounts it pays, and the amount."""

    kinds: frozenset[EventKind]
    payee: Payee
    amount: int | None
    """None corrects: takes back all that the request has paid to the account, or gives back what was taken."""
    conditions: frozenset[Condition]


def _payment(kinds: set[EventKind], payee: Payee, amount: int | None, *conditions: Condition) -> Payment:
    return Payment(frozenset(kinds), payee, amount, frozenset(conditions))


_VERDICTS = {EventKind.WORK_CONFIRMED, EventKind.CONFIRMATION_ADDED, EventKind.WORK_DISPUTED}
_OTHERS = (Condition.CITIZEN, Condition.WORK_OF_ANOTHER)

TABLE: dict[PointsRule, Payment] = {
    PointsRule.SUBMITTED: _payment({EventKind.WORK_STARTED}, Payee.AUTHOR, 10, *_OTHERS),
    PointsRule.VERDICT_GIVEN: _payment(_VERDICTS, Payee.ACTING_AUTHOR, 5, Condition.WORK_OF_ANOTHER, Condition.IN_TIME),
    PointsRule.CONFIRMED_FIX: _payment({EventKind.WORK_CONFIRMED}, Payee.AUTHOR, 10, *_OTHERS, Condition.BY_AUTHOR),
    PointsRule.JOINED: _payment({EventKind.WORK_CONFIRMED}, Payee.MERGED_AUTHORS, 5, *_OTHERS, Condition.BY_ANY_AUTHOR),
    PointsRule.TAKEN_BACK: _payment({EventKind.REJECTED}, Payee.PAID_BEFORE, None, Condition.SPAM),
    PointsRule.GIVEN_BACK: _payment({EventKind.REOPENED}, Payee.PAID_BEFORE, None),
}

PAYING: frozenset[EventKind] = frozenset().union(*(payment.kinds for payment in TABLE.values()))
"""Kinds of events that can write an entry."""
REMEMBERED: frozenset[EventKind] = frozenset({EventKind.SUBMITTED, EventKind.WORK_COMPLETED, EventKind.MERGED})
"""Kinds of events that write no entry, but decide what later events pay."""
RECALLED: frozenset[EventKind] = REMEMBERED | {EventKind.REOPENED}
"""Kinds of earlier events that ``Ledger.remember`` needs: those, and the one that takes a merge back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the ledger, identified by (account, position, rule). Its amount is 0 after the cap of the day."""

    account_id: UUID
    position: int
    rule: PointsRule
    amount: int
    at: datetime
    day: date
    """The date of ``at`` in the time zone of the city."""
    request_id: UUID
    city_id: str


@dataclass(slots=True)
class _RequestHistory:
    """What earlier events of one request mean for the rules."""

    sent_by_citizen: bool = False
    author_id: UUID | None = None
    completed_at: datetime | None = None
    merged_into: UUID | None = None
    merged: "dict[UUID, _RequestHistory]" = field(default_factory=dict)
    """The requests that are merged into this one, by id."""
    paid: dict[tuple[PointsRule, UUID], int] = field(default_factory=dict)

    @property
    def joined(self) -> set[UUID]:
        """The citizens whose requests are merged into this one, directly or through others."""
        found: set[UUID] = set()
        waiting, seen = list(self.merged.items()), set[UUID]()
        while waiting:
            request_id, one = waiting.pop()
            if request_id in seen:
                continue
            seen.add(request_id)
            waiting += one.merged.items()
            if one.sent_by_citizen and one.author_id:
                found.add(one.author_id)
        return found

    def paid_to(self, account_id: UUID) -> int:
        """Return the sum of what this request has paid to the account."""
        return sum(amount for (_, account), amount in self.paid.items() if account == account_id)


_HOLDS: dict[Condition, Callable[[Event, _RequestHistory], bool]] = {
    Condition.CITIZEN: lambda _, history: history.sent_by_citizen,
    Condition.WORK_OF_ANOTHER: lambda event, _: event.request.executor_id not in {None, event.request.author_id},
    Condition.BY_AUTHOR: lambda event, _: event.actor_id is not None and event.actor_id == event.request.author_id,
    Condition.BY_ANY_AUTHOR: lambda event, history: (
        event.actor_id is not None and event.actor_id in {event.request.author_id, *history.joined}
    ),
    Condition.IN_TIME: lambda event, history: (
        history.completed_at is not None and event.at - history.completed_at <= timedelta(days=VERDICT_DAYS)
    ),
    Condition.SPAM: lambda event, _: event.reason == RejectReason.SPAM,
}


class Ledger:
    """Folds events, in log order, into entries.

    ``zones`` are the time zones of the cities. To continue from the middle of a log, call ``remember`` with the
    earlier events, ``remember_paid`` with their entries, and ``remember_earned`` with the sums of the unfinished days.
    """

    def __init__(self, zones: Mapping[str, tzinfo], *, daily_cap: int = DAILY_CAP) -> None:
        self._zones = zones
        self._daily_cap = daily_cap
        self._histories: defaultdict[UUID, _RequestHistory] = defaultdict(_RequestHistory)
        self._earned: Counter[tuple[UUID, date]] = Counter()
        self._settled: dict[tuple[UUID, PointsRule, UUID], int] = {}

    def fold(self, logged: LoggedEvent) -> tuple[Entry, ...]:
        """Return the entries that this event adds, and remember them."""
        self.remember(logged.event)
        entries = []
        for entry in self._entries(logged):
            self.remember_paid(entry.request_id, entry.rule, entry.account_id, entry.amount)
            if TABLE[entry.rule].amount is not None:
                self.remember_earned(entry.account_id, entry.day, max(0, entry.amount))
            entries.append(entry)
        return tuple(entries)

    def remember(self, event: Event) -> None:
        """Record what the rules need to know of this event when a later one is folded."""
        request = event.request
        history = self._histories[request.id]
        if event.kind is EventKind.SUBMITTED:
            history.sent_by_citizen = event.actor_role is Role.CITIZEN and event.actor_id == request.author_id
        elif event.kind is EventKind.WORK_COMPLETED:
            history.completed_at = event.at
        elif event.kind is EventKind.MERGED and request.merged_into is not None:
            history.author_id, history.merged_into = request.author_id, request.merged_into
            self._histories[request.merged_into].merged[request.id] = history
        elif event.kind is EventKind.REOPENED and history.merged_into is not None:
            self._histories[history.merged_into].merged.pop(request.id, None)
            history.merged_into = None

    def remember_paid(self, request_id: UUID, rule: PointsRule, account_id: UUID, amount: int) -> None:
        """Record an earlier entry, so that its rule does not pay the account again."""
        self._histories[request_id].paid[rule, account_id] = amount

    def settle(self, request_id: UUID, rule: PointsRule, account_id: UUID, amount: int) -> None:
        """Fix the amount of an entry that may be written again.

        The other earnings of its day are not known any more, so the daily cap cannot be computed again.
        """
        self._settled[request_id, rule, account_id] = amount

    def remember_earned(self, account_id: UUID, day: date, amount: int) -> None:
        """Add to the earnings of a day. Points that are taken back later leave the earnings of their day unchanged."""
        self._earned[account_id, day] += amount

    def day_of(self, event: Event) -> date:
        """Return the date of the event in the time zone of its city."""
        return event.at.astimezone(self._zones[event.request.city_id]).date()

    def _entries(self, logged: LoggedEvent) -> Iterator[Entry]:
        event, history = logged.event, self._histories[logged.event.request.id]
        for rule, payment in TABLE.items():
            if event.kind not in payment.kinds or not all(
                _HOLDS[condition](event, history) for condition in payment.conditions
            ):
                continue
            for account_id in sorted(_payees(payment.payee, event, history)):
                amount = self._amount(rule, event, history, account_id)
                if (rule, account_id) in history.paid or amount is None:
                    continue
                yield Entry(
                    account_id=account_id,
                    position=logged.position,
                    rule=rule,
                    amount=amount,
                    at=event.at,
                    day=self.day_of(event),
                    request_id=event.request.id,
                    city_id=event.request.city_id,
                )

    def _amount(self, rule: PointsRule, event: Event, history: _RequestHistory, account_id: UUID) -> int | None:
        payment, settled = TABLE[rule], self._settled.get((event.request.id, rule, account_id))
        if settled is not None:
            return settled
        if rule is PointsRule.GIVEN_BACK:
            return -history.paid.get((PointsRule.TAKEN_BACK, account_id), 0) or None
        if payment.amount is None:
            return -history.paid_to(account_id) or None
        left = self._daily_cap - self._earned[account_id, self.day_of(event)]
        return max(0, min(payment.amount, left))


def _payees(payee: Payee, event: Event, history: _RequestHistory) -> Iterable[UUID]:
    author_id = event.request.author_id
    if payee is Payee.AUTHOR:
        return () if author_id is None else (author_id,)
    if payee is Payee.ACTING_AUTHOR:
        actor_id = event.actor_id
        if actor_id is None:
            return ()
        is_author = actor_id in history.joined or (history.sent_by_citizen and actor_id == author_id)
        return {actor_id} if is_author else ()
    if payee is Payee.MERGED_AUTHORS:
        return history.joined - {author_id}  # merging two requests of one author earns nothing
    return {account_id for _, account_id in history.paid}


@dataclass(frozen=True, slots=True)
class Level:
    """A rank, and the balance at which it begins; the message catalogues name it by its number."""

    number: int
    starts_at: int


LEVELS: tuple[Level, ...] = tuple(
    Level(number, balance) for number, balance in enumerate((0, 25, 100, 300, 700, 1500), 1)
)
"""From the lowest to the highest."""


def level_of(balance: int) -> Level:
    """Return the highest level that the balance reaches."""
    return next((level for level in reversed(LEVELS) if balance >= level.starts_at), LEVELS[0])


def next_level_at(balance: int) -> int | None:
    """Return the balance at which the next level begins; None at the top."""
    return next((level.starts_at for level in LEVELS if balance < level.starts_at), None)
