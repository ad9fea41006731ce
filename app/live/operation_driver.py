"""Runs the operations of one connection, for WebSocket and SSE alike."""

from collections.abc import Hashable
from typing import Any, Protocol

from app.auth.viewer import Viewer
from app.errors import QalaError
from app.live.engine import Engine, OperationRefused, OperationRequest, Source
from app.live.shared_subscription import SharedSubscription
from app.live.shares import Holder
from app.live.subscriber import Subscriber
from app.live.subscription_registry import SubscriptionRegistry


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


class OperationDriver:
    """The subscriptions that one connection has joined, by operation id."""

    __slots__ = ("_joined", "_subscriptions", "holder")

    def __init__(self, subscriptions: SubscriptionRegistry, holder: Holder = None) -> None:
        self._subscriptions = subscriptions
        self._joined: dict[Hashable, tuple[SharedSubscription, Subscriber]] = {}
        self.holder = holder
        """The account or network that counts for its subscriptions."""

    def __len__(self) -> int:
        return len(self._joined)

    async def wait_for_turn(self) -> None:
        """Return when it is this holder's turn to start an operation: those who hold few come first."""
        await self._subscriptions.slices.turn(self._subscriptions.limits.level_of(self.holder))

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
        except QalaError as refused:
            output.refuse([refused.as_json])
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
