"""A text search that no index can answer looks at a bounded number of requests, and never walks the whole index."""

import pytest

from app.domain.geo import Box
from app.models.database import rows, transaction
from app.queries import filter as module
from app.queries.filter import Filter, where
from app.queries.map import service_request_map
from app.queries.service_requests import Order, count, service_requests
from tests.conftest import NOON
from tests.integration.queries.conftest import put

EVERYWHERE = Box(west=-180, south=-90, east=180, north=90)


async def plan_of(text):
    """Return PostgreSQL's plan of a search, where reading the table in order is made expensive."""
    narrowed = where(Filter(text=text), NOON)
    async with transaction():
        await rows("SET LOCAL enable_seqscan = off")
        sql = f"EXPLAIN SELECT id FROM {narrowed.source} WHERE {narrowed.sql}"
        return "\n".join(row["QUERY PLAN"] for row in await rows(sql, *narrowed.values))


@pytest.mark.parametrize("text", ["ab", "а", "жо", "a b", "a-b", "_a_", "%%%", "??", "ab cd"])
async def test_text_without_a_trigram_never_uses_its_index(test_app, text):
    """`statement_timeout` does not interrupt such a scan of the index; two words of two letters are no trigram."""
    plan = await plan_of(text)

    assert "service_request_search" not in plan
    assert "Limit" in plan


@pytest.mark.parametrize("text", ["abc", "Абай", "жол", "no 123", "a abc"])
async def test_text_with_a_trigram_uses_its_index(test_app, text):
    """Whatever the alphabet: the database knows which letters are letters."""
    assert "service_request_search" in await plan_of(text)


async def test_short_text_is_found_in_the_newest_requests_that_pass_the_filter(test_app, monkeypatch):
    """In the list, in its count, and on the map; the rest of the filter narrows first."""
    monkeypatch.setattr(module, "NEWEST_SEARCHED", 3)
    author = await test_app.person()
    for _ in range(5):
        await put(author, city_id="almaty", description="zz")
    for _ in range(5):
        await put(author, city_id="astana", description="zz")

    for text, expected in (("zz", 3), ("qx", 0)):
        asked = Filter(text=text, city_id="almaty")
        page = await service_requests(asked, Order.NEWEST, NOON)
        assert len(page.items) == await count(asked, NOON) == expected
        features = (await service_request_map(EVERYWHERE, 22, asked, NOON))["features"]
        assert sum(feature["properties"].get("count", 1) for feature in features) == expected
        assert all(item.city_id == "almaty" for _, item in page.items)


async def test_text_of_spaces_narrows_nothing(test_app):
    """It is folded to nothing."""
    assert where(Filter(text="  "), NOON).sql == "TRUE"
