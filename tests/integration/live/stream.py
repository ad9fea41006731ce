"""A client of server-sent events."""

import asyncio
import json

from tests.integration.live.client import PATIENCE_SECONDS, Live, until


class Stream:
    """An answer that goes on, read event by event; comments count as events without a name."""

    def __init__(self, response):
        self.response = response
        self._lines = response.aiter_lines()

    async def event(self):
        """Return the next event as its fields; None at the end of the answer."""
        fields = {}
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for line in self._lines:
                if not line:
                    return fields
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
        return None

    async def next(self):
        """Return the id and the payload of the next result."""
        event = await self.event()
        assert event["event"] == "next", event
        return event.get("id"), json.loads(event["data"])

    async def told(self):
        """Return the kind of the next event of several operations, which one it is of, and its payload."""
        event = await self.event()
        assert "id" not in event
        data = json.loads(event["data"])
        return event["event"], data["id"], data.get("payload")

    async def position(self):
        """Return where in the log the next event of a feed stands; its id says so, too."""
        identity, payload = await self.next()
        (value,) = payload["data"].values()
        assert value["cursor"] == identity
        return int(identity.partition(":")[2])


async def members(live: Live, count: int) -> None:
    """Wait until this many operations have joined shared subscriptions."""
    await until(lambda: live.application.subscriptions.subscriber_count == count)
