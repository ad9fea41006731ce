"""A coroutine that is begun by hand and finished later, in one task: a task for each would cost more than its work."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from functools import partial
from typing import Any


@dataclass(slots=True, frozen=True)
class EagerCoroutine:
    """The rest of a coroutine that stands before what it awaits."""

    coroutine: Coroutine[Any, Any, Any]
    awaited: Any

    def __await__(self) -> Generator[Any, Any, Any]:
        """Hand what the coroutine awaits to the task that runs us, and what comes of that to the coroutine."""
        awaited = self.awaited
        while True:
            try:
                if not (isinstance(awaited, asyncio.Future) and awaited.done()):
                    yield awaited
            except BaseException as error:  # noqa: BLE001 - a cancellation belongs to the coroutine, too
                go_on: Callable[[], Any] = partial(self.coroutine.throw, error)
            else:
                go_on = partial(self.coroutine.send, None)
            try:
                awaited = go_on()
            except StopIteration as end:
                return end.value


def start_eagerly(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return the value of a coroutine, or its rest if it has to wait."""
    try:
        return EagerCoroutine(coroutine, coroutine.send(None))
    except StopIteration as end:
        return end.value
