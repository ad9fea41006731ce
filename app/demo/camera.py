"""The cameras of the demo city: drawings instead of photos, taken where and when the person stands there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import tzinfo
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from app.commands.context import CommandContext
from app.commands.photos.intake import Picture, PictureBytes
from app.commands.requests.submission import Submission
from app.data.scenes import scene
from app.domain.photos import Shot
from app.domain.service_request import ServiceRequest
from app.photos.pipeline import Pipeline, Processed

_STEP_DEGREES = 0.0001
"""About ten metres."""
_ELSEWHERE_DEGREES = 0.006
_CARELESS_SHARE = 0.05
_EARLY_AT_ONCE = 2
T = TypeVar("T")
View = tuple[UUID, bool, int]
"""What is drawn: the place of which request, whether it is fixed, which take."""
Draw = Callable[[View], Awaitable[bytes]]


async def drawn(view: View) -> bytes:
    """Draw a photo when it is needed."""
    place, fixed, take = view
    return await asyncio.to_thread(scene, place.int, fixed=fixed, take=take)


class EarlyPipeline(Pipeline):
    """Draws and develops expected photos while the commands before theirs still run: the same work, on idle cores."""

    def __init__(self, pipeline: Pipeline) -> None:
        super().__init__(pool=pipeline.pool)
        self._turns = asyncio.Semaphore(_EARLY_AT_ONCE)
        self._drawings: dict[View, asyncio.Task[bytes]] = {}
        self._developed: dict[bytes, asyncio.Task[Processed]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def expect(self, view: View) -> None:
        """Begin with a photo that will probably be taken."""
        self._drawings[view] = self._begin(self._draw(view))

    async def draw(self, view: View) -> bytes:
        """Return the drawing; an expected one has begun already."""
        early = self._drawings.pop(view, None)
        return await (early or drawn(view))

    async def process(
        self, name: str, data: bytes, *, digest: bytes | None = None, zone: tzinfo | None = None
    ) -> Processed:
        """Return what is made of a file, as the real pipeline does, perhaps of what has begun already."""
        early = self._developed.pop(data, None)
        return await (early or super().process(name, data, zone=zone))

    async def stop(self) -> None:
        """Give up what nobody came for."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _draw(self, view: View) -> bytes:
        async with self._turns:
            data = await drawn(view)
        self._developed[data] = self._begin(self._develop(data))
        return data

    async def _develop(self, data: bytes) -> Processed:
        async with self._turns:
            # A drawing does not say when it was made, so the zone makes no difference.
            return await super().process("photo.jpg", data)

    def _begin(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


@asynccontextmanager
async def early(context: CommandContext) -> AsyncIterator[tuple[CommandContext, EarlyPipeline]]:
    """Yield the desk with a pipeline that may begin early."""
    pipeline = EarlyPipeline(context.pipeline)
    try:
        yield replace(context, pipeline=pipeline), pipeline
    finally:
        await pipeline.stop()


async def photo(
    context: CommandContext,
    dice: Random,
    place: ServiceRequest | Submission,
    *,
    fixed: bool,
    take: int = 0,
    draw: Draw = drawn,
) -> Picture:
    """Return a photo of the place of a request. A few executors take theirs elsewhere, or say nothing of the shot."""
    file = PictureBytes("photo.jpg", await draw((place.id or UUID(int=0), fixed, take)))
    luck = dice.random()
    if fixed and luck < _CARELESS_SHARE:
        return Picture(file)
    away = _ELSEWHERE_DEGREES if fixed and luck < 2 * _CARELESS_SHARE else 0.0
    return Picture(
        file,
        Shot(
            latitude=place.latitude + away + dice.gauss(0, _STEP_DEGREES),
            longitude=place.longitude + dice.gauss(0, _STEP_DEGREES),
            accuracy_metres=dice.uniform(5, 25),
            taken_at=context.clock.now(),
        ),
    )
