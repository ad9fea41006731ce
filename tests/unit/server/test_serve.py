"""A worker notices the end of its supervisor."""

import asyncio
import os

from app.server.serve import call_at_end


async def test_the_end_of_a_pipe_is_told_once():
    """An end can be read for ever: whoever is told each time does nothing else."""
    told = []
    reading, writing = os.pipe()
    call_at_end(reading, lambda: told.append(1))

    os.close(writing)
    for _ in range(20):
        await asyncio.sleep(0)

    assert told == [1]
    os.close(reading)
