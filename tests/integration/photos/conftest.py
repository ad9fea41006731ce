"""A pipeline for the tests."""

from collections.abc import AsyncIterator

import pytest

from app.photos.pipeline import Pipeline


@pytest.fixture(scope="session")
async def pipeline() -> AsyncIterator[Pipeline]:
    """The real pipeline, with its processes."""
    async with Pipeline() as pipeline:
        yield pipeline
