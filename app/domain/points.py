"""Points for activity: who earns what, as one table, and the ledger as a pure fold over the event log.

Law 1: every rule stands in ``TABLE`` and nowhere else.
Law 2: sending alone earns nothing. Points come when work begins, and when the author judges it.
Law 3: a rule pays one person once for one request, whatever happens to the request afterwards.
Law 4: the ledger follows from the log alone, in log order. Folding again gives the same entries.

The reasons are in ``docs/adr/0006-points.md``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID

from app.domain.events import Event, EventKind, LoggedEvent
from app.domain.reasons import RejectReason
from app.domain.roles import Role

DAILY_CAP = 50
"""The most that one account can earn in one day of the city's calendar."""
VERDICT_DAYS = 7
"""A verdict later than this after the work was completed is welcome, but earns nothing."""


class PointsRule(StrEnum):
    """Why an entry was written."""

    SUBMITTED = "SUBMITTED"
    """An executor began work on one's request: the problem was real."""
    VERDICT_GIVEN = "VERDICT_GIVEN"
    """One said in time whether the work is done, either way: as its author, or of a request merged into it."""
    CONFIRMED_FIX = "CONFIRMED_FIX"
    """One's problem is solved, and one said so."""
    JOINED = "JOINED"
    """One reported the same problem, the requests were merged, and the fix was confirmed."""
    TAKEN_BACK = "TAKEN_BACK"
    """The request turned out to be spam: all it has paid is taken back."""


class Payee(StrEnum):
    """Whom a rule pays."""

    AUTHOR = "AUTHOR"
    SPEAKER = "SPEAKER"
    """who said it, if they sent the request, or one that was merged into it, as a citizen"""
    MERGED_AUTHORS = "MERGED_AUTHORS"
    """authors of requests that were merged into this one, but for its own author"""
    EVERYBODY_PAID = "EVERYBODY_PAID"
    """all to whom this request has paid anything"""


class Proof(StrEnum):
    """What must be so, or the rule pays nothing."""

    CITIZEN = "CITIZEN"
    """the author sent it as a citizen: staff is paid in other coin"""
    WORK_OF_ANOTHER = "WORK_OF_ANOTHER"
    """it is in the hands of an executor who is not the author"""
    OWN_WORD = "OWN_WORD"
    """the author did it, not a clock in their place"""
    SPOKEN = "SPOKEN"
    """an author did it, of this request or of one that was merged into it, and no clock"""
    IN_TIME = "IN_TIME"
    """within ``VERDICT_DAYS`` of the completed work"""
    SPAM = "SPAM"
    """the reason is spam"""


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of the table."""

    kinds: frozenset[EventKind]
    payee: Payee
    amount: int | None
    """None takes back whatever the request has paid."""
    proofs: frozenset[Proof]


def _payment(kinds: set[EventKind], payee: Payee, amount: int | None, *proofs: Proof) -> Payment:
    return Payment(frozenset(kinds), payee, amount, frozenset(proofs))


_VERDICTS = {EventKind.WORK_CONFIRMED, EventKind.CONFIRMATION_ADDED, EventKind.WORK_DISPUTED}
_OTHERS = (Proof.CITIZEN, Proof.WORK_OF_ANOTHER)

TABLE: dict[PointsRule, Payment] = {
    PointsRule.SUBMITTED: _payment({EventKind.WORK_STARTED}, Payee.AUTHOR, 10, *_OTHERS),
    PointsRule.VERDICT_GIVEN: _payment(_VERDICTS, Payee.SPEAKER, 5, Proof.WORK_OF_ANOTHER, Proof.IN_TIME),
    PointsRule.CONFIRMED_FIX: _payment({EventKind.WORK_CONFIRMED}, Payee.AUTHOR, 10, *_OTHERS, Proof.OWN_WORD),
    PointsRule.JOINED: _payment({EventKind.WORK_CONFIRMED}, Payee.MERGED_AUTHORS, 5, *_OTHERS, Proof.SPOKEN),
    PointsRule.TAKEN_BACK: _payment({EventKind.REJECTED}, Payee.EVERYBODY_PAID, None, Proof.SPAM),
}

PAYING: frozenset[EventKind] = frozenset().union(*(payment.kinds for payment in TABLE.values()))
"""Kinds of events that can write an entry."""
REMEMBERED: frozenset[EventKind] = frozenset({EventKind.SUBMITTED, EventKind.WORK_COMPLETED, EventKind.MERGED})
"""Kinds of events that write none, but decide what later ones pay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger. Its name is (account, position, rule); zero when the day's cap was reached."""

    account_id: UUID
    position: int
    rule: PointsRule
    amount: int
    at: datetime
    day: date
    """The day of ``at`` by the calendar of the city."""
    request_id: UUID
    city_id: str


@dataclass(slots=True)
class _Story:
    """What the past of one request says to the rules."""

    sent_by_citizen: bool = False
    completed_at: datetime | None = None
    joined: set[UUID] = field(default_factory=set)
    paid: dict[tuple[PointsRule, UUID], int] = field(default_factory=dict)

    def paid_to(self, account_id: UUID) -> int:
        """Return what this request has paid to the account in all."""
        return sum(amount for (_, account), amount in self.paid.items() if account == account_id)


