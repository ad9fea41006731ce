"""Figures as subscriptions end in the truth, also after steps that are shown to no one."""

from datetime import timedelta

from app.commands.jobs.district_survey import survey_districts
from app.commands.requests.submission import submit
from app.commands.staff.districts import put_districts
from tests.integration.districts.conftest import HILL, IN_HILL, IN_RIVER, RIVER

COUNTERS = 'subscription { counters(cityId: "almaty") { total byDistrict { districtId total } } }'
STATISTICS = """
subscription ($from: DateTime!, $to: DateTime!) {
  statistics(cityId: "almaty", from: $from, to: $to) {
    created figuresByDistrict { districtId figures { received } }
  }
}
"""
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
