"""A database without any table."""

import os
from collections.abc import AsyncIterator
from itertools import count

import asyncpg
import pytest

from app.cli.engines import EngineUrls
from app.models.database import asyncpg_dsn

_numbers = count(1)


@pytest.fixture
async def empty_url(engine_urls: EngineUrls) -> AsyncIterator[str]:
    """The address of a new database that no migration has seen."""
    name = f"empty_{next(_numbers)}_{os.getpid()}"
    admin = await asyncpg.connect(asyncpg_dsn(engine_urls.database_url).replace("/qala?", "/postgres?"))
    try:
        await admin.execute(f'CREATE DATABASE "{name}"')
        yield engine_urls.database_url.replace("/qala?", f"/{name}?")
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await admin.close()
