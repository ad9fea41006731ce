"""The filter as SQL: every field alone and together, against an answer that is worked out by hand."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from app.domain.figures.period import Period
from app.domain.places.geo import Box
from app.domain.requests.lifecycle import OPEN, Status
from app.domain.requests.report_source import ReportSource
from app.domain.requests.service_request import ServiceRequest
from app.queries.requests.filter import Filter
from app.queries.requests.lists import listed
from app.queries.requests.order import Order
from app.queries.requests.totals import counted_rows, total
from tests.conftest import NOON
from tests.integration.queries.conftest import SampleRequests, put
from tests.typed import FOUND, NOT_FOUND

TEXTS: dict[str, list[set[str]]] = {
    "шұңқыр": [{"Шұңқыр"}],
    "шункыр": [{"Шұңқыр"}],
    "Yama ЖАРЫҚ": [{"яма"}, {"ЖАРЫҚ"}],
    "100": [{"100%"}],
    "d": [{"c\\d"}],
    "\\": [set()],
    "elka": [{"Ёлка"}],
    "Айтеке су": [{"Әйтеке"}, {"су"}],
    "жоқ сөз": [set()],
}
"""For each text the words of the sample that it finds, of each set one."""


def number_is(request: ServiceRequest, written: str) -> bool:
    """Whether the running number of the request is this one."""
    return written.rstrip("%") == request.number.partition("-")[2].lstrip("0")


def passes(given: dict[str, Any], request: ServiceRequest) -> bool:
    """The filter in plain words, written a second time."""
    written = f"{request.address} {request.description}".split()
    owed = request.status in {Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD}
    late = owed and request.held_at is None and request.due_at is not None and request.due_at < NOON
    near = owed and request.held_at is None and request.at_risk_at is not None and request.at_risk_at <= NOON
    answers = {
        "city_id": lambda wanted: request.city_id == wanted,
        "statuses": lambda wanted: request.status in wanted,
        "category_ids": lambda wanted: request.category_id in wanted,
        "district_ids": lambda wanted: request.district_id in wanted,
        "overdue": lambda wanted: late == wanted,
        "at_risk": lambda wanted: (late or near) == wanted,
        "report_sources": lambda wanted: request.report_source in wanted,
        "executor_id": lambda wanted: request.executor_id == wanted,
        "author_id": lambda wanted: request.author_id == wanted,
        "unassigned": lambda wanted: (request.executor_id is None) == wanted,
        "box": lambda box: box.south <= request.latitude <= box.north and box.west <= request.longitude <= box.east,
        "text": lambda wanted: (
            any(part in written or number_is(request, part) for part in TEXTS[wanted][0])
            and all(any(part in written for part in parts) for parts in TEXTS[wanted][1:])
        ),
        "created_from": lambda wanted: wanted <= request.created_at,
        "created_to": lambda wanted: request.created_at < wanted,
        "done": lambda wanted: (request.done_at is not None) == wanted,
        "late": lambda wanted: (
            request.done_at is not None and request.due_at is not None and (request.done_at > request.due_at) == wanted
        ),
        "done_from": lambda wanted: request.done_at is not None and wanted <= request.done_at,
        "done_to": lambda wanted: request.done_at is not None and request.done_at < wanted,
        "period": lambda wanted: owed or wanted is not Period.OPEN,  # nothing in the sample is older than two days
    }
    return all(answers[name](wanted) for name, wanted in given.items())


def choices(sample: SampleRequests) -> dict[str, list[Any]]:
    """Values to narrow by; for each some that match and one that cannot."""
    return {
        "city_id": ["almaty", "astana", "shymkent"],
        "statuses": [frozenset({Status.ACCEPTED}), frozenset({Status.DONE, Status.MERGED}), frozenset()],
        "category_ids": [frozenset({"pothole"}), frozenset({"pothole", "garbage"}), frozenset({"noise", "atlantis"})],
        "district_ids": [frozenset({"almaty_river"}), frozenset({"almaty_river", "almaty_hill"}), frozenset()],
        "overdue": [True, False],
        "at_risk": [True, False],
        "report_sources": [frozenset({ReportSource.PHONE}), frozenset(ReportSource), frozenset()],
        "executor_id": [sample.executors[0].account_id, sample.authors[0].account_id],
        "author_id": [sample.authors[0].account_id, sample.executors[0].account_id],
        "unassigned": [True, False],
        "box": [Box(76.8, 43.1, 76.95, 43.2), Box(76.85, 43.15, 76.85, 43.4), Box(1, 1, 2, 2)],
        "text": list(TEXTS),
        "created_from": [NOON - timedelta(hours=10), NOON + timedelta(hours=1)],
        "created_to": [NOON - timedelta(hours=10), NOON - timedelta(hours=40)],
        "done": [True, False],
        "late": [True, False],
        "done_from": [NOON - timedelta(hours=1), NOON + timedelta(hours=1)],
        "done_to": [NOON - timedelta(hours=1), NOON - timedelta(hours=40)],
        "period": list(Period),
    }


async def found_by(filter_: Filter) -> list[ServiceRequest]:
    """Everything that passes: at most a page, and nothing that is only similar."""
    found = await listed(filter_, Order.NEWEST, NOON, first=100)
    return [request for _, request in found.page.items] if found.filter.similar is None else []


async def check(sample: SampleRequests, given: dict[str, Any]) -> int:
    """The list, the count and the question to one value agree with the plain words; return how many pass."""
    filter_ = Filter(**given)
    expected = {request.id for request in sample.requests if passes(given, request)}
    assert {request.id for request in await found_by(filter_)} == expected, given
    # The requests are in the table, and in no event: the read models do not count them.
    counting = counted_rows if filter_.query is None else total
    assert (await counting(filter_, NOON)).count == len(expected), given
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


@pytest.mark.parametrize(
    "statuses", [{Status.DONE, Status.REJECTED}, {Status.ACCEPTED}, {Status.ACCEPTED, Status.DONE}]
)
async def test_a_period_has_what_was_finished_in_it(sample, statuses):
    """Beside any statuses, and without an end."""
    old = {"created_at": NOON - timedelta(days=800), "updated_at": NOON - timedelta(days=500), "status": Status.DONE}
    await put(sample.authors[0], **old, done_at=NOON - timedelta(days=500))
    asked = Filter(statuses=frozenset(statuses))

    sizes = {period: len(await found_by(replace(asked, period=period))) for period in Period}

    everything, is_old = len(await found_by(asked)), Status.DONE in statuses
    of_open = len(await found_by(replace(asked, statuses=asked.statuses & OPEN)))
    assert everything > 1
    assert sizes == {
        **dict.fromkeys(Period, everything - is_old),
        Period.OPEN: of_open,
        Period.ALL: everything,
    }


async def test_no_filter_passes_everything(sample):
    """An empty filter narrows nothing."""
    assert await check(sample, {}) == 60


async def test_what_is_typed_finds_what_is_written(test_app):
    """Each text of the table finds its request: in the list, in memory, and where it is one word of several."""
    author = await test_app.person()
    for day, (typed, written) in enumerate(FOUND):
        at = NOON + timedelta(days=day)
        request = await put(author, description=written, created_at=at)

        found = await found_by(Filter(text=typed, created_from=at))
        assert [item.id for item in found] == [request.id], (typed, written)
        assert Filter(text=typed).matches(request, NOON), (typed, written)


async def test_what_is_typed_does_not_find_everything(test_app):
    """Words that only resemble each other are no match."""
    author = await test_app.person()
    for typed, written in NOT_FOUND:
        request = await put(author, address="-", description=written)

        assert request not in await found_by(Filter(text=typed)), (typed, written)
        assert not Filter(text=typed).matches(request, NOON), (typed, written)


async def test_signs_of_the_pattern_language_mean_nothing(test_app):
    """Percent, underscore, backslash and quotes part words; they stand for no other letters."""
    author = await test_app.person()
    await put(author, description="50 тенге, a-b, cd, axb")
    for asked in ("a_b осында", "c\\d осында", "z% осында", "x'; DROP TABLE follow; -- осында"):
        request = await put(author, description=f"бұл: {asked}")

        assert [item.id for item in await found_by(Filter(text=asked))] == [request.id], asked
    for signs in ("%", "_", "\\", "'", "№", "#", "🕳"):
        assert await found_by(Filter(text=signs)) == [], signs


async def test_the_number_and_the_address_are_searched_too(test_app):
    """What people read to each other finds the request, whatever the case."""
    request = await put(await test_app.person(), address="Сейфуллин көшесі")

    assert await found_by(Filter(text=request.number.lower())) == [request]
    assert await found_by(Filter(text="сейфуллин")) == [request]
