"""Work that becomes ready is done in one task while nothing has to wait, the most urgent level first."""

import asyncio
from itertools import pairwise

import pytest

from app.live.eager import SharedRead
from app.live.ready_work import ReadyWork
from app.live.time_slices import SLICE_SECONDS, TimeSlices


class Bench:
    """Ready work under a clock that moves with the work alone."""

    def __init__(self):
        self.now = 0.0
        self.slices = TimeSlices(lambda: self.now, lambda seconds, call: None)
        self.ready = ReadyWork(self.slices)
        self.log = []

    def worker(self, name, waits_for=None, seconds=0.0):
        return Worker(self, name, waits_for, seconds)


class Worker:
    def __init__(self, bench, name, waits_for, seconds):
        self.bench = bench
        self.name = name
        self.waits_for = waits_for
        self.seconds = seconds
        self.task = None
        self.done_in = None

    async def work(self):
        if self.waits_for is not None:
            await self.waits_for
        self.bench.log.append(self.name)
        self.bench.now += self.seconds
        self.done_in = asyncio.current_task()


@pytest.fixture
async def bench():
    return Bench()


async def turns(count=10):
    for _ in range(count):
        await asyncio.sleep(0)


async def test_work_that_does_not_wait_is_done_in_one_task_in_order(bench):
    workers = [bench.worker(number) for number in range(50)]
    for worker in workers:
        bench.ready.add(1, worker)
    await turns()

    assert bench.log == list(range(50))
    assert len({worker.done_in for worker in workers}) == 1
    assert all(worker.task is None for worker in workers)


@pytest.mark.parametrize("kind", [SharedRead, asyncio.Future])
async def test_work_that_waits_holds_up_no_other(bench, kind):
    """Whether its wait may move to another task or not; afterwards more work is taken."""
    waited = kind()
    waiting = bench.worker("waiting", waited)
    for worker in (bench.worker("first"), waiting, bench.worker("second")):
        bench.ready.add(1, worker)
    await turns()
    assert bench.log == ["first", "second"]

    waited.set_result(None)
    await turns()
    bench.ready.add(1, bench.worker("third"))
    await turns()

    assert bench.log == ["first", "second", "waiting", "third"]
    assert waiting.task is not None
    assert waiting.task.done()


async def test_cancelled_work_holds_up_no_other(bench):
    waiting = [bench.worker(name, kind()) for name, kind in (("a", SharedRead), ("b", asyncio.Future))]
    for worker in waiting:
        bench.ready.add(1, worker)
    await turns()
    for worker in waiting:
        worker.task.cancel()
    bench.ready.add(1, bench.worker("later"))
    await turns()

    assert bench.log == ["later"]
    assert all(worker.task.cancelled() for worker in waiting)


async def test_timeout_around_a_wait_ends_the_wait_and_no_other_work(bench):
    """A timeout cancels the task in which it began, so that one must be of this work alone."""
    outcome = []

    class Hasty(Worker):
        async def work(self):
            try:
                async with asyncio.timeout(0):
                    await asyncio.Future()
            except TimeoutError:
                outcome.append("timed out")

    bench.ready.add(1, Hasty(bench, "hasty", None, 0.0))
    bench.ready.add(1, bench.worker("other"))
    await turns(50)

    assert (outcome, bench.log) == (["timed out"], ["other"])


async def test_ready_work_leaves_the_event_loop_its_turns(bench):
    """A hundred pieces, of which three use a slice up: everything else goes on after every few of them."""
    for number in range(100):
        bench.ready.add(2, bench.worker(number, seconds=SLICE_SECONDS[2] * 0.4))

    counts = [0]
    while counts[-1] < 100:
        await asyncio.sleep(0)
        counts.append(len(bench.log))

    assert bench.log == list(range(100))
    assert max(later - earlier for earlier, later in pairwise(counts)) == 3


async def test_less_urgent_work_leaves_the_slice_to_more_urgent_work(bench):
    """Each piece uses its slice up, and of two levels the more urgent one comes first in every turn."""
    for number in range(3):
        bench.ready.add(3, bench.worker(f"slow {number}", seconds=SLICE_SECONDS[3]))
    for number in range(3):
        bench.ready.add(1, bench.worker(f"urgent {number}", seconds=SLICE_SECONDS[1]))
    await turns(30)

    assert sorted(bench.log) == sorted(f"{kind} {number}" for kind in ("slow", "urgent") for number in range(3))
    assert bench.log.index("urgent 2") < bench.log.index("slow 2")
