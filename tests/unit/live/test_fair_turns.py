"""Handshakes come in slices of time, and a network with a thousand of them does not delay another."""

import asyncio
import itertools

import pytest

from app.live.fair_turns import MOST_IN_LINE, FairTurns
from app.live.time_slices import STARTS, TimeSlices
from tests.unit.live.test_delivery import HastyClock
from tests.waiting import PATIENCE_SECONDS

FLOOD = "192.0.2.1"


class Handshakes:
    """Notes whose turn came; each look at the clock uses up the slice."""

    def __init__(self):
        self.turns = FairTurns(TimeSlices(HastyClock()), STARTS)
        self.log = []

    async def open(self, network, number=0):
        await self.turns.turn(network)
        self.log.append((network, number))

    def begin(self, network, count):
        return [asyncio.create_task(self.open(network, number)) for number in range(count)]


@pytest.fixture
async def handshakes():
    return Handshakes()


async def test_flood_of_one_network_does_not_delay_another(handshakes):
    """A few of the flood go before an honest client that comes last; those of one network keep their order."""
    flood = handshakes.begin(FLOOD, 300)
    for _ in range(20):
        await asyncio.sleep(0)
    before = len(handshakes.log)

    await handshakes.open("198.51.100.7")
    passed = len(handshakes.log) - before - 1
    await asyncio.gather(*flood)

    assert before < 300
    assert passed <= MOST_IN_LINE + 1
    assert [entry for entry in handshakes.log if entry[0] == FLOOD] == [(FLOOD, number) for number in range(300)]
    assert len(handshakes.turns) == 0


async def test_event_loop_turns_between_handshakes(handshakes):
    flood = [task for number in range(10) for task in handshakes.begin(f"192.0.2.{number}", 20)]
    counts = [0]
    while counts[-1] < 200:
        await asyncio.sleep(0)
        counts.append(len(handshakes.log))
    await asyncio.gather(*flood)

    assert max(later - earlier for earlier, later in itertools.pairwise(counts)) <= 2


@pytest.mark.parametrize("every", [1, 2, 3])
async def test_clients_that_leave_hold_up_nobody(handshakes, every):
    """Before their turn, and just as it comes."""
    flood = handshakes.begin(FLOOD, 60)
    await asyncio.sleep(0)
    for number, task in enumerate(flood):
        if number % every == 0:
            task.cancel()
        if number % 7 == 0:
            await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*flood, return_exceptions=True)
        await handshakes.open(FLOOD, 60)
        await handshakes.open(None)

    assert {number for _, number in handshakes.log} >= {number for number in range(60) if number % every}
    assert len(handshakes.turns) == 0


async def test_handshake_alone_has_its_turn_at_once():
    turns = FairTurns(TimeSlices(), STARTS)
    waiting = turns.turn(FLOOD)
    with pytest.raises(StopIteration):
        waiting.send(None)
