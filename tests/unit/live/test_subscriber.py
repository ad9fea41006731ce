"""What waits behind a replay has a limit, in payloads and in bytes."""

import pytest

from app.live.send_queue import SendQueue
from app.live.subscriber import MAX_BUFFERED, MAX_BUFFERED_BYTES, Subscriber


@pytest.mark.parametrize(
    ("most", "payload"),
    [(MAX_BUFFERED, b"{}"), (16, bytes(MAX_BUFFERED_BYTES // 16))],
    ids=["many", "large"],
)
def test_client_that_takes_too_long_over_a_replay_has_to_resume(most, payload):
    queue = SendQueue()
    subscriber = Subscriber(queue, b"")
    for position in range(1, most + 1):
        subscriber.deliver([(position, payload)])
    assert not queue.overflown

    subscriber.deliver([(most + 1, payload)])

    assert queue.overflown


async def test_what_was_written_makes_room():
    queue = SendQueue(max_bytes=2 * MAX_BUFFERED_BYTES)
    subscriber = Subscriber(queue, b"")
    subscriber.deliver([(1, bytes(MAX_BUFFERED_BYTES))])
    queue.wait_for_space = lambda: _delivered_meanwhile(subscriber)
    await subscriber.go_live()

    assert not queue.overflown
    assert subscriber.position == 2


async def _delivered_meanwhile(subscriber: Subscriber) -> None:
    if subscriber.position == 1:
        subscriber.deliver([(2, b"{}")])
