"""Admits reads: by the price of each, by the budget of who reads, and by what the process does at the moment."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, TypeVar, cast

from app.auth.fair_queue import FairQueue, Payer
from app.auth.limits import POINTS_BY_ACCOUNT, POINTS_BY_NETWORK, Limit
from app.auth.point_budget import PointBudget
from app.errors import InvalidInput, RateLimited
from app.models.statement_limits import Work, statements_of

T = TypeVar("T")

MOST_POINTS = 5_000
"""What one operation may cost: two maps, or a page of the longest list with everything around its requests."""
TRUSTED_SHARE = 20
"""The page's own documents count one point for so many: their price is known, and thousands of people share the address
of a mobile network."""
REFUSAL_POINTS = 50
"""What an operation costs that is refused by its price: its document was parsed and validated."""
HEAVY_POINTS = 1_000
"""Operations from this price on (the map, text search) run one or a few at a time."""
MIDDLE_POINTS = 100
"""Operations from this price on (lists) have slots of their own, so they never wait for a heavy one."""
MIDDLE_SLOTS = 4
PATIENCE_SECONDS = 15.0
MOST_WAITING, MOST_OF_NETWORK = 2_000, 500


EVENT_POINTS = 2
"""What reading an event of the past costs in a replay; whether the filter lets it pass is decided afterwards."""
PASSED_EVENT_POINTS = 20
"""What an event costs that is replayed: it is executed, unless others have replayed it just before."""
EXPORT_POINTS = 2_000
"""What beginning an export costs. Its rows cost nothing: there are few at once, and each account has one."""
EXPORT_SLOTS = 1
"""Exports that a process writes at once for the staff of cities, and as many for all others."""
REPLAY_SLOTS = 2
EVENTS_A_PAYMENT = 50


def heavy_slots(workers: int) -> int:
    """Return how many heavy reads one of these processes runs at once: together they leave half of the cores free."""
    return max(1, (os.cpu_count() or 1) // 2 // workers)


class _Flight:
    """One read that several equal requests wait for."""

    __slots__ = ("task", "waiters")

    def __init__(self) -> None:
        self.task: asyncio.Task[Any]
        self.waiters = 0


class ReadGuard:
    """The one place that every read passes, over HTTP, sockets and streams alike."""

    def __init__(
        self,
        budget: PointBudget,
        *,
        heavy_slots: int,
        network_points: int = POINTS_BY_NETWORK.most,
        connections: tuple[int, int] = (0, 0),
    ) -> None:
        """``connections`` may be open in this process, in all and of one network.

        All of them may come back at once, and ask what they missed.
        """
        self._budget = budget
        self._by_network = replace(POINTS_BY_NETWORK, most=network_points)
        slots = {"heavy": heavy_slots, "middle": MIDDLE_SLOTS}
        slots |= {"staff_export": EXPORT_SLOTS, "export": EXPORT_SLOTS}
        self.queues = {name: _queue_of(count) for name, count in slots.items()}
        self.queues["replay"] = _queue_of(REPLAY_SLOTS, *connections)
        self._queued: dict[Hashable, _Flight] = {}
        self.points: Counter[str] = Counter()
        """Points by who paid: network or account."""
        self.refusals: Counter[str] = Counter()
        """Refusals by what refused: price, budget or queue."""
        self.shared = 0
        """Operations that took the result of an equal one in the queue."""

    @property
    def shareable(self) -> int:
        """The number of reads that wait in a queue and that equal reads could join."""
        return len(self._queued)

    def _budgets(self, payer: Payer) -> list[tuple[Limit, str]]:
        if payer.account_id is not None:
            return [(POINTS_BY_ACCOUNT, str(payer.account_id))]
        return [] if payer.network is None else [(self._by_network, payer.network)]

    def check(self, payer: Payer) -> None:
        """Refuse a client whose budget is known to be spent, before its document is even parsed.

        Raises:
            RateLimited: with the seconds until the budget begins anew.
        """
        for limit, who in self._budgets(payer):
            try:
                self._budget.check(limit, who)
            except RateLimited:
                self.refusals["budget"] += 1
                raise

    async def charge(self, payer: Payer, price: int, points: int) -> None:
        """Take points for an operation of this price from the budget of an account, or of a network without one.

        Raises:
            InvalidInput: one operation may not cost so much; only what its refusal costs is taken.
            RateLimited: the budget is spent; with the seconds until it begins anew.
        """
        if price > MOST_POINTS:
            self.refusals["price"] += 1
            points = REFUSAL_POINTS
        for limit, who in self._budgets(payer):
            try:
                await self._budget.take(limit, who, points)
            except RateLimited:
                self.refusals["budget"] += 1
                raise
        self.points["network" if payer.account_id is None else "account"] += points
        if price > MOST_POINTS:
            raise too_expensive(price)

    async def run(
        self,
        payer: Payer,
        price: int,
        work: Callable[[], Awaitable[T]],
        *,
        share: Callable[[], Hashable] | None = None,
    ) -> T:
        """Do the work of an operation of this price once its turn has come.

        Operations with equal keys from ``share`` that wait at the same time share one result. One that has begun is
        not joined: it may have read before the last write of the client that asks.

        Raises:
            RateLimited: the queue is full, or the wait was too long.
        """
        queue = self._queue(price)
        if queue is None:
            return await work()
        if queue is self.queues["heavy"]:
            work = _limited(work)
        try:
            if share is None or queue.is_free:
                async with queue.slot(payer):
                    return await work()
            return await self._share(queue, payer, share(), work)
        except RateLimited:
            self.refusals["queue"] += 1
            raise

    def replay(self, payer: Payer, divisor: int = 1) -> "Replay":
        """Return the payment of one replay; its price is divided by ``divisor``."""
        return Replay(self, self.queues["replay"], payer, divisor)

    @asynccontextmanager
    async def export(self, payer: Payer, *, is_staff: bool) -> AsyncIterator[None]:
        """Hold one of the few slots for exports during the block; citizens cannot occupy that of the staff.

        Raises:
            RateLimited: the budget is spent, or no slot became free in time.
        """
        await self.charge(payer, 0, EXPORT_POINTS)
        async with self._export_queue(is_staff=is_staff).slot(payer):
            yield

    def waits_for_export(self, *, is_staff: bool) -> bool:
        """Whether an export waits for the slot of another one."""
        return self._export_queue(is_staff=is_staff).waiting > 0

    def _export_queue(self, *, is_staff: bool) -> FairQueue:
        return self.queues["staff_export" if is_staff else "export"]

    def _queue(self, price: int) -> FairQueue | None:
        if price >= HEAVY_POINTS:
            return self.queues["heavy"]
        return self.queues["middle"] if price >= MIDDLE_POINTS else None

    async def _share(self, queue: FairQueue, payer: Payer, share: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        flight = self._queued.get(share)
        if flight is None:
            flight = self._queued[share] = _Flight()
            flight.task = asyncio.create_task(self._run_shared(queue, payer, share, work), name="shared read")
            # If every waiter was cancelled, no one retrieves the exception and asyncio would report it.
            flight.task.add_done_callback(lambda done: done.cancelled() or done.exception())
        else:
            self.shared += 1
        flight.waiters += 1
        try:
            return cast("T", await asyncio.shield(flight.task))
        finally:
            flight.waiters -= 1
            if not flight.waiters and not flight.task.done():
                flight.task.cancel()
                if self._queued.get(share) is flight:
                    del self._queued[share]

    async def _run_shared(self, queue: FairQueue, payer: Payer, share: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        own = self._queued[share]
        try:
            async with queue.slot(payer):
                self._queued.pop(share, None)
                return await work()
        finally:
            if self._queued.get(share) is own:
                del self._queued[share]


def _limited(work: Callable[[], Awaitable[T]]) -> Callable[[], Awaitable[T]]:
    async def run() -> T:
        with statements_of(Work.HEAVY_READ):
            return await work()

    return run


def _queue_of(slots: int, waiting: int = 0, of_network: int = 0) -> FairQueue:
    """Return a queue for at least so many who wait, in all and of one network."""
    return FairQueue(
        slots,
        most_waiting=max(MOST_WAITING, waiting),
        most_of_network=max(MOST_OF_NETWORK, of_network),
        patience_seconds=PATIENCE_SECONDS,
    )


class Replay:
    """Pays for the events that one subscription missed, while they are read."""

    def __init__(self, guard: ReadGuard, queue: FairQueue, payer: Payer, divisor: int) -> None:
        self._guard = guard
        self._queue = queue
        self._payer = payer
        self._divisor = divisor
        self._events = 0
        self._owed = 0

    async def pay(self, *, passed: bool) -> None:
        """Count one event that was read; pay for each fifty.

        Raises:
            RateLimited: the budget is spent. The client has every event up to here, and resumes with its last cursor.
        """
        self._owed += PASSED_EVENT_POINTS if passed else EVENT_POINTS
        self._events += 1
        if self._events % EVENTS_A_PAYMENT == 0:
            await self._settle()

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Return a context that holds one of the few slots in which events of the past are executed.

        Raises:
            RateLimited: the wait for the slot was too long.
        """
        return self._queue.slot(self._payer)

    async def finish(self) -> None:
        """Pay for the last events; they have been sent, so nothing is refused any more."""
        with suppress(RateLimited):
            await self._settle()

    async def _settle(self) -> None:
        owed, self._owed = self._owed, 0
        await self._guard.charge(self._payer, 0, max(1, owed // self._divisor))


def too_expensive(points: int) -> InvalidInput:
    """Return the refusal of an operation by its price alone."""
    return InvalidInput(
        "query",
        f"query: this operation costs {points} points, at most {MOST_POINTS} are allowed; ask for less at once",
        points=points,
        limit=MOST_POINTS,
    )
