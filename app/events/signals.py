"""Signals between processes over Redis pub/sub.

A lost signal only costs time: each has a poll that replaces it, or is as good as sent when the connection is back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from secrets import token_bytes
from typing import Protocol
from uuid import UUID

import structlog
from redis.exceptions import ConnectionError as RedisConnectionError

from app.events.redis_stream import stream_key
from app.redis_clients import REDIS_OUTAGES, RedisClient

log = structlog.get_logger()
_RETRY_SECONDS = 0.5
SILENT_SECONDS = 5.0
"""After so long without a message the server is asked whether it is there, and has as long to answer. One that vanished
closes no connection, and nothing else is ever sent on this one."""


class Led(Protocol):
    """A job that runs in one process for all."""

    @property
    def is_leader(self) -> bool:
        """Whether it runs in this one."""
        ...


class Signals:
    """Five signals: events wait for the sequencer; sessions ended; sessions got other rights; an account was erased;
    time has changed figures."""

    def __init__(self, redis: RedisClient, epoch: str, *, silent_seconds: float = SILENT_SECONDS) -> None:
        self._redis = redis
        self._silent_seconds = silent_seconds
        self._wake = f"qala:{epoch}:wake"
        self._over = f"qala:{epoch}:sessions-over"
        self._renewed = f"qala:{epoch}:sessions-renewed"
        self._account_erased = f"qala:{epoch}:person-gone"
        self._figures = f"qala:{epoch}:figures"
        self._stream = stream_key(epoch)
        self._sender = token_bytes(8)
        self._woken: Sequence[asyncio.Event] = ()
        self._jobs: Sequence[Led] = ()

    async def wake_sequencer(self) -> None:
        """Signal that a command has committed. The sequencer also polls; that of this process is woken at once.

        Redis is not asked to tell others while all jobs that wait for commands run here.
        """
        for event in self._woken:
            event.set()
        if not (self._jobs and all(job.is_leader for job in self._jobs)):
            await self._publish(self._wake, self._sender)

    async def sessions_over(self, session_ids: Iterable[UUID]) -> None:
        """Signal that these sessions ended, so that every process closes their sockets."""
        await self._publish(self._over, " ".join(str(session_id) for session_id in session_ids).encode())

    async def sessions_renewed(self, session_ids: Iterable[UUID]) -> None:
        """Signal that the rights of these sessions changed, so that their sockets reconnect."""
        await self._publish(self._renewed, " ".join(str(session_id) for session_id in session_ids).encode())

    async def account_erased(self) -> None:
        """Signal that an account was erased, so that every process drops payloads with its name."""
        await self._publish(self._account_erased, b"1")

    async def figures_changed(self, city_ids: Collection[str]) -> None:
        """Signal that time alone has changed the figures of these cities, which no event says."""
        await self._publish(self._figures, " ".join(sorted(city_ids)).encode())

    async def remove_from_stream(self, positions: Sequence[int]) -> None:
        """Delete events whose text was erased from the stream; readers then find the shortened ones in the database.

        While Redis is away they stay until the stream drops them as old.
        """
        if not positions:
            return
        try:
            await self._redis.xdel(self._stream, *(f"{position}-0" for position in positions))
        except REDIS_OUTAGES as error:
            log.warning("stream_removal_failed", events=len(positions), error=str(error))

    async def _publish(self, channel: str, body: bytes) -> None:
        try:
            await self._redis.publish(channel, body)
        except REDIS_OUTAGES as error:
            log.warning("signal_lost", channel=channel, error=str(error))

    async def listen_wake(self, *woken: asyncio.Event, jobs: Sequence[Led] = ()) -> None:
        """Set the events whenever a command has committed; runs until cancelled.

        ``jobs`` are those of this process that wait for them: while it leads all of them, no other process is told. A
        leadership that is lost and not yet known to be costs what a lost signal costs.
        """
        self._woken, self._jobs = woken, jobs

        async def on_message(sender: bytes) -> None:
            # The commands of this process have set them before, and an event set twice is a round for nothing.
            if sender != self._sender:
                for event in woken:
                    event.set()

        await self._listen(self._wake, on_message)

    async def listen_sessions_over(self, end: Callable[[frozenset[UUID]], Awaitable[None]]) -> None:
        """Call ``end`` with the ended sessions of each signal; runs until cancelled."""
        await self._listen(self._over, lambda body: end(_ids(body)))

    async def listen_sessions_renewed(self, renew: Callable[[frozenset[UUID]], Awaitable[None]]) -> None:
        """Call ``renew`` with the sessions whose rights have changed; runs until cancelled."""
        await self._listen(self._renewed, lambda body: renew(_ids(body)))

    async def listen_account_erased(self, invalidate: Callable[[], None]) -> None:
        """Call ``invalidate`` whenever an account was erased, or may have been while no signal could arrive."""

        async def on_message(_: bytes) -> None:
            invalidate()

        await self._listen(self._account_erased, on_message, listening=invalidate)

    async def listen_figures_changed(self, refresh: Callable[[Collection[str] | None], None]) -> None:
        """Call ``refresh`` with the cities of each signal; with None where one may have been missed, for all cities."""

        async def on_message(body: bytes) -> None:
            refresh(body.decode().split())

        await self._listen(self._figures, on_message, listening=lambda: refresh(None))

    async def _listen(
        self,
        channel: str,
        on_message: Callable[[bytes], Awaitable[None]],
        listening: Callable[[], None] = lambda: None,
    ) -> None:
        """Handle messages until cancelled; after each call of ``listening`` no message is missed until the next."""
        while True:
            try:
                # The client of a cluster chooses the node of a channel, so it has to know the nodes.
                await self._redis.initialize()
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(channel)
                    is_asked = False
                    while True:
                        message = await pubsub.get_message(timeout=self._silent_seconds)
                        if message is None:
                            if is_asked:
                                raise RedisConnectionError("no answer to a ping")
                            await pubsub.ping()
                        elif message["type"] == "subscribe":
                            # Also where redis-py has connected again by itself, which it does without a word.
                            listening()
                        elif message["type"] == "message":
                            await on_message(message["data"])
                        is_asked = message is None
            except REDIS_OUTAGES as error:
                log.warning("signals_interrupted", channel=channel, error=str(error))
                await asyncio.sleep(_RETRY_SECONDS)


def _ids(body: bytes) -> frozenset[UUID]:
    return frozenset(UUID(text) for text in body.decode().split())
