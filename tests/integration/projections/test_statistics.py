"""Statistics from read models equal those that are counted from the tables, for any history and any span."""

from datetime import UTC, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.figures.city_days import Days, touched_days
from app.domain.log.events import EventKind
from app.models.database import rows
from app.queries.figures import statistics as read
from app.queries.figures.span_figures import By, SpanFigures, city_figures, span_figures
from tests.conftest import NOON
from tests.integration.projections.conftest import new_request
from tests.integration.projections.test_read_models import live, steps

ALMATY = ZoneInfo("Asia/Almaty")
COUNTS = ("created", "completed", "confirmed", "disputed", "unanswered", "answered_share", "on_time_share")
spans = st.tuples(st.integers(-200, 400), st.integers(1, 2000))
DURATIONS = {
    "accept": ("created_at", "started_at"),
    "work": ("started_at", "done_at"),
    "total": ("created_at", "done_at"),
}


def near(found, wanted):
    """Whether a duration in hours is within 2 % of the exact one; below a second there is one bucket for all."""
    if wanted is None or found is None:
        return found is wanted
    return abs(found - wanted) <= 0.02 * wanted + 1.1 / 3600


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps, span=spans)
async def test_statistics_equal_the_tables_for_any_history(log, history, span):
    """Whole days, ends of days, and spans of months; the median of few requests lies between two of them."""
    await log.empty()
    await live(log, history)
    await log.stamp()
    start = NOON + timedelta(hours=span[0])
    end = start + timedelta(hours=span[1])
    counted = await read.counted_statistics("almaty", start, end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "FEW", -1)
        summed = await read.statistics("almaty", start, end, ALMATY)
        assert await read.statistics("almaty", start, end, ALMATY, log.clock.at) == summed
        await rows("UPDATE projection SET position = NULL WHERE name = 'request_parts'")
        assert await read.statistics("almaty", start, end, ALMATY) == summed

    assert [getattr(summed, name) for name in COUNTS] == [getattr(counted, name) for name in COUNTS]
    assert summed.by_category == counted.by_category
    # A histogram has no negative durations, between which the exact median may lie.
    if not await rows("SELECT FROM service_request WHERE done_at < created_at"):
        assert near(summed.median_hours_to_done, counted.median_hours_to_done)

    await check_figures(touched_days(start, end, ALMATY))


async def test_the_ends_of_a_span_are_read_from_parts(log, monkeypatch):
    """By the clock of the city, added and taken off; what is left of a part is counted request by request."""
    begin = datetime(2026, 3, 9, 19, tzinfo=UTC)
    for number in range(4 * 24 * 2):
        created = begin + timedelta(minutes=30 * number)
        category = {"category_id": ("pothole", "lighting")[number % 2]}
        request = new_request(number, log.clock.at, created_at=created, updated_at=created, **category)
        await log.write(EventKind.SUBMITTED, None, request)
    await log.stamp()
    monkeypatch.setattr(read, "FEW", -1)
    # Parts alone are looked at where no request is.
    await rows("CREATE TABLE kept AS SELECT * FROM request_state")
    try:
        await rows("DELETE FROM request_state")
        for since, until in [(3, 57), (9, 66), (15, 72), (21, 69), (15, 57)]:
            start, end = begin + timedelta(hours=since), begin + timedelta(hours=until)
            counted = await read.counted_statistics("almaty", start, end)
            assert (counted.created, len(counted.by_category)) == (2 * (until - since), 2)
            assert await read.statistics("almaty", start, end, ALMATY) == counted
        # Half an hour more at each end.
        start, end = start - timedelta(minutes=30), end + timedelta(minutes=30)
        assert (await read.statistics("almaty", start, end, ALMATY)).created == counted.created
        await rows("INSERT INTO request_state SELECT * FROM kept")
        assert (await read.statistics("almaty", start, end, ALMATY)).created == counted.created + 2
    finally:
        await rows("DROP TABLE kept")


async def check_figures(days):
    """Compare the figures of these days with facts that are counted in Python."""
    requests = await rows("SELECT * FROM service_request WHERE city_id = 'almaty'")
    events = await rows("SELECT kind, at, snapshot ->> 'category_id' AS category_id FROM event")
    assert_near(await city_figures("almaty", days), counted_figures(days, requests, events))
    by_category = await span_figures("almaty", days, By.CATEGORY)
    for category in {row["category_id"] for row in [*requests, *events]}:
        mine = [[row for row in given_rows if row["category_id"] == category] for given_rows in (requests, events)]
        assert_near(by_category.get(category, SpanFigures(days)), counted_figures(days, *mine))
    if days.count < 50:
        by_day = await span_figures("almaty", days, By.DAY)
        assert (
            sum(figures.received for figures in by_day.values()) == counted_figures(days, requests, events)["received"]
        )


def assert_near(figures, wanted):
    """Compare figures with counted ones: durations are within 2 %."""
    for name, value in wanted.items():
        found = getattr(figures, name)
        if name in DURATIONS:
            assert near(found.median_hours, value[0]), (name, found, value)
            assert near(found.p90_hours, value[1]), (name, found, value)
        else:
            assert found == value, name


def counted_figures(days, requests, events):
    """Count what happened on these days, one fact after another."""

    def within(at):
        return at is not None and days.first <= at.astimezone(ALMATY).date() <= days.last

    done = [row for row in requests if within(row["done_at"])]
    wanted = {
        "received": sum(within(row["created_at"]) for row in requests),
        "done": len(done),
        "done_on_time": sum(row["due_at"] is not None and row["done_at"] <= row["due_at"] for row in done),
        "done_late": sum(row["due_at"] is not None and row["done_at"] > row["due_at"] for row in done),
        "confirmed": sum(within(row["confirmed_at"]) for row in requests),
        "disputed": sum(row["kind"] == "WORK_DISPUTED" and within(row["at"]) for row in events),
        "breached": sum(row["kind"] == "DEADLINE_BREACHED" and within(row["at"]) for row in events),
    }
    for name, (since, until) in DURATIONS.items():
        hours = sorted(
            max(0.0, (row[until] - row[since]).total_seconds() / 3600)
            for row in requests
            if within(row[until]) and row[since] is not None
        )
        wanted[name] = [hours[ceil(share * len(hours)) - 1] if hours else None for share in (0.5, 0.9)]
    return wanted


async def test_figures_are_missing_while_the_read_model_is_built(log):
    """Not zero."""
    days = Days(NOON.date(), NOON.date())
    assert await city_figures("almaty", days) == SpanFigures(days)

    await rows("UPDATE projection SET position = NULL WHERE name = 'day_figures'")
    await rows("UPDATE log_state SET head = 1")

    assert await city_figures("almaty", days) is None
