"""Points through the API: the contract's names, and who sees what."""

from typing import Any

from app.auth.viewer import Viewer
from app.domain.accounts.roles import Role
from schema import schema
from schema.context import Operation

POINTS = """
{ points { balance onLeaderboard nextLevelAt dailyCap
    level { number startsAt kk: name ru: name(locale: RU) en: name(locale: EN) }
    tariff { rule amount }
    history(first: 2) { pageInfo { hasNextPage endCursor } edges { node { rule amount serviceRequest { id } } } } } }
"""
BOARD = """
query ($city: ID!, $month: String) { leaderboard(cityId: $city, month: $month) { rank name points isViewer } }
"""
LEAVE = "mutation ($leave: Boolean!) { leaveLeaderboard(leave: $leave) { onLeaderboard balance } }"


async def ask(factory: Any, viewer: Viewer | None, query: str, **variables: Any) -> Any:
    """Return the data, or the code of the refusal."""
    await factory.test_app.settled()
    context = factory.test_app.application.context.of_viewer(viewer)
    answer = await schema.execute(query, variable_values=variables, context_value=Operation(context))
    if answer.errors:
        return (answer.errors[0].extensions or {})["code"]
    return answer.data


async def test_ones_own_points(factory):
    """Balance, level in three languages, what is missing for the next one, the tariff and the newest entries."""
    citizen = await factory.test_app.person()
    request = await factory.confirmed(citizen)

    points = (await ask(factory, citizen, POINTS))["points"]

    assert points["balance"] == 25
    assert points["level"] == {
        "number": 2,
        "startsAt": 25,
        "kk": "Белсенді тұрғын",
        "ru": "Активный житель",
        "en": "Active resident",
    }
    assert (points["nextLevelAt"], points["dailyCap"], points["onLeaderboard"]) == (100, 50, True)
    assert {line["rule"]: line["amount"] for line in points["tariff"]} == {
        "SUBMITTED": 10,
        "VERDICT_GIVEN": 5,
        "CONFIRMED_FIX": 10,
        "JOINED": 5,
    }
    assert points["history"]["pageInfo"]["hasNextPage"]
    assert points["history"]["edges"] == [
        {"node": {"rule": "VERDICT_GIVEN", "amount": 5, "serviceRequest": {"id": str(request.id)}}},
        {"node": {"rule": "CONFIRMED_FIX", "amount": 10, "serviceRequest": {"id": str(request.id)}}},
    ]


async def test_points_are_for_the_signed_in(factory):
    """Nobody has none, and cannot leave a board."""
    assert await ask(factory, None, POINTS) == "UNAUTHENTICATED"
    assert await ask(factory, None, LEAVE, leave=True) == "UNAUTHENTICATED"


async def test_the_board_shows_first_names_even_to_staff(factory):
    """The second name of a citizen is on no board; only the viewer's own line is marked."""
    citizen = await factory.test_app.person(name="Айгүл Сейітқызы")
    for _ in range(3):
        await factory.started(citizen)

    for viewer, own in ((None, False), (factory.akimat, False), (citizen, True)):
        assert (await ask(factory, viewer, BOARD, city="almaty"))["leaderboard"] == [
            {"rank": 1, "name": "Айгүл", "points": 30, "isViewer": own}
        ]
    assert (await ask(factory, None, BOARD, city="almaty", month="2026-10"))["leaderboard"] == []


async def test_unknown_cities_and_months_are_refused(factory):
    """As INVALID_INPUT."""
    assert await ask(factory, None, BOARD, city="atlantis") == "INVALID_INPUT"
    assert await ask(factory, None, BOARD, city="almaty", month="november") == "INVALID_INPUT"


async def test_leaving_and_coming_back(factory):
    """The answer is the new state; points stay."""
    citizen = await factory.test_app.person(Role.CITIZEN)
    await factory.confirmed(citizen)

    gone = await ask(factory, citizen, LEAVE, leave=True)
    back = await ask(factory, citizen, LEAVE, leave=False)

    assert gone["leaveLeaderboard"] == {"onLeaderboard": False, "balance": 25}
    assert back["leaveLeaderboard"] == {"onLeaderboard": True, "balance": 25}
