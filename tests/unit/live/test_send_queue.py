"""One socket's bounded queue."""

import asyncio

import pytest

from app.live.send_queue import SendQueue


class Reader:
    """Takes frames while its gate is open."""

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
    """A reader that never reads holds nobody: delivery ends when the queue is full, and the rest is dropped."""
    reader.gate.clear()
    send_queue.put("sent but never read")
    await turn()
    for _ in range(4):
        send_queue.put("12345")

    async with asyncio.timeout(5):
        await delivering

    assert send_queue.overflown
    assert reader.frames == []


async def test_overflown_mailbox_takes_nothing_and_stays_quiet(send_queue, reader, delivering):
    """Once given up, always given up: a hole must never be followed by another frame."""
    send_queue.overflow()
    send_queue.overflow()
    await delivering

    send_queue.put("late")
    send_queue.overflow()

    assert reader.frames == []
    await send_queue.wait_for_space()


async def test_frame_too_big_for_the_mailbox_is_sent_when_it_is_alone(send_queue, reader, delivering):
    """Otherwise a client would resume in front of it for ever."""
    send_queue.put("longer than ten")
    await turn()

    assert reader.frames == ["longer than ten"]
    assert not send_queue.overflown


async def test_overflow_after_the_socket_broke_does_not_raise(send_queue):
    """A run that delivers to a dead member must not be disturbed."""

    async def broken(_):
        raise RuntimeError("gone")

    send_queue.put("frame")
    with pytest.raises(RuntimeError, match="gone"):
        await send_queue.deliver(broken)

    send_queue.overflow()
