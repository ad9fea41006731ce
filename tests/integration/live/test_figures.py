"""Figures as subscriptions end in the truth, also after steps that are shown to no one."""

from datetime import timedelta, timezone

import pytest

from app.commands.jobs.district_survey import survey_districts
from app.commands.requests.history_import import import_cases, plan_import
from app.commands.requests.submission import submit
from app.commands.staff.districts import put_districts
from app.importing.cases import CaseFile
from app.importing.mapping import load_mapping
from app.importing.report import ImportReport
from tests.integration.districts.conftest import HILL, IN_HILL, IN_RIVER, RIVER
from tests.integration.importing.conftest import OPEN, mapping_file, write_table

__all__ = ["mapping_file", "write_table"]

COUNTERS = 'subscription { counters(cityId: "almaty") { total byDistrict { districtId total } } }'
STATISTICS = """
subscription ($from: DateTime!, $to: DateTime!) {
  statistics(cityId: "almaty", from: $from, to: $to) {
    created figuresByDistrict { districtId figures { received } }
  }
}
"""
OVERDUE = 'subscription { counters(cityId: "almaty") { open overdue } }'
FEED = 'subscription { cityFeed(cityId: "almaty") { kind } }'


async def test_figures_follow_when_requests_get_their_districts(live):
    """The job's steps have no recipients, and no feed shows them."""
    app = live.test_app
    citizen = await app.person()
    for place in (IN_RIVER, IN_HILL):
        await submit(app.context, citizen, app.submission(**place))
    await put_districts("almaty", [RIVER, HILL], clock=app.clock)
    await app.settled()
    client, now = await live.connect(), app.clock.now()
    await client.subscribe("counters", COUNTERS)
    span = {"from": (now - timedelta(days=1)).isoformat(), "to": (now + timedelta(days=1)).isoformat()}
    await client.subscribe("statistics", STATISTICS, **span)
    await client.subscribe("feed", FEED)
    counters, statistics = await client.event("counters"), await client.event("statistics")
    assert (counters["byDistrict"], statistics["figuresByDistrict"]) == ([{"districtId": None, "total": 2}], [])

    await survey_districts(app.context, begin_after=timedelta(0))

    expected = sorted((RIVER.id, HILL.id))
    while [(one["districtId"], one["total"]) for one in counters["byDistrict"]] != [(name, 1) for name in expected]:
        counters = await client.event("counters")
    while sorted(one["districtId"] for one in statistics["figuresByDistrict"]) != expected:
        statistics = await client.event("statistics")

    await submit(app.context, citizen, app.submission(**IN_RIVER))
    assert (await client.event("feed"))["kind"] == "SUBMITTED"


@pytest.fixture
def import_open(live, mapping_file, write_table):
    """Import open cases into Almaty, each with its deadline as the table writes it: the time of Almaty."""

    async def load(*deadlines):
        mapping = load_mapping(mapping_file)
        table = write_table(*({**OPEN, "due": due} for due in deadlines))
        with CaseFile(table, mapping) as cases:
            plan = await plan_import("almaty", mapping)
            await import_cases(live.test_app.context, plan, cases, ImportReport(mapping=mapping))
        await live.test_app.settled()

    return load


async def test_counters_count_an_imported_request_as_overdue_when_its_deadline_passes(live, import_open):
    """No timer runs for it, and nothing else happens in the city."""
    app = live.test_app
    noon = app.clock.now().astimezone(timezone(timedelta(hours=5)))
    await import_open(*((noon + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M") for hours in (1, 3)))
    client = await live.connect()
    await client.subscribe("counters", OVERDUE)
    assert await client.event("counters") == {"open": 2, "overdue": 0}
    head = await app.settled()

    for late in (1, 2):
        app.pass_time(hours=2)
        while (await client.event("counters"))["overdue"] != late:
            pass

    assert await app.settled() == head
