"""The rules of points, tested as a table and as a fold."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.accounts.roles import Locale, Role
from app.domain.figures.points import (
    DAILY_CAP,
    LEVELS,
    PAYING,
    REMEMBERED,
    TABLE,
    VERDICT_DAYS,
    Entry,
    Ledger,
    PointsRule,
    level_of,
    next_level_at,
)
from app.domain.log.events import Event, EventKind, LoggedEvent
from app.domain.requests.lifecycle import Status
from app.domain.requests.reasons import RejectReason
from app.domain.requests.service_request import ServiceRequest
from app.localisation import messages
from app.queries.figures.leaderboard import LEAST_REQUESTS

NOON = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
ZONES = {"almaty": ZoneInfo("Asia/Almaty"), "boston": ZoneInfo("America/New_York")}
AUTHOR, OTHER, THIRD, EXECUTOR = (UUID(int=number) for number in (1, 2, 3, 9))
PLENTY = 10**9
K = EventKind


@dataclass
class Log:
    """A log that grows by steps, and what the ledger says of it."""

    events: list[LoggedEvent] = field(default_factory=list)

    def step(self, kind: EventKind, number: int = 1, *, by: UUID | None = AUTHOR, **given: Any) -> "Log":
        """Add a step of this request; ``given`` are fields of the event and of the request."""
        about = {name: given.pop(name) for name in ("at", "reason", "actor_role") if name in given}
        about.setdefault("at", NOON)
        about.setdefault("actor_role", Role.EXECUTOR if by == EXECUTOR else Role.CITIZEN)
        request = self._request(number, **given)
        event = Event(kind=kind, actor_id=by, request=request, **about)
        self.events.append(LoggedEvent(position=len(self.events) + 1, event=event))
        return self

    def life(self, number: int = 1, *, author_id: UUID = AUTHOR, at: datetime = NOON) -> "Log":
        """Add a whole life up to the confirmation."""
        self.step(K.SUBMITTED, number, by=author_id, author_id=author_id, executor_id=None, at=at)
        self.step(K.WORK_STARTED, number, by=EXECUTOR, author_id=author_id, at=at)
        self.step(K.WORK_COMPLETED, number, by=EXECUTOR, author_id=author_id, at=at)
        return self.step(K.WORK_CONFIRMED, number, by=author_id, author_id=author_id, at=at)

    def entries(self, *, daily_cap: int = DAILY_CAP) -> list[Entry]:
        """Fold all of it."""
        ledger = Ledger(ZONES, daily_cap=daily_cap)
        return [entry for logged in self.events for entry in ledger.fold(logged)]

    def paid(self, **given: int) -> list[tuple[PointsRule, int]]:
        """Return rules and amounts, in order."""
        return [(entry.rule, entry.amount) for entry in self.entries(**given)]

    @staticmethod
    def _request(number: int, **given: Any) -> ServiceRequest:
        fields = {
            "id": UUID(int=1000 + number),
            "number": f"ALM-{number}",
            "city_id": "almaty",
            "category_id": "pothole",
            "address": "-",
            "description": "-",
            "latitude": 43.2,
            "longitude": 76.9,
            "status": Status.IN_PROGRESS,
            "version": 1,
            "author_id": AUTHOR,
            "executor_id": EXECUTOR,
            "created_at": NOON,
            "updated_at": NOON,
        }
        return ServiceRequest(**{**fields, **given})


def sums(entries: list[Entry]) -> Counter[UUID]:
    total: Counter[UUID] = Counter()
    for entry in entries:
        total[entry.account_id] += entry.amount
    return total


# The table


def test_the_table_is_complete():
    """Each rule has its line; what decides and what pays are different kinds; only corrections have no amount."""
    assert set(TABLE) == set(PointsRule)
    assert not PAYING & REMEMBERED
    assert [rule for rule, payment in TABLE.items() if payment.amount is None] == [
        PointsRule.TAKEN_BACK,
        PointsRule.GIVEN_BACK,
    ]
    assert all(payment.amount is None or payment.amount > 0 for payment in TABLE.values())


def test_sending_is_not_among_what_pays():
    """No rule hangs on the event that a flood is made of."""
    assert K.SUBMITTED not in PAYING


def test_one_life_fits_under_the_cap():
    """Somebody with one real problem a day never meets the cap."""
    assert sum(amount for _, amount in Log().life().paid()) <= DAILY_CAP


def test_levels_rise_and_have_names_in_every_language():
    """The first begins at nothing, and no two share a name."""
    assert LEVELS[0].starts_at == 0
    assert all(low.starts_at < high.starts_at and low.number + 1 == high.number for low, high in pairwise(LEVELS))
    for locale in Locale:
        assert len({messages(locale).point_level(level.number) for level in LEVELS}) == len(LEVELS)


@pytest.mark.parametrize(
    ("balance", "number", "following"), [(0, 1, 25), (24, 1, 25), (25, 2, 100), (1499, 5, 1500), (9999, 6, None)]
)
def test_the_level_of_a_balance(balance, number, following):
    """The highest that it reaches; nothing comes after the last."""
    assert level_of(balance).number == number
    assert next_level_at(balance) == following


# What is paid


def test_a_life_to_the_confirmation_pays_the_author_three_times():
    """Work begun, verdict given, fix confirmed; the executor gets nothing."""
    entries = Log().life().entries()

    assert [(entry.rule, entry.amount) for entry in entries] == [
        (PointsRule.SUBMITTED, 10),
        (PointsRule.VERDICT_GIVEN, 5),
        (PointsRule.CONFIRMED_FIX, 10),
    ]
    assert {entry.account_id for entry in entries} == {AUTHOR}


def test_a_dispute_is_a_verdict_as_good_as_a_confirmation():
    """Saying "not done" pays the same as saying "done"; the second verdict on the same request pays nothing more."""
    log = Log().step(K.SUBMITTED).step(K.WORK_COMPLETED, by=EXECUTOR).step(K.WORK_DISPUTED)
    assert log.paid() == [(PointsRule.VERDICT_GIVEN, 5)]

    log.step(K.WORK_COMPLETED, by=EXECUTOR).step(K.WORK_DISPUTED).step(K.WORK_COMPLETED, by=EXECUTOR)
    log.step(K.WORK_CONFIRMED)

    assert log.paid() == [(PointsRule.VERDICT_GIVEN, 5), (PointsRule.CONFIRMED_FIX, 10)]


def test_a_late_verdict_pays_nothing_but_the_fix_does():
    """Exactly seven days are in time; a second more is not."""
    log = Log().step(K.SUBMITTED).step(K.WORK_COMPLETED, by=EXECUTOR)
    log.step(K.WORK_CONFIRMED, at=NOON + timedelta(days=7, seconds=1))

    assert log.paid() == [(PointsRule.CONFIRMED_FIX, 10)]


def test_a_verdict_at_the_last_moment_is_in_time():
    """The window is closed at its end."""
    log = Log().step(K.SUBMITTED).step(K.WORK_COMPLETED, by=EXECUTOR)

    assert (PointsRule.VERDICT_GIVEN, 5) in log.step(K.WORK_CONFIRMED, at=NOON + timedelta(days=7)).paid()


def test_a_clock_that_confirms_in_the_authors_place_pays_nothing():
    """Silence is no verdict and no word of a fix."""
    log = Log().step(K.SUBMITTED).step(K.WORK_COMPLETED, by=EXECUTOR)

    assert log.step(K.WORK_CONFIRMED, by=None, actor_role=None).paid() == []


def test_work_given_back_and_begun_again_pays_once():
    """The rule has paid this request already."""
    log = Log().step(K.SUBMITTED).step(K.WORK_STARTED, by=EXECUTOR).step(K.RELEASED, by=EXECUTOR, executor_id=None)

    assert log.step(K.WORK_STARTED, by=EXECUTOR).paid() == [(PointsRule.SUBMITTED, 10)]


def test_work_on_ones_own_request_pays_nothing():
    """Who reports, repairs and praises himself is not paid, even were it sent as a citizen."""
    log = Log()
    for kind in (K.SUBMITTED, K.WORK_STARTED, K.WORK_COMPLETED, K.WORK_CONFIRMED):
        log.step(kind, by=EXECUTOR, author_id=EXECUTOR, actor_role=Role.CITIZEN)

    assert log.paid() == []


def test_staff_that_reports_earns_nothing_even_from_colleagues():
    """Two executors who work for each other."""
    log = Log().step(K.SUBMITTED, actor_role=Role.EXECUTOR).step(K.WORK_STARTED, by=EXECUTOR)

    assert log.step(K.WORK_COMPLETED, by=EXECUTOR).step(K.WORK_CONFIRMED).paid() == []


def test_imported_history_pays_no_one():
    """It has no author."""
    log = Log().step(K.SUBMITTED, by=None, author_id=None).step(K.WORK_STARTED, by=EXECUTOR, author_id=None)

    assert log.step(K.WORK_CONFIRMED, by=None, author_id=None).paid() == []


# What is taken back


def test_spam_takes_back_what_the_request_has_paid():
    """One entry, so that both stay to be seen; the sum is nothing."""
    log = Log().step(K.SUBMITTED).step(K.WORK_STARTED, by=EXECUTOR).step(K.WORK_COMPLETED, by=EXECUTOR)
    log.step(K.WORK_DISPUTED).step(K.RELEASED, by=EXECUTOR).step(K.REJECTED, by=OTHER, reason=RejectReason.SPAM)

    assert log.paid() == [
        (PointsRule.SUBMITTED, 10),
        (PointsRule.VERDICT_GIVEN, 5),
        (PointsRule.TAKEN_BACK, -15),
    ]


def test_spam_that_was_never_paid_takes_nothing():
    """No entry of zero either."""
    assert Log().step(K.SUBMITTED).step(K.REJECTED, by=OTHER, reason=RejectReason.SPAM).paid() == []


@pytest.mark.parametrize("reason", set(RejectReason) - {RejectReason.SPAM})
def test_other_refusals_take_nothing_back(reason):
    """An honest mistake is no spam."""
    log = Log().step(K.SUBMITTED).step(K.WORK_STARTED, by=EXECUTOR)

    assert log.step(K.REJECTED, by=OTHER, reason=reason).paid() == [(PointsRule.SUBMITTED, 10)]


def test_what_is_taken_back_does_not_open_the_day_again():
    """Otherwise paying and taking back by turns would carry an account past the cap."""
    log = Log().life(1).step(K.REJECTED, 1, by=OTHER, reason=RejectReason.SPAM).life(2).life(3)

    assert sum(amount for _, amount in log.paid() if amount > 0) == DAILY_CAP
    assert sums(log.entries())[AUTHOR] == DAILY_CAP - 25


# Withdrawn and merged


def test_a_withdrawn_request_pays_nothing_further():
    """What it earned while work went on stays."""
    log = Log().step(K.SUBMITTED).step(K.WORK_STARTED, by=EXECUTOR).step(K.RELEASED, by=EXECUTOR).step(K.WITHDRAWN)

    assert log.paid() == [(PointsRule.SUBMITTED, 10)]


def test_those_who_joined_by_a_merge_are_paid_when_the_fix_is_confirmed():
    """Also through a chain of merges, and once each, but not for a repeat of one's own."""
    target = UUID(int=1003)
    log = Log().step(K.SUBMITTED, 1, by=OTHER, author_id=OTHER).step(K.SUBMITTED, 2, by=THIRD, author_id=THIRD)
    log.step(K.SUBMITTED, 3).step(K.SUBMITTED, 4).step(K.SUBMITTED, 5, by=THIRD, author_id=THIRD)
    log.step(K.MERGED, 1, by=EXECUTOR, author_id=OTHER, merged_into=UUID(int=1002))
    log.step(K.MERGED, 2, by=EXECUTOR, author_id=THIRD, merged_into=target)
    log.step(K.MERGED, 4, by=EXECUTOR, merged_into=target)
    log.step(K.MERGED, 5, by=EXECUTOR, author_id=THIRD, merged_into=target)
    assert log.paid() == []

    log.step(K.WORK_COMPLETED, 3, by=EXECUTOR).step(K.WORK_CONFIRMED, 3)

    joined = [entry for entry in log.entries() if entry.rule is PointsRule.JOINED]
    assert [(entry.account_id, entry.amount, entry.request_id) for entry in joined] == [
        (OTHER, 5, target),
        (THIRD, 5, target),
    ]


