"""Keeps a subscription whose newest value alone counts from being pushed more often than a person can read."""

import asyncio
import time
from collections.abc import Awaitable, Callable

PUSH_SECONDS = 0.25
"""At least so long between two pushes, unless a feed says otherwise."""


class Pace:
    """Turns that come at least ``seconds`` apart. What arrives meanwhile waits for the next one, so none is lost."""

    def __init__(
        self,
        seconds: float = PUSH_SECONDS,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._next = clock()

    async def turn(self) -> None:
        """Return at once after a pause; otherwise when the next turn has come."""
        while (wait := self._next - self._clock()) > 0:
            await self._sleep(wait)
        self._next = self._clock() + self._seconds
