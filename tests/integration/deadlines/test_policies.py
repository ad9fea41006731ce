"""Promises: who may change them, and that what was promised stays."""

from datetime import timedelta

import pytest

from app.commands.policies import PolicyChange, set_policy
from app.commands.submit import submit
from app.domain.roles import Role
from app.domain.sla import Counted
from app.errors import InvalidInput, NotAllowed
from app.policies import policies_of


def change(**changes) -> PolicyChange:
    given = {
        "city_id": "almaty",
        "category_id": "pothole",
        "hours": 8,
        "counted": Counted.WORKING_HOURS,
        "reason": "Қаулы",
    }
    return PolicyChange(**{**given, **changes})


async def test_a_new_policy_holds_for_new_requests_only(town):
    """The old request keeps its promise, the new one gets the new one, other cities keep theirs."""
    citizen, akimat = await town.person(), await town.person(Role.AKIMAT)
    old = await submit(town.desk, citizen, town.submission())
    town.pass_time(minutes=1)

    await set_policy(town.desk, akimat, change(hours=10, counted=Counted.ROUND_THE_CLOCK))
    new = await submit(town.desk, citizen, town.submission())
    elsewhere = await submit(town.desk, citizen, town.submission(city_id="astana", latitude=51.13, longitude=71.43))

    assert new.due_at - new.created_at == timedelta(hours=10)
    assert (new.policy_id, new.policy_version) == ("pothole.almaty", 1)
    assert elsewhere.due_at - elsewhere.created_at == old.due_at - old.created_at


async def test_working_hours_end_after_the_weekend(town):
    """8 working hours from Friday noon end on Monday: 2026-11-20 is a Friday, 12:00 in Almaty."""
    citizen, akimat = await town.person(), await town.person(Role.AKIMAT)
    await set_policy(town.desk, akimat, change())

    request = await submit(town.desk, citizen, town.submission())

    assert request.due_at.isoformat().startswith("2026-11-23T")


async def test_versions_count_up_and_only_the_newest_holds(town):
    """Each change is the next version; the list shows one policy for each category."""
    akimat = await town.person(Role.AKIMAT)
    for hours in (5, 6, 7):
        await set_policy(town.desk, akimat, change(hours=hours))

    in_force = {policy.category_id: policy for policy in await policies_of("almaty", town.clock.now())}

    assert (in_force["pothole"].version, in_force["pothole"].hours) == (3, 7)
    assert in_force["lighting"].city_id is None


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("categoryId", {"category_id": "nothing"}),
        ("hours", {"hours": 0}),
        ("hours", {"hours": float("nan")}),
        ("atRiskShare", {"at_risk_share": 1.5}),
        ("reason", {"reason": " "}),
    ],
)
async def test_bad_policies_name_the_field(town, field, changes):
    """INVALID_INPUT with the field."""
    akimat = await town.person(Role.AKIMAT)

    with pytest.raises(InvalidInput) as refused:
        await set_policy(town.desk, akimat, change(**changes))

    assert refused.value.data["field"] == field


async def test_only_the_akimat_of_the_city_changes_its_promises(town):
    """Not another city's, not an executor."""
    for stranger in (await town.person(Role.AKIMAT, "astana"), await town.person(Role.EXECUTOR)):
        with pytest.raises(NotAllowed):
            await set_policy(town.desk, stranger, change())