def test_who_joins_after_the_fix_is_too_late():
    """A repeat of what is repaired earns nothing."""
    log = Log().life(1).step(K.SUBMITTED, 2, by=OTHER, author_id=OTHER)
    log.step(K.MERGED, 2, by=EXECUTOR, author_id=OTHER, merged_into=UUID(int=1001))

    assert OTHER not in sums(log.entries())


# The day


def test_the_day_is_that_of_the_citys_calendar():
    """19:30 in UTC is the next day in Almaty and the same one in Boston."""
    late = datetime(2026, 11, 30, 19, 30, tzinfo=UTC)
    log = Log().life(1, at=late)
    log.step(K.SUBMITTED, 2, city_id="boston", at=late).step(K.WORK_STARTED, 2, by=EXECUTOR, city_id="boston", at=late)

    assert {entry.city_id: entry.day for entry in log.entries()} == {
        "almaty": date(2026, 12, 1),
        "boston": date(2026, 11, 30),
    }


def test_past_the_cap_entries_say_zero_and_a_new_day_pays_again():
    """The third life of a day earns what is left, which is nothing; tomorrow's earns all."""
    log = Log().life(1).life(2).life(3).life(4, at=NOON + timedelta(days=1))

    by_request = Counter({entry.request_id: 0 for entry in log.entries()})
    for entry in log.entries():
        by_request[entry.request_id] += entry.amount

    assert [by_request[UUID(int=1000 + number)] for number in (1, 2, 3, 4)] == [25, 25, 0, 25]


