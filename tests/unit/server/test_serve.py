"""A worker notices the end of its supervisor."""

import asyncio
import os

from app.server.serve import call_at_end


async def test_end_of_a_pipe_calls_once():
    """The end of a pipe stays readable, so a repeated call would block the loop."""
    notified = []
    reading, writing = os.pipe()
    call_at_end(reading, lambda: notified.append(1))

    os.close(writing)
    for _ in range(20):
        await asyncio.sleep(0)

    assert notified == [1]
    os.close(reading)
