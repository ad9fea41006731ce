"""Admission of reads by their price."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest

from app.auth.fair_queue import Payer
from app.auth.limiter import Limiter
from app.auth.limits import POINTS_BY_ACCOUNT, POINTS_BY_NETWORK, Limit
from app.auth.point_budget import LEASES, PointBudget
from app.auth.read_guard import HEAVY_POINTS, MIDDLE_POINTS, MOST_POINTS, ReadGuard
from app.clock import FixedClock
from app.errors import InvalidInput, RateLimited

NOON = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
MINUTE = Limit("minute", 1000, 60)


class FakeLimiter:
    """Counts as Redis does, for all budgets that are made with it; ``away`` makes it unreachable."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str, int], int] = {}
        self.asked = 0
        self.away = False

    async def try_to_count(self, limit: Limit, who: str, window: int, tries: int, _: float) -> bool | None:
        self.asked += 1
        if self.away:
            return None
        key = (limit.name, who, window)
        self.counts[key] = self.counts.get(key, 0) + tries
        return self.counts[key] <= limit.most


def budget_of(limiter: FakeLimiter, clock: FixedClock) -> PointBudget:
    return PointBudget(cast("Limiter", limiter), clock)


async def spend(budget: PointBudget, points: int, who: str = "a") -> int:
    """Take points until the budget refuses; return how many were taken."""
    taken = 0
    while taken < 100 * MINUTE.most:
        try:
            await budget.take(MINUTE, who, points)
        except RateLimited:
            return taken
        taken += points
    raise AssertionError("the budget has no end")


