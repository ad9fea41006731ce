"""A database without any table."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from app.cli.engines import EngineUrls
from tests.conftest import own_database


@pytest.fixture
async def empty_url(admin: "asyncpg.Connection[Any]", engine_urls: EngineUrls) -> AsyncIterator[str]:
    """The address of a new database that no migration has seen."""
    async with own_database(admin, engine_urls, template="template1") as own:
        yield own
