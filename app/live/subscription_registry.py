"""The shared subscriptions of this process."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice

from app.auth.read_guard import Replay
from app.domain.log.events import REWRITING, LoggedEvent
from app.live.delivery import Delivery
from app.live.early_payloads import MOST_EARLY
from app.live.engine import Source
from app.live.execution import Execution, Payloads
from app.live.fair_turns import FairTurns
from app.live.feed import Feed
from app.live.history import History
from app.live.hub import FEW, Hub
from app.live.live_limits import LAST_LEVEL, LiveLimits
from app.live.offered_event import OfferedEvent
from app.live.pace import Pace
from app.live.ready_work import ReadyWork
from app.live.replay_writer import ReplayWriter
from app.live.shared_subscription import SharedSubscription
from app.live.shares import Holder
from app.live.subscriber import Subscriber
from app.live.time_slices import STARTS

MAX_PAYLOAD_BYTES = 16 << 20
"""How much rendered text is kept for clients that resume."""
REPLAY_LEVEL = STARTS
"""A replay of many events waits for new events of those who are not behind."""


class SubscriptionRegistry:
    """Shared subscriptions by the key that equal operations have in common, and their executions."""

    def __init__(
        self,
        hub: Hub,
        history: History,
        *,
        limits: LiveLimits | None = None,
        pace: Callable[[float], Pace] = Pace,
    ) -> None:
        self._hub = hub
        self._history = history
        self.limits = limits or LiveLimits()
        self.slices = hub.slices
        self.handshakes = FairTurns(self.slices, STARTS)
        """Turns of new connections."""
        self.starts = FairTurns(self.slices, STARTS)
        """Turns of messages and operations of holders that hold little yet."""
        self._pace = pace
        self._payloads = Payloads(max_weight=MAX_PAYLOAD_BYTES, weigh=lambda payload: len(payload) + 300)
        self._subscriptions: dict[tuple[str, int], SharedSubscription] = {}
        """By key and level."""
        self._executions: dict[str, Execution] = {}
        self._ready = ReadyWork(self.slices)

    def __len__(self) -> int:
        return len(self._subscriptions)

    def __iter__(self) -> Iterator[SharedSubscription]:
        """Iterate over a copy: subscriptions may end meanwhile."""
        return iter(list(self._subscriptions.values()))

    @property
    def execution_count(self) -> int:
        """The number of executions: what an event of everything would be rendered for."""
        return len(self._executions)

    @property
    def subscriber_count(self) -> int:
        """The number of subscribers of all shared subscriptions."""
        return sum(len(subscription.subscribers) for subscription in self._subscriptions.values())

    def prepare(self, stamped: Sequence[LoggedEvent]) -> None:
        """Begin to render the first of these events, which are being committed, for those whom many watch."""
        for logged in stamped[:MOST_EARLY]:
            offered = OfferedEvent(logged)
            first = islice(self._hub.listeners(logged), FEW)
            awaited = (one for one in first if isinstance(one, Execution) and one.is_awaited(offered))
            for execution in islice(awaited, MOST_EARLY):
                execution.prepare(logged)

    def record(self, logged: LoggedEvent) -> None:
        """Add the next event of the log to the history. Called before the hub dispatches it."""
        self._history.add(logged)
        if logged.event.kind in REWRITING:
            self._payloads.rewritten_at = logged.position
            self.invalidate()

    def invalidate(self) -> None:
        """Drop the rendered payloads: they may name an erased person."""
        self._payloads.invalidate()

    def join(self, source: Source, subscriber: Subscriber, holder: Holder = None) -> SharedSubscription:
        """Add the subscriber to the shared subscription of this source, which starts now if there is none.

        Raises:
            RateLimited: the holder has its share of subscriptions, or of those that no other client has asked for.
        """
        if not self.limits.subscriptions.has_room_for(holder):
            raise self.limits.subscriptions.refusal()
        subscription = self._find(source.key, self.limits.level_of(holder)) or self._begin(source, holder)
        self.limits.subscriptions.take(holder)
        subscriber.holder = holder
        subscription.subscribers[subscriber] = None
        self._count(subscription, Delivery.enter, holder)
        return subscription

    def leave(self, subscription: SharedSubscription, subscriber: Subscriber) -> None:
        """Remove the subscriber; a shared subscription ends with its last one. A second call does nothing."""
        if subscriber not in subscription.subscribers:
            return
        del subscription.subscribers[subscriber]
        self._count(subscription, Delivery.exit, subscriber.holder)
        self.limits.subscriptions.give_back(subscriber.holder)
        if not subscription.subscribers:
            self._end(subscription)

    def _count(
        self, subscription: SharedSubscription, change: Callable[[Delivery, Holder], None], holder: Holder
    ) -> None:
        """Count a holder in or out; the hub knows which executions several holders watch."""
        execution = subscription.execution
        before = execution.is_watched_by_many
        change(execution.deliveries[subscription.level], holder)
        if execution.is_watched_by_many != before:
            self._hub.prefer(execution, execution.feed.topics, is_first=not before)

    def _find(self, key: str, *levels: int) -> SharedSubscription | None:
        found = (self._subscriptions.get((key, level)) for level in levels)
        return next((subscription for subscription in found if subscription is not None), None)

    def _begin(self, source: Source, holder: Holder) -> SharedSubscription:
        """Start a shared subscription; a holder without room for it joins one of another level, if there is one."""
        level, execution = self.limits.level_of(holder), self._executions.get(source.rendering)
        shares = self.limits.of_new(source.feed, is_executed=execution is not None)
        lacking = next((share for share in shares if not share.has_room_for(holder)), None)
        if lacking is not None:
            other = self._find(source.key, *range(LAST_LEVEL, -1, -1))
            if other is None:
                if lacking is self.limits.executions:
                    self.limits.refuse_new_documents(holder)
                raise lacking.refusal()
            return other
        for share in shares:
            share.take(holder)
        if execution is None:
            execution = Execution(
                source.rendering,
                source.feed,
                source.render,
                self._payloads,
                creator=holder,
                admit=source.admit,
                is_early=source.is_early,
            )
            self._executions[source.rendering] = execution
            self._hub.listen(execution, source.feed.topics)
        subscription = SharedSubscription(source, execution, level=level, creator=holder)
        self._subscriptions[source.key, level] = subscription
        self._delivery(execution, level).index.add(subscription, source.feed.narrowing)
        return subscription

    def _delivery(self, execution: Execution, level: int) -> Delivery:
        delivery = execution.deliveries.get(level)
        if delivery is None:
            feed = execution.feed
            pace = self._pace(feed.push_seconds) if feed.latest_only else None
            delivery = execution.deliveries[level] = Delivery(execution, level, self.slices, self._ready, pace)
        return delivery

    def _end(self, subscription: SharedSubscription) -> None:
        execution, level = subscription.execution, subscription.level
        delivery = execution.deliveries[level]
        del self._subscriptions[subscription.key, level]
        delivery.index.remove(subscription)
        if not len(delivery.index):
            del execution.deliveries[level]
            delivery.end()
        for share in self.limits.of_new(subscription.feed, is_executed=True):
            share.give_back(subscription.creator)
        if not execution.deliveries:
            del self._executions[execution.key]
            self._hub.leave(execution, execution.feed.topics)
            execution.end()
            for share in self.limits.of_execution(execution.feed):
                share.give_back(execution.creator)

    async def catch_up(
        self, subscription: SharedSubscription, feed: Feed, subscriber: Subscriber, replay: Replay | None = None
    ) -> None:
        """Replay the events after ``feed.after`` to a subscriber that has joined, then let it go live.

        New events wait in the subscriber's buffer meanwhile, so none falls between the replay and the live events.

        Raises:
            CursorExpired: the cursor is of another log, or too far behind.
            RateLimited: the budget of reads is spent; what was replayed until then has been sent.
        """
        if feed.latest_only:
            subscriber.put([(0, await subscription.execution.present_payload())])
        elif feed.after is not None:
            subscriber.position = feed.after.position
            await self._replay(subscription, feed, subscriber, replay)
        await subscriber.go_live()

    async def _replay(
        self, subscription: SharedSubscription, feed: Feed, subscriber: Subscriber, replay: Replay | None
    ) -> None:
        if feed.after is None:
            return
        written = ReplayWriter(subscriber)
        try:
            async for logged in self._history.since(feed.topics, feed.after):
                generation = self._history.generation
                if self.slices.is_over(REPLAY_LEVEL):
                    await self.slices.turn(REPLAY_LEVEL)
                passed = feed.matches(OfferedEvent(logged))
                if passed:
                    payload = subscription.execution.kept_payload(logged)
                    if payload is None:
                        async with replay.turn() if replay else nullcontext():
                            payload = await self._replayed(subscription.execution, logged, generation)
                    # Without the slot: a slow reader must not keep others from theirs.
                    await written.add(logged.position, payload)
                if replay is not None:
                    await replay.pay(passed=passed)
        finally:
            # Also where the budget ends: the client resumes after the last event that was paid for.
            written.flush()
        await subscriber.writer.wait_for_space()
        if replay is not None:
            await replay.finish()

    async def _replayed(self, execution: Execution, logged: LoggedEvent, generation: int) -> bytes:
        """Return the payload of an event that was read in this generation of the history."""
        while generation != self._history.generation:
            # Its text may have been removed while this waited for its turn.
            generation = self._history.generation
            logged = await self._history.again(logged)
        return await execution.cached_payload(logged)