async def test_usual_reader_costs_no_round_trip() -> None:
    """The first part of a budget is granted without asking Redis."""
    limiter = FakeLimiter()
    budget = budget_of(limiter, FixedClock(NOON))

    for _ in range(5):
        await budget.take(MINUTE, "a", MINUTE.most // LEASES // 5)

    assert limiter.asked == 0


class SlowLimiter(FakeLimiter):
    """Answers after other tasks have run, as Redis does."""

    async def try_to_count(self, limit: Limit, who: str, window: int, tries: int, patience: float) -> bool | None:
        await asyncio.sleep(0)
        return await super().try_to_count(limit, who, window, tries, patience)


async def test_readers_who_arrive_together_share_one_round_trip() -> None:
    """Otherwise each of a thousand reconnecting sockets would ask Redis, and take a part of the budget for itself."""
    limiter = SlowLimiter()
    budget = budget_of(limiter, FixedClock(NOON))

    await asyncio.gather(*(budget.take(MINUTE, "a", 1) for _ in range(2 * (MINUTE.most // LEASES))))

    assert limiter.asked == 1
    assert sum(limiter.counts.values()) == MINUTE.most // LEASES


@pytest.mark.parametrize("points", [1, 7, 50, 333])
async def test_budget_ends_and_begins_anew_in_the_next_minute(points: int) -> None:
    """One process grants the budget and its free part; the refusal says when to come back and asks Redis no more."""
    limiter, clock = FakeLimiter(), FixedClock(NOON)
    budget = budget_of(limiter, clock)

    taken = await spend(budget, points)
    asked = limiter.asked
    with pytest.raises(RateLimited) as refused:
        budget.check(MINUTE, "a")

    assert MINUTE.most - max(points, 50) < taken <= MINUTE.most * (LEASES + 1) / LEASES + points
    assert limiter.asked == asked <= LEASES + 1
    assert refused.value.data["retryAfterSeconds"] == 60
    await budget.take(MINUTE, "b", points)
    clock.at += timedelta(minutes=1)
    budget.check(MINUTE, "a")
    assert await spend(budget, points) == taken


async def test_processes_share_a_budget() -> None:
    """Four processes grant one budget together, beside the free part of each."""
    limiter, clock = FakeLimiter(), FixedClock(NOON)

    taken = sum([await spend(budget_of(limiter, clock), 10) for _ in range(4)])

    assert taken <= MINUTE.most * (LEASES + 4) / LEASES


async def test_without_redis_each_process_grants_the_budget_alone() -> None:
    """Reads go on at once, and still within a limit; Redis is asked again later."""
    limiter, clock = FakeLimiter(), FixedClock(NOON)
    limiter.away = True
    budget = budget_of(limiter, clock)

    assert MINUTE.most * 0.9 <= await spend(budget, 10) <= MINUTE.most
    assert limiter.asked == 1

    clock.at += timedelta(minutes=1)
    await spend(budget, 10)
    assert limiter.asked == 2


def guard_of(limiter: FakeLimiter | None = None, **given: Any) -> ReadGuard:
    return ReadGuard(budget_of(limiter or FakeLimiter(), FixedClock(NOON)), heavy_slots=1, **given)


async def test_operation_that_costs_too_much_is_refused_with_price_and_limit() -> None:
    """The client can see how much less to ask for; the refusal itself costs little."""
    guard = guard_of()

    with pytest.raises(InvalidInput) as refused:
        await guard.charge(Payer("10.0.0.1"), MOST_POINTS + 1, MOST_POINTS + 1)

    assert refused.value.extensions == {
        "code": "INVALID_INPUT", "field": "query", "points": MOST_POINTS + 1, "limit": MOST_POINTS,
    }  # fmt: skip
    assert f"{MOST_POINTS + 1} points" in refused.value.message
    assert guard.points["network"] < 100


async def test_account_has_a_budget_of_its_own() -> None:
    """Signed-in people read on when the anonymous readers of their network have spent its budget."""
    guard, network = guard_of(), "10.0.0.1"
    for _ in range(POINTS_BY_NETWORK.most // 1000 + POINTS_BY_NETWORK.most // LEASES // 1000):
        await guard.charge(Payer(network), 1000, 1000)

    with pytest.raises(RateLimited):
        await guard.charge(Payer(network), 1000, 1000)
    with pytest.raises(RateLimited):
        guard.check(Payer(network))
    ann = Payer(network, UUID(int=1))
    guard.check(ann)
    await guard.charge(ann, 1000, 1000)

    assert POINTS_BY_ACCOUNT.most >= POINTS_BY_NETWORK.most
    assert guard.refusals["budget"] == 2


async def test_lists_do_not_wait_for_maps() -> None:
    """The classes have slots of their own, and a read of one request has no queue at all."""
    guard, end = guard_of(), asyncio.Event()
    payer = Payer("10.0.0.1")
    maps = [asyncio.create_task(guard.run(payer, HEAVY_POINTS, end.wait)) for _ in range(5)]
    await asyncio.sleep(0)

    async def read() -> str:
        return "read"

    assert guard.queues["heavy"].running == 1
    assert await guard.run(payer, MIDDLE_POINTS, read) == "read"
    lists = [asyncio.create_task(guard.run(payer, MIDDLE_POINTS, end.wait)) for _ in range(50)]
    await asyncio.sleep(0)
    assert await guard.run(payer, MIDDLE_POINTS - 1, read) == "read"
    end.set()
    await asyncio.gather(*maps, *lists)


class Reads:
    """Reads of one value, which are counted and end when they are told to."""

    def __init__(self, guard: ReadGuard) -> None:
        self.guard = guard
        self.begun = 0
        self.cancelled = 0
        self.may_end = asyncio.Event()

    async def _read(self) -> int:
        self.begun += 1
        number = self.begun
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return number

    def start(self, share: str | None, network: str = "10.0.0.1") -> "asyncio.Task[int]":
        key = None if share is None else lambda: share
        return asyncio.create_task(self.guard.run(Payer(network), HEAVY_POINTS, self._read, share=key))


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_equal_reads_in_the_queue_share_one_result() -> None:
    """Two hundred readers who wait for the same map cost one; none joins a read that has begun."""
    reads = Reads(guard_of())
    first = reads.start("map")
    await settle()
    waiting = [reads.start("map", f"10.0.0.{number}") for number in range(200)]
    other = reads.start("other map")
    await settle()

    reads.may_end.set()

    assert await first == 1
    assert {await one for one in waiting} == {2}
    assert await other == 3
    assert (reads.begun, reads.guard.shared, reads.guard.queues["heavy"].running) == (3, 199, 0)


async def test_shared_read_goes_on_while_one_client_waits_and_ends_with_the_last() -> None:
    """A client that leaves does not take the result from others; work without a reader stops."""
    reads = Reads(guard_of())
    first = reads.start(None)
    await settle()
    waiting = [reads.start("map") for _ in range(3)]
    await settle()
    first.cancel()
    await settle()
    assert reads.begun == 2

    waiting[0].cancel()
    await settle()
    assert reads.cancelled == 1  # the first one alone
    waiting[1].cancel()
    waiting[2].cancel()
    await settle()

    assert reads.cancelled == 2
    assert reads.guard.queues["heavy"].running == 0
    assert reads.guard.shareable == 0


async def test_shared_read_without_readers_leaves_the_queue() -> None:
    """It never begins."""
    reads = Reads(guard_of())
    first = reads.start(None)
    await settle()
    waiting = [reads.start("map") for _ in range(3)]
    await settle()
    for one in waiting:
        one.cancel()
    await settle()
    assert (reads.guard.queues["heavy"].waiting, reads.guard.shareable) == (0, 0)
    reads.may_end.set()
    await first

    assert reads.begun == 1


async def test_all_connections_of_a_network_may_wait_for_what_they_missed() -> None:
    """After a restart they come back at once, and a client library takes a refusal for the end of its subscription."""
    queue = guard_of(connections=(3_000, 700)).queues["replay"]

    async def catch_up() -> None:
        async with queue.slot(Payer("203.0.113.1", None)):
            await asyncio.sleep(0)

    await asyncio.gather(*(catch_up() for _ in range(700)))

    assert queue.refused == 0
