"""A database without any table."""

from collections.abc import AsyncIterator

import pytest

from tests.databases import Databases


@pytest.fixture
async def empty_url(databases: Databases) -> AsyncIterator[str]:
    """The address of a new database that no migration has seen."""
    async with databases.own("template1") as own:
        yield own
