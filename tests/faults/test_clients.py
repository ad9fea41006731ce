"""Clients that come and go all the time, and clients that never read: other clients notice nothing."""

import asyncio

import pytest

from tests.faults.client_pool import WebSocketWatcher
from tests.faults.scenario import SCALE
from tests.faults.service import PATIENCE_SECONDS
from tests.faults.slow_reader import SlowReader

pytestmark = pytest.mark.faults
LONG = "Жолда терең шұңқыр бар. " * 150


async def test_a_fifth_of_the_clients_leaves_again_and_again(deployment):
    """The clients abort their connections and reconnect with their cursors."""
    async with deployment.scenario("clients come and go", orderly=True) as scenario:
        for _ in range(3 + SCALE.rounds):
            scenario.disconnect_a_fifth()
            await scenario.run_commands()


async def test_some_clients_never_read(deployment):
    """The server closes each of them when its send queue is full; after reconnecting they miss no event."""
    async with deployment.scenario("clients never read", description=LONG, orderly=True) as scenario:
        slow = [await SlowReader.connect(deployment.service.address) for _ in range(max(2, SCALE.subscribers // 100))]
        scenario.injected["client that never reads"] += len(slow)
        for _ in range(1 + SCALE.rounds):
            await scenario.run_commands()
        received = await asyncio.wait_for(asyncio.gather(*(client.read_all() for client in slow)), PATIENCE_SECONDS)
        happened = (await scenario.expected())["city:almaty"]
        assert all(held[-1] < happened[-1] for held, _ in received), "no connection was closed"
        assert {code for _, code in received} <= {1013, 1006}
        returning = [scenario.watcher(WebSocketWatcher, "city", n) for n in range(len(slow))]
        for watcher, (held, _) in zip(returning, received, strict=True):
            watcher.held = [event for event in happened if event < held[0]] + held
        scenario.clients.join(returning)
        await scenario.run_commands()
