"""A search by text costs no more in a large table: it reads the newest requests and asks the index for few others."""

from datetime import timedelta
from functools import partial

import pytest

from app.domain.places.geo import Box
from app.models.database import rows, transaction
from app.queries.requests import text_search
from app.queries.requests.filter import Filter
from app.queries.requests.lists import listed, request_of_number, service_requests
from app.queries.requests.order import Order
from app.queries.requests.text_search import indexed_where, newest_where
from app.queries.requests.totals import total
from tests.conftest import NOON
from tests.integration.queries.conftest import put, put_all, walk
from tests.maps import map_of
from tests.typed import NUMBERS

pytestmark = pytest.mark.new_database

EVERYWHERE = Box(west=-180, south=-90, east=180, north=90)
ALMATY = partial(Filter, city_id="almaty")


async def plan_of(built, *, setting=""):
    """Return PostgreSQL's plan, with the settings of a search by index if they are given."""
    async with transaction():
        if setting:
            await rows(setting)
        sql = f"EXPLAIN SELECT id FROM {built.source} WHERE {built.sql} LIMIT 10"
        return "\n".join(row["QUERY PLAN"] for row in await rows(sql, *built.values))


def by_index(text, **others):
    """Return the search by index."""
    asked = Filter(text=text, **others)
    return indexed_where(asked, asked.query, NOON)


async def many(author, number=400, **changes):
    """Put requests that no search of these tests finds, so that plans are those of a larger table."""
    day_before = NOON - timedelta(days=1)
    made = ({"description": f"бос {n}", "created_at": day_before - timedelta(minutes=n)} for n in range(number))
    await put_all(author, ({**one, **changes} for one in made))
    await rows("ANALYZE service_request")


@pytest.mark.parametrize("text", ["abc", "Абай", "жол", "№123", "a abc", "ALM-254", "Қабанбай 53", "ул. Абая, д. 53"])
async def test_text_with_a_trigram_uses_its_index(test_app, text):
    """Whatever the alphabet, and beside shorter words; never a walk of the table or of another index."""
    await many(await test_app.person())

    plan = await plan_of(by_index(text), setting=text_search._ONLY_BITMAPS)

    assert "Bitmap Index Scan on service_request_search" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("text", ["ab", "а", "жо", "a b", "12", "№5", "%%%", "ab cd"])
async def test_text_without_a_trigram_never_uses_its_index(test_app, text):
    """`statement_timeout` does not interrupt such a scan of the index; two words of two letters are no trigram."""
    await many(await test_app.person())
    asked = Filter(text=text, city_id="almaty")
    statements = []

    async def recorded(sql, *values):
        statements.append(sql)
        return await rows(sql, *values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_search, "rows", recorded)
        patch.setattr(text_search, "NEWEST_SEARCHED", 3)
        await total(asked, NOON)
        plan = await plan_of(newest_where(asked, asked.query, NOON))

    assert text_search._ONLY_BITMAPS not in statements
    assert "service_request_search" not in plan
    assert "Limit" in plan


async def test_short_text_is_counted_in_the_newest_requests(test_app, monkeypatch):
    """In the count and on the map; the list goes on page by page until the oldest."""
    monkeypatch.setattr(text_search, "NEWEST_SEARCHED", 3)
    author = await test_app.person()
    for n in range(5):
        await put(author, description="zz", created_at=NOON - timedelta(minutes=2 * n))
        await put(author, description="yy", created_at=NOON - timedelta(minutes=2 * n + 1))
        await put(author, city_id="astana", description="zz")

    asked = ALMATY(text="zz")
    assert (await total(asked, NOON)).count == 2
    assert (await total(asked, NOON)).is_part
    features = (await map_of(EVERYWHERE, 22, asked, NOON))["features"]
    assert sum(feature["properties"].get("count", 1) for feature in features) == 2
    for order in (Order.NEWEST, Order.OLDEST, Order.UPDATED):
        found = await walk(lambda after, order=order: service_requests(asked, order, NOON, first=4, after=after))
        assert len(found) == len(set(found)) == 5, order
        assert all(item.city_id == "almaty" for item in found)
    assert await walk(lambda after: service_requests(ALMATY(text="qx"), Order.NEWEST, NOON, after=after)) == []


async def test_rare_text_is_found_however_old_it_is(test_app, monkeypatch):
    """By the index, in every order, with the whole filter; and the answer is complete."""
    monkeypatch.setattr(text_search, "NEWEST_SEARCHED", 3)
    author = await test_app.person()
    old = await put(author, description="Сирек шұңқыр", created_at=NOON - timedelta(days=900))
    await put(author, description="Сирек шұңқыр", created_at=NOON - timedelta(days=900), category_id="lighting")
    await many(author, 10)

    asked = ALMATY(text="сирек шункыр", category_ids=frozenset({"pothole"}))
    for order in Order:
        assert [item for _, item in (await service_requests(asked, order, NOON)).items] == [old], order
    assert await total(asked, NOON) == (await total(asked, NOON))
    assert (await total(asked, NOON)).count == 1
    assert not (await total(asked, NOON)).is_part


