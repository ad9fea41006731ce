"""Work for subscribers is divided into slices: urgent work first, and the event loop turns in between."""

import asyncio
from itertools import pairwise

import pytest

from app.live.time_slices import OTHERS_EVERY_SECONDS, SLICE_SECONDS, TimeSlices
from tests.waiting import PATIENCE_SECONDS

EIGHT = 8


class Work:
    """Moves its clock by itself, so that nothing depends on how fast the machine is."""

    def __init__(self):
        self.now = 0.0
        self.slices = TimeSlices(lambda: self.now, lambda seconds, call: self.timers.append((self.now + seconds, call)))
        self.timers = []
        self.log = []

    async def pass_turns(self, count):
        """Let the event loop turn, so that the other levels have their time once in eight turns."""
        for _ in range(count):
            self.now += OTHERS_EVERY_SECONDS / EIGHT
            due = [call for at, call in self.timers if at <= self.now]
            self.timers = [(at, call) for at, call in self.timers if at > self.now]
            for call in due:
                call()
            await asyncio.sleep(0)

    async def do(self, name, level, steps, seconds):
        for _ in range(steps):
            await self.slices.turn(level)
            self.log.append(name)
            self.now += seconds


@pytest.fixture
async def work():
    return Work()


async def test_event_loop_turns_between_slices(work):
    """Work of many steps lets another task run after each slice."""
    turns = []

    async def other():
        while len(work.log) < 40:
            turns.append(len(work.log))
            await asyncio.sleep(0)

    await asyncio.gather(work.do("a", 0, 40, SLICE_SECONDS[0] * 0.4), other())

    assert max(later - earlier for earlier, later in pairwise(turns)) == 3
    assert len(turns) >= 13


async def test_urgent_work_goes_before_work_that_waits(work):
    """Level 0 passes a hundred tasks of another level; among equals the oldest goes first."""
    waiting = [asyncio.create_task(work.do(f"slow {n}", 3, 1, SLICE_SECONDS[3])) for n in range(100)]
    await asyncio.sleep(0)
    before = len(work.log)

    await work.do("urgent", 0, 1, 0)
    passed = work.log.index("urgent") - before
    await asyncio.gather(*waiting)

    assert passed <= 2
    assert [name for name in work.log if name != "urgent"] == [f"slow {n}" for n in range(100)]


async def test_cancelled_tasks_hold_up_nobody(work):
    """Tasks that are cancelled while they wait, or just after they were released, do not stop the others."""
    waiting = [asyncio.create_task(work.do(str(n), 1, 1, SLICE_SECONDS[1])) for n in range(200)]
    await asyncio.sleep(0)
    for number, task in enumerate(waiting):
        if number % 3:
            task.cancel()
    await asyncio.sleep(0)
    waiting[3].cancel()

    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*waiting, return_exceptions=True)

    assert {int(name) for name in work.log} >= {n for n in range(4, 200) if n % 3 == 0}


async def test_urgent_work_that_waits_for_a_read_has_most_turns(work):
    """Between its steps, other levels work once in eight milliseconds; afterwards in every turn."""
    worker = object()
    waiting = [asyncio.create_task(work.do(f"slow {n}", 1, 1, SLICE_SECONDS[1])) for n in range(60)]
    await asyncio.sleep(0)
    before = len(work.log)

    work.slices.begin_urgent(worker)
    await work.pass_turns(4 * EIGHT)
    meanwhile = len(work.log) - before
    await work.do("urgent", 0, 1, 0)
    work.slices.end_urgent(worker)
    await work.pass_turns(4 * EIGHT)
    afterwards = len(work.log) - before - meanwhile - 1
    await asyncio.gather(*waiting)

    assert 3 <= meanwhile <= 5
    assert afterwards >= 2 * EIGHT


async def test_more_urgent_work_than_there_is_time_leaves_the_others_their_turns(work):
    """A hundred deliveries that never end, and a task of another level: it has its turn once in eight milliseconds."""

    async def deliver(name):
        work.slices.begin_urgent(name)
        await work.do(name, 0, 1_000_000, SLICE_SECONDS[0] * 0.4)

    urgent = [asyncio.create_task(deliver(f"urgent {n}")) for n in range(100)]
    await asyncio.sleep(0)
    slow = asyncio.create_task(work.do("slow", 1, 3, SLICE_SECONDS[1]))
    slower = asyncio.create_task(work.do("slower", 2, 1, SLICE_SECONDS[2]))

    await work.pass_turns(10 * EIGHT)
    for task in urgent:
        task.cancel()
    await asyncio.gather(*urgent, return_exceptions=True)

    assert slow.done()
    assert slower.done()
    assert work.log.count("slow") < len(work.log) / 10


async def test_urgent_work_that_never_asks_for_a_slice_stops_no_other(work):
    """A task that comes while no slice is open has its turn, also when the urgent work ends without another slice."""
    await work.do("first", 1, 1, 0)
    for _ in range(EIGHT // 2):
        await work.do("slices pass", 0, 1, 0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    work.slices.begin_urgent("an event")
    waiting = asyncio.create_task(work.do("slow", 1, 1, 0))
    await asyncio.sleep(0)
    assert "slow" not in work.log
    work.slices.end_urgent("an event")

    await work.pass_turns(4 * EIGHT)

    assert waiting.done()


async def test_nothing_turns_while_urgent_work_waits_for_a_read(work):
    """The event loop sleeps until the database answers, or the other levels have their turn."""
    work.slices.begin_urgent("an event")
    waiting = asyncio.create_task(work.do("slow", 1, 1, 0))
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(work.timers) == 1
    assert not waiting.done()
    ((at, look),) = work.timers
    work.timers, work.now = [], at

    look()
    await waiting
    assert work.log == ["slow"]
    work.slices.end_urgent("an event")
