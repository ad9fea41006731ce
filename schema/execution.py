"""One execution of a compiled operation: its context, and the resolvers that wait."""

from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from types import CoroutineType
from typing import Any

from app.auth.viewer import Viewer
from app.live.eager import EagerCoroutine, start_eagerly
from schema.context import Context

Target = dict[str, Any]
LATER = object()
"""Stands for a value that is not known yet."""


@dataclass(slots=True, frozen=True)
class AsyncField:
    """A key of a result object whose resolver may wait."""

    key: str
    resolve: "Callable[[Any, Execution], Any]"
    """Returns the value, or a coroutine of it."""
    complete: "Callable[[Any, Execution], Any]"


class Execution:
    """One execution. Replaces ``info``, of which resolvers use only the context, ``now`` and ``sign_in``."""

    __slots__ = ("_now", "_postponed", "_waiting", "context", "running")

    def __init__(self, context: Context) -> None:
        self.context = context
        """That of the resolvers; a sign-in replaces it."""
        self.running: tuple[EagerCoroutine, AsyncField, Target] | None = None
        """A resolver that waits for anything but a loader."""
        self._waiting: list[tuple[EagerCoroutine, AsyncField, Target]] = []
        """Resolvers that wait for a loader, which then reads for all of them at once; and where their values belong."""
        self._postponed: deque[tuple[AsyncField, Any, Target]] | None = None
        """Resolvers to be called after the running one, with their objects."""
        self._now: datetime | None = None

    @property
    def now(self) -> datetime:
        """The moment at which the first field asked for it."""
        if self._now is None:
            self._now = self.context.now
        return self._now

    def sign_in(self, viewer: Viewer) -> Context:
        """Return a context in which this account asks; the fields that are resolved after this one get it too."""
        self.context = self.context.signed_in_as(viewer)
        return self.context

    @property
    def is_finished(self) -> bool:
        """Whether nothing waits."""
        return self.running is None and not self._waiting

    def begin(self, one: AsyncField, resolving: Coroutine[Any, Any, Any], target: Target) -> Any:
        """Return the value of a field; ``LATER`` where ``finish`` will complete it and put it under its key."""
        value = start_eagerly(resolving)
        if type(value) is not EagerCoroutine:
            return value
        if value.may_move:
            self._waiting.append((value, one, target))
        else:
            self.running = value, one, target
        return LATER

    def postpone(self, one: AsyncField, source: Any, target: Target) -> None:
        """Resolve a field after the running resolver.

        A timeout inside a resolver cancels this task, which must then be running that resolver. So while one waits for
        something that may have a timeout, no other is begun.
        """
        self._postponed = self._postponed or deque()
        self._postponed.append((one, source, target))

    async def finish(self) -> None:
        """Complete what waits; the values may contain further waiting resolvers."""
        while self._waiting or self.running is not None:
            await self._finish_running()
            waiting, self._waiting = self._waiting, []
            for coroutine, one, target in waiting:
                target[one.key] = one.complete(await coroutine, self)
                await self._finish_running()

    async def _finish_running(self) -> None:
        while self.running is not None:
            (coroutine, one, target), self.running = self.running, None
            target[one.key] = one.complete(await coroutine, self)
            while self._postponed and self.running is None:
                one, source, target = self._postponed.popleft()
                value = one.resolve(source, self)
                if type(value) is not CoroutineType or (value := self.begin(one, value, target)) is not LATER:
                    target[one.key] = one.complete(value, self)
