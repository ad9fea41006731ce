"""The driver of the operations of one connection."""

import asyncio
from typing import Any

import pytest

from app.auth.viewer import PUBLIC
from app.domain.log.events import Cursor
from app.errors import NotAllowed
from app.live import operation_driver
from app.live.engine import OperationRefused, OperationRequest, Source
from app.live.feed import Feed
from app.live.history import History
from app.live.hub import Hub
from app.live.operation_driver import HELD_SECONDS, HELD_TIMES, UNREAD_AFTER, OperationDriver, open_operation
from app.live.recent_events import RecentEvents
from app.live.send_queue import SendQueue
from app.live.subscriber import Subscriber
from app.live.subscription_registry import SubscriptionRegistry
from app.live.time_slices import TimeSlices
from tests.unit.live.test_delivery import HastyClock


class Output:
    """Records what the driver writes."""

    def __init__(self) -> None:
        self.results: list[bytes] = []
        self.errors: list[dict[str, Any]] = []

    def subscriber(self) -> Subscriber:
        return Subscriber(SendQueue(), b"")

    def result(self, payload: bytes) -> None:
        self.results.append(payload)

    def refuse(self, errors: list[dict[str, Any]]) -> None:
        self.errors += errors


class RefusingEngine:
    """Refuses every operation with one of our errors."""

    async def open(self, *_: object) -> Source | bytes:
        raise NotAllowed("not for you", reason="test")

    def has_read(self, _: object) -> bool:
        return True


@pytest.fixture
async def subscriptions() -> SubscriptionRegistry:
    return SubscriptionRegistry(Hub(), History(RecentEvents(), epoch="e", replay_limit=10))


async def render(_: Any) -> bytes:
    return b"{}"


def source(after: Cursor | None = None) -> Source:
    feed = Feed(topics=("request:1",), audience=PUBLIC, after=after)
    return Source(key="k", rendering="k", feed=feed, render=render)


async def test_refusal_of_the_engine_has_its_json_form() -> None:
    """Our errors become GraphQL errors with code and data."""
    with pytest.raises(OperationRefused) as refused:
        await open_operation(RefusingEngine(), OperationRequest(query=""), None)

    assert refused.value.errors == [{"message": "not for you", "extensions": {"code": "NOT_ALLOWED", "reason": "test"}}]


async def test_result_is_written_and_joins_nothing(subscriptions: SubscriptionRegistry) -> None:
    """A query or mutation is complete after its result."""
    driver, output = OperationDriver(subscriptions), Output()

    assert not await driver.start("1", b"{}", output)

    assert output.results == [b"{}"]
    assert len(driver) == len(subscriptions) == 0


async def test_flood_of_first_messages_of_one_network_does_not_delay_another() -> None:
    """A page that connects amid a thousand hostile sockets is read after at most two of their messages."""
    subscriptions = SubscriptionRegistry(
        Hub(TimeSlices(HastyClock())), History(RecentEvents(), epoch="e", replay_limit=10)
    )
    log: list[str] = []

    async def message_of(holder: str) -> None:
        await OperationDriver(subscriptions, holder).wait_for_turn()
        log.append(holder)

    flood = [asyncio.create_task(message_of("network:flood")) for _ in range(300)]
    for _ in range(20):
        await asyncio.sleep(0)
    before = len(log)

    await message_of("network:honest")

    assert before < 300
    assert len(log) - before <= 3
    await asyncio.gather(*flood)
    assert len(log) == 301


async def test_subscription_goes_on_until_it_is_left(subscriptions: SubscriptionRegistry) -> None:
    """Leaving twice, or an unknown id, does nothing."""
    driver = OperationDriver(subscriptions)

    assert await driver.start("1", source(), Output())
    assert subscriptions.subscriber_count == 1
    for operation_id in ("1", "1", "unknown"):
        driver.leave(operation_id)

    assert subscriptions.subscriber_count == 0


async def test_expired_cursor_refuses_the_operation_and_leaves(subscriptions: SubscriptionRegistry) -> None:
    """The operation ends with an error, and the subscription loses its subscriber."""
    driver, output = OperationDriver(subscriptions), Output()

    assert not await driver.start("1", source(after=Cursor("another epoch", 0)), output)

    assert [error["extensions"]["code"] for error in output.errors] == ["CURSOR_EXPIRED"]
    assert len(driver) == len(subscriptions) == 0


async def test_leave_all_ends_every_subscription(subscriptions: SubscriptionRegistry) -> None:
    """A closed connection leaves nothing behind."""
    driver = OperationDriver(subscriptions)
    for operation_id in range(3):
        await driver.start(operation_id, source(), Output())

    driver.leave_all()

    assert len(driver) == len(subscriptions) == 0


async def test_connection_that_is_refused_on_and_on_waits_with_each_message(
    subscriptions: SubscriptionRegistry,
) -> None:
    """Otherwise refusals, sent as fast as they are asked for, would take a whole core."""
    driver = OperationDriver(subscriptions, "network:192.0.2.1")
    refusal = OperationRefused([{"message": "too many", "extensions": {"code": "RATE_LIMITED"}}])
    for _ in range(UNREAD_AFTER - 1):
        driver.refuse(Output(), refusal)
    await driver.wait_for_turn()

    driver.refuse(Output(), refusal)
    waiting = asyncio.create_task(driver.wait_for_turn())
    for _ in range(20):
        await asyncio.sleep(0)

    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(OperationRefused):
        await driver.begin()


async def test_connection_that_is_refused_for_hours_waits_no_longer_than_clients_endure(
    subscriptions: SubscriptionRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def pass_over(seconds: float) -> None:
        waits.append(seconds)

    driver = OperationDriver(subscriptions, "network:192.0.2.1")
    refusal = OperationRefused([{"message": "too many", "extensions": {"code": "RATE_LIMITED"}}])
    monkeypatch.setattr(operation_driver, "UNREAD_SECONDS", -1)
    for _ in range(2_000):
        driver.refuse(Output(), refusal)
    monkeypatch.setattr(operation_driver, "UNREAD_SECONDS", 60)
    driver.refuse(Output(), refusal)
    with monkeypatch.context() as patch:
        patch.setattr(asyncio, "sleep", pass_over)
        await driver.wait_for_turn()

    assert waits == [HELD_SECONDS * HELD_TIMES[-1]]
