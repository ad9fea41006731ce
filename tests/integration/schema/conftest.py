"""A server for each test that asks for one; and a request that much has happened to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.auth.viewer import Viewer
from app.commands import comments, work
from app.commands.recategorise import change_category
from app.commands.submit import submit
from app.domain.events import LoggedEvent
from app.domain.roles import Role
from app.events.log import read_between
from app.live.engine import OperationRequest, Source
from tests import pictures
from tests.conftest import Ground, Town
from tests.integration.live.client import Live, served


@pytest.fixture
async def live(urls: Ground) -> AsyncIterator[Live]:
    """A town with a server at its door."""
    async with served(urls) as live:
        yield live


@dataclass
class Story:
    """A request that much has happened to, and people who look at it."""

    town: Town
    viewers: dict[str, Viewer | None]
    request_id: str
    events: list[LoggedEvent]

    async def source(self, query: str, viewer: Viewer | None, **variables: Any) -> Source:
        """Open a subscription."""
        source = await self.town.house.engine.open(OperationRequest(query=query, variables=variables), viewer)
        assert isinstance(source, Source)
        return source


@pytest.fixture
async def story(town):
    author, executor = await town.person(), await town.person(Role.EXECUTOR, name="Бауыржан Оспанов")
    akimat, stranger = await town.person(Role.AKIMAT), await town.person()
    request = await submit(town.desk, author, town.submission(), photos=[pictures.picture()])
    await comments.comment(town.desk, stranger, request.id, "Көрші көшеде де бар")
    await comments.follow(town.desk, stranger, request.id)
    await change_category(town.desk, akimat, request.id, "garbage", "бұл шам")
    await work.claim(town.desk, executor, request.id)
    await pictures.start(town.desk, executor, request.id)
    await pictures.complete(town.desk, executor, request.id, "дайын")
    head = await town.settled()
    viewers = {"nobody": None, "author": author, "executor": executor, "akimat": akimat, "stranger": stranger}
    return Story(town, viewers, str(request.id), await read_between(0, head, 100))
