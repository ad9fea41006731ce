"""Runs the operations of one connection, for WebSocket and SSE alike."""

import asyncio
from collections.abc import Hashable
from typing import Any, Protocol

from app.auth.viewer import Viewer
from app.errors import QalaError, RateLimited
from app.live.engine import Engine, OperationRefused, OperationRequest, Source
from app.live.live_limits import LiveLimits
from app.live.shared_subscription import SharedSubscription
from app.live.shares import Holder, holder_of
from app.live.subscriber import Subscriber
from app.live.subscription_registry import SubscriptionRegistry
from app.live.time_slices import STARTS

STARTS_AT_ONCE = 8
"""So many operations of one connection start at once; the next ones wait for them."""
UNREAD_AFTER = 3
"""So many refusals by a limit, and the operations of this connection are refused unread for a while."""
UNREAD_SECONDS = 5.0
HELD_SECONDS = 1.0
"""How long each message of such a connection waits in the kernel: refusing them as fast as they come takes a core."""
HELD_TIMES = (1, 2, 4)
"""So many times as long for a connection that goes on after that; the last is what clients still take for alive."""


class OperationOutput(Protocol):
    """Writes the results of one operation in the protocol of its connection."""

    def subscriber(self) -> Subscriber:
        """Return a subscriber that writes the results of a subscription."""
        ...

    def result(self, payload: bytes) -> None:
        """Write the only result of a query or mutation, and complete the operation."""
        ...

    def refuse(self, errors: list[dict[str, Any]]) -> None:
        """End the operation with these GraphQL errors."""
        ...


async def open_operation(engine: Engine, request: OperationRequest, viewer: Viewer | None) -> Source | bytes:
    """Return the source of a subscription, or the JSON result of a query or mutation.

    Raises:
        OperationRefused: with the errors to send, whatever refused the operation.
        One of ``OUTAGES``: the database is away; the client may retry the same operation.
    """
    try:
        return await engine.open(request, viewer)
    except QalaError as refused:
        raise OperationRefused([refused.as_json]) from refused


def check_unread(engine: Engine, request: OperationRequest, viewer: Viewer | None, limits: LiveLimits) -> None:
    """Refuse a new document of a client that has lately been refused one; called before anything reads it.

    Raises:
        OperationRefused: see ``LiveLimits.refuse_new_documents``.
    """
    try:
        if limits.refuses_new_documents(holder_of(viewer, request.client)) and not engine.has_read(request):
            raise limits.executions.refusal()
    except QalaError as refused:
        raise OperationRefused([refused.as_json]) from refused


class OperationDriver:
    """The subscriptions that one connection has joined, by operation id."""

    __slots__ = ("_gate", "_joined", "_refusal", "_refusals", "_refused_until", "_starting", "_subscriptions", "holder")

    def __init__(self, subscriptions: SubscriptionRegistry, holder: Holder = None) -> None:
        self._subscriptions = subscriptions
        self._joined: dict[Hashable, tuple[SharedSubscription, Subscriber]] = {}
        self._gate: asyncio.Semaphore | None = None
        self._refusals = 0
        self._refused_until = 0.0
        self._refusal: list[dict[str, Any]] = []
        self._starting = 0
        self.holder = holder
        """The account or network that counts for its subscriptions."""

    def __len__(self) -> int:
        return len(self._joined)

    async def open(self, engine: Engine, request: OperationRequest, viewer: Viewer | None) -> Source | bytes:
        """Open an operation; raises what ``check_unread`` and ``open_operation`` raise."""
        check_unread(engine, request, viewer, self._subscriptions.limits)
        return await open_operation(engine, request, viewer)

    async def wait_for_turn(self) -> None:
        """Return when it is this holder's turn: events come first, then the operations of those who hold few.

        A connection that goes on after many refusals waits longer.
        """
        if self._is_refusing():
            times = HELD_TIMES[min(self._refusals - UNREAD_AFTER, len(HELD_TIMES) - 1)]
            await asyncio.sleep(HELD_SECONDS * times)
        await self.turn()

    async def turn(self) -> None:
        """Return when it is this holder's turn, whatever was refused."""
        subscriptions = self._subscriptions
        level = subscriptions.limits.start_level_of(self.holder)
        if level == STARTS:
            await subscriptions.starts.turn(self.holder)
        else:
            await subscriptions.slices.turn(level)

    async def begin(self) -> None:
        """Wait for the holder's turn to start an operation; ``began`` must be called in any case.

        Raises:
            OperationRefused: this connection asks on and on for what was refused.
        """
        self._starting += 1
        self._subscriptions.limits.starting[self.holder] += 1
        self._check_refusals()
        if self._starting > STARTS_AT_ONCE:
            self._gate = self._gate or asyncio.Semaphore(0)
            await self._gate.acquire()
        await self.turn()
        self._check_refusals()

    def began(self) -> None:
        """Let the next operation of this connection start."""
        self._starting -= 1
        starting = self._subscriptions.limits.starting
        starting[self.holder] -= 1
        if not starting[self.holder]:
            del starting[self.holder]
        if not self._starting:
            self._gate = None
        elif self._gate is not None and self._starting >= STARTS_AT_ONCE:
            self._gate.release()

    def _is_refusing(self) -> bool:
        return self._refused_until > 0 and asyncio.get_running_loop().time() < self._refused_until

    def _check_refusals(self) -> None:
        if self._is_refusing():
            raise OperationRefused(self._refusal)

    def refuse(self, output: OperationOutput, refused: OperationRefused) -> None:
        """Write a refusal. After a few by limits, the next operations are refused unread for some seconds.

        A socket refuses by itself what exceeds its number of operations: it may go on once one of them has ended.
        """
        if refused.is_rate_limited and not self._is_refusing():
            self._refusals += 1
            if self._refusals >= UNREAD_AFTER:
                self._refused_until = asyncio.get_running_loop().time() + UNREAD_SECONDS
                self._refusal = refused.errors
        output.refuse(refused.errors)

    async def start(self, operation_id: Hashable, opened: Source | bytes, output: OperationOutput) -> bool:
        """Write the result of a query or mutation, or join a subscription and replay what the client missed.

        Returns whether the operation is a subscription that goes on.
        """
        if not isinstance(opened, Source):
            output.result(opened)
            return False
        subscriber = output.subscriber()
        try:
            subscription = self._subscriptions.join(opened, subscriber, self.holder)
        except RateLimited as refused:
            self.refuse(output, OperationRefused([refused.as_json]))
            return False
        self._joined[operation_id] = (subscription, subscriber)
        try:
            await self._subscriptions.catch_up(subscription, opened.feed, subscriber, opened.replay)
        except QalaError as refused:
            self.leave(operation_id)
            output.refuse([refused.as_json])
            return False
        return True

    def leave(self, operation_id: Hashable) -> None:
        """Leave the subscription of this operation, if it has joined one."""
        joined = self._joined.pop(operation_id, None)
        if joined is not None:
            self._subscriptions.leave(*joined)

    def leave_all(self) -> None:
        """Leave every subscription."""
        for joined in self._joined.values():
            self._subscriptions.leave(*joined)
        self._joined.clear()
