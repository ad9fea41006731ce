"""The live feed's filter is the list's filter."""

from app.commands.requests import comments, rejection, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.requests.reasons import RejectReason
from tests import pictures
from tests.integration.live.server import CITY_FEED

LISTED = """
query ($filter: ServiceRequestFilter) { serviceRequests(filter: $filter, first: 100) { edges { node { id } } } }
"""

FILTERS = {
    "none": {},
    "city": {"cityId": "almaty"},
    "statuses": {"statuses": ["ACCEPTED", "REJECTED"]},
    "no status": {"statuses": []},
    "categories": {"categoryIds": ["lighting"]},
    "overdue": {"overdue": True},
    "not overdue": {"overdue": False},
    "executor": {"executorId": "executor"},
    "author": {"authorId": "citizen"},
    "unassigned": {"unassigned": True},
    "assigned": {"unassigned": False},
    "box": {"bbox": {"west": 76.90, "south": 43.23, "east": 76.92, "north": 43.25}},
    "text in capitals": {"text": "ШҰҢҚЫР"},
    "text with wildcards": {"text": "100%_"},
    "created from": {"createdFrom": "2026-11-20T08:00:00Z"},
    "created to": {"createdTo": "2026-11-20T08:00:00Z"},
    "two at once": {"text": "шұңқыр", "unassigned": True},
}


async def test_event_passes_exactly_when_the_list_contains_its_request(live):
    """For every step of several requests: the feed with a filter sends it iff the list with that filter has it then."""
    test_app, context = live.test_app, live.test_app.context
    citizen, executor, akimat = [await test_app.person(role) for role in (Role.CITIZEN, Role.EXECUTOR, Role.AKIMAT)]
    people = {"citizen": str(citizen.account_id), "executor": str(executor.account_id)}
    given = {
        name: {key: people.get(value, value) if isinstance(value, str) else value for key, value in one.items()}
        for name, one in FILTERS.items()
    }
    client = await live.connect(citizen)
    await client.subscribe("wide", CITY_FEED)
    for name, one in given.items():
        await client.subscribe(name, CITY_FEED, filter=one)
    await client.synchronise()
    passed: dict[str, list[str]] = {name: [] for name in FILTERS}

    async def after_step(request):
        cursor = (await client.event("wide"))["cursor"]
        for name, one in given.items():
            page = await client.run(LISTED, filter={"cityId": "almaty", **one})
            if str(request.id) in {edge["node"]["id"] for edge in page["serviceRequests"]["edges"]}:
                assert (await client.event(name))["cursor"] == cursor, name
                passed[name].append(cursor)
        await client.synchronise()
        assert [name for name in FILTERS if client.waiting(name)] == [], "the feed sent what the list does not have"

    first = await submit(context, citizen, test_app.submission())
    await after_step(first)
    await after_step(await work.claim(context, executor, first.id))
    await after_step(await pictures.start(context, executor, first.id))
    test_app.pass_time(hours=2)
    other = test_app.submission(category_id="lighting", longitude=76.95, description="100%_ қараңғы")
    second = await submit(context, await test_app.person(), other)
    await after_step(second)
    test_app.pass_time(days=25)
    await after_step(await comments.comment(context, citizen, first.id, "overdue by now"))
    await after_step(await pictures.complete(context, executor, first.id))
    await after_step(await rejection.reject(context, akimat, second.id, RejectReason.NOT_A_PROBLEM))

    assert {name for name, cursors in passed.items() if len(cursors) == 7} == {"none", "city"}
    assert {name for name, cursors in passed.items() if not cursors} == {"no status"}
