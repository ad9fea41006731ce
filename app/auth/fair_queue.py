"""Slots for work that costs much, given in turn to networks and, within a network, to its accounts."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from app.auth.limits import network_of
from app.errors import RateLimited


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays for work: the network the client is in, and the account that is signed in."""

    network: str | None
    account_id: UUID | None = None

    @classmethod
    def of(cls, client: str | None, account_id: UUID | None = None) -> "Payer":
        """Return the payer at a network address."""
        return cls(network_of(client), account_id)


Waiters = OrderedDict[UUID | None, deque[asyncio.Future[None]]]


class FairQueue:
    """At most ``slots`` pieces of work at once. The others wait in a queue with a turn for each network.

    A network with twenty waiting clients gets one slot for each slot that another network gets, so it delays the other
    by one piece of work. Accounts of one network take turns in the same way; its anonymous clients count as one.
    """

    def __init__(self, slots: int, *, most_waiting: int, most_of_network: int, patience_seconds: float) -> None:
        self._slots = slots
        self._most_waiting = most_waiting
        self._most_of_network = most_of_network
        self._patience_seconds = patience_seconds
        self._networks: OrderedDict[str | None, Waiters] = OrderedDict()
        self.running = 0
        self.waiting = 0
        self.refused = 0

    @property
    def is_free(self) -> bool:
        """Whether a slot is free."""
        return self.running < self._slots

    @asynccontextmanager
    async def slot(self, payer: Payer) -> AsyncIterator[None]:
        """Hold a slot during the block.

        Raises:
            RateLimited: the queue is full, or no slot became free in time.
        """
        await self._acquire(payer)
        try:
            yield
        finally:
            self._release()

    async def _acquire(self, payer: Payer) -> None:
        if self.is_free:
            self.running += 1
            return
        turns = self._networks.get(payer.network)
        of_network = sum(map(len, turns.values())) if turns else 0
        if self.waiting >= self._most_waiting or of_network >= self._most_of_network:
            raise self._refusal()
        granted = self._enqueue(payer)
        try:
            async with asyncio.timeout(self._patience_seconds):
                await granted
        except TimeoutError:
            if not self._withdraw(payer, granted):
                return  # the slot came in the same moment
            raise self._refusal() from None
        except BaseException:
            if not self._withdraw(payer, granted):
                self._release()
            raise

    def _enqueue(self, payer: Payer) -> asyncio.Future[None]:
        granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        turns = self._networks.setdefault(payer.network, OrderedDict())
        turns.setdefault(payer.account_id, deque()).append(granted)
        self.waiting += 1
        return granted

    def _withdraw(self, payer: Payer, granted: asyncio.Future[None]) -> bool:
        """Leave the queue; false when the slot was granted already."""
        if granted.done() and not granted.cancelled():
            return False
        turns = self._networks.get(payer.network)
        waiters = turns.get(payer.account_id) if turns else None
        if waiters is not None and granted in waiters:  # else ``_release`` has passed over it
            waiters.remove(granted)
            self._drop_empty(payer.network, payer.account_id)
            self.waiting -= 1
        return True

    def _drop_empty(self, network: str | None, account_id: UUID | None) -> None:
        turns = self._networks[network]
        if not turns[account_id]:
            del turns[account_id]
        if not turns:
            del self._networks[network]

    def _release(self) -> None:
        """Give the slot to the first waiter of the network whose turn it is, or free it."""
        while self._networks:
            network, turns = next(iter(self._networks.items()))
            account_id, waiters = next(iter(turns.items()))
            granted = waiters.popleft()
            self.waiting -= 1
            turns.move_to_end(account_id)
            self._networks.move_to_end(network)
            self._drop_empty(network, account_id)
            if not granted.done():
                granted.set_result(None)
                return
        self.running -= 1

    def _refusal(self) -> RateLimited:
        self.refused += 1
        seconds = max(1, round(self._patience_seconds))
        return RateLimited(f"the server is busy; try again in {seconds} seconds", retry_after_seconds=seconds)
