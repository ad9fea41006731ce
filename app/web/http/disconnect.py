"""Stops the work for a client that has left."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

T = TypeVar("T")

UNWATCHED_SECONDS = 0.05
"""Most work is done by then, and so costs no task that watches its client."""


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Return the result of the work; cancel it when the client disconnects (HTTP/1 close, HTTP/2 reset).

    The body must have been read. Cancelling reaches the statement that PostgreSQL runs.

    Raises:
        ClientDisconnect: there is no client to answer.
    """
    watch = _Watch(request)
    try:
        return await work
    except asyncio.CancelledError:
        if not watch.has_cancelled:
            raise
        watch.raise_refusal()
        raise ClientDisconnect from None
    finally:
        watch.end()


class _Watch:
    """Cancels the present task when the client of a request disconnects."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._working = asyncio.current_task()
        self._watching: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(UNWATCHED_SECONDS, self._begin)
        self._is_over = False
        self.has_cancelled = False

    def raise_refusal(self) -> None:
        """Raise what the rest of a body was refused for, if that is why the watch has ended."""
        if self._working is not None:
            self._working.uncancel()
        if self._watching is not None:
            self._watching.result()

    def end(self) -> None:
        """Watch no longer."""
        self._is_over = True
        self._timer.cancel()
        if self._watching is not None:
            self._watching.cancel()

    def _begin(self) -> None:
        self._watching = asyncio.create_task(_disconnect(self._request), name="disconnect of a client")
        self._watching.add_done_callback(self._left)

    def _left(self, watching: "asyncio.Task[None]") -> None:
        if watching.cancelled():
            return
        # Retrieved, so that asyncio does not report it where the work was done in the same moment.
        watching.exception()
        if not self._is_over and self._working is not None:
            self.has_cancelled = True
            self._working.cancel()


async def _disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
