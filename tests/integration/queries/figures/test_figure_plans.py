"""Figures are read from rows of their own city by an index, however many other cities, days and squares there are."""

import json
from datetime import date

import pytest

import app.queries.figures.counters
import app.queries.figures.executor_checks
import app.queries.figures.executors
import app.queries.figures.span_figures
import app.queries.map.problem_zones
import app.queries.map.squares
from app.domain.figures.zones import ZoneOrder, ZonePeriod, week_of
from app.domain.places.geo import Box
from app.models.database import rows
from app.queries.figures.counters import counters, district_counters
from app.queries.figures.executor_checks import disputed_requests
from app.queries.figures.executor_records import executor_records
from app.queries.figures.executors import executor_scores
from app.queries.map.problem_zones import zone_figures
from app.queries.map.squares import squares_in
from app.queries.requests.filter import Filter
from tests.conftest import NOON

pytestmark = pytest.mark.new_database

_FILL = (
    """
    INSERT INTO zone_period SELECT 'city' || c, h, n * 1e16, n * 1e16, n * 1e16, n, n, n
    FROM generate_series(1, 3) AS c, generate_series(1, 600) AS h, LATERAL (SELECT c + h + 1 AS n) AS counted
    """,
    """
    INSERT INTO executor_total SELECT gen_random_uuid(), 'city' || c, 9, 1, 8, 7, 1, 6, 1, 5, 1, 5, 20, 1
    FROM generate_series(1, 20) AS c, generate_series(1, 500)
    """,
    """
    INSERT INTO disputed_total SELECT city_id, executor_id, 3 FROM executor_total
    """,
    """
    INSERT INTO request_counter
    SELECT 'category', 'city' || c, 'district' || d, 'category' || k, 'DONE', 1, 0
    FROM generate_series(1, 20) AS c, generate_series(1, 8) AS d, generate_series(1, 17) AS k
    """,
    """
    INSERT INTO day_figure (kind, city_id, district_id, key, day, received, done, done_on_time, done_late, confirmed,
        disputed, breached, accept, work, total)
    SELECT 'executor month', 'city' || c, '', lpad(e::text, 32, '0'), date '2023-01-01' + m * interval '1 month',
        1, 1, 1, 0, 1, 0, 0, '{}', '{}', '{}'
    FROM generate_series(1, 20) AS c, generate_series(1, 40) AS e, generate_series(1, 41) AS m
    """,
    """
    INSERT INTO day_figure (kind, city_id, district_id, key, day, received, done, done_on_time, done_late, confirmed,
        disputed, breached, accept, work, total)
    SELECT 'executor year', city_id, '', key, date_trunc('year', day), sum(received), sum(done), sum(done_on_time), 0,
        sum(confirmed), 0, 0, '{}', '{}', '{}' FROM day_figure WHERE kind = 'executor month' GROUP BY 1, 2, 3, 4, 5
    """,
    """
    INSERT INTO map_cell
    SELECT 16, CASE k WHEN 0 THEN '' ELSE 'category' || k END, x, y, 'city1', 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM generate_series(0, 5) AS k, generate_series(46700, 46800) AS x, generate_series(24000, 24060) AS y
    """,
)
_TABLES = "zone_period, executor_total, disputed_total, request_counter, day_figure, map_cell"
_LARGE = {"zone_period", "zone_figure", "request_counter", "day_figure", "map_cell", "disputed_total"}
MONTHS, YEARS = 41, 4
"""Of the executors; the index has all months of one beside each other, so a year may be read with the others.
Years are looked for twice, to be added and to be taken off."""
_QUARTER = Box(76.9, 43.22, 77.0, 43.26)
READS = {
    "counters": (app.queries.figures.counters, lambda: counters("city7", NOON), 1),
    "counters by district": (app.queries.figures.counters, lambda: district_counters("city7", NOON), 8 * 17),
    "executors": (app.queries.figures.executors, lambda: executor_scores("city7"), 0),
    "disputed requests": (app.queries.figures.executor_checks, lambda: disputed_requests("city7"), 500),
    "records": (
        app.queries.figures.span_figures,
        lambda: executor_records("city7", date(2026, 3, 1)),
        (MONTHS + 2 * YEARS) * 40,
    ),
    "zones": (
        app.queries.map.problem_zones,
        lambda: zone_figures("city3", None, ZonePeriod.THIRTEEN_WEEKS, NOON, first=20),
        600,
    ),
    "zones by missed deadlines": (
        app.queries.map.problem_zones,
        lambda: zone_figures("city3", None, ZonePeriod.THIRTEEN_WEEKS, NOON, order=ZoneOrder.LATE),
        600,
    ),
    "zones of a category": (
        app.queries.map.problem_zones,
        lambda: zone_figures("city3", "pothole", ZonePeriod.THIRTEEN_WEEKS, NOON),
        600,
    ),
    "map": (app.queries.map.squares, lambda: squares_in([_QUARTER], 14, Filter(), NOON, few=0), 19 * 11),
}


def scans(node):
    """Yield each scan of a table below a node of a plan: the kind, the table, and the rows that it read."""
    if "Relation Name" in node:
        removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        yield node["Node Type"], node["Relation Name"], (node["Actual Rows"] + removed) * node["Actual Loops"]
    for below in node.get("Plans", ()):
        yield from scans(below)


@pytest.mark.parametrize("name", READS)
async def test_figures_read_rows_of_their_city_alone(test_app, monkeypatch, name):
    """No scan of a whole table that grows, and no more rows than the city has."""
    # Before the rows, because the sequencer makes anew what is not up to date.
    await rows("INSERT INTO zone_period_week VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET week = $1", week_of(NOON))
    await rows("UPDATE projection SET position = head FROM log_state WHERE name IN ('zone_received', 'zone_changes')")
    for statement in _FILL:
        await rows(statement)
    await rows(f"ANALYZE {', '.join(_TABLES.split(', '))}")
    module, read, most = READS[name]
    plans = []

    async def explained(sql, *values):
        found = await rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *values)
        plans.append(json.loads(found[0]["QUERY PLAN"])[0]["Plan"])
        return await rows(sql, *values)

    monkeypatch.setattr(module, "rows", explained)
    await read()

    (plan,) = plans
    found = list(scans(plan))
    # Requests are not even counted: the tables of commands are empty here, and larger than all others in a city.
    assert {table for _, table, count in found if count} & {"service_request", "event"} == set()
    assert [scan for scan in found if scan[0] == "Seq Scan" and scan[1] in _LARGE] == []
    assert sum(count for _, table, count in found if table in _LARGE) <= most
