"""Sends bodies as fast as clients read them, and stops the work when they disconnect or stall."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from starlette.types import Message, Receive, Send

MAX_STALL_SECONDS = 30.0
"""How long a client may read nothing before the transfer is stopped."""


class TimedSend:
    """Sends messages, each within ``MAX_STALL_SECONDS``."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def send(self, message: Message) -> None:
        """Send one message.

        Raises:
            TimeoutError: the client reads nothing.
        """
        self.started = True
        async with asyncio.timeout(MAX_STALL_SECONDS):
            await self._send(message)


async def until_disconnect(receive: Receive, work: Coroutine[Any, Any, None]) -> None:
    """Run the work until it is done, or until the client disconnects."""
    tasks = [asyncio.ensure_future(work), asyncio.ensure_future(_wait_for_disconnect(receive))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        done = [task for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
