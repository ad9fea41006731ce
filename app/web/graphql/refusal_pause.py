"""Holds back the refusals of clients that ask faster than their limits allow.

A refusal costs about half a millisecond. A program that asks again at once would take a whole core with refusals alone,
and all other readers would wait behind them.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from app.auth.limits import network_of

PAUSE_SECONDS = 0.5
"""Short beside what ``retryAfterSeconds`` says, so clients that obey it notice nothing."""
MOST_HELD = 500
"""Held refusals of one network; more are sent at once, because each held one keeps its request in memory."""

Sleep = Callable[[float], Awaitable[None]]


class RefusalPause:
    """Waits before a refusal is sent, so that each connection gets only a few in a second."""

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._held: Counter[str | None] = Counter()

    async def wait(self, client: str | None) -> None:
        """Return after the pause; at once for a network with ``MOST_HELD`` refusals that wait."""
        network = network_of(client)
        if self._held[network] >= MOST_HELD:
            return
        self._held[network] += 1
        try:
            await self._sleep(PAUSE_SECONDS)
        finally:
            self._held[network] -= 1
            if not self._held[network]:
                del self._held[network]
