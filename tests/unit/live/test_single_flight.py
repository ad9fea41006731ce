"""Equal concurrent computations run once."""

import asyncio

import pytest

from app.live.single_flight import SingleFlightCache


class Work:
    """Waits for its gate; counts its calls."""

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


async def test_concurrent_callers_share_one_computation_and_later_ones_its_result():
    work, box = Work(), shared()
    asking = [asyncio.create_task(box.get("k", work)) for _ in range(5)]
    await turn()
    work.gate.set()

    assert await asyncio.gather(*asking) == [1] * 5
    assert await box.get("k", work) == 1


async def test_cancelled_caller_does_not_cancel_the_computation():
    work, box = Work(), shared()
    first, second = (asyncio.create_task(box.get("k", work)) for _ in range(2))
    await turn()
    first.cancel()
    await turn()
    work.gate.set()

    assert await second == 1
    assert first.cancelled()


async def test_failure_reaches_every_caller_and_is_not_kept():
    work, box = Work(), shared()
    work.error = OSError("away")
    work.gate.set()
    asking = [asyncio.create_task(box.get("k", work)) for _ in range(2)]

    for task in asking:
        with pytest.raises(OSError, match="away"):
            await task
    work.error = None
    assert await box.get("k", work) == 2


async def test_least_recently_used_is_dropped_first():
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


async def test_replaced_result_weighs_once():
    box = SingleFlightCache(max_weight=10, weigh=len)
    for _ in range(5):
        box.keep("a", "1234567", generation=0)
    assert box.weight == 7


async def test_invalidated_computation_is_not_kept():
    """Waiting callers get their result; later callers get one of the new generation."""
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


async def test_invalidation_before_the_first_step_still_answers_the_caller():
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


async def test_kept_result_is_used_and_found_without_computing():
    """The least recently used is dropped; ``kept`` counts as a use."""
    cache = SingleFlightCache(max_weight=2, weigh=lambda _: 1)
    for key in ("a", "b"):
        cache.keep(key, key.upper(), generation=cache.generation)

    assert (cache.kept("a"), cache.kept("none")) == ("A", None)
    cache.keep("c", "C", generation=cache.generation)

    assert (cache.kept("a"), cache.kept("b")) == ("A", None)
