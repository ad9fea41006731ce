"""The bounded queue of one connection."""

import asyncio

import pytest

from app.live.send_queue import SendQueue
from tests.waiting import PATIENCE_SECONDS


class Reader:
    """Takes messages while its gate is open."""

    def __init__(self):
        self.frames = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def take(self, frame):
        await self.gate.wait()
        self.frames.append(frame)


@pytest.fixture
async def reader():
    return Reader()


@pytest.fixture
async def send_queue():
    return SendQueue(max_bytes=10)


@pytest.fixture
async def delivering(send_queue, reader):
    task = asyncio.create_task(send_queue.deliver(reader.take))
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def turn():
    """Let every task that can go on do so."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_frames_are_sent_in_order(send_queue, reader, delivering):
    """First in, first out, also when they come one by one."""
    send_queue.put("one")
    send_queue.put("two")
    await turn()
    send_queue.put("three")
    await turn()

    assert reader.frames == ["one", "two", "three"]


async def test_overflow_ends_delivery_even_in_the_middle_of_a_send(send_queue, reader, delivering):
    """Delivery to a reader that never reads ends when the queue is full, and the rest is dropped."""
    reader.gate.clear()
    send_queue.put("sent but never read")
    await turn()
    for _ in range(4):
        send_queue.put("12345")

    async with asyncio.timeout(PATIENCE_SECONDS):
        await delivering

    assert send_queue.overflown
    assert reader.frames == []


async def test_overflown_queue_drops_every_later_message(send_queue, reader, delivering):
    """No message may follow a gap."""
    send_queue.overflow()
    send_queue.overflow()
    await delivering

    send_queue.put("late")
    send_queue.overflow()

    assert reader.frames == []
    await send_queue.wait_for_space()


async def test_message_over_the_limit_is_sent_when_the_queue_is_empty(send_queue, reader, delivering):
    """Otherwise a client could never resume past it."""
    send_queue.put("longer than ten")
    await turn()

    assert reader.frames == ["longer than ten"]
    assert not send_queue.overflown


async def test_overflow_after_the_socket_broke_does_not_raise(send_queue):
    """A shared subscription that delivers to a closed connection must not fail."""

    async def broken(_):
        raise RuntimeError("gone")

    send_queue.put("frame")
    with pytest.raises(RuntimeError, match="gone"):
        await send_queue.deliver(broken)

    send_queue.overflow()