def test_the_last_payment_of_a_day_is_cut_to_what_is_left():
    """Never more than the cap, never less than what it leaves."""
    assert Log().life().paid(daily_cap=12) == [
        (PointsRule.SUBMITTED, 10),
        (PointsRule.VERDICT_GIVEN, 2),
        (PointsRule.CONFIRMED_FIX, 0),
    ]


# Properties: whatever happens, legal or not

STEPS = (K.SUBMITTED, K.WORK_STARTED, K.WORK_COMPLETED, K.WORK_CONFIRMED, K.WORK_DISPUTED)
PEOPLE = st.sampled_from([AUTHOR, OTHER, THIRD, EXECUTOR])


@st.composite
def worlds(draw: st.DrawFn, *, merging: bool, rejecting: bool = True) -> list[list[dict[str, Any]]]:
    """Draw the lives of some requests; each is a list of the arguments of its steps."""
    lives = []
    kinds = st.sampled_from([*STEPS, *[K.MERGED] * merging, *[K.REJECTED] * rejecting])
    for number in range(draw(st.integers(1, 6))):
        author_id, at = draw(PEOPLE), NOON
        life = [{"kind": K.SUBMITTED, "by": author_id, "at": at}]
        for kind in draw(st.lists(kinds, max_size=8)):
            at += timedelta(hours=draw(st.integers(0, 60)))
            by = EXECUTOR if kind in {K.WORK_STARTED, K.WORK_COMPLETED} else author_id
            reason = draw(st.sampled_from([RejectReason.SPAM, RejectReason.OTHER])) if kind is K.REJECTED else None
            target = UUID(int=1000 + draw(st.integers(0, 5))) if kind is K.MERGED else None
            life.append({"kind": kind, "by": by, "at": at, "reason": reason, "merged_into": target})
        lives.append([{**step, "number": number, "author_id": author_id} for step in life])
    return lives


