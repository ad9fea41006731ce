"""Delivers the events of one execution to the subscriptions of one level."""

import asyncio
from collections import Counter, deque
from collections.abc import Coroutine
from itertools import count, islice
from typing import TYPE_CHECKING, Any

import structlog

from app.domain.log.events import LoggedEvent
from app.live.offered_event import OfferedEvent
from app.live.pace import Pace
from app.live.ready_work import ReadyWork
from app.live.shares import Holder
from app.live.subscription_index import SubscriptionIndex
from app.live.time_slices import STARTS, WATCHED_BY_MANY, WATCHED_BY_ONE, TimeSlices

if TYPE_CHECKING:
    from app.live.execution import Execution, Rendered
    from app.live.shared_subscription import SharedSubscription

log = structlog.get_logger()

MAX_PENDING = 5_000
MAX_BATCH = 32
"""How many waiting events are written to each subscriber at once."""
RETRY_SECONDS = 0.5
MAX_RETRIES = 20
_UNCHECKED = 32
"""How many subscribers or filters are served between two looks at the clock."""

Batch = list[tuple[int, bytes]]


class Delivery:
    """Matches events against the filters, has them rendered, and writes them to the subscribers, in order.

    It works in slices of time. Subscribers that join or leave between two slices miss nothing and get nothing twice:
    one that joined resumes from the history, which holds every event before it is offered here, and drops positions
    that it has sent; one that left is looked up again before each write.
    """

    def __init__(
        self,
        execution: "Execution",
        level: int,
        slices: TimeSlices,
        ready: ReadyWork,
        pace: Pace | None = None,
    ) -> None:
        """``level`` is that of its subscriptions; ``pace`` spreads the pushes of a feed whose newest value counts."""
        self.task: asyncio.Task[None] | None = None
        """The task in which it works or waits; see ``app.live.ready_work``."""
        self.index: SubscriptionIndex[SharedSubscription] = SubscriptionIndex()
        self._holders: Counter[Holder] = Counter()
        self._execution = execution
        self._subscription_level = level
        self._slices = slices
        self._ready = ready
        self._pace = pace
        self._most_at_once = MAX_BATCH if pace is None else 1
        self._pending: deque[OfferedEvent | None] = deque()
        """None stands for a change of the value without an event."""
        self._numbers = count(1)
        """The positions of pushes with a pace: not each has an event."""
        self._is_resting = True
        """Whether nothing is pending, and nothing under way."""

    @property
    def _level(self) -> int:
        """The level of its work: it changes with those who subscribe and leave."""
        if self._subscription_level:
            return STARTS + self._subscription_level - 1
        return WATCHED_BY_MANY if self.is_watched_by_many else WATCHED_BY_ONE

    @property
    def is_watched_by_many(self) -> bool:
        """Whether several holders have subscribed."""
        return len(self._holders) > 1

    def is_awaited(self, offered: OfferedEvent) -> bool:
        """Whether one of the first subscriptions that the index finds gets this event."""
        return any(one.feed.matches(offered) for one in islice(self.index.candidates(offered), _UNCHECKED))

    def enter(self, holder: Holder) -> None:
        """Count a subscriber of this holder."""
        self._holders[holder] += 1

    def exit(self, holder: Holder) -> None:
        """Count one less."""
        self._holders[holder] -= 1
        if not self._holders[holder]:
            del self._holders[holder]

    def refresh(self) -> None:
        """Push the present value of a feed whose newest value counts."""
        self.offer(None)

    def offer(self, offered: OfferedEvent | None) -> None:
        """Take an event; None stands for a change of the value without one."""
        if self._pace is not None:
            self._pending.clear()
        elif len(self._pending) >= MAX_PENDING:
            self._overflow_all()
        self._pending.append(offered)
        level = self._level
        if level == WATCHED_BY_MANY and self._pace is None:
            self._slices.begin_urgent(self)
        if self._is_resting:
            self._is_resting = False
            if level == WATCHED_BY_MANY:
                self.task = asyncio.create_task(self._work_at_once(), name=f"delivery {self._execution.key[:60]}")
            else:
                self._ready.add(level, self)

    def work(self) -> Coroutine[Any, Any, None] | None:
        """Render and deliver what is pending; return what is left where it may have to wait.

        Called in a turn of the time slices.
        """
        only = self.index.only
        if only is None or len(self._pending) != 1 or self._pace is not None or len(only.subscribers) > _UNCHECKED:
            return self._work()
        offered = self._pending[0]
        return self._work() if offered is None else self._deliver_one(offered, only)

    def _deliver_one(self, offered: OfferedEvent, only: "SharedSubscription") -> Coroutine[Any, Any, None] | None:
        """Deliver the only event to the only subscription as ``_work`` does, but without a coroutine at each step."""
        try:
            payload = self._begun(offered.logged) if only.feed.matches(offered) else None
        except Exception as error:  # noqa: BLE001 - logged there
            self._give_up(error)
            payload = None
        if payload is not None and not isinstance(payload, bytes):
            return self._deliver_begun(payload, offered, only)
        self._pending.clear()
        if payload is not None:
            self._write_few(only, [(offered.logged.position, payload)])
        self._rest()
        return None

    def _begun(self, logged: LoggedEvent) -> "Rendered":
        try:
            return self._execution.begin(logged)
        except Exception:  # noqa: BLE001 - it is rendered anew
            return self._execution.live_payload(logged)

    async def _deliver_begun(
        self, begun: Coroutine[Any, Any, bytes], offered: OfferedEvent, only: "SharedSubscription"
    ) -> None:
        try:
            payload = await begun
        except Exception as error:  # noqa: BLE001 - it is pending still, and is rendered anew
            await self._pause(offered.logged, error)
        else:
            if self._is_next(offered):
                self._pending.popleft()
                self._write_few(only, [(offered.logged.position, payload)])
        if self._pending:
            await self._slices.turn(self._level)
        await self._work()

    async def _work(self) -> None:
        while self._pending:
            try:
                await self._deliver_next()
            except Exception as error:  # noqa: BLE001 - logged there
                self._give_up(error)
            if self._pending:
                await self._slices.turn(self._level)
        self._rest()

    def _give_up(self, error: Exception) -> None:
        # Its subscribers would wait for these events for ever, and would not know it.
        log.error("delivery_failed", execution=self._execution.key[:60], error=repr(error), exc_info=error)
        self._overflow_all()

    def _rest(self) -> None:
        self._is_resting = True
        self._let_others_work()

    def end(self) -> None:
        """Deliver nothing more: the last subscriber has left."""
        self._pending.clear()
        if self.task is not None:
            self.task.cancel()
        self._let_others_work()

    async def _work_at_once(self) -> None:
        await self._slices.turn(self._level)
        await self._work()

    def _let_others_work(self) -> None:
        self._slices.end_urgent(self)

    async def _deliver_next(self) -> None:
        if self._pace is not None:
            # Events that come meanwhile replace the one that waits, and the value is read afterwards.
            self._let_others_work()
            await self._pace.turn()
            await self._slices.turn(self._level)
        self._begin()
        for subscription, batch in (await self._next_batches()).items():
            await self._write(subscription, batch)

    def _begin(self) -> None:
        if self._level == WATCHED_BY_MANY:
            self._slices.begin_urgent(self)

    async def _next_batches(self) -> "dict[SharedSubscription, Batch]":
        """Render pending events, and return what each subscription gets.

        The first is rendered with retries, further ones only while rendering succeeds. With a pace there are none: an
        event that comes while the value is read waits for the next turn.
        """
        batches: dict[SharedSubscription, Batch] = {}
        rendered = 0
        while self._pending and rendered < self._most_at_once:
            offered = self._pending[0]
            matching = await self._matching(offered)
            if not self._is_next(offered):
                continue  # a newer value has replaced it, or the subscribers have overflown
            logged = None if offered is None else offered.logged
            if matching and rendered:
                try:
                    payload = await self._execution.live_payload(logged)
                except Exception:  # noqa: BLE001 - it stays pending and is first, with retries, in the next batch
                    break
                if not self._is_next(offered):
                    break
            self._pending.popleft()
            if not matching:
                continue
            if not rendered:
                first = await self._payload_with_retries(logged)
                if first is None:
                    self._overflow_all()
                    return {}
                payload = first
            rendered += 1
            position = next(self._numbers) if logged is None or self._pace is not None else logged.position
            for subscription in matching:
                batches.setdefault(subscription, []).append((position, payload))
        return batches

    def _is_next(self, offered: OfferedEvent | None) -> bool:
        return bool(self._pending) and self._pending[0] is offered

    async def _matching(self, offered: OfferedEvent | None) -> "list[SharedSubscription]":
        if offered is None:
            return list(self.index)
        candidates = self.index.candidates(offered)
        if len(candidates) == 1:
            return [one for one in candidates if one.feed.matches(offered)]
        # What many watch comes first; a client that opens many subscriptions of its own waits for its own alone.
        candidates.sort(key=lambda one: -len(one.subscribers))
        matching: list[SharedSubscription] = []
        for start in range(0, len(candidates), _UNCHECKED):
            matching += [one for one in candidates[start : start + _UNCHECKED] if one.feed.matches(offered)]
            if self._slices.is_over(self._level):
                await self._slices.turn(self._level)
        return matching

    async def _write(self, subscription: "SharedSubscription", batch: Batch) -> None:
        present = subscription.subscribers
        subscribers = list(present)
        for start in range(0, len(subscribers), _UNCHECKED):
            if self._slices.is_over(self._level):
                await self._slices.turn(self._level)
            for subscriber in subscribers[start : start + _UNCHECKED]:
                if subscriber in present:
                    subscriber.deliver(batch)

    def _write_few(self, subscription: "SharedSubscription", batch: Batch) -> None:
        """Write to at most as many subscribers as are served between two looks at the clock."""
        try:
            for subscriber in list(subscription.subscribers):
                subscriber.deliver(batch)
        except Exception as error:  # noqa: BLE001 - logged there
            self._give_up(error)

    async def _payload_with_retries(self, logged: LoggedEvent | None) -> bytes | None:
        for _ in range(MAX_RETRIES):
            try:
                return await self._execution.live_payload(logged)
            except Exception as error:  # noqa: BLE001 - any failed read is retried: the rows are still there later
                await self._pause(logged, error)
        return None

    async def _pause(self, logged: LoggedEvent | None, error: Exception) -> None:
        log.warning("event_render_failed", position=logged and logged.position, error=repr(error))
        await asyncio.sleep(RETRY_SECONDS)

    def _overflow_all(self) -> None:
        """Send every subscriber back to its cursor: no event may be left out, and this process cannot keep up."""
        self._pending.clear()
        for subscription in self.index:
            for subscriber in subscription.subscribers:
                subscriber.writer.overflow()
