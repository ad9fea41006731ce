"""One execution of a compiled operation: its context, and the resolvers that wait."""

from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
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
    resolve: "Callable[[Any, Execution], Coroutine[Any, Any, Any]]"
    complete: "Callable[[Any, Execution], Any]"


@dataclass(slots=True)
class Execution:
    """One execution. Replaces ``info``, of which resolvers use only the context and ``sign_in``."""

    context: Context
    """That of the resolvers; a sign-in replaces it."""
    _waiting: list[tuple[EagerCoroutine, AsyncField, Target]] = field(default_factory=list)
    """Resolvers that wait for a loader, which then reads for all of them at once; and where their values belong."""
    _running: tuple[EagerCoroutine, AsyncField, Target] | None = None
    """A resolver that waits for anything else."""
    _postponed: deque[tuple[AsyncField, Any, Target]] = field(default_factory=deque)
    """Resolvers to be called after that one, with their objects."""

    def sign_in(self, viewer: Viewer) -> Context:
        """Return a context in which this account asks; the fields that are resolved after this one get it too."""
        self.context = self.context.signed_in_as(viewer)
        return self.context

    @property
    def is_finished(self) -> bool:
        """Whether nothing waits."""
        return self._running is None and not self._waiting

    def begin(self, one: AsyncField, source: Any, target: Target) -> Any:
        """Return the value of a field; ``LATER`` where ``finish`` will complete it and put it under its key."""
        # A timeout inside a resolver cancels this task, which must then be running that resolver. So while one waits
        # for something that may have a timeout, no other is begun.
        if self._running is not None:
            self._postponed.append((one, source, target))
            return LATER
        value = start_eagerly(one.resolve(source, self))
        if type(value) is not EagerCoroutine:
            return value
        if value.may_move:
            self._waiting.append((value, one, target))
        else:
            self._running = value, one, target
        return LATER

    async def finish(self) -> None:
        """Complete what waits; the values may contain further waiting resolvers."""
        while self._waiting or self._running is not None:
            await self._finish_running()
            waiting, self._waiting = self._waiting, []
            for coroutine, one, target in waiting:
                target[one.key] = one.complete(await coroutine, self)
                await self._finish_running()

    async def _finish_running(self) -> None:
        while self._running is not None:
            (coroutine, one, target), self._running = self._running, None
            target[one.key] = one.complete(await coroutine, self)
            while self._postponed and self._running is None:
                one, source, target = self._postponed.popleft()
                if (value := self.begin(one, source, target)) is not LATER:
                    target[one.key] = one.complete(value, self)
