"""Budgets of points a minute, shared by all processes, that cost the usual reader no round trip to Redis."""

import asyncio
from dataclasses import dataclass, field
from math import ceil

from app.auth.limiter import Limiter
from app.auth.limits import Limit
from app.clock import Clock
from app.errors import RateLimited

LEASES = 20
"""A process takes a budget from Redis in so many parts. The first one is free in each process, without asking, so only
a client that reads twenty times as much as usual costs a round trip; N processes grant (N + 20) / 20 of a budget."""
PATIENCE_SECONDS = 0.25
OUTAGE_SECONDS = 5.0
"""How long Redis is not asked after it did not answer. Each process then grants the whole budget by itself."""
MOST_ENTRIES = 100_000
"""Spenders that a process remembers within a window; the one that was seen first is forgotten first."""


@dataclass(slots=True)
class _Entry:
    """What one spender was granted and has spent in the present window."""

    window: int
    granted: int
    spent: int = 0
    is_over: bool = False
    leasing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by the reader that asks Redis for the next part: of a thousand that arrive together, only one asks."""


class PointBudget:
    """Counts points in fixed windows by the application's clock."""

    def __init__(self, limiter: Limiter, clock: Clock) -> None:
        self._limiter = limiter
        self._clock = clock
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._away_until = 0.0

    def check(self, limit: Limit, who: str) -> None:
        """Refuse a spender whose budget of this window is known to be spent.

        Raises:
            RateLimited: with the seconds until the next window begins.
        """
        now = self._clock.now().timestamp()
        entry = self._entries.get((limit.name, who))
        if entry is not None and entry.is_over and entry.window == int(now // limit.seconds):
            raise _refusal(limit, entry.window, now)

    async def take(self, limit: Limit, who: str, points: int) -> None:
        """Spend points.

        Raises:
            RateLimited: the budget is spent; with the seconds until the next window begins.
        """
        now = self._clock.now().timestamp()
        entry = self._entry(limit, who, int(now // limit.seconds))
        lease = max(points, limit.most // LEASES)
        while not entry.is_over and entry.spent + points > entry.granted:
            async with entry.leasing:
                if entry.is_over or entry.spent + points <= entry.granted:
                    continue
                if await self._is_granted(limit, who, entry, lease, now):
                    entry.granted += lease
                else:
                    entry.is_over = True
        if entry.is_over:
            raise _refusal(limit, entry.window, now)
        entry.spent += points

    async def _is_granted(self, limit: Limit, who: str, entry: _Entry, lease: int, now: float) -> bool:
        granted: bool | None = None
        if now >= self._away_until:
            granted = await self._limiter.try_to_count(limit, who, entry.window, lease, PATIENCE_SECONDS)
        if granted is None:
            if now >= self._away_until:
                self._away_until = now + OUTAGE_SECONDS
            return entry.spent + lease <= limit.most
        return granted

    def _entry(self, limit: Limit, who: str, window: int) -> _Entry:
        key = (limit.name, who)
        entry = self._entries.get(key)
        if entry is None or entry.window != window:
            self._entries.pop(key, None)
            entry = self._entries[key] = _Entry(window, granted=limit.most // LEASES)
            if len(self._entries) > MOST_ENTRIES:
                del self._entries[next(iter(self._entries))]
        return entry


def _refusal(limit: Limit, window: int, now: float) -> RateLimited:
    seconds = max(1, ceil((window + 1) * limit.seconds - now))
    return RateLimited(f"too much was read from here; wait {seconds} seconds", retry_after_seconds=seconds)
