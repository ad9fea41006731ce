"""A coroutine that is started at once and finished later within one task.

A task for each coroutine would cost more than the coroutine itself.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from types import CoroutineType
from typing import Any


class SharedRead(asyncio.Future[Any]):
    """A value that is read for several coroutines at once. A coroutine may begin to wait for it in one task and go on
    in another, because no timeout is around it."""


class EagerCoroutine:
    """A coroutine that has run up to its first wait."""

    __slots__ = ("awaited", "coroutine")

    def __init__(self, coroutine: Coroutine[Any, Any, Any], awaited: Any) -> None:
        self.coroutine = coroutine
        self.awaited = awaited

    @property
    def may_move(self) -> bool:
        """Whether another task than the one that began it may await it."""
        return isinstance(self.awaited, SharedRead)

    def __await__(self) -> Generator[Any, Any, Any]:
        """Yield what the coroutine waits for to the running task, and send the outcome back into the coroutine."""
        awaited = self.awaited
        while True:
            try:
                if isinstance(awaited, asyncio.Future):
                    if not awaited.done():
                        awaited._asyncio_future_blocking = True
                        yield awaited
                else:
                    yield awaited
            except BaseException as error:  # noqa: BLE001 - a cancellation must reach the coroutine, too
                resume: Callable[[], Any] = partial(self.coroutine.throw, error)
            else:
                resume = partial(self.coroutine.send, None)
            try:
                awaited = resume()
            except StopIteration as end:
                return end.value


async def result_of(begun: Any) -> Any:
    """Return a value, or that of a coroutine."""
    return await begun if isinstance(begun, CoroutineType) else begun


def start_eagerly(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return the value of a coroutine, or an ``EagerCoroutine`` when it has to wait."""
    try:
        awaited = coroutine.send(None)
    except StopIteration as end:
        return end.value
    if isinstance(awaited, asyncio.Future):
        # asyncio marks a future between its await and the task that takes it, and refuses a second await meanwhile.
        # This one is taken later, and other coroutines may wait for the same future: that of a cached key of a loader.
        awaited._asyncio_future_blocking = False
    return EagerCoroutine(coroutine, awaited)
