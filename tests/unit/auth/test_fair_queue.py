"""Slots that networks get in turn."""

import asyncio
from uuid import UUID

import pytest

from app.auth.fair_queue import FairQueue, Payer
from app.errors import RateLimited

ANN, BOB = UUID(int=1), UUID(int=2)


def queue_of(slots: int = 1, **limits: float) -> FairQueue:
    """Return a queue with these limits."""
    given = {"most_waiting": 100, "most_of_network": 50, "patience_seconds": 60, **limits}
    return FairQueue(slots, **given)  # type: ignore[arg-type] # all are numbers


class Work:
    """Pieces of work that note when they run, and end when they are told to."""

    def __init__(self, queue: FairQueue) -> None:
        self.queue = queue
        self.began: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self._ends: dict[str, asyncio.Event] = {}

    async def start(self, name: str, network: str | None, account: UUID | None = None) -> None:
        """Start one piece; return once it runs or waits."""
        self._ends[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._run(name, Payer(network, account)))
        await self.turn()

    async def _run(self, name: str, payer: Payer) -> None:
        async with self.queue.slot(payer):
            self.began.append(name)
            await self._ends[name].wait()

    async def end(self, name: str) -> None:
        """End one piece; return once the next one runs."""
        self._ends[name].set()
        await self.turn()

    async def cancel(self, *names: str) -> None:
        """Cancel pieces in one step of the loop."""
        for name in names:
            self.tasks[name].cancel()
        await self.turn()

    @staticmethod
    async def turn() -> None:
        """Let every task run as far as it can."""
        for _ in range(10):
            await asyncio.sleep(0)


async def test_twenty_of_one_network_delay_another_network_by_one() -> None:
    """The other network is next, however many came before it."""
    work = Work(queue_of())
    for number in range(20):
        await work.start(f"a{number}", "10.0.0.1")
    await work.start("b", "10.0.0.2")

    await work.end("a0")
    await work.end("a1")

    assert work.began[:3] == ["a0", "a1", "b"] or work.began[:2] == ["a0", "b"]


async def test_accounts_of_one_network_take_turns() -> None:
    """A signed-in person is not behind all anonymous clients of the same network."""
    work = Work(queue_of())
    for number in range(5):
        await work.start(f"a{number}", "10.0.0.1")
    await work.start("ann", "10.0.0.1", ANN)
    await work.start("bob", "10.0.0.1", BOB)

    for name in ("a0", "a1", "ann", "bob"):
        await work.end(name)

    assert work.began == ["a0", "a1", "ann", "bob", "a2"]


async def test_never_more_than_the_slots_run() -> None:
    """A slot goes from one piece of work to the next, and is free at the end."""
    work = Work(queue_of(slots=2))
    for number in range(6):
        await work.start(str(number), f"10.0.0.{number}")

    for number in range(6):
        assert work.queue.running == min(2, 6 - number)
        assert work.queue.waiting == max(0, 4 - number)
        await work.end(str(number))

    assert (work.queue.running, work.queue.waiting, work.queue.is_free) == (0, 0, True)


async def test_full_queue_refuses_and_another_network_still_waits() -> None:
    """One network cannot fill the queue for others."""
    work = Work(queue_of(most_of_network=2))
    for name in ("a0", "a1", "a2"):
        await work.start(name, "10.0.0.1")

    with pytest.raises(RateLimited) as refused:
        async with work.queue.slot(Payer("10.0.0.1")):
            pass
    await work.start("b", "10.0.0.2")

    assert refused.value.data["retryAfterSeconds"] == 60
    assert work.queue.waiting == 3
    assert work.queue.refused == 1


async def test_whole_queue_has_a_limit() -> None:
    """However many networks wait."""
    work = Work(queue_of(most_waiting=2))
    for number in range(3):
        await work.start(str(number), f"10.0.0.{number}")

    with pytest.raises(RateLimited):
        async with work.queue.slot(Payer("10.0.0.9")):
            pass


async def test_wait_has_a_limit() -> None:
    """A waiter that no slot reached in time is refused and leaves no trace."""
    work = Work(queue_of(patience_seconds=0))
    await work.start("a", "10.0.0.1")

    with pytest.raises(RateLimited):
        async with work.queue.slot(Payer("10.0.0.2")):
            pass
    await work.end("a")

    assert (work.queue.running, work.queue.waiting) == (0, 0)


async def test_cancelled_waiters_lose_their_place_and_no_slot_is_lost() -> None:
    """Waiting, at the moment of the slot, and while it is held."""
    work = Work(queue_of())
    for name in ("a", "b", "c", "d"):
        await work.start(name, name)

    await work.cancel("b")
    work._ends["a"].set()
    await asyncio.sleep(0)
    await work.cancel("c", "a")
    await work.turn()
    assert work.queue.running == 1
    await work.cancel("d")

    assert (work.queue.running, work.queue.waiting) == (0, 0)
    await work.start("e", "e")
    assert work.began[-1] == "e"
