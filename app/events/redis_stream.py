"""The Redis stream of the newest events, which every process tails."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import orjson
import structlog
from redis.exceptions import ResponseError

from app.domain.log.events import LoggedEvent
from app.redis_clients import REDIS_OUTAGES, RedisClient

log = structlog.get_logger()

WINDOW = 20_000
"""The number of events in the stream; older ones are read from the database."""


def stream_key(epoch: str) -> str:
    """Return the name of the stream of a log."""
    return f"qala:{epoch}:events"


class RedisEventStream:
    """One Redis stream per log. The id of an entry is ``<position>-0``, so Redis itself refuses a second copy."""

    def __init__(self, redis: RedisClient, epoch: str, *, window: int = WINDOW) -> None:
        self._redis = redis
        self.key = stream_key(epoch)
        self.window = window

    async def last_position(self) -> int:
        """Return the position of the newest entry; 0 when the stream is empty or gone."""
        newest: Any = await self._redis.xrevrange(self.key, count=1)
        return int(newest[0][0].partition(b"-")[0]) if newest else 0

    async def newest(self, count: int) -> list[LoggedEvent]:
        """Return the newest entries, oldest first, as far back as they say whether their actor was approved."""
        found: Any = await self._redis.xrevrange(self.key, count=count)
        entries = (orjson.loads(fields[b"e"]) for _, fields in found)
        # Entries of an earlier version do not say it; the table does, and is read for what is missing here.
        complete = list(takewhile(lambda entry: "unapproved" in entry, entries))
        return [LoggedEvent.from_json(entry) for entry in reversed(complete)]

    async def publish(self, events: Sequence[LoggedEvent]) -> None:
        """Add events in order. Redis refuses an event that another process has already published."""
        if not events:
            return
        pipe = self._redis.pipeline(transaction=False)
        for logged in events:
            body = logged.body or orjson.dumps(logged.to_json())
            pipe.xadd(self.key, {"e": body}, id=f"{logged.position}-0", maxlen=self.window, approximate=True)
        for answer in await pipe.execute(raise_on_error=False):
            if isinstance(answer, ResponseError) and "equal or smaller" in str(answer):
                continue
            if isinstance(answer, Exception):
                raise answer

    async def read(self, after: int, *, block_milliseconds: int, limit: int = 500) -> list[LoggedEvent]:
        """Return entries after the position, waiting up to the given time for the first one."""
        found: Any = await self._redis.xread({self.key: f"{after}-0"}, count=limit, block=block_milliseconds)
        if not found:
            return []
        # RESP3 answers with a mapping of streams, RESP2 with a list of pairs.
        entries = next(iter(found.values()))[0] if isinstance(found, dict) else found[0][1]
        return [LoggedEvent.from_json(orjson.loads(fields[b"e"])) for _, fields in entries]


async def recent(stream: RedisEventStream, count: int) -> list[LoggedEvent]:
    """Return the newest entries, oldest first; an empty list while Redis is away."""
    try:
        return await stream.newest(count)
    except REDIS_OUTAGES as error:
        log.warning("recent_events_unavailable", error=str(error))
        return []
