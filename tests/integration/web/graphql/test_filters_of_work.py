"""Filters on the work of requests over HTTP: what an answer counts, what a file has, and what is refused."""

import pytest

from app.commands.requests import verdict, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.errors import InvalidInput
from app.models.database import rows
from schema.types.filter import ServiceRequestFilter, feed_filter_of
from tests import pictures

LIST = """
query($filter: ServiceRequestFilter) { serviceRequests(filter: $filter) { totalCount edges { node { id } } } }
"""
SCOREBOARD = """
{ executors(cityId: "almaty") { executor { id } done disputedRequests markedRequests
  record { since done doneOnTime doneLate } } }
"""


async def test_figures_of_the_scoreboard_lead_to_their_requests(site):
    """One work in time, one late, one disputed; the marks are those of the pictures, which are all alike."""
    test_app = site.test_app
    author, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    done = []
    for number in range(3):
        request = await submit(test_app.context, author, test_app.submission(latitude=43.24 + 0.01 * number))
        await work.claim(test_app.context, executor, request.id)
        await pictures.start(test_app.context, executor, request.id)
        await pictures.complete(test_app.context, executor, request.id)
        done.append(str(request.id))
    await verdict.dispute(test_app.context, author, done[2], "Әлі бар")
    await rows("UPDATE photo SET marks = '{}' WHERE request_id <> $1", done[1])
    await rows("UPDATE photo SET marks = ARRAY['FAR'] WHERE request_id = $1 AND kind = 'AFTER'", done[1])
    await test_app.settled()

    async def found(**narrowed):
        given = {"cityId": "almaty", "executorId": str(executor.account_id), **narrowed}
        listed = (await site.ask(LIST, {"filter": given}))["serviceRequests"]
        assert listed["totalCount"] == len(listed["edges"])
        return {edge["node"]["id"] for edge in listed["edges"]}

    (score,) = (await site.ask(SCOREBOARD))["executors"]
    since = f"{score['record']['since']}T00:00:00+05:00"
    assert score["done"] == len(await found(done=True)) == 2
    assert await found(disputed=True) == {done[2]}
    assert await found(marked=True) == {done[1]}
    assert (score["disputedRequests"], score["markedRequests"]) == (1, 1)
    assert score["record"]["doneOnTime"] == len(await found(late=False, doneFrom=since)) == 2
    assert score["record"]["doneLate"] == len(await found(late=True, doneFrom=since)) == 0
    assert await found(disputed=False) == set(done[:2])


async def test_a_window_of_done_work_needs_its_executor(site):
    """Any executor's would be sorted from all that was done in it."""
    for name in ("doneFrom", "doneTo"):
        refused = await site.refusal(LIST, {"filter": {"cityId": "almaty", name: "2026-01-01T00:00:00Z"}})
        assert refused["field"] == f"filter.{name}"


@pytest.mark.parametrize(
    ("given", "field"),
    [({"disputed": False}, "disputed"), ({"marked": False}, "marked"), ({"follower_id": "x"}, "followerId")],
)
def test_a_feed_refuses_what_a_request_alone_does_not_tell(given, field):
    with pytest.raises(InvalidInput) as refused:
        feed_filter_of(ServiceRequestFilter(**given), None, "almaty")
    assert refused.value.data["field"] == f"filter.{field}"
