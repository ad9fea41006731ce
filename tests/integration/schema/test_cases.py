"""What the API shows of changed categories and of co-authors."""

from app.commands.requests import merging, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
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
    """Both categories and both deadlines, for every viewer; other steps have no change."""
    test_app = site.test_app
    akimat = await test_app.person(Role.AKIMAT)
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
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
    test_app = site.test_app
    author, second, executor, akimat = [
        await test_app.person(role) for role in (Role.CITIZEN, Role.CITIZEN, Role.EXECUTOR, Role.AKIMAT)
    ]
    repeat = await submit(test_app.context, second, test_app.submission())
    request = await submit(test_app.context, author, test_app.submission())
    await merging.merge(test_app.context, akimat, repeat.id, request.id)
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    await pictures.complete(test_app.context, executor, request.id)
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
