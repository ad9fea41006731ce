"""Work that many want at once is done once: its result is shared, and kept for a while for those who come later."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


class SingleFlightCache(Generic[Key, Result]):
    """Results by key, the least recently used ones forgotten beyond a total weight."""

    def __init__(self, *, most_weight: int, weigh: Callable[[Result], int]) -> None:
        self._most_weight = most_weight
        self._weigh = weigh
        self._kept: OrderedDict[Key, Result] = OrderedDict()
        self._weight = 0
        self._under_way: dict[Key, asyncio.Task[Result]] = {}
        self.generation = 0
        """Counts how often everything was forgotten. What was begun in an earlier era is not kept in this one."""

    async def get(self, key: Key, work: Callable[[], Awaitable[Result]]) -> Result:
        """Return the result of this key; ``work`` is called only when nobody has it, or is about to have it.

        A failure reaches everybody who waited for it, and is not kept. Whoever is cancelled takes nothing from others.
        """
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        task = self._under_way.get(key)
        if task is None:
            doing = self._do(key, work, self.generation)
            task = self._under_way[key] = asyncio.create_task(doing, name=f"shared {key!s:.60}")
            # When everybody who waited has left, nobody else would ever look at a failure.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(task)

    def forget(self) -> None:
        """Forget everything: what was true may not be told any more. Whoever waits already gets what they asked for."""
        self.generation += 1
        self._kept.clear()
        self._under_way.clear()
        self._weight = 0

    def keep(self, key: Key, result: Result, *, generation: int) -> None:
        """Keep a result that somebody has made already, beginning in this era."""
        if generation != self.generation:
            return
        replaced = self._kept.pop(key, None)
        if replaced is not None:
            self._weight -= self._weigh(replaced)
        self._kept[key] = result
        self._weight += self._weigh(result)
        while self._weight > self._most_weight:
            _, forgotten = self._kept.popitem(last=False)
            self._weight -= self._weigh(forgotten)

    async def _do(self, key: Key, work: Callable[[], Awaitable[Result]], generation: int) -> Result:
        # The era it was asked in: everything may have been forgotten, this task too, before its first step.
        try:
            result = await work()
            self.keep(key, result, generation=generation)
        finally:
            if generation == self.generation:
                del self._under_way[key]
        return result
