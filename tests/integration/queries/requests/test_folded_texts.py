"""Texts that were stored before they were folded: found once the job has been there, and never shown again by it."""

from random import Random

from app.commands.jobs.search_texts import fold_all_texts
from app.models.database import rows
from app.models.requests import search_texts
from app.queries.requests.filter import Filter
from app.queries.requests.lists import listed, service_requests
from app.queries.requests.order import Order
from app.queries.requests.totals import total
from tests.conftest import NOON
from tests.integration.queries.conftest import WORDS, put

_UNFOLD = "UPDATE service_request SET search_text = NULL WHERE id = ANY($1)"


async def test_search_is_partial_until_older_texts_are_folded(test_app, monkeypatch):
    """Then it finds what it found before; a second run has nothing to do."""
    monkeypatch.setattr(search_texts, "BATCH", 2)
    author = await test_app.person()
    there = [await put(author, description=f"Шұңқыр {n}") for n in range(5)]
    before = await rows("SELECT id, search_text FROM service_request ORDER BY id")
    await rows(_UNFOLD, [request.id for request in there[:3]])

    assert (await total(Filter(text="шункыр"), NOON)).is_part
    assert (await total(Filter(text="шункыр"), NOON)).count == 2
    assert await fold_all_texts() == 3
    assert not (await total(Filter(text="шункыр"), NOON)).is_part
    assert len((await service_requests(Filter(text="шункыр"), Order.NEWEST, NOON)).items) == 5
    assert await rows("SELECT id, search_text FROM service_request ORDER BY id") == before
    assert await fold_all_texts() == 0


async def test_text_that_was_hidden_meanwhile_stays_away(test_app, monkeypatch):
    """The job has read it, an officer hides it, the job writes: the words are not found again."""
    request = await put(await test_app.person(), description="Құпия сөз")
    await rows(_UNFOLD, [request.id])

    async def hidden_before_writing(sql, *values):
        if sql.startswith("UPDATE"):
            await rows("UPDATE service_request SET description = '', search_text = ' tst 1 '")
        return await rows(sql, *values)

    monkeypatch.setattr(search_texts, "rows", hidden_before_writing)
    await search_texts.fold_waiting_texts()

    assert (await total(Filter(text="құпия"), NOON)).count == 0


async def test_list_and_feed_agree_on_any_text(sample):
    """What the database finds is what a feed with the same text lets pass, and nothing else."""
    random, found = Random(5), 0
    parts = [*WORDS, "шун", "yama", "а", "5", "10", "TST", "№", "елки", "жарықтың", "әйт", "sh", "ул.", "c", "%"]
    parts += [request.number for request in sample.requests[:5]]
    for _ in range(120):
        text = " ".join(random.choices(parts, k=random.randint(1, 3)))
        asked = Filter(text=text)
        expected = {request.id for request in sample.requests if asked.matches(request, NOON)}

        answer = await listed(asked, Order.NEWEST, NOON, first=100)
        shown = {request.id for _, request in answer.page.items} if answer.filter.similar is None else set()
        assert shown == expected, text
        assert (await total(asked, NOON)).count == len(expected), text
        found += bool(expected)
    assert found > 40