def woven(lives: list[list[dict[str, Any]]], order: list[int]) -> Log:
    """Return a log in which the lives take turns as told; each keeps its own order."""
    log, waiting = Log(), [list(life) for life in lives]
    for turn in order:
        if waiting[turn % len(waiting)]:
            log.step(**waiting[turn % len(waiting)].pop(0))
    for life in waiting:
        for step in life:
            log.step(**step)
    return log


ORDERS = st.lists(st.integers(0, 5), max_size=40)


@given(worlds(merging=False), ORDERS, ORDERS)
@settings(deadline=None)
def test_the_order_of_unrelated_requests_does_not_matter(lives, one, another):
    """Without the cap, each balance is the same whichever request went first."""
    assert sums(woven(lives, one).entries(daily_cap=PLENTY)) == sums(woven(lives, another).entries(daily_cap=PLENTY))


@given(worlds(merging=True), ORDERS, st.integers(0, 60))
@settings(deadline=None)
def test_no_one_earns_more_than_the_cap_in_a_day(lives, order, cap):
    """Counting what was given, whatever was taken back meanwhile."""
    earned: Counter[tuple[UUID, date]] = Counter()
    for entry in woven(lives, order).entries(daily_cap=cap):
        earned[entry.account_id, entry.day] += max(0, entry.amount)

    assert all(amount <= cap for amount in earned.values())


