"""What the API shows of changed categories and of co-authors."""

from app.commands import ruling, work
from app.commands.submit import submit
from app.domain.roles import Role
from tests import pictures

CHANGE = """
mutation($id: ID!, $categoryId: ID!, $reason: String!) {
  changeCategory(id: $id, categoryId: $categoryId, reason: $reason) { category { id } dueAt promisedAt }
}
"""
TIMELINE = """
query($id: ID!) { serviceRequest(id: $id) { timeline { edges { node {
  kind promiseChange { fromCategory { id } toCategory { id } fromDueAt toDueAt }
} } } } }
"""
SAY = "query($id: ID!) { serviceRequest(id: $id) { isMine isCoauthor viewerActions status rating } }"
CONFIRM = "mutation($id: ID!) { confirmWork(id: $id, rating: 3) { status rating } }"


async def test_the_timeline_shows_both_sides_of_a_change(site):
    """Both categories and both deadlines, for everybody; other steps have no change."""
    town = site.town
    akimat = await town.person(Role.AKIMAT)
    request = await submit(town.desk, await town.person(), town.submission())
    given = {"id": str(request.id), "categoryId": "lighting", "reason": "Шам"}

    changed = (await site.ask(CHANGE, given, token=await site.token(akimat)))["changeCategory"]
    edges = (await site.ask(TIMELINE, {"id": str(request.id)}))["serviceRequest"]["timeline"]["edges"]

    first, second = (edge["node"] for edge in edges)
    assert changed["category"] == {"id": "lighting"}
    assert changed["dueAt"] == changed["promisedAt"]
    assert first == {"kind": "SUBMITTED", "promiseChange": None}
    assert second["kind"] == "RECATEGORISED"
    assert second["promiseChange"] == {
        "fromCategory": {"id": "pothole"},
        "toCategory": {"id": "lighting"},
        "fromDueAt": f"{request.due_at:%Y-%m-%dT%H:%M:%S.000Z}",
        "toDueAt": changed["dueAt"],
    }


async def test_a_coauthor_sees_the_say_and_uses_it(site):
    """Their own field and buttons; after the word the request waits for its author, and the button is gone."""
    town = site.town
    author, second, executor, akimat = [
        await town.person(role) for role in (Role.CITIZEN, Role.CITIZEN, Role.EXECUTOR, Role.AKIMAT)
    ]
    repeat = await submit(town.desk, second, town.submission())
    request = await submit(town.desk, author, town.submission())
    await ruling.merge(town.desk, akimat, repeat.id, request.id)
    await work.claim(town.desk, executor, request.id)
    await pictures.start(town.desk, executor, request.id)
    await pictures.complete(town.desk, executor, request.id)
    token, given = await site.token(second), {"id": str(request.id)}

    before = (await site.ask(SAY, given, token=token))["serviceRequest"]
    confirmed = (await site.ask(CONFIRM, given, token=token))["confirmWork"]
    after = (await site.ask(SAY, given, token=token))["serviceRequest"]
    others = [
        (await site.ask(SAY, given, token=await site.token(viewer)))["serviceRequest"]["isCoauthor"]
        for viewer in (author, executor)
    ]

    assert (before["isMine"], before["isCoauthor"]) == (False, True)
    assert {"CONFIRM", "DISPUTE"} <= set(before["viewerActions"])
    assert confirmed == {"status": "DONE", "rating": None}
    assert "CONFIRM" not in after["viewerActions"]
    assert "DISPUTE" in after["viewerActions"]
    assert others == [False, False]
