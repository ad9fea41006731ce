"""Photos of the demo city are begun early, and are the same photos."""

import asyncio
from uuid import UUID

from app.demo.camera import PreparingPipeline, draw_scene
from app.photos.pipeline import Pipeline
from app.photos.pool import Pool
from tests.waiting import until

VIEW = (UUID(int=7), True, 0)


class CountingPool(Pool):
    """A pool that counts the jobs it is given."""

    asked = 0

    async def ask(self, header, data):
        self.asked += 1
        return await super().ask(header, data)


async def test_an_expected_photo_is_drawn_and_developed_once_and_as_any_other():
    """By the same pipeline, with the same outcome; an unexpected one is made when it is needed."""
    pool = CountingPool(1)
    async with Pipeline(pool=pool) as pipeline:
        early = PreparingPipeline(pipeline)
        early.expect(VIEW)
        data = await early.draw(VIEW)
        assert data == await draw_scene(VIEW)
        await until(lambda: early.preparing == 0)
        asked = pool.asked
        assert asked

        developed = await early.process("photo.jpg", data)

        assert pool.asked == asked
        assert developed == await pipeline.process("photo.jpg", data)
        assert await early.process("photo.jpg", data) == developed
        assert pool.asked == 3 * asked
        await early.stop()


async def test_stop_cancels_photos_that_no_command_asked_for():
    """A demo that ends while it fills does not wait for drawings."""
    async with Pipeline(1) as pipeline:
        early = PreparingPipeline(pipeline)
        for place in range(20):
            early.expect((UUID(int=place), False, 0))
        await asyncio.sleep(0)
        assert early.preparing == 20

        await early.stop()

        assert early.preparing == 0
