"""A running server, the web application over HTTP, and a request with a long history."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.auth.viewer import Viewer
from app.commands.requests import comments, following, work
from app.commands.requests.category_change import change_category
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.log.events import LoggedEvent
from app.events.log import read_between
from app.live.engine import OperationRequest, Source
from tests import pictures
from tests.conftest import TestApp, TestServices
from tests.integration.live.server import LiveServer, served
from tests.integration.web.conftest import page, site

__all__ = ["page", "site"]


@pytest.fixture
async def live(urls: TestServices) -> AsyncIterator[LiveServer]:
    """A running server on an empty database."""
    async with served(urls) as live:
        yield live


@dataclass
class RequestHistory:
    """A request that much has happened to, and people who look at it."""

    test_app: TestApp
    viewers: dict[str, Viewer | None]
    request_id: str
    events: list[LoggedEvent]

    async def source(self, query: str, viewer: Viewer | None, **variables: Any) -> Source:
        """Open a subscription."""
        source = await self.test_app.application.engine.open(OperationRequest(query=query, variables=variables), viewer)
        assert isinstance(source, Source)
        return source


@pytest.fixture
async def history(test_app):
    author, executor = await test_app.person(), await test_app.person(Role.EXECUTOR, name="Бауыржан Оспанов")
    akimat, stranger = await test_app.person(Role.AKIMAT), await test_app.person()
    request = await submit(test_app.context, author, test_app.submission(), photos=[pictures.picture()])
    await comments.comment(test_app.context, stranger, request.id, "Көрші көшеде де бар")
    await following.follow(test_app.context, stranger, request.id)
    await change_category(test_app.context, akimat, request.id, "garbage", "бұл шам")
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    await pictures.complete(test_app.context, executor, request.id, "дайын")
    head = await test_app.settled()
    viewers = {"nobody": None, "author": author, "executor": executor, "akimat": akimat, "stranger": stranger}
    return RequestHistory(test_app, viewers, str(request.id), await read_between(0, head, 100))
