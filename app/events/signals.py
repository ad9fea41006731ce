"""Short notices between processes by Redis pub/sub. They only save time: nothing that matters depends on one."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.events.redis_stream import stream_key

log = structlog.get_logger()
_RETRY_SECONDS = 0.5


class Signals:
    """Four notices: events wait for the sequencer; sessions are over, or have other rights; somebody was erased."""

    def __init__(self, redis: "Redis", epoch: str) -> None:
        self._redis = redis
        self._wake = f"qala:{epoch}:wake"
        self._over = f"qala:{epoch}:sessions-over"
        self._renewed = f"qala:{epoch}:sessions-renewed"
        self._person_gone = f"qala:{epoch}:person-gone"
        self._stream = stream_key(epoch)

    async def wake_sequencer(self) -> None:
        """Say that a command has committed. Lost notices are made good by the sequencer's own poll."""
        await self._publish(self._wake, b"1")

    async def sessions_over(self, session_ids: Iterable[UUID]) -> None:
        """Say that these sessions were ended, so that every process closes their sockets."""
        await self._publish(self._over, " ".join(str(session_id) for session_id in session_ids).encode())

    async def sessions_renewed(self, session_ids: Iterable[UUID]) -> None:
        """Say that the people of these sessions may see other things now, so that their sockets come back."""
        await self._publish(self._renewed, " ".join(str(session_id) for session_id in session_ids).encode())

    async def person_gone(self) -> None:
        """Say that an account was erased, so that no process repeats what it has rendered with the name."""
        await self._publish(self._person_gone, b"1")

    async def forget(self, positions: Sequence[int]) -> None:
        """Take events out of the stream that say less now: whoever still needs them finds them in the database.

        Where Redis is away, they go with its window.
        """
        if not positions:
            return
        try:
            await self._redis.xdel(self._stream, *(f"{position}-0" for position in positions))
        except (RedisError, OSError) as error:
            log.warning("the stream still holds what was removed", events=len(positions), error=str(error))

    async def _publish(self, channel: str, body: bytes) -> None:
        try:
            await self._redis.publish(channel, body)
        except (RedisError, OSError) as error:
            log.warning("signal lost", channel=channel, error=str(error))

    async def listen_wake(self, *woken: asyncio.Event) -> None:
        """Set the events whenever a command has committed; runs until cancelled."""

        async def on_message(_: bytes) -> None:
            for event in woken:
                event.set()

        await self._listen(self._wake, on_message)

    async def listen_sessions_over(self, end: Callable[[frozenset[UUID]], Awaitable[None]]) -> None:
        """Call ``end`` with ended sessions; runs until cancelled."""
        await self._listen(self._over, lambda body: end(_ids(body)))

    async def listen_sessions_renewed(self, renew: Callable[[frozenset[UUID]], Awaitable[None]]) -> None:
        """Call ``renew`` with sessions whose rights have changed; runs until cancelled."""
        await self._listen(self._renewed, lambda body: renew(_ids(body)))

    async def listen_person_gone(self, forget: Callable[[], None]) -> None:
        """Call ``forget`` whenever an account was erased, or may have been without our hearing of it."""

        async def on_message(_: bytes) -> None:
            forget()

        await self._listen(self._person_gone, on_message, listening=forget)

    async def _listen(
        self,
        channel: str,
        on_message: Callable[[bytes], Awaitable[None]],
        listening: Callable[[], None] = lambda: None,
    ) -> None:
        """Take messages until cancelled; ``listening`` is called each time that nothing is missed from then on."""
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(channel)
                    listening()
                    while True:
                        message = await pubsub.get_message(timeout=2.0)
                        if message is not None:
                            await on_message(message["data"])
            except (RedisError, OSError) as error:
                log.warning("signals interrupted", channel=channel, error=str(error))
                await asyncio.sleep(_RETRY_SECONDS)


def _ids(body: bytes) -> frozenset[UUID]:
    return frozenset(UUID(text) for text in body.decode().split())
