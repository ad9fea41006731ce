"""The city of the matrix of rights, over HTTP, with a helper that takes files."""

import csv
import io
import json
from dataclasses import dataclass

import httpx2
import pytest

from app.web.files.exports import ROWS_HEADER
from tests.integration.matrix.seed import City, seeded
from tests.integration.web.conftest import Site, open_site, page

__all__ = ["page"]


@dataclass
class Exports:
    """Takes files as a person of the city."""

    city: City
    site: Site

    async def take(self, role, format_="csv", *, headers=None, **query) -> httpx2.Response:
        """Ask for a file of Almaty, unless ``filter`` says another; the answer may be a refusal."""
        narrowed = {"cityId": "almaty", **query.pop("filter", {})}
        given = {"filter": json.dumps(narrowed), "language": "en", **query}
        token = self.city.tokens[role]
        sent = {**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        return await self.site.client.get(f"/export/requests.{format_}", params=given, headers=sent)

    async def rows(self, role, **query) -> list[dict[str, str]]:
        """Return the rows of a CSV file by title."""
        answer = await self.take(role, **query)
        assert answer.status_code == 200, answer.text
        found = csv_rows(answer.content)
        assert len(found) == int(answer.headers[ROWS_HEADER])
        return found


def csv_rows(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file by title."""
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture
async def exports(test_app, page):
    """The seeded city over HTTP."""
    city = await seeded(test_app)
    async with open_site(test_app, page) as site:
        yield Exports(city, site)
