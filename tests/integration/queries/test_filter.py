"""The filter as SQL: every field alone and together, against an answer that is worked out by hand."""

from datetime import timedelta
from random import Random
from typing import Any

from app.domain.geo import Box
from app.domain.lifecycle import Status
from app.domain.report_source import ReportSource
from app.domain.service_request import ServiceRequest
from app.queries.filter import Filter
from app.queries.service_requests import Order, count, service_requests
from tests.conftest import NOON
from tests.integration.queries.conftest import SampleRequests, put


def passes(given: dict[str, Any], request: ServiceRequest) -> bool:
    """The filter in plain words, written a second time."""
    words = f"{request.number} {request.address} {request.description}".lower().replace("ё", "е")
    owed = request.status in {Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD}
    late = owed and request.held_at is None and request.due_at is not None and request.due_at < NOON
    near = owed and request.held_at is None and request.at_risk_at is not None and request.at_risk_at <= NOON
    answers = {
        "city_id": lambda wanted: request.city_id == wanted,
        "statuses": lambda wanted: request.status in wanted,
        "category_ids": lambda wanted: request.category_id in wanted,
        "overdue": lambda wanted: late == wanted,
        "at_risk": lambda wanted: (late or near) == wanted,
        "report_sources": lambda wanted: request.report_source in wanted,
        "executor_id": lambda wanted: request.executor_id == wanted,
        "author_id": lambda wanted: request.author_id == wanted,
        "unassigned": lambda wanted: (request.executor_id is None) == wanted,
        "box": lambda box: box.south <= request.latitude <= box.north and box.west <= request.longitude <= box.east,
        "text": lambda wanted: wanted.lower().replace("ё", "е") in words,
        "created_from": lambda wanted: wanted <= request.created_at,
        "created_to": lambda wanted: request.created_at < wanted,
    }
    return all(answers[name](wanted) for name, wanted in given.items())


def choices(sample: SampleRequests) -> dict[str, list[Any]]:
    """Values to narrow by; for each some that match and one that cannot."""
    return {
        "city_id": ["almaty", "astana", "shymkent"],
        "statuses": [frozenset({Status.ACCEPTED}), frozenset({Status.DONE, Status.MERGED}), frozenset()],
        "category_ids": [frozenset({"pothole"}), frozenset({"pothole", "garbage"}), frozenset({"noise", "atlantis"})],
        "overdue": [True, False],
        "at_risk": [True, False],
        "report_sources": [frozenset({ReportSource.PHONE}), frozenset(ReportSource), frozenset()],
        "executor_id": [sample.executors[0].account_id, sample.authors[0].account_id],
        "author_id": [sample.authors[0].account_id, sample.executors[0].account_id],
        "unassigned": [True, False],
        "box": [Box(76.8, 43.1, 76.95, 43.2), Box(76.85, 43.15, 76.85, 43.4), Box(1, 1, 2, 2)],
        "text": ["шұңқыр", "ЖАРЫҚ Яма", "100%", "_", "\\", "елка", "жоқ сөз"],
        "created_from": [NOON - timedelta(hours=10), NOON + timedelta(hours=1)],
        "created_to": [NOON - timedelta(hours=10), NOON - timedelta(hours=40)],
    }


async def found_by(filter_: Filter) -> list[ServiceRequest]:
    """Everything that passes: at most a page."""
    page = await service_requests(filter_, Order.NEWEST, NOON, first=100)
    return [request for _, request in page.items]


async def check(sample: SampleRequests, given: dict[str, Any]) -> int:
    """The list, the count and the question to one value agree with the plain words; return how many pass."""
    filter_ = Filter(**given)
    expected = {request.id for request in sample.requests if passes(given, request)}
    assert {request.id for request in await found_by(filter_)} == expected, given
    assert await count(filter_, NOON) == len(expected), given
    assert {request.id for request in sample.requests if filter_.matches(request, NOON)} == expected, given
    return len(expected)


async def test_every_field_alone(sample):
    """Each field narrows exactly as its name says, in SQL as in memory; each has a value that passes some, not all."""
    for name, values in choices(sample).items():
        sizes = [await check(sample, {name: value}) for value in values]

        assert any(0 < size < len(sample.requests) for size in sizes), name


async def test_several_fields_together(sample):
    """Fields narrow together: what passes has passed each of them."""
    random, values = Random(11), choices(sample)
    sizes = []
    for _ in range(200):
        names = random.sample(list(values), k=random.randint(2, 4))
        sizes.append(await check(sample, {name: random.choice(values[name]) for name in names}))

    assert sum(1 for size in sizes if size) > 20


async def test_no_filter_passes_everything(sample):
    """An empty filter narrows nothing."""
    assert await check(sample, {}) == 60


FOUND = [
    ("Әйтеке би", "әйтеке"),
    ("ғимарат", "ҒИМАРАТ"),
    ("ҚАЛА", "қала"),
    ("жаңа", "ЖАҢА"),
    ("Өзен", "өзен"),
    ("ұЛЫ", "Ұлы"),
    ("ҮЙ", "үй"),
    ("ҺӘМ", "һәм"),
    ("ІЛЕ", "іле"),
    ("Ёлочная", "елочная"),
    ("Еж", "ЁЖ"),
    ("Подъезд ЩИТ", "подъезд щит"),
    ("Main STREET", "main street"),
    ("Абай   даңғылы\nүй 5", "абай даңғылы үй"),
    ("ﬁne", "FINE"),
    ("Жо\u0438\u0306л", "жойл"),
]


async def test_text_is_found_whatever_the_case(test_app):
    """Kazakh and Russian letters fold like Latin ones, ё is е, spaces are one, and compatible forms are the same."""
    author = await test_app.person()
    for day, (written, asked) in enumerate(FOUND):
        at = NOON + timedelta(days=day)
        request = await put(author, description=written, created_at=at)

        found = await found_by(Filter(text=asked, created_from=at))
        assert [item.id for item in found] == [request.id], (written, asked)
        assert Filter(text=asked).matches(request, NOON)


async def test_kazakh_letters_are_letters_of_their_own(test_app):
    """A Kazakh letter is not the Russian letter that looks like it."""
    author = await test_app.person()
    for written, asked in (("қой", "кой"), ("үй", "уй"), ("тіл", "тил"), ("әже", "аже"), ("ғой", "гой"), ("өң", "өн")):
        await put(author, address="-", description=written)

        assert await found_by(Filter(text=asked)) == [], (written, asked)


async def test_signs_of_the_pattern_language_are_plain_signs(test_app):
    """Percent, underscore, backslash and quotes mean themselves."""
    author = await test_app.person()
    await put(author, description="50 тенге, a-b, cd, axb")
    for asked in ("50%", "a_b", "c\\d", "q%", "q_", "q\\", "x'; DROP TABLE follow; --"):
        request = await put(author, description=f"бұл: {asked} осында")

        assert [item.id for item in await found_by(Filter(text=asked))] == [request.id], asked


async def test_the_number_and_the_address_are_searched_too(test_app):
    """What people read to each other finds the request, whatever the case."""
    request = await put(await test_app.person(), address="Сейфуллин көшесі")

    assert await found_by(Filter(text=request.number.lower())) == [request]
    assert await found_by(Filter(text="сейфуллин")) == [request]
