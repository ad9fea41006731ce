"""A computation that those share who ask for it before it begins."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class SharedNext(Generic[Result]):
    """One computation at a time. Who asks while one runs gets the result of the next, as do all others who ask then.

    So each result is no older than the question, and however many ask at once, it is computed twice.
    """

    def __init__(self, compute: Callable[[], Awaitable[Result]]) -> None:
        self._compute = compute
        self._running = asyncio.Lock()
        self._next: asyncio.Task[Result] | None = None

    async def get(self) -> Result:
        """Return a result whose computation begins after this call.

        A failure reaches all who wait for it. Cancelling one of them does not cancel the computation.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._begin_next(), name="shared next")
            # If every caller was cancelled, no one retrieves the exception and asyncio would report it.
            self._next.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(self._next)

    async def _begin_next(self) -> Result:
        async with self._running:
            self._next = None
            return await self._compute()
