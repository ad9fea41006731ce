"""The months of points equal the sums of the ledger for any history, and boards are read from them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tortoise.migrations.executor import MigrationTarget

from app.domain.accounts.roles import Role
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Status
from app.domain.requests.reasons import RejectReason
from app.events import log_redaction
from app.events.leadership import Job, leadership
from app.events.log import read_after
from app.events.projections.points import PointsEntries
from app.events.projections.points_months import sum_due_months
from app.events.rebuild import rebuild_projections, rebuild_stale
from app.models import Account, LeaderboardLeave
from app.models.database import asyncpg_dsn, migrate, rows, transaction
from app.models.migrating import Migrations
from app.models.points.points_month import counted
from app.models.privacy.anonymised_requests import carry_points
from app.queries.figures import leaderboard
from app.queries.figures.leaderboard import month_board
from app.queries.figures.points import balance_of
from app.queries.log.projections import verify_projections
from tests.conftest import NOON
from tests.integration.projections.conftest import new_request

CITIES = ("almaty", "astana")
PEOPLE, REQUESTS = 3, 12
_STORED = "SELECT * FROM points_month ORDER BY account_id, city_id, month"
_COUNTED = f"SELECT * FROM ({counted('true')}) AS counted ORDER BY account_id, city_id, month"
_ENTRIES = "SELECT account_id, position, rule, amount, day, request_id FROM points_entry ORDER BY 1, 2, 3"
_EARNED = "SELECT coalesce(sum(amount), 0)::int AS points FROM points_entry WHERE account_id = $1"
numbers = st.integers(0, REQUESTS - 1)
steps = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["start", "start", "confirm", "dispute", "spam", "reopen", "merge", "move", "carry"]),
            numbers,
        ),
        st.tuples(st.just("time"), st.sampled_from([1, 20, 24 * 9, 24 * 30])),
        st.tuples(st.sampled_from(["stamp", "rebuild", "former", "sum_due"])),
        st.tuples(st.sampled_from(["begin_all", "begin_all", "block", "leave"]), st.integers(0, PEOPLE - 1)),
    ),
    min_size=5,
    max_size=40,
)


class City:
    """Requests of some citizens, whose steps pay points."""

    def __init__(self, log, people):
        self.log, self.people = log, people
        self.requests = {}

    async def live(self, history):
        """Write the history."""
        for step, *said in history:
            await getattr(self, step)(*said)
        await self.stamp()

    async def start(self, number):
        """Work begins, which pays the author."""
        before = self.requests.get(number)
        if before is None:
            author = self.people[number % PEOPLE]
            request = new_request(number, self.log.clock.at, city_id=CITIES[number % 5 == 4], author_id=author)
            before = await self.log.write(EventKind.SUBMITTED, None, request, author)
        started = replace(self.later(before), status=Status.IN_PROGRESS, executor_id=self.people[PEOPLE])
        self.requests[number] = await self.log.write(EventKind.WORK_STARTED, before, started)

    async def begin_all(self, person):
        """Work begins on all requests of a citizen, who has a place then."""
        for number in range(person, REQUESTS, PEOPLE):
            await self.start(number)

    async def confirm(self, number, kind=EventKind.WORK_CONFIRMED):
        """The author answers to work that was done a moment ago."""
        if (before := self.requests.get(number)) is not None:
            done = await self.log.write(EventKind.WORK_COMPLETED, before, self.later(before))
            self.requests[number] = await self.log.write(kind, done, self.later(done), done.author_id)

    async def dispute(self, number):
        """So does one who is not content."""
        await self.confirm(number, EventKind.WORK_DISPUTED)

    async def spam(self, number):
        """All that the request has paid is taken back."""
        await self.step(number, EventKind.REJECTED, reason=RejectReason.SPAM)

    async def reopen(self, number):
        """And given back."""
        await self.step(number, EventKind.REOPENED)

    async def merge(self, number):
        """The request is a repeat of another one."""
        if (before := self.requests.get(number)) is not None and self.requests.get(number - 1) is not None:
            merged = replace(self.later(before), merged_into=self.requests[number - 1].id)
            self.requests[number] = await self.log.write(EventKind.MERGED, before, merged)

    async def move(self, number):
        """Its next steps are those of another city."""
        if (before := self.requests.get(number)) is not None:
            self.requests[number] = replace(before, city_id=CITIES[before.city_id == CITIES[0]])

    async def step(self, number, kind, **said):
        """One step of the officer."""
        if (before := self.requests.get(number)) is not None:
            self.requests[number] = await self.log.write(kind, before, self.later(before), **said)

    async def carry(self, number):
        """What the request has paid is carried over, as it is anonymised."""
        if (request := self.requests.get(number)) is not None:
            async with transaction():
                await log_redaction.lock_log()
                await carry_points([request.id])

    async def time(self, hours):
        """Days and months pass."""
        self.log.clock.at += timedelta(hours=hours)

    async def stamp(self):
        """The sequencer writes points."""
        await self.log.stamp()

    async def rebuild(self):
        """The ledger is made again."""
        await rebuild_projections(self.log.urls.database_url, ["points"], clock=self.log.clock, batch=3)

    async def former(self):
        """A process of an earlier version numbers the events: it knows no months, and does not move their position."""
        before = await rows(_STORED)
        (state,) = await rows("SELECT position FROM projection WHERE name = 'points_months'")
        await self.stamp()
        await rows("TRUNCATE points_month")
        for row in before:
            await rows("INSERT INTO points_month SELECT $1, $2, $3, $4, $5, $6", *row.values())
        await rows("UPDATE projection SET position = $1 WHERE name = 'points_months'", state["position"])

    async def sum_due(self):
        """The job looks for what is to be summed."""
        await rebuild_stale(self.log.urls.database_url, self.log.clock)

    async def block(self, person):
        """An account is blocked everywhere."""
        await Account.filter(id=self.people[person]).update(blocked_at=NOON)

    async def leave(self, person):
        """An account leaves the boards."""
        await LeaderboardLeave.get_or_create(account_id=self.people[person], defaults={"left_at": NOON})

    def later(self, request):
        """Return the next version of the request."""
        return request.evolve(self.log.clock.at)


async def citizens(log):
    """Return the ids of the citizens and, after them, that of an executor; the same for all examples."""
    if not log.executors:
        for number in range(PEOPLE + 1):
            account = await Account.create(
                email=f"c{number}@example.kz",
                password_hash="-",
                name="Citizen",
                role=Role.EXECUTOR if number == PEOPLE else Role.CITIZEN,
                city_id="almaty" if number == PEOPLE else None,
                created_at=NOON,
                approved_at=NOON,
            )
            log.executors.append(account.id)
    await Account.filter(id__in=log.executors).update(blocked_at=None)
    await LeaderboardLeave.all().delete()
    return log.executors


@pytest.fixture
async def city(log):
    """Citizens of an empty database."""
    return City(log, await citizens(log))


async def boards(months, viewers):
    """Return the boards of these months for these viewers."""
    return [
        await month_board(city_id, month, viewer)
        for city_id in CITIES
        for month in months
        for viewer in (None, *viewers)
    ]


async def counted_boards(monkeypatch, months, viewers):
    """Return the same as they are summed from the entries."""
    with monkeypatch.context() as patched:
        patched.setattr(leaderboard, "_BOARD", "SELECT false AS is_summed FROM (SELECT $1::text, $2::date, $3::uuid) a")
        return await boards(months, viewers)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
@example(history=[*(("begin_all", n) for n in range(PEOPLE)), ("confirm", 0), ("spam", 1), ("former",), ("carry", 3)])
@example(history=[*(("begin_all", n) for n in range(PEOPLE)), ("stamp",), ("leave", 2), ("spam", 0), ("reopen", 0)])
async def test_months_equal_the_ledger_for_any_history(log, monkeypatch, history):
    """Points that were taken back, carried over, of moved and merged requests, with rebuilds and earlier versions."""
    await log.empty()
    people = await citizens(log)
    await City(log, people).live(history)

    (row,) = await rows("SELECT position = head AS current FROM projection, log_state WHERE name = 'points_months'")
    assert row["current"] or ("former",) in history
    await rebuild_stale(log.urls.database_url, log.clock)

    assert await rows(_STORED) == await rows(_COUNTED)
    assert [proof.differences async for proof in verify_projections(["points"], log.clock)] == [[]]
    months = sorted({row["month"] for row in await rows(_STORED)})
    assert await boards(months, people) == await counted_boards(monkeypatch, months, people)
    for person in people:
        balance = await balance_of(person)
        assert balance.balance - balance.carried == (await rows(_EARNED, person))[0]["points"]


async def test_a_rebuild_gives_the_months_of_the_ledger(city):
    """In place of wrong ones, and of months that were never summed."""
    await city.live([("start", 0), ("start", 3), ("time", 24 * 30), ("confirm", 0), ("spam", 3), ("stamp",)])
    before = await rows(_STORED)
    assert len(before) == 2
    await rows("UPDATE points_month SET points = 7")
    await rows("INSERT INTO points_month_due VALUES ('almaty', '2026-11-01')")

    await city.rebuild()

    assert await rows(_STORED) == before == await rows(_COUNTED)
    assert await rows("SELECT FROM points_month_due") == []
    assert await rebuild_stale(city.log.urls.database_url, city.log.clock) == []


async def test_a_time_zone_that_the_system_lacks_does_not_stop_the_log(city):
    """Points of that city have the days of UTC, and those of another city its own."""
    city.log.clock.at = datetime(2026, 11, 30, 19, 30, tzinfo=UTC)
    await rows("UPDATE city SET timezone = 'Sea/Atlantis' WHERE id = 'astana'")
    try:
        await city.live([("start", 4), ("start", 5)])
    finally:
        await rows("UPDATE city SET timezone = 'Asia/Almaty' WHERE id = 'astana'")

    assert await rows("SELECT city_id, day::text FROM points_entry ORDER BY position") == [
        {"city_id": "astana", "day": "2026-11-30"},
        {"city_id": "almaty", "day": "2026-12-01"},
    ]


@pytest.mark.parametrize("column", ["points", "requests", "last"])
async def test_verifying_finds_a_month_that_was_changed(city, column):
    await city.live([("start", 0), ("start", 3)])
    await rows(f"UPDATE points_month SET {column} = {column} + 1")

    (proof,) = [proof async for proof in verify_projections(["points"], city.log.clock)]

    assert proof.number == 1
    assert proof.differences[0].startswith(f"points_month {city.people[0]}, almaty, 2026-11-01: stored [")


async def test_a_month_that_is_not_summed_is_counted(city):
    """Its rows say nothing, whatever they are; verifying says that it is not up to date."""
    await city.live([("start", 0), ("start", 3), ("stamp",)])
    month = (await rows(_STORED))[0]["month"]
    expected = await month_board("almaty", month, city.people[0])
    assert [(place.points, place.place) for place in expected] == [(20, None)]

    await rows("INSERT INTO points_month_due SELECT 'almaty', $1", month)
    await rows("UPDATE points_month SET points = 5, requests = 9")

    assert await month_board("almaty", month, city.people[0]) == expected
    assert (await balance_of(city.people[0])).balance == 20
    assert [proof.differences async for proof in verify_projections(["points"], city.log.clock)] == [None]
    assert await rebuild_stale(city.log.urls.database_url, city.log.clock) == ["points_months"]
    assert await rows(_STORED) == await rows(_COUNTED)


async def test_months_are_summed_one_by_one_and_the_newest_first(city):
    """A sum that fails leaves what was summed before it, and the next attempt goes on."""
    await city.live([("start", 0), ("time", 24 * 30), ("start", 1), ("time", 24 * 30), ("start", 2), ("stamp",)])
    expected = await rows(_STORED)
    months = [row["month"] for row in await rows("SELECT month FROM points_month ORDER BY month DESC")]
    await rows("UPDATE projection SET position = position - 1 WHERE name = 'points_months'")
    await rows("TRUNCATE points_month")
    await rows(f"ALTER TABLE points_month ADD CONSTRAINT no_second CHECK (month <> '{months[1]}')")

    with pytest.raises(Exception, match="no_second"):
        await sum_due_months(city.log.connection)
    assert [row["month"] for row in await rows("SELECT month FROM points_month")] == months[:1]
    await city.live([("start", 5), ("stamp",)])
    await rows("ALTER TABLE points_month DROP CONSTRAINT no_second")
    await sum_due_months(city.log.connection)

    assert await rows(_STORED) == await rows(_COUNTED)
    assert [row["points"] for row in await rows(_STORED)] == [10, 10, 20]
    assert len(expected) == 3


async def back(database_url):
    """Return to the tables of the version before."""
    target = MigrationTarget(app_label="qala", name="0054_zone_received")
    await Migrations(database_url).migrate([target], direction="backward")


@pytest.mark.parametrize("is_former_running", [False, True])
async def test_an_upgrade_leaves_the_months_to_the_job(city, is_former_running):
    """Boards are counted meanwhile; also where a process of before numbers events that have no months."""
    await city.live([("start", 0), ("start", 4), ("start", 3), ("time", 24 * 40), ("start", 1), ("stamp",)])
    entries, months = await rows(_ENTRIES), await rows(_STORED)
    url, clock = city.log.urls.database_url, city.log.clock
    await back(url)

    async with leadership(asyncpg_dsn(url), Job.SEQUENCER):
        await migrate(url)
    assert await rows(_STORED) == []
    assert len(await rows("SELECT * FROM points_month_due")) == len({(row["city_id"], row["month"]) for row in months})
    assert (await month_board("almaty", months[0]["month"], city.people[0]))[-1].points > 0
    if is_former_running:
        await city.live([("start", 5), ("former",)])
        entries = await rows(_ENTRIES)

    assert await rebuild_stale(url, clock) == ["points_months"]
    assert await rows(_ENTRIES) == entries
    assert await rows(_STORED) == await rows(_COUNTED) != []


async def test_folding_again_adds_nothing_to_a_month(city):
    """An entry that the ledger has is not added once more."""
    await city.live([("start", 0), ("confirm", 0), ("start", 3), ("spam", 3), ("stamp",)])
    before = await rows(_STORED)

    events = await read_after(city.log.connection, 0, 100)
    await PointsEntries().fold(city.log.connection, events)
    await PointsEntries().fold(city.log.connection, events[3:])

    assert await rows(_STORED) == before != []
