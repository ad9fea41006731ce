"""Our server with a watch on its event loop: the longest stall is written to the file that STALLS names."""

import asyncio
import mmap
import os
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import app.application
from tests.bench.servers import ours

STALL = struct.Struct("d")
"""The longest stall in seconds since the file was last set to zero."""
STEP_SECONDS = 0.005


async def watch(memory: mmap.mmap) -> None:
    """Sleep in short steps; what a step takes longer is a stall of the loop."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(STEP_SECONDS)
        stall = time.perf_counter() - began - STEP_SECONDS
        if stall > STALL.unpack_from(memory)[0]:
            STALL.pack_into(memory, 0, stall)


def main() -> None:
    real = app.application.open_application
    with open(os.environ["STALLS"], "r+b") as file:
        memory = mmap.mmap(file.fileno(), STALL.size)

    @asynccontextmanager
    async def watched(*arguments: Any, **options: Any) -> AsyncIterator[Any]:
        async with real(*arguments, **options) as application:
            watching = asyncio.create_task(watch(memory))
            try:
                yield application
            finally:
                watching.cancel()

    setattr(ours, "open_application", watched)  # noqa: B010 - the module imports the name from elsewhere
    ours.main()


if __name__ == "__main__":
    main()
