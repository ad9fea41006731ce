"""A server for each test that asks for one."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Ground
from tests.integration.live.client import Live, served


@pytest.fixture
async def live(urls: Ground) -> AsyncIterator[Live]:
    """A town with a server at its door."""
    async with served(urls) as live:
        yield live
