"""How much of the live part each network and account may hold: one table, the same in every installation."""

import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator

from app.domain.log.topics import is_city_wide
from app.live.feed import Feed
from app.live.shares import Holder, Shares
from app.live.time_slices import STARTS

SUBSCRIPTION_LEVELS = (8, 128, 1024)
"""Up to so many subscriptions of one holder are served at level 0, 1, 2; the rest at the last level."""
LAST_LEVEL = len(SUBSCRIPTION_LEVELS)
EXECUTION_LEVELS = (4, 16, 40)
"""The same by the executions that the holder alone asked for."""
UNREAD_SECONDS = 5.0
"""For how long nothing new is read of a holder after one of its documents was refused."""
MOST_UNREAD = 10_000
"""So many holders are remembered."""


class LiveLimits:
    """The shares of one process."""

    def __init__(
        self,
        *,
        connections: int = 20_000,
        connections_of_network: int = 2_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.connections = Shares(
            "connections", "connections", connections, of_network=connections_of_network, of_account=200
        )
        """WebSockets and streams of server-sent events."""
        self.subscriptions = Shares("subscriptions", "subscriptions", 500_000, of_network=6_000, of_account=1_000)
        """Operations that go on: each costs a write for each of its events."""
        self.shared = Shares("shared", "different subscriptions", 60_000, of_network=1_500, of_account=200)
        """Shared subscriptions: each costs memory."""
        self.filters = Shares("filters", "different subscriptions to a city", 10_000, of_network=600, of_account=60)
        """Those to a whole city: each costs a test, and perhaps a write, for each event of it."""
        self.executions = Shares("executions", "different documents", 10_000, of_network=60, of_account=20)
        """Executions for a whole city: each costs a rendering for each event of it."""
        self.starting: Counter[Holder] = Counter()
        """Operations that wait for their start, or are starting."""
        self._clock = clock
        self._unread: dict[Holder, float] = {}
        """Until when new documents of a holder are refused unread."""

    def __iter__(self) -> Iterator[Shares]:
        """Iterate over all of them."""
        return iter((self.connections, self.subscriptions, self.shared, self.filters, self.executions))

    def level_of(self, holder: Holder) -> int:
        """Return the level at which the next subscription of this holder is served: the first ones come first."""
        held = self.subscriptions.held_by(holder) + self.starting[holder]
        executions = self.executions.held_by(holder)
        if held < SUBSCRIPTION_LEVELS[0] and executions < EXECUTION_LEVELS[0]:
            return 0
        return max(bisect_right(SUBSCRIPTION_LEVELS, held), bisect_right(EXECUTION_LEVELS, executions))

    def start_level_of(self, holder: Holder) -> int:
        """Return the level of time slices at which the next operation of this holder starts."""
        return STARTS + max(0, self.level_of(holder) - 1)

    def refuse_new_documents(self, holder: Holder) -> None:
        """Remember for some seconds that this holder has its share of executions.

        Reading a document costs more than what is refused: a client with a hundred sockets, each of which sends ever
        new ones, would keep a core busy with refusals.
        """
        if holder is not None:
            if len(self._unread) >= MOST_UNREAD:
                self._unread.clear()
            self._unread[holder] = self._clock() + UNREAD_SECONDS

    def refuses_new_documents(self, holder: Holder) -> bool:
        """Whether a document of this holder that was not read before is refused unread: it still has its share."""
        until = self._unread.get(holder)
        if until is None:
            return False
        if until <= self._clock() or self.executions.has_room_for(holder):
            del self._unread[holder]
            return False
        return True

    def of_new(self, feed: Feed, *, is_executed: bool) -> list[Shares]:
        """Return the shares that a new shared subscription takes."""
        shares = [self.shared, self.filters] if _is_wide(feed) else [self.shared]
        return shares if is_executed else [*shares, *self.of_execution(feed)]

    def of_execution(self, feed: Feed) -> list[Shares]:
        """Return the shares that its execution takes."""
        return [self.executions] if _is_wide(feed) else []


def _is_wide(feed: Feed) -> bool:
    return any(map(is_city_wide, feed.topics))
