"""The shared subscriptions of this process."""

import asyncio
from collections.abc import Iterator

from app.domain.events import REWRITING, LoggedEvent
from app.live.feed import Feed
from app.live.history import History
from app.live.hub import Hub
from app.live.shared_subscription import Render, SharedSubscription
from app.live.single_flight import SingleFlightCache
from app.live.subscriber import Subscriber

MAX_PAYLOAD_BYTES = 16 << 20
"""How much rendered text is kept for clients that resume."""


class SubscriptionRegistry:
    """Shared subscriptions by the key that equal operations have in common. Owns their tasks."""

    def __init__(self, hub: Hub, history: History) -> None:
        self._hub = hub
        self._history = history
        self._payloads: SingleFlightCache[tuple[str, int], bytes] = SingleFlightCache(
            max_weight=MAX_PAYLOAD_BYTES, weigh=lambda payload: len(payload) + 300
        )
        self._subscriptions: dict[str, SharedSubscription] = {}
        self._tasks: dict[SharedSubscription, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._subscriptions)

    def __iter__(self) -> Iterator[SharedSubscription]:
        """Iterate over a copy: subscriptions may end meanwhile."""
        return iter(list(self._subscriptions.values()))

    @property
    def subscriber_count(self) -> int:
        """The number of subscribers of all shared subscriptions."""
        return sum(len(subscription.subscribers) for subscription in self._subscriptions.values())

    def record(self, logged: LoggedEvent) -> None:
        """Add the next event of the log to the history. Called before the hub dispatches it."""
        self._history.add(logged)
        if logged.event.kind in REWRITING:
            self.invalidate()

    def invalidate(self) -> None:
        """Drop the rendered payloads: they may name an erased person."""
        self._payloads.invalidate()

    def join(self, key: str, feed: Feed, render: Render, subscriber: Subscriber) -> SharedSubscription:
        """Add the subscriber to the shared subscription of this key, which starts now if there is none."""
        subscription = self._subscriptions.get(key)
        if subscription is None:
            subscription = self._subscriptions[key] = SharedSubscription(key, feed, render, self._payloads)
            self._hub.listen(subscription, feed.topics)
            self._tasks[subscription] = asyncio.create_task(subscription.run(), name=f"subscription {key[:60]}")
        subscription.subscribers[subscriber] = None
        return subscription

    def leave(self, key: str, subscriber: Subscriber) -> None:
        """Remove the subscriber; a shared subscription ends with its last one."""
        subscription = self._subscriptions.get(key)
        if subscription is None:
            return
        subscription.subscribers.pop(subscriber, None)
        if not subscription.subscribers:
            del self._subscriptions[key]
            self._hub.leave(subscription, subscription.feed.topics)
            self._tasks.pop(subscription).cancel()

    async def catch_up(self, subscription: SharedSubscription, feed: Feed, subscriber: Subscriber) -> None:
        """Replay the events after ``feed.after`` to a subscriber that has joined, then let it go live.

        New events wait in the subscriber's buffer meanwhile, so none falls between the replay and the live events.

        Raises:
            CursorExpired: the cursor is of another log, or too far behind.
        """
        if feed.latest_only:
            subscriber.put([(0, await subscription.payload(None))])
        elif feed.after is not None:
            subscriber.position = feed.after.position
            async for logged in self._history.since(feed.topics, feed.after):
                if feed.matches(logged):
                    subscriber.send([(logged.position, await subscription.cached_payload(logged))])
                    await subscriber.writer.wait_for_space()
        await subscriber.go_live()
