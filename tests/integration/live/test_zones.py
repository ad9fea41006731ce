"""Problem zones as a subscription: present at once, pushed while they change, and ending in the truth."""

import pytest

import schema.subscriptions.feeds
from app.commands.requests.submission import submit
from app.commands.staff.districts import put_districts
from tests.integration.districts.conftest import HILL, IN_HILL, IN_RIVER, NOWHERE, RIVER

ZONES = """
subscription ($category: ID, $first: Int! = 20, $district: ID) {
  problemZones(cityId: "almaty", categoryId: $category, period: FOUR_WEEKS, first: $first, districtId: $district) {
    requests zoneCount zones { id names requests { observed } }
  }
}
"""


async def submitted(live, citizen, count, **changes):
    """Submit requests on one street."""
    for n in range(count):
        await submit(live.test_app.context, citizen, live.test_app.submission(address=f"Абай даңғылы {n}", **changes))


async def test_zones_are_sent_at_once_and_end_in_the_truth(live, monkeypatch):
    """However many events come, the last push has them all; one of another category sees none of them."""
    monkeypatch.setattr(schema.subscriptions.feeds, "ZONES_SECONDS", 0.05)
    citizen = await live.test_app.person()
    for n in range(4):
        await submitted(live, citizen, 1, latitude=43.19 + 0.02 * n, longitude=76.85)
    await live.test_app.settled()
    client = await live.connect()
    await client.subscribe("all", ZONES)
    await client.subscribe("lighting", ZONES, category="lighting")
    first, lighting = await client.event("all"), await client.event("lighting")

    await submitted(live, citizen, 12)
    seen = [first]
    while seen[-1]["requests"] < 16:
        seen.append(await client.event("all"))

    assert (first["requests"], first["zoneCount"], first["zones"], lighting["requests"]) == (4, 4, [], 0)
    (zone,) = seen[-1]["zones"]
    assert (zone["names"], zone["requests"]["observed"]) == (["Абай даңғылы"], 12)
    assert [one["requests"] for one in seen] == sorted(one["requests"] for one in seen)


async def test_zones_of_a_district_are_those_whose_middle_lies_in_it(live):
    citizen = await live.test_app.person()
    await put_districts("almaty", [RIVER, HILL], clock=live.test_app.clock)
    for place, count in ((IN_RIVER, 12), (IN_HILL, 1), (NOWHERE, 1)):
        await submitted(live, citizen, count, **place)
    await live.test_app.settled()
    client = await live.connect()
    for name, district in (("river", RIVER.id), ("hill", HILL.id), ("all", None)):
        await client.subscribe(name, ZONES, district=district)

    found = {name: await client.event(name) for name in ("river", "hill", "all")}

    assert {name: len(one["zones"]) for name, one in found.items()} == {"river": 1, "hill": 0, "all": 1}
    assert found["river"] == found["all"]


@pytest.mark.parametrize("variables", [{"category": "x"}, {"first": 51}, {"district": "almaty_river"}])
async def test_zones_of_bad_input_are_refused_at_the_start(live, variables):
    """The client hears it once, not with every event."""
    client = await live.connect()
    await client.subscribe("1", ZONES, **variables)

    assert await client.refusal("1") == "INVALID_INPUT"