@given(worlds(merging=True), ORDERS)
@settings(deadline=None)
def test_entries_have_names_of_their_own_and_balances_never_fall_below_nothing(lives, order):
    """Both unique keys of the table hold, and at each moment a balance is at least zero."""
    entries = woven(lives, order).entries()
    balance: Counter[UUID] = Counter()

    assert len({(entry.account_id, entry.position, entry.rule) for entry in entries}) == len(entries)
    assert len({(entry.request_id, entry.rule, entry.account_id) for entry in entries}) == len(entries)
    for entry in entries:
        balance[entry.account_id] += entry.amount
        assert balance[entry.account_id] >= 0


@given(worlds(merging=True), ORDERS, st.integers(0, 40))
@settings(deadline=None)
def test_going_on_from_the_middle_is_the_same_as_never_having_stopped(lives, order, stop):
    """A ledger that was told the past writes what the one that lived through it writes: a replay changes nothing."""
    log = woven(lives, order)
    whole = log.entries()
    ledger = Ledger(ZONES)
    for logged in log.events[:stop]:
        if logged.event.kind in REMEMBERED:
            ledger.remember(logged.event)
    for entry in whole:
        if entry.position <= stop:
            ledger.remember_paid(entry.request_id, entry.rule, entry.account_id, entry.amount)
            ledger.remember_earned(entry.account_id, entry.day, max(0, entry.amount))

    rest = [entry for logged in log.events[stop:] for entry in ledger.fold(logged)]

    assert rest == [entry for entry in whole if entry.position > stop]


@given(worlds(merging=True, rejecting=False), ORDERS)
@settings(deadline=None)
def test_spam_leaves_a_request_with_a_sum_of_nothing(lives, order):
    """Whatever a request has paid, to whomever, cap or no cap: after the reversal it is zero for each of them."""
    log = woven(lives, order)
    for number, life in enumerate(lives):
        log.step(K.REJECTED, number, author_id=life[0]["author_id"], by=OTHER, reason=RejectReason.SPAM)

    left: Counter[tuple[UUID, UUID]] = Counter()
    for entry in log.entries():
        left[entry.request_id, entry.account_id] += entry.amount

    assert set(left.values()) <= {0}


def test_a_flood_of_two_hundred_earns_nothing():
    """Sending is free, so it pays nothing."""
    log = Log()
    for number in range(200):
        log.step(K.SUBMITTED, number)
        log.step(K.WITHDRAWN if number % 2 else K.COMMENTED, number)

    assert log.entries() == []


def test_the_page_says_what_the_table_says():
    """Amounts, window, cap, levels: docs/points.md is held against the code."""
    page = (Path(__file__).parents[4] / "docs" / "points.md").read_text()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("|")]

    tariff = {row[0].strip("`"): row[3] for row in rows if row[0].strip("`") in set(PointsRule)}
    corrections = {PointsRule.TAKEN_BACK: "minus all of it", PointsRule.GIVEN_BACK: "what was taken"}
    assert tariff == {rule: str(payment.amount or corrections[rule]) for rule, payment in TABLE.items()}
    assert [row for row in rows if row[0].isdigit()] == [
        [
            str(level.starts_at),
            *(messages(locale).point_level(level.number) for locale in (Locale.KK, Locale.RU, Locale.EN)),
        ]
        for level in LEVELS
    ]
    assert f"within {VERDICT_DAYS} days of the completed work" in page
    assert f"at most {DAILY_CAP} points in one day" in page
    assert f"at least {LEAST_REQUESTS} requests" in page