async def test_common_text_gives_every_request_once(test_app, monkeypatch):
    """More than the index is asked for: pages go on from where the last one stopped reading."""
    monkeypatch.setattr(text_search, "NEWEST_SEARCHED", 5)
    monkeypatch.setattr(text_search, "MOST_INDEXED", 4)
    monkeypatch.setattr(text_search, "COMMON", 2)
    author = await test_app.person()
    texts = ["жол" if n % 3 else "бос" for n in range(30)]
    there = [await put(author, description=text, created_at=NOON - timedelta(hours=n)) for n, text in enumerate(texts)]
    expected = [request for request in there if request.description == "жол"]

    for first in (1, 3, 100):
        read = partial(service_requests, ALMATY(text="жол"), Order.NEWEST, NOON, first=first)
        assert await walk(lambda after, read=read: read(after=after)) == expected
    assert (await total(ALMATY(text="жол"), NOON)).is_part


@pytest.mark.parametrize("typed", NUMBERS)
async def test_number_finds_its_request_among_all(test_app, typed):
    """It comes first in the order of the best match, and alone as the request of the number."""
    author = await test_app.person()
    wanted = await put(author, number="ALM-000254", created_at=NOON - timedelta(days=900))
    await put(author, address="Абая 254, alm 254", created_at=NOON)

    page = await service_requests(ALMATY(text=typed), Order.BEST_MATCH, NOON)

    assert page.items[0][1] == wanted
    for asked in (ALMATY(text=typed), Filter(text=typed)):
        assert await request_of_number(asked) == wanted
    assert await request_of_number(ALMATY(text="Абая 254")) is None


async def test_short_number_is_found_however_old_it_is(test_app, monkeypatch):
    """The index of the texts does not know it, that of the numbers does."""
    monkeypatch.setattr(text_search, "NEWEST_SEARCHED", 3)
    author = await test_app.person()
    wanted = await put(author, number="ALM-000005", created_at=NOON - timedelta(days=900))
    foreign = await put(author, number="AST-000005", city_id="astana", created_at=NOON - timedelta(days=900))
    await many(author, 10)

    for typed in ("№5", "5", "ALM-5", "АЛМ 5"):
        page = await service_requests(ALMATY(text=typed), Order.BEST_MATCH, NOON)
        assert page.items[0][1] == wanted, typed
        assert foreign not in [item for _, item in page.items]


async def test_best_match_has_exact_words_before_similar_ones(test_app):
    """Then the more similar, then the newer; pages have each request once."""
    author = await test_app.person()
    part = await put(author, address="Абайханов 1", description="-", created_at=NOON)
    form = await put(author, address="Абай даңғылы 1", description="-", created_at=NOON - timedelta(hours=1))
    exact = [
        await put(author, address="Абая 1", description="-", created_at=NOON - timedelta(days=n)) for n in range(2, 5)
    ]

    read = partial(service_requests, ALMATY(text="Абая"), Order.BEST_MATCH, NOON, first=2)

    assert await walk(lambda after: read(after=after)) == [*exact, form, part]


async def test_similar_words_are_offered_where_nothing_else_is_found(test_app):
    """In every order, page by page; the count is theirs, and the answer says what it is."""
    author = await test_app.person()
    similar = [await put(author, address=f"Қабанбай батыр {n}", description="-") for n in range(53, 56)]

    for order in Order:
        found = await listed(ALMATY(text="Кобанбай"), order, NOON)
        assert found.filter.similar is not None
        assert {item.id for _, item in found.page.items} == {request.id for request in similar}
        assert (await total(found.filter, NOON)).count == 3
        read = partial(service_requests, ALMATY(text="Кобанбай"), order, NOON, first=1)
        assert len(await walk(lambda after, read=read: read(after=after))) == 3
        narrow = await listed(ALMATY(text="Кобанбай 54"), order, NOON)
        assert [item for _, item in narrow.page.items] == [similar[1]]
    assert not Filter(text="Кобанбай").matches(similar[0], NOON)
    for text in ("Қабанбай", "ззззззззз", "54", "эю"):
        assert (await listed(ALMATY(text=text), Order.NEWEST, NOON)).filter.similar is None


async def test_text_of_spaces_narrows_nothing(test_app):
    """It is no text."""
    request = await put(await test_app.person())

    assert [item for _, item in (await service_requests(Filter(text="  "), Order.NEWEST, NOON)).items] == [request]
