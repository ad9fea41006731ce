"""The application over HTTP, without a server between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from app.application import Application
from app.auth.tokens import new_token, token_hash
from app.auth.viewer import Viewer
from app.models import Session
from app.settings import Settings
from app.web.app import make_app
from tests.conftest import TestApp

INDEX = '<!doctype html><meta name="qala-tile-url" content="" /><title>QalaControl</title>'
TILES = 'https://{s}.tiles.example/{z}/{x}/{y}.png?k="<&'


@dataclass
class Site:
    """A client of the application, with its test helpers."""

    test_app: TestApp
    client: httpx2.AsyncClient
    app: Starlette

    async def token(self, viewer: Viewer) -> str:
        """Sign this person in; return the token."""
        token, now = new_token(), self.test_app.clock.now()
        await Session.create(
            token_hash=token_hash(token),
            account_id=viewer.account_id,
            created_at=now,
            expires_at=now + timedelta(days=1),
        )
        return token

    async def post(self, query: str, variables: dict[str, Any] | None = None, **given: Any) -> httpx2.Response:
        """Post a document; ``token`` is the bearer's."""
        headers = dict(given.pop("headers", {}))
        if token := given.pop("token", None):
            headers["Authorization"] = f"Bearer {token}"
        body = {"query": query, "variables": variables or {}}
        return await self.client.post("/graphql", json=body, headers=headers, **given)

    async def ask(self, query: str, variables: dict[str, Any] | None = None, **given: Any) -> dict[str, Any]:
        """Post a document that is answered without errors; return its data."""
        body = (await self.post(query, variables, **given)).json()
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data

    async def refusal(self, query: str, variables: dict[str, Any] | None = None, **given: Any) -> dict[str, Any]:
        """Post a document that is refused with one error; return its extensions."""
        errors = (await self.post(query, variables, **given)).json()["errors"]
        assert len(errors) == 1
        extensions: dict[str, Any] = errors[0].get("extensions", {})
        return extensions


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A built front end."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(INDEX)
    (tmp_path / "icon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "index-abc.js").write_text("1")
    return tmp_path


@asynccontextmanager
async def open_site(test_app: TestApp, page: Path) -> AsyncIterator[Site]:
    """Serve the web application of this application without a server between."""

    @asynccontextmanager
    async def application() -> AsyncIterator[Application]:
        yield test_app.application

    app = make_app(Settings(tile_url=TILES), application, page=page)
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://qala.test") as client,
    ):
        yield Site(test_app, client, app)


@pytest.fixture
async def site(test_app: TestApp, page: Path) -> AsyncIterator[Site]:
    """The whole web application over the application under test."""
    async with open_site(test_app, page) as site:
        yield site
