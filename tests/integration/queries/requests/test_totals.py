"""How many requests pass a filter: from the read models where they know it, else counted up to a limit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.domain.requests.lifecycle import OPEN, Status
from app.models.database import database, rows
from app.queries.requests import totals
from app.queries.requests.filter import Filter
from app.queries.requests.totals import Total, counted_rows, is_known_to_counters, total
from tests.bench.scale.fill import fill

FEW = 5
_BUSIEST = (
    "SELECT executor_id FROM service_request WHERE executor_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
)


def known_filters(executor):
    """Return filters that the counters know, in every combination."""
    cities = [{}, {"city_id": "almaty"}, {"city_id": "aktau"}]
    statuses = [{}, {"statuses": OPEN}, {"statuses": frozenset({Status.DONE})}, {"statuses": frozenset()}]
    overdue = [{}, {"overdue": True}, {"overdue": False}]
    of_whom = [
        {},
        {"category_ids": frozenset({"pothole", "garbage"})},
        {"category_ids": frozenset()},
        {"executor_id": executor},
        {"unassigned": True},
        {"unassigned": False},
    ]
    for parts in product(cities, statuses, overdue, of_whom):
        yield Filter(**{name: value for part in parts for name, value in part.items()})


async def test_totals(urls, monkeypatch):
    await fill(urls.database_url, 1000, lambda _: None)
    # Later than the fill: deadlines have passed meanwhile that no sequencer has counted.
    now = datetime.now(UTC) + timedelta(days=2)
    async with database(urls.database_url):
        executor = (await rows(_BUSIEST))[0]
        filters = list(known_filters(executor["executor_id"]))
        counted = [await counted_rows(filter_, now) for filter_ in filters]
        assert {total_.count for total_ in counted} >= {0, 1000}

        monkeypatch.setattr(totals, "MOST_COUNTED", FEW)
        # The rows would be counted to five.
        assert await counted_rows(Filter(), now) == Total(FEW, is_capped=True)
        assert [await total(filter_, now) for filter_ in filters] == counted

        for unknown in (
            Filter(created_from=now - timedelta(days=3000)),
            Filter(city_id="almaty", unassigned=False, category_ids=frozenset({"pothole"})),
            Filter(at_risk=False),
        ):
            assert not is_known_to_counters(unknown)
            assert await total(unknown, now) == Total(FEW, is_capped=True)

        # Until the sequencer has folded the last event, rows are counted.
        await rows("UPDATE projection SET position = position - 1 WHERE name = 'request_counters'")
        assert await total(Filter(), now) == Total(FEW, is_capped=True)
        await rows("UPDATE projection SET position = position + 1 WHERE name = 'request_counters'")
        await rows("UPDATE event SET position = NULL WHERE position = (SELECT head FROM log_state)")
        assert await total(Filter(), now) == Total(FEW, is_capped=True)


@pytest.mark.parametrize(("number", "expected"), [(FEW, Total(FEW)), (FEW + 1, Total(FEW, is_capped=True))])
async def test_count_of_rows_is_exact_up_to_the_limit(sample, monkeypatch, number, expected):
    monkeypatch.setattr(totals, "MOST_COUNTED", FEW)
    newest = sorted((request.created_at for request in sample.requests), reverse=True)[number - 1]
    passing = sum(request.created_at >= newest for request in sample.requests)
    found = await counted_rows(Filter(created_from=newest), newest)
    assert found == (expected if passing == number else Total(FEW, is_capped=passing > FEW))


async def test_requests_of_a_span_are_not_counted_where_its_months_have_too_many(urls, monkeypatch):
    """Whole months of any clock, so that a span has at least what they have; its ends are counted."""
    monkeypatch.setattr(totals, "MOST_COUNTED", FEW)
    await fill(urls.database_url, 1000, lambda _: None)
    now = datetime.now(UTC)
    ends = [None, *(now - timedelta(days=days, hours=days) for days in (0, 3, 20, 45, 61, 200, 900))]
    async with database(urls.database_url):
        in_city = await rows("SELECT created_at FROM service_request WHERE city_id = 'aktau'")
        created = [row["created_at"] for row in in_city]
        found = set()
        for since, until in product(ends, ends):
            passing = sum((not since or at >= since) and (not until or at < until) for at in created)
            asked = Filter(city_id="aktau", created_from=since, created_to=until)
            assert await counted_rows(asked, now) == Total(min(passing, FEW), is_capped=passing > FEW), (since, until)
            found.add(passing > FEW)
        assert found == {True, False}

        # Months say more than there are, which shows that no row is counted.
        monkeypatch.setattr(totals, "MOST_COUNTED", 500)
        await rows("UPDATE day_figure SET received = received + 1000 WHERE kind = 'city month'")
        long, short = (Filter(city_id="aktau", created_from=now - timedelta(days=days)) for days in (62, 1))
        narrowed = replace(long, statuses=frozenset(Status))
        assert [(await counted_rows(one, now)).is_capped for one in (long, short, narrowed)] == [True, False, False]
        await rows("UPDATE projection SET position = position - 1 WHERE name = 'day_figures'")
        assert await counted_rows(long, now) == Total(sum(at >= now - timedelta(days=62) for at in created))
