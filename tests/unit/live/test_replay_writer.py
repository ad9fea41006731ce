"""Missed events are written several at a time, in order, and none is left behind."""

import pytest

from app.live.replay_writer import MOST_BYTES, MOST_EVENTS, ReplayWriter
from app.live.subscriber import Subscriber


class Writer:
    """Records each write, and how often it was asked for space."""

    def __init__(self):
        self.writes = []
        self.waits = 0

    def put_message(self, head, payload):
        self.writes.append([payload])

    def put_messages(self, head, payloads):
        self.writes.append(list(payloads))

    async def wait_for_space(self):
        self.waits += 1


@pytest.fixture
def writer():
    return Writer()


async def test_events_are_written_together_and_in_order(writer):
    """After each write the reader is waited for."""
    replay = ReplayWriter(Subscriber(writer, b"head"))
    payloads = [str(position).encode() for position in range(1, 2 * MOST_EVENTS + 4)]

    for position, payload in enumerate(payloads, 1):
        await replay.add(position, payload)
    replay.flush()
    replay.flush()

    assert [len(write) for write in writer.writes] == [MOST_EVENTS, MOST_EVENTS, 3]
    assert [payload for write in writer.writes for payload in write] == payloads
    assert writer.waits == 2


async def test_large_payloads_are_written_sooner(writer):
    """A slow reader has at most so many bytes more than its buffer takes."""
    replay = ReplayWriter(Subscriber(writer, b"head"))

    for position in range(1, 5):
        await replay.add(position, b"x" * (MOST_BYTES // 2))

    assert [len(write) for write in writer.writes] == [2, 2]
