"""The figures of June 2015 in Boston by category equal those that a plain reading of the table gives.

The table is not part of the repository; see ``test_boston``.
"""

import csv
import gzip
import tomllib
from collections import defaultdict
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from importlib.resources import files
from math import ceil
from zoneinfo import ZoneInfo

import pytest

from app.cli.known_city import find_or_add_city
from app.commands.requests.history_import import import_cases, plan_import
from app.domain.figures.city_days import Days
from app.importing.cases import CaseFile
from app.importing.mapping import load_mapping
from app.importing.report import ImportReport
from app.queries.figures import statistics as read
from app.queries.figures.span_figures import By, city_figures, span_figures
from tests.integration.importing.test_boston import TABLE

BOSTON = ZoneInfo("America/New_York")
JUNE = Days(date(2015, 6, 1), date(2015, 6, 30))
FORMAT = "%m/%d/%Y %I:%M:%S %p"


@pytest.fixture(scope="module")
def june(tmp_path_factory):
    """The rows that were opened or closed in June, and a table of them alone, which takes seconds to import."""
    if not TABLE.is_file():
        pytest.skip(f"the table of Boston 2015 is not at {TABLE}; name its folder by QALA_SHARED_DATA")
    path = tmp_path_factory.mktemp("boston") / "june.csv"
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="") as source, path.open("w", newline="") as target:
        reader = csv.DictReader(source)
        writer = csv.DictWriter(target, reader.fieldnames)
        writer.writeheader()
        kept = [row for row in reader if in_june(row["OPEN_DT"]) or in_june(row["CLOSED_DT"])]
        writer.writerows(kept)
    return path, kept


def in_june(text):
    return text.startswith("06/") and text[6:10] == "2015"


def moment(text):
    return datetime.strptime(text, FORMAT).replace(tzinfo=BOSTON).astimezone(UTC) if text else None


def counted(rows):
    """Count each category from the cells alone: received, done, on time, late, and the hours of each done case."""
    mapping = tomllib.loads((files("app.importing") / "mappings" / "boston-2015.toml").read_text("utf-8"))
    patterns = [(name, pattern) for name, many in mapping["categories"]["patterns"].items() for pattern in many]
    refused = [pattern.lower() for many in mapping["closures"].values() for pattern in many]
    figures = defaultdict(lambda: {"received": 0, "done": 0, "done_on_time": 0, "done_late": 0, "hours": []})
    for row in rows:
        kind, why = row["TYPE"].strip().lower(), row["CLOSURE_REASON"].strip().lower()
        category = next((name for name, pattern in patterns if fnmatchcase(kind, pattern.lower())), "other")
        opened, closed, due = (moment(row[name]) for name in ("OPEN_DT", "CLOSED_DT", "TARGET_DT"))
        found = figures[category]
        found["received"] += in_june(row["OPEN_DT"])
        if row["CASE_STATUS"] != "Closed" or closed is None or any(fnmatchcase(why, pattern) for pattern in refused):
            continue
        done = max(opened, closed)
        if JUNE.first <= done.astimezone(BOSTON).date() <= JUNE.last:
            found["done"] += 1
            found["hours"].append((done - opened).total_seconds() / 3600)
            if due is not None:
                found["done_on_time" if done <= due else "done_late"] += 1
    return {name: found for name, found in figures.items() if found["received"] or found["done"]}


async def test_figures_of_june_equal_those_of_the_table(test_app, june):
    """Counts by category to the last case; percentiles within 2 %."""
    path, kept = june
    await find_or_add_city("boston")
    mapping, report = load_mapping("boston-2015"), ImportReport(zone=BOSTON)
    with CaseFile(path, mapping) as cases:
        await import_cases(test_app.context, await plan_import("boston", mapping), cases, report)
    await test_app.settled()
    wanted = counted(kept)

    found = await span_figures("boston", JUNE, By.CATEGORY)
    city = await city_figures("boston", JUNE)

    assert len(wanted) > 12
    assert sum(figures["received"] for figures in wanted.values()) > 9_000
    for name, figures in wanted.items():
        for figure in ("received", "done", "done_on_time", "done_late"):
            assert getattr(found[name], figure) == figures[figure], (name, figure)
        hours = sorted(figures["hours"])
        for share, given in ((0.5, found[name].total.median_hours), (0.9, found[name].total.p90_hours)):
            exact = hours[ceil(share * len(hours)) - 1] if hours else None
            assert given == (exact and pytest.approx(exact, rel=0.02, abs=1 / 3600)), (name, share)
    assert (city.received, city.done) == tuple(
        sum(figures[name] for figures in wanted.values()) for name in ("received", "done")
    )
    await check_the_cohort(city.received)


async def check_the_cohort(received):
    """Many requests: the statistics are read from the read models, and equal those that are counted one by one."""
    start, end = (datetime(2015, month, 1, tzinfo=BOSTON) for month in (6, 7))
    assert received > read.FEW

    summed = await read.statistics("boston", start, end, BOSTON)
    exact = await read.counted_statistics("boston", start, end)

    assert summed.median_hours_to_done == pytest.approx(exact.median_hours_to_done, rel=0.02)
    assert (summed.created, summed.completed, summed.on_time_share) == (
        exact.created,
        exact.completed,
        exact.on_time_share,
    )
    assert (received, dict(summed.by_category)) == (exact.created, dict(exact.by_category))
