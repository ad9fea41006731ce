"""Rate limits counted in Redis, so that all processes share the counters. See docs/adr/0009-rate-limits.md."""

import asyncio
from hashlib import sha256
from math import ceil
from typing import Any
from uuid import UUID

import structlog
from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter

from app.auth.limits import Limit
from app.clock import Clock
from app.errors import RateLimited
from app.redis_clients import REDIS_OUTAGES, RedisClient

log = structlog.get_logger()
PATIENCE_SECONDS = 5.0
"""How long a request waits for a counter; after that it is let through uncounted."""


class Try:
    """A counted try; ``forget`` takes it back when it succeeded."""

    def __init__(self, limiter: "Limiter", counted: list[tuple[Limit, str, int]]) -> None:
        self._limiter = limiter
        self._counted = counted

    async def forget(self) -> None:
        """Subtract the try from its counters."""
        for limit, who, window in self._counted:
            await self._limiter.count(limit, who, window, -1)


class _Counters(RedisStorage):
    """The counters in Redis, over our own client: the library's would have connections of its own."""

    def __init__(self, redis: RedisClient, key_prefix: str) -> None:
        self._redis = redis
        # The address is not used.
        super().__init__("async+redis://", implementation="redispy", key_prefix=key_prefix)

    def configure_bridge(self) -> None:
        """Let every command of the library use the client."""
        bridge: Any = self.bridge
        bridge.storage = self._redis
        bridge.connection_getter = lambda _: self._redis


class Limiter:
    """Fixed windows by the application's clock. The epoch separates installations that share one Redis."""

    def __init__(self, redis: RedisClient, epoch: str, clock: Clock) -> None:
        self._clock = clock
        self._windows = FixedWindowRateLimiter(_Counters(redis, f"qala:{epoch}:limit"))

    async def take(self, *asked: tuple[Limit, str | UUID | None]) -> Try:
        """Count a try before it is made, so that parallel tries cannot exceed a limit together. None is not counted.

        Raises:
            RateLimited: with the seconds until the next window begins.
        """
        now = self._clock.now().timestamp()
        counted = [(limit, str(who), int(now // limit.seconds)) for limit, who in asked if who is not None]
        waits = [
            ceil((window + 1) * limit.seconds - now)
            for limit, who, window in counted
            if not await self.count(limit, who, window, 1)
        ]
        if waits:
            seconds = max(waits)
            raise RateLimited(f"too many tries; wait {seconds} seconds", retry_after_seconds=seconds)
        return Try(self, counted)

    async def count(self, limit: Limit, who: str, window: int, tries: int) -> bool:
        """Add tries to a counter; return whether it is still within its limit. True when Redis does not answer."""
        within = await self.try_to_count(limit, who, window, tries, PATIENCE_SECONDS)
        # Refusing would stop every sign-in while Redis restarts, so such tries pass uncounted.
        return within is not False

    async def try_to_count(
        self, limit: Limit, who: str, window: int, tries: int, patience_seconds: float
    ) -> bool | None:
        """Add tries to a counter; return whether it is still within its limit, or None when Redis does not answer."""
        item = RateLimitItemPerSecond(limit.most, limit.seconds, namespace=limit.name)
        # Addresses are personal data, so Redis holds only their hashes.
        key = sha256(who.encode(errors="replace")).hexdigest()[:32]
        try:
            async with asyncio.timeout(patience_seconds):
                return await self._windows.hit(item, key, str(window), cost=tries)
        except REDIS_OUTAGES as error:
            log.warning("rate_limit_not_counted", limit=limit.name, error=str(error) or type(error).__name__)
            return None
