"""The Redis stream of the newest events, which every process tails."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import orjson
import structlog

from app.domain.log.events import LoggedEvent
from app.redis_clients import REDIS_OUTAGES, RedisClient

log = structlog.get_logger()

WINDOW = 20_000
"""The number of events in the stream; older ones are read from the database."""
# Adds events from a position on. One that is there already was published by another process.
_ADD = """
    for n = 3, #ARGV do
        local id = string.format('%.0f-0', ARGV[2] + n - 3)
        local added = redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], id, 'e', ARGV[n])
        if type(added) == 'table' and added.err and not string.find(added.err, 'equal or smaller', 1, true) then
            return added
        end
    end
"""


def stream_key(epoch: str) -> str:
    """Return the name of the stream of a log."""
    return f"qala:{epoch}:events"


Entry = tuple[int, bytes]
"""One entry of the stream: the position of its event, and the text that ``read_event`` reads."""


def read_event(body: bytes) -> LoggedEvent:
    """Return the event of a text that was published."""
    return LoggedEvent.from_json(orjson.loads(body))


class RedisEventStream:
    """One Redis stream per log. The id of an entry is ``<position>-0``, so Redis itself refuses a second copy."""

    def __init__(self, redis: RedisClient, epoch: str, *, window: int = WINDOW) -> None:
        self._redis = redis
        # redis-py would make a dictionary of each entry, which costs as much as reading its JSON.
        redis.set_response_callback("XREAD", _as_it_came)
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
        """Add events with consecutive positions. One that another process has already published stays as it is."""
        if not events:
            return
        bodies = (logged.body or orjson.dumps(logged.to_json()) for logged in events)
        # redis-py takes ten times as long over a pipeline of so many commands.
        await self._redis.eval(_ADD, 1, self.key, self.window, events[0].position, *bodies)

    async def read(self, after: int, *, block_milliseconds: int, limit: int = 500) -> list[Entry]:
        """Return entries after the position, waiting up to the given time for the first one."""
        found: Any = await self._redis.xread({self.key: f"{after}-0"}, count=limit, block=block_milliseconds)
        if not found:
            return []
        # RESP3 answers with a mapping of streams, RESP2 with a list of pairs; each entry has its id and one field.
        entries = next(iter(found.values())) if isinstance(found, dict) else found[0][1]
        return [(int(entry_id.partition(b"-")[0]), body) for entry_id, (_, body) in entries]


def _as_it_came(response: Any, **kwargs: Any) -> Any:
    return response


async def recent(stream: RedisEventStream, count: int) -> list[LoggedEvent]:
    """Return the newest entries, oldest first; an empty list while Redis is away."""
    try:
        return await stream.newest(count)
    except REDIS_OUTAGES as error:
        log.warning("recent_events_unavailable", error=str(error))
        return []