_PROVED: dict[Proof, Callable[[Event, _Story], bool]] = {
    Proof.CITIZEN: lambda _, story: story.sent_by_citizen,
    Proof.WORK_OF_ANOTHER: lambda event, _: event.request.executor_id not in {None, event.request.author_id},
    Proof.OWN_WORD: lambda event, _: event.actor_id is not None and event.actor_id == event.request.author_id,
    Proof.SPOKEN: lambda event, story: (
        event.actor_id is not None and event.actor_id in {event.request.author_id, *story.joined}
    ),
    Proof.IN_TIME: lambda event, story: (
        story.completed_at is not None and event.at - story.completed_at <= timedelta(days=VERDICT_DAYS)
    ),
    Proof.SPAM: lambda event, _: event.reason == RejectReason.SPAM,
}


class Ledger:
    """The ledger as far as it is known; each event in log order may add entries to it.

    ``zones`` are the time zones of the cities. To go on from the middle of a log, tell it the past first:
    ``remember`` the events and the entries, and ``remember_earned`` what was earned in the days that go on.
    """

    def __init__(self, zones: Mapping[str, tzinfo], *, daily_cap: int = DAILY_CAP) -> None:
        self._zones = zones
        self._daily_cap = daily_cap
        self._stories: defaultdict[UUID, _Story] = defaultdict(_Story)
        self._earned: Counter[tuple[UUID, date]] = Counter()
        self._settled: dict[tuple[UUID, PointsRule, UUID], int] = {}

    def fold(self, logged: LoggedEvent) -> tuple[Entry, ...]:
        """Return the entries that this event writes."""
        self.remember(logged.event)
        entries = []
        for entry in self._entries(logged):
            self.remember_paid(entry.request_id, entry.rule, entry.account_id, entry.amount)
            self.remember_earned(entry.account_id, entry.day, max(0, entry.amount))
            entries.append(entry)
        return tuple(entries)

    def remember(self, event: Event) -> None:
        """Note what later events will ask for."""
        request = event.request
        story = self._stories[request.id]
        if event.kind is EventKind.SUBMITTED:
            story.sent_by_citizen = event.actor_role is Role.CITIZEN and event.actor_id == request.author_id
        elif event.kind is EventKind.WORK_COMPLETED:
            story.completed_at = event.at
        elif event.kind is EventKind.MERGED and request.merged_into is not None:
            own = {request.author_id} if story.sent_by_citizen and request.author_id else set()
            self._stories[request.merged_into].joined |= story.joined | own

    def remember_paid(self, request_id: UUID, rule: PointsRule, account_id: UUID, amount: int) -> None:
        """Note an entry of the past."""
        self._stories[request_id].paid[rule, account_id] = amount

    def settle(self, request_id: UUID, rule: PointsRule, account_id: UUID, amount: int) -> None:
        """Pay this, should it come to be paid: what else was earned that day is no longer known."""
        self._settled[request_id, rule, account_id] = amount

    def remember_earned(self, account_id: UUID, day: date, amount: int) -> None:
        """Note what was earned on a day. What was taken back does not open the day again."""
        self._earned[account_id, day] += amount

    def day_of(self, event: Event) -> date:
        """Return the day of the event by the calendar of its city."""
        return event.at.astimezone(self._zones[event.request.city_id]).date()

    def _entries(self, logged: LoggedEvent) -> Iterator[Entry]:
        event, story = logged.event, self._stories[logged.event.request.id]
        for rule, payment in TABLE.items():
            if event.kind not in payment.kinds or not all(_PROVED[proof](event, story) for proof in payment.proofs):
                continue
            for account_id in sorted(_payees(payment.payee, event, story)):
                amount = self._amount(rule, event, story, account_id)
                if (rule, account_id) in story.paid or amount is None:
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

    def _amount(self, rule: PointsRule, event: Event, story: _Story, account_id: UUID) -> int | None:
        payment, settled = TABLE[rule], self._settled.get((event.request.id, rule, account_id))
        if settled is not None:
            return settled
        if payment.amount is None:
            return -story.paid_to(account_id) or None
        left = self._daily_cap - self._earned[account_id, self.day_of(event)]
        return max(0, min(payment.amount, left))


def _payees(payee: Payee, event: Event, story: _Story) -> Iterable[UUID]:
    author_id = event.request.author_id
    if payee is Payee.AUTHOR:
        return () if author_id is None else (author_id,)
    if payee is Payee.SPEAKER:
        spoke = event.actor_id
        heard = spoke is not None and (spoke in story.joined or (story.sent_by_citizen and spoke == author_id))
        return {spoke} if spoke is not None and heard else ()
    if payee is Payee.MERGED_AUTHORS:
        return story.joined - {author_id}  # a repeat of one's own request earns nothing
    return {account_id for _, account_id in story.paid}


@dataclass(frozen=True, slots=True)
class Level:
    """A rank that a balance reaches; the catalogues name it by its number."""

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
