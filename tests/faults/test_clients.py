"""Clients that come and go all the time, and clients that never read: nobody else feels them."""

import asyncio

import pytest

from tests.faults.crowd import SocketWatcher
from tests.faults.deaf import DeafClient
from tests.faults.scene import SCALE
from tests.faults.service import PATIENCE_SECONDS

pytestmark = pytest.mark.faults
LONG = "Жолда терең шұңқыр бар. " * 150


async def test_a_fifth_of_the_clients_leaves_again_and_again(place):
    """They cut their connections without a word, and come back with their cursors."""
    async with place.scene("clients come and go", orderly=True) as the:
        for _ in range(3 + SCALE.rounds):
            the.cut_a_fifth()
            await the.flow()


async def test_some_clients_never_read(place):
    """The server gives up on each of them after its mailbox is full; once they read again they miss nothing."""
    async with place.scene("clients never read", description=LONG, orderly=True) as the:
        after = f"{the.epoch}:{the.begin}"
        deaf = [await DeafClient.connect(place.service.address, after) for _ in range(max(2, SCALE.subscribers // 100))]
        the.pulled["client that never reads"] += len(deaf)
        for _ in range(1 + SCALE.rounds):
            await the.flow()
        told = await asyncio.wait_for(asyncio.gather(*(client.listen_at_last() for client in deaf)), PATIENCE_SECONDS)
        happened = len((await the.expected())["city:almaty"])
        assert all(held and len(held) < happened for held, _ in told), "nobody was given up on"
        assert {code for _, code in told} <= {1013, 1006}
        returning = [the.watcher(SocketWatcher, "city", n) for n in range(len(deaf))]
        for watcher, (held, _) in zip(returning, told, strict=True):
            watcher.held = held
        the.crowd.join(returning)
        await the.flow()
