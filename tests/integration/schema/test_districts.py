"""What the API shows of districts and of assignment rules."""

from datetime import timedelta

import pytest

from app.commands.requests.submission import submit
from app.commands.staff.districts import put_districts
from app.domain.accounts.roles import Role
from app.models import Account
from app.models.accounts.organisation import find_or_create_organisation
from app.models.database import rows
from tests.conftest import NOON
from tests.integration.districts.conftest import HILL, IN_HILL, IN_RIVER, NOWHERE, RIVER

CITIES = "{ cities { id districts { id name(locale: RU) } } }"
REQUEST = "query($id: ID!) { serviceRequest(id: $id) { district { id name } } }"
LIST = """
query($districts: [ID!]) { serviceRequests(filter: {cityId: "almaty", districtIds: $districts}) {
  totalCount edges { node { district { id } } }
} }
"""
COUNTERS = """{ counters(cityId: "almaty") {
  total byDistrict { districtId total open overdue byStatus { status count } }
} }"""
AT = 'query($at: GeoPointInput!) { district(cityId: "almaty", at: $at) { id } }'
RULES = """
version rules { category { id } district { id } organisation { name } executorCount }
"""
READ = f'{{ assignmentRules(cityId: "almaty") {{ {RULES} }} }}'
SET = f"mutation($input: SetAssignmentRulesInput!) {{ setAssignmentRules(input: $input) {{ {RULES} }} }}"
STEPS = "query($id: ID!) { serviceRequest(id: $id) { timeline { edges { node { kind isByRule actorName } } } } }"


@pytest.fixture
async def almaty(site):
    """Two districts, and a request in each and in none; their ids by district."""
    test_app = site.test_app
    await put_districts("almaty", [RIVER, HILL], clock=test_app.clock)
    author = await test_app.person()
    places = (IN_RIVER, IN_HILL, NOWHERE)
    sent = [await submit(test_app.context, author, test_app.submission(**place)) for place in places]
    await test_app.settled()
    return {request.district_id: str(request.id) for request in sent}


async def test_counters_are_given_by_district(site, almaty):
    """Those of requests in no district, too; together they are the city's. A deadline that passes counts at once."""
    site.test_app.clock.at += timedelta(days=400)
    counted = (await site.ask(COUNTERS))["counters"]

    assert [(one["districtId"], one["total"], one["open"], one["overdue"]) for one in counted["byDistrict"]] == [
        (HILL.id, 1, 1, 1),
        (RIVER.id, 1, 1, 1),
        (None, 1, 1, 1),
    ]
    assert {one["status"]: one["count"] for one in counted["byDistrict"][0]["byStatus"] if one["count"]} == {
        "ACCEPTED": 1
    }
    assert counted["total"] == 3
    await rows("UPDATE projection SET position = NULL WHERE name = 'request_counters'")
    assert (await site.ask(COUNTERS))["counters"]["byDistrict"] is None


async def test_city_has_its_districts_and_a_request_its_own(site, almaty):
    cities = {city["id"]: city["districts"] for city in (await site.ask(CITIES))["cities"]}

    assert cities["almaty"] == [{"id": one.id, "name": one.names["ru"]} for one in (HILL, RIVER)]
    assert cities["astana"] == []
    shown = (await site.ask(REQUEST, {"id": almaty[RIVER.id]}))["serviceRequest"]
    assert shown == {"district": {"id": RIVER.id, "name": RIVER.names["kk"]}}
    assert (await site.ask(REQUEST, {"id": almaty[None]}))["serviceRequest"] == {"district": None}


@pytest.mark.parametrize(
    ("given", "expected"),
    [([RIVER.id], [RIVER.id]), ([RIVER.id, HILL.id], [HILL.id, RIVER.id]), ([], []), (["almaty_lake"], [])],
)
async def test_list_is_narrowed_by_district(site, almaty, given, expected):
    found = (await site.ask(LIST, {"districts": given}))["serviceRequests"]

    assert sorted(edge["node"]["district"]["id"] for edge in found["edges"]) == expected
    assert found["totalCount"] == len(expected)


@pytest.mark.parametrize(("place", "expected"), [(IN_RIVER, {"id": RIVER.id}), (NOWHERE, None)])
async def test_district_of_a_point(site, almaty, place, expected):
    assert (await site.ask(AT, {"at": place}))["district"] == expected


async def test_rules_are_set_and_shown_and_a_step_says_that_a_rule_took_it(site, almaty):
    test_app = site.test_app
    officer, executor = await test_app.person(Role.AKIMAT), await test_app.person(Role.EXECUTOR)
    organisation = await find_or_create_organisation("almaty", "Жол жөндеу", NOON)
    await Account.filter(id=executor.account_id).update(organisation_id=organisation)
    token = await site.token(officer)
    given = {"categoryId": "pothole", "districtId": HILL.id, "organisationId": str(organisation)}

    changed = await site.ask(SET, {"input": {"cityId": "almaty", "version": 0, "rules": [given]}}, token=token)
    request = await submit(test_app.context, await test_app.person(), test_app.submission(**IN_HILL))

    rule = {"category": {"id": "pothole"}, "district": {"id": HILL.id}, "organisation": {"name": "Жол жөндеу"}}
    assert changed["setAssignmentRules"] == {"version": 1, "rules": [{**rule, "executorCount": 1}]}
    assert (await site.ask(READ, token=token))["assignmentRules"] == changed["setAssignmentRules"]
    edges = (await site.ask(STEPS, {"id": str(request.id)}))["serviceRequest"]["timeline"]["edges"]
    assert [edge["node"]["isByRule"] for edge in edges] == [False, True]
    assert edges[1]["node"] == {"kind": "ASSIGNED", "isByRule": True, "actorName": None}
