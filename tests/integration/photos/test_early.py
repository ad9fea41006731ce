"""Photos of the demo city are begun early, and are the same photos."""

import asyncio
from uuid import UUID

from app.demo.camera import PreparingPipeline, draw_scene
from app.photos.pipeline import Pipeline

VIEW = (UUID(int=7), True, 0)


async def test_an_expected_photo_is_drawn_and_developed_once_and_as_any_other():
    """By the same pipeline, with the same outcome; an unexpected one is made when it is needed."""
    async with Pipeline(1) as pipeline:
        early = PreparingPipeline(pipeline)
        early.expect(VIEW)
        data = await early.draw(VIEW)
        assert data == await draw_scene(VIEW)
        await asyncio.wait([early._processed[data]])
        (child,) = pipeline.pool._children
        files = child.files

        developed = await early.process("photo.jpg", data)

        assert child.files == files
        assert developed == await pipeline.process("photo.jpg", data)
        assert await early.process("photo.jpg", data) == developed
        assert child.files == files + 2
        await early.stop()


async def test_stop_cancels_photos_that_no_command_asked_for():
    """A demo that ends while it fills does not wait for drawings."""
    async with Pipeline(1) as pipeline:
        early = PreparingPipeline(pipeline)
        for place in range(20):
            early.expect((UUID(int=place), False, 0))
        await asyncio.sleep(0)

        await early.stop()

        assert early._tasks == set()
