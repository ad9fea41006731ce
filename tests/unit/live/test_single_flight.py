"""Equal work at once is done once."""

import asyncio

import pytest

from app.live.single_flight import SingleFlightCache


class Work:
    """Waits until it is told to end; counts how often it was begun."""

    def __init__(self):
        self.begun = 0
        self.gate = asyncio.Event()
        self.error = None

    async def __call__(self):
        self.begun += 1
        await self.gate.wait()
        if self.error:
            raise self.error
        return self.begun


def shared(max_weight=10):
    return SingleFlightCache(max_weight=max_weight, weigh=lambda _: 1)


async def turn():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_those_who_ask_at_once_share_one_work_and_those_who_come_later_its_result():
    work, box = Work(), shared()
    asking = [asyncio.create_task(box.get("k", work)) for _ in range(5)]
    await turn()
    work.gate.set()

    assert await asyncio.gather(*asking) == [1] * 5
    assert await box.get("k", work) == 1


async def test_who_is_cancelled_takes_nothing_from_the_others():
    work, box = Work(), shared()
    first, second = (asyncio.create_task(box.get("k", work)) for _ in range(2))
    await turn()
    first.cancel()
    await turn()
    work.gate.set()

    assert await second == 1
    assert first.cancelled()


async def test_failure_reaches_everybody_and_is_not_kept():
    work, box = Work(), shared()
    work.error = OSError("away")
    work.gate.set()
    asking = [asyncio.create_task(box.get("k", work)) for _ in range(2)]

    for task in asking:
        with pytest.raises(OSError, match="away"):
            await task
    work.error = None
    assert await box.get("k", work) == 2


async def test_least_recently_used_is_forgotten_first():
    box = shared(max_weight=2)
    box.keep("a", 1, generation=0)
    box.keep("b", 2, generation=0)
    await box.get("a", Work())
    box.keep("c", 3, generation=0)
    work = Work()
    work.gate.set()

    assert await box.get("a", work) == 1
    assert await box.get("c", work) == 3
    assert work.begun == 0
    await box.get("b", work)
    assert work.begun == 1


async def test_kept_anew_weighs_once():
    box = SingleFlightCache(max_weight=10, weigh=len)
    for _ in range(5):
        box.keep("a", "1234567", generation=0)
    assert box._weight == 7


async def test_what_was_forgotten_does_not_come_back_with_work_that_was_under_way():
    """Whoever waited gets their answer; whoever asks afterwards gets one of the new era."""
    work, box = Work(), shared()
    box.keep("old", 0, generation=0)
    waiting = asyncio.create_task(box.get("k", work))
    await turn()
    box.invalidate()
    work.gate.set()

    assert await waiting == 1
    assert await box.get("k", work) == 2
    box.keep("late", 1, generation=0)
    assert await box.get("late", work) == 3
    assert await box.get("old", work) == 4


async def test_what_is_forgotten_before_its_first_step_is_answered_and_disturbs_nobody():
    box, work = shared(), Work()
    first = asyncio.create_task(box.get("k", work))
    asyncio.get_running_loop().call_soon(box.invalidate)
    await turn()
    second = asyncio.create_task(box.get("k", work))
    await turn()
    work.gate.set()

    assert await asyncio.gather(first, second) == [2, 2]
    assert work.begun == 2
    assert await box.get("k", work) == 2
    assert work.begun == 2
