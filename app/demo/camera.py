"""Photos of the demo city: drawings in place of camera shots, with the place and time at which a person takes them."""

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
from app.domain.photos.photo import Shot
from app.domain.requests.service_request import ServiceRequest
from app.photos.pipeline import Pipeline, Processed

_SPREAD_DEGREES = 0.0001
"""About ten metres: how far photos of one place lie apart."""
_WRONG_PLACE_DEGREES = 0.006
_WITHOUT_PLACE_SHARE = 0.05
_WRONG_PLACE_SHARE = 0.05
_PREPARED_AT_ONCE = 2
T = TypeVar("T")
View = tuple[UUID, bool, int]
"""What is drawn: the id of the request, whether the problem is fixed, and the number of the shot."""
Draw = Callable[[View], Awaitable[bytes]]


async def draw_scene(view: View) -> bytes:
    """Return the JPEG of a view, drawn in a thread."""
    request_id, fixed, take = view
    return await asyncio.to_thread(scene, request_id.int, fixed=fixed, take=take)


class PreparingPipeline(Pipeline):
    """A pipeline that draws and processes expected photos ahead of the commands that need them, on idle cores."""

    def __init__(self, pipeline: Pipeline) -> None:
        super().__init__(pool=pipeline.pool)
        self._limit = asyncio.Semaphore(_PREPARED_AT_ONCE)
        self._drawings: dict[View, asyncio.Task[bytes]] = {}
        self._processed: dict[bytes, asyncio.Task[Processed]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def expect(self, view: View) -> None:
        """Start to draw and process a photo that a later command will probably need."""
        self._drawings[view] = self._start(self._draw(view))

    async def draw(self, view: View) -> bytes:
        """Return the drawing of a view; that of an expected one is under way or done already."""
        prepared = self._drawings.pop(view, None)
        return await (prepared or draw_scene(view))

    async def process(
        self, name: str, data: bytes, *, digest: bytes | None = None, zone: tzinfo | None = None
    ) -> Processed:
        """Return the same as the wrapped pipeline; the result of an expected drawing is under way or done already."""
        prepared = self._processed.pop(data, None)
        return await (prepared or super().process(name, data, digest=digest, zone=zone))

    @property
    def preparing(self) -> int:
        """The number of drawings and files that are being prepared."""
        return len(self._tasks)

    async def stop(self) -> None:
        """Cancel the preparation of photos that no command has asked for."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _draw(self, view: View) -> bytes:
        async with self._limit:
            data = await draw_scene(view)
        self._processed[data] = self._start(self._process(data))
        return data

    async def _process(self, data: bytes) -> Processed:
        async with self._limit:
            # A drawing does not say when it was made, so the zone makes no difference.
            return await super().process("photo.jpg", data)

    def _start(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


@asynccontextmanager
async def preparing_pipeline(context: CommandContext) -> AsyncIterator[tuple[CommandContext, PreparingPipeline]]:
    """Yield the context with a pipeline that prepares expected photos, and that pipeline."""
    pipeline = PreparingPipeline(context.pipeline)
    try:
        yield replace(context, pipeline=pipeline), pipeline
    finally:
        await pipeline.stop()


async def photo(
    context: CommandContext,
    random: Random,
    place: ServiceRequest | Submission,
    *,
    fixed: bool,
    take: int = 0,
    draw: Draw = draw_scene,
) -> Picture:
    """Return a photo of the place of a request; a few of finished work lack their place or show a wrong one."""
    file = PictureBytes("photo.jpg", await draw((place.id or UUID(int=0), fixed, take)))
    share = random.random()
    if fixed and share < _WITHOUT_PLACE_SHARE:
        return Picture(file)
    away = _WRONG_PLACE_DEGREES if fixed and share < _WITHOUT_PLACE_SHARE + _WRONG_PLACE_SHARE else 0.0
    return Picture(
        file,
        Shot(
            latitude=place.latitude + away + random.gauss(0, _SPREAD_DEGREES),
            longitude=place.longitude + random.gauss(0, _SPREAD_DEGREES),
            accuracy_metres=random.uniform(5, 25),
            taken_at=context.clock.now(),
        ),
    )
