"""Turns for work that clients may ask for at any rate, such as handshakes: in slices, each network in turn."""

import asyncio
from collections import deque

from app.live.time_slices import TimeSlices


class FairTurns:
    """Lets one of each network wait for a slice, so that a network with a thousand that wait does not delay another."""

    def __init__(self, slices: TimeSlices, level: int) -> None:
        self._slices = slices
        self._level = level
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        """By network, while one of it waits for a slice: those that come after it."""

    def __len__(self) -> int:
        """Return the number of networks of which one waits."""
        return len(self._waiting)

    async def turn(self, network: str | None) -> None:
        """Return while the slice lasts; otherwise when a slice has time and all of this network that came before began.

        Clients without a network wait each for themselves. Accounts count as networks of their own.
        """
        if network is None or (network not in self._waiting and not self._slices.is_over(self._level)):
            await self._slices.turn(self._level, in_line=True)
            return
        await self._come_first(network)
        try:
            await self._slices.turn(self._level, in_line=True)
        finally:
            self._let_next(network)

    async def _come_first(self, network: str) -> None:
        before = self._waiting.get(network)
        if before is None:
            self._waiting[network] = deque()
            return
        own = asyncio.get_running_loop().create_future()
        before.append(own)
        try:
            await own
        except asyncio.CancelledError:
            if own.done() and not own.cancelled():
                self._let_next(network)
            raise

    def _let_next(self, network: str) -> None:
        waiting = self._waiting[network]
        while waiting:
            following = waiting.popleft()
            if not following.done():
                following.set_result(None)
                return
        del self._waiting[network]
