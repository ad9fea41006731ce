"""Turns for work that clients may ask for at any rate, such as handshakes: in slices, each network in turn."""

import asyncio
from collections import deque

from app.live.time_slices import TimeSlices

MOST_IN_LINE = 4
"""So many of one network wait for a slice at once: with one, a network that comes back alone would use no slice up."""


class _Line:
    """What one network has waiting."""

    __slots__ = ("behind", "in_line")

    def __init__(self) -> None:
        self.in_line = 0
        self.behind: deque[asyncio.Future[None]] = deque()


class FairTurns:
    """Lets a few of each network wait for a slice, so that a network with a thousand that wait delays no other."""

    def __init__(self, slices: TimeSlices, level: int) -> None:
        self._slices = slices
        self._level = level
        self._lines: dict[str, _Line] = {}

    def __len__(self) -> int:
        """Return the number of networks of which one waits."""
        return len(self._lines)

    async def turn(self, network: str | None) -> None:
        """Return while the slice lasts; otherwise when a slice has time and all of this network that came before began.

        Clients without a network wait each for themselves. Accounts count as networks of their own.
        """
        if network is None or (network not in self._lines and not self._slices.is_over(self._level)):
            await self._slices.turn(self._level, in_line=True)
            return
        await self._join_line(network)
        try:
            await self._slices.turn(self._level, in_line=True)
        finally:
            self._let_next(network)

    async def _join_line(self, network: str) -> None:
        line = self._lines.setdefault(network, _Line())
        if line.in_line < MOST_IN_LINE:
            line.in_line += 1
            return
        own = asyncio.get_running_loop().create_future()
        line.behind.append(own)
        try:
            await own
        except asyncio.CancelledError:
            if own.done() and not own.cancelled():
                self._let_next(network)
            raise

    def _let_next(self, network: str) -> None:
        line = self._lines[network]
        while line.behind:
            following = line.behind.popleft()
            if not following.done():
                following.set_result(None)
                return
        line.in_line -= 1
        if not line.in_line:
            del self._lines[network]
