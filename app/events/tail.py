"""Every process follows the log: from the stream while it flows, from the database wherever it has a hole."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from redis.exceptions import RedisError

from app.domain.events import LoggedEvent
from app.events.log import log_head, read_between
from app.events.redis_stream import RedisEventStream

log = structlog.get_logger()
BATCH = 500


class Tail:
    """Hands every event after ``position`` to ``dispatch``, once and in order.

    Positions are dense, so a hole is arithmetic.
    """

    def __init__(
        self,
        stream: RedisEventStream,
        dispatch: Callable[[LoggedEvent], None],
        *,
        block_milliseconds: int = 2000,
        poll_seconds: float = 0.5,
    ) -> None:
        self._stream = stream
        self._dispatch = dispatch
        self._block = block_milliseconds
        self._poll_seconds = poll_seconds
        self.position = 0

    async def start(self) -> None:
        """Stand at the present head of the log: what is older is replayed on demand, not dispatched."""
        _, self.position = await log_head()

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                events = await self._stream.read(self.position, block_milliseconds=self._block)
            except (RedisError, OSError) as error:
                log.warning("stream unreachable, reading the database", error=str(error))
                await self._patiently(self._catch_up)
                await asyncio.sleep(self._poll_seconds)
                continue
            if not events:
                # Quiet, or the stream was emptied under us: the database knows which.
                await self._patiently(self._catch_up)
            for logged in events:
                if logged.position > self.position + 1:
                    await self._patiently(partial(self._fill, logged.position - 1))
                self._hand_over(logged)

    async def _patiently(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except Exception as error:  # noqa: BLE001 - any database error means "not now": the log is still there later
                log.warning("log unreachable", error=str(error))
                await asyncio.sleep(self._poll_seconds)
            else:
                return

    async def _catch_up(self) -> None:
        _, head = await log_head()
        await self._fill(head)

    async def _fill(self, up_to: int) -> None:
        while self.position < up_to:
            for logged in await read_between(self.position, up_to, BATCH):
                self._hand_over(logged)

    def _hand_over(self, logged: LoggedEvent) -> None:
        if logged.position == self.position + 1:
            self.position = logged.position
            self._dispatch(logged)
