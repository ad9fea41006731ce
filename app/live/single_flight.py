"""A cache in which equal concurrent requests share one computation."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


class SingleFlightCache(Generic[Key, Result]):
    """Results by key; above ``max_weight`` the least recently used ones are dropped."""

    def __init__(self, *, max_weight: int, weigh: Callable[[Result], int]) -> None:
        self._max_weight = max_weight
        self._weigh = weigh
        self._results: OrderedDict[Key, Result] = OrderedDict()
        self._weight = 0
        self._in_flight: dict[Key, asyncio.Task[Result]] = {}
        self.generation = 0
        """Increases with every ``invalidate``. A result computed for an older generation is not kept."""

    @property
    def weight(self) -> int:
        """The weight of all kept results."""
        return self._weight

    async def get(self, key: Key, compute: Callable[[], Awaitable[Result]]) -> Result:
        """Return the result of this key; call ``compute`` only when it is neither kept nor being computed.

        A failure reaches every waiting caller and is not kept. Cancelling one caller does not cancel the computation.
        """
        if key in self._results:
            self._results.move_to_end(key)
            return self._results[key]
        task = self._in_flight.get(key)
        if task is None:
            computation = self._compute(key, compute, self.generation)
            task = self._in_flight[key] = asyncio.create_task(computation, name=f"single flight {key!s:.60}")
            # If every caller was cancelled, no one retrieves the exception and asyncio would report it.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(task)

    def kept(self, key: Key) -> Result | None:
        """Return the result of this key if it is kept."""
        result = self._results.get(key)
        if result is not None:
            self._results.move_to_end(key)
        return result

    def invalidate(self) -> None:
        """Drop every result. Callers that already wait still get theirs, but it is not kept."""
        self.generation += 1
        self._results.clear()
        self._in_flight.clear()
        self._weight = 0

    def keep(self, key: Key, result: Result, *, generation: int) -> None:
        """Keep a result that was computed elsewhere, if its computation began in the present generation."""
        if generation != self.generation:
            return
        replaced = self._results.pop(key, None)
        if replaced is not None:
            self._weight -= self._weigh(replaced)
        self._results[key] = result
        self._weight += self._weigh(result)
        while self._weight > self._max_weight:
            _, dropped = self._results.popitem(last=False)
            self._weight -= self._weigh(dropped)

    async def _compute(self, key: Key, compute: Callable[[], Awaitable[Result]], generation: int) -> Result:
        # The generation is that of the call, because ``invalidate`` may run before the first step of this task.
        try:
            result = await compute()
            self.keep(key, result, generation=generation)
        finally:
            if generation == self.generation:
                del self._in_flight[key]
        return result
