"""Problem zones over HTTP."""

from app.commands.requests.submission import submit
from app.domain.places.hexagons import hexagon_at, hexagon_id

ZONES = """
query($category: ID, $first: Int! = 20, $order: ZoneOrder! = REQUESTS) {
  problemZones(cityId: "almaty", categoryId: $category, period: FOUR_WEEKS, orderBy: $order, first: $first) {
    from requests late zoneCount zones {
      id names center { latitude longitude } boundary { latitude longitude }
      requests { observed expected ratio atLeast } late { observed } before trend
    }
  }
}
"""
LIST = """
query($filter: ServiceRequestFilter) { serviceRequests(filter: $filter) { totalCount } }
"""


async def test_a_zone_leads_to_its_requests(site):
    """Its figures, its outline, its street, and the list behind it; without an account."""
    test_app = site.test_app
    citizen = await test_app.person()
    for n in range(12):
        await submit(test_app.context, citizen, test_app.submission(address=f"Абай даңғылы {n}", latitude=43.24))
    for n in range(3):
        await submit(test_app.context, citizen, test_app.submission(latitude=43.27 + 0.02 * n))
    await test_app.settled()

    found = (await site.ask(ZONES))["problemZones"]

    (zone,) = found["zones"]
    assert (found["requests"], found["zoneCount"], found["from"]) == (15, 4, "2026-10-26T00:00:00.000Z")
    assert zone["id"] == hexagon_id(hexagon_at(43.24, 76.91))
    assert zone["names"] == ["Абай даңғылы"]
    assert zone["requests"]["observed"] == 12
    assert zone["requests"]["expected"] == 15 / 4
    assert zone["requests"]["ratio"] == 3.2
    assert 1 < zone["requests"]["atLeast"] < 3.2
    assert len(zone["boundary"]) == 6
    assert abs(zone["center"]["latitude"] - 43.24) < 0.01
    assert (zone["before"], zone["trend"]) == (0, None)
    narrowed = {"cityId": "almaty", "zone": zone["id"], "createdFrom": found["from"]}
    assert (await site.ask(LIST, {"filter": narrowed}))["serviceRequests"]["totalCount"] == 12


async def test_bad_input_names_its_field(site):
    """An unknown category, too many zones, a zone that is none."""
    for variables, field in (({"category": "unknown"}, "categoryId"), ({"first": 51}, "first")):
        assert (await site.refusal(ZONES, variables))["field"] == field
    for name in ("", "89283082803ffff", "no zone"):
        assert (await site.refusal(LIST, {"filter": {"zone": name}}))["field"] == "filter.zone"
