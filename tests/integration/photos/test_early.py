"""Photos of the demo city are begun early, and are the same photos."""

import asyncio
from uuid import UUID

from app.demo.camera import EarlyPipeline, drawn
from app.photos.pipeline import Pipeline

VIEW = (UUID(int=7), True, 0)


async def test_an_expected_photo_is_drawn_and_developed_once_and_as_any_other():
    """By the same pipeline, with the same outcome; an unexpected one is made when it is needed."""
    async with Pipeline(1) as pipeline:
        early = EarlyPipeline(pipeline)
        early.expect(VIEW)
        data = await early.draw(VIEW)
        assert data == await drawn(VIEW)
        await asyncio.wait([early._developed[data]])
        (child,) = pipeline.pool._children
        files = child.files

        developed = await early.process("photo.jpg", data)

        assert child.files == files
        assert developed == await pipeline.process("photo.jpg", data)
        assert await early.process("photo.jpg", data) == developed
        assert child.files == files + 2
        await early.stop()


async def test_what_nobody_came_for_is_given_up():
    """Whoever ends the demo while it fills does not wait for drawings."""
    async with Pipeline(1) as pipeline:
        early = EarlyPipeline(pipeline)
        for place in range(20):
            early.expect((UUID(int=place), False, 0))
        await asyncio.sleep(0)

        await early.stop()

        assert early._tasks == set()
