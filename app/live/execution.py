"""The execution of a subscription: renders each event once for all subscriptions that differ only in their filter."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from types import CoroutineType
from typing import Any

from app.domain.log.events import LoggedEvent
from app.live.delivery import Delivery
from app.live.early_payloads import EarlyPayloads
from app.live.feed import Feed
from app.live.offered_event import OfferedEvent
from app.live.shared_next import SharedNext
from app.live.single_flight import SingleFlightCache

Rendered = bytes | Coroutine[Any, Any, bytes]
"""A payload, or a coroutine of it where something has to be waited for."""
Render = Callable[[Any], Rendered]
"""Returns the payload of a ``next`` message, as JSON, for a value of the feed."""
Admit = Callable[[Callable[[], Awaitable[bytes]]], Awaitable[bytes]]
"""Does a piece of work once its turn has come."""


class Payloads(SingleFlightCache[tuple[str, int], bytes]):
    """Rendered payloads by execution and position."""

    rewritten_at = 0
    """The position of the last event that has changed parts of earlier ones."""


class Execution:
    """Executes and encodes each event once. Its deliveries, one a level, match and write."""

    def __init__(
        self,
        key: str,
        feed: Feed,
        render: Render,
        payloads: Payloads,
        *,
        creator: str | None,
        admit: Admit | None = None,
        is_early: Callable[[], bool] = lambda: False,
    ) -> None:
        self.key = key
        self.feed = feed
        """The feed of one of its subscriptions: topics and value are the same for all."""
        self.creator = creator
        """The holder that counts for it; see ``app.live.shares``."""
        self.deliveries: dict[int, Delivery] = {}
        self._render = render
        self._payloads = payloads
        self._admit = admit
        self._is_early = is_early
        self._early: EarlyPayloads | None = None
        """Of events that were or are being committed; None where there were none."""
        self._present = SharedNext(partial(self.payload, None))

    @property
    def is_watched_by_many(self) -> bool:
        """Whether its most urgent delivery serves several holders."""
        urgent = self.deliveries.get(0)
        return urgent is not None and urgent.is_watched_by_many

    def offer(self, offered: OfferedEvent) -> None:
        """Take an event from the hub."""
        for delivery in self.deliveries.values():
            delivery.offer(offered)

    def refresh(self) -> None:
        """Push the present value of a ``latest_only`` feed, which has changed without an event."""
        for delivery in self.deliveries.values():
            delivery.refresh()

    def is_awaited(self, offered: OfferedEvent) -> bool:
        """Whether subscribers of several holders wait for this event, and it may be rendered while it is committed."""
        watched = [delivery for delivery in self.deliveries.values() if delivery.is_watched_by_many]
        if not watched or self.feed.latest_only or not self._is_early():
            return False
        return any(delivery.is_awaited(offered) for delivery in watched)

    def prepare(self, logged: LoggedEvent) -> None:
        """Begin to render an event that is being committed."""
        self._early = self._early or EarlyPayloads(self.payload)
        self._early.begin(logged, self._payloads.generation)

    def end(self) -> None:
        """Drop what was prepared, once there are no subscribers left."""
        if self._early is not None:
            self._early.end()

    async def payload(self, logged: LoggedEvent | None) -> bytes:
        """Return the payload of an event; None asks for the present value of a ``latest_only`` feed."""
        return await (self._read(logged) if self._admit is None else self._admit(lambda: self._read(logged)))

    async def present_payload(self) -> bytes:
        """Return the payload of the present value, which clients that subscribe at once share."""
        return await self._present.get()

    async def cached_payload(self, logged: LoggedEvent) -> bytes:
        """Return the payload of an event, rendered once for all subscribers that replay it."""
        return await self._payloads.get((self.key, logged.position), lambda: self.payload(logged))

    def kept_payload(self, logged: LoggedEvent) -> bytes | None:
        """Return the payload of an event that was rendered before, if it is still kept."""
        return self._payloads.kept((self.key, logged.position))

    async def live_payload(self, logged: LoggedEvent | None) -> bytes:
        """Return the payload of a new event, and keep it for clients that resume; None asks for the present value."""
        found = self.payload(logged) if logged is None else self.begin(logged)
        return found if isinstance(found, bytes) else await found

    def begin(self, logged: LoggedEvent) -> Rendered:
        """Begin ``live_payload``; most events that one client watches need not wait for anything."""
        if self.feed.latest_only:
            return self.payload(logged)
        if logged.position < self._payloads.rewritten_at:
            # It was passed on before its text was removed. A client that resumes later must not get this payload.
            return self._new_payload(logged)
        key, generation = (self.key, logged.position), self._payloads.generation
        if len(self.deliveries) > 1:
            return self._payloads.get(key, lambda: self._new_payload(logged))
        found = self.render(logged) if self._early is None and self._admit is None else self._new_payload(logged)
        if not isinstance(found, bytes):
            return self._kept(key, found, generation)
        self._payloads.keep(key, found, generation=generation)
        return found

    def render(self, logged: LoggedEvent | None) -> Rendered:
        """Execute the subscription for an event."""
        value = self.feed.value(logged)
        return self._render_read(value) if isinstance(value, CoroutineType) else self._render(value)

    async def _new_payload(self, logged: LoggedEvent) -> bytes:
        early = await self._early.take(logged, self._payloads.generation) if self._early else None
        return await self.payload(logged) if early is None else early

    async def _kept(self, key: tuple[str, int], begun: Coroutine[Any, Any, bytes], generation: int) -> bytes:
        payload = await begun
        self._payloads.keep(key, payload, generation=generation)
        return payload

    async def _read(self, logged: LoggedEvent | None) -> bytes:
        found = self.render(logged)
        return found if isinstance(found, bytes) else await found

    async def _render_read(self, reading: Awaitable[Any]) -> bytes:
        found = self._render(await reading)
        return found if isinstance(found, bytes) else await found
