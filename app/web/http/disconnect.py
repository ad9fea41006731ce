"""Stops the work for a client that has left."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

T = TypeVar("T")


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Return the result of the work; cancel it when the client disconnects (HTTP/1 close, HTTP/2 reset).

    The body must have been read. Cancelling reaches the statement that PostgreSQL runs.

    Raises:
        ClientDisconnect: there is no client to answer.
    """
    working = asyncio.create_task(work, name="read of a client")
    watching = asyncio.create_task(_disconnect(request), name="disconnect of a client")
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            # Raises what the rest of a body was refused for, if that is why the watch ended.
            await watching
            raise ClientDisconnect
        return await working
    finally:
        for task in (working, watching):
            task.cancel()
        await asyncio.gather(working, watching, return_exceptions=True)


async def _disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
