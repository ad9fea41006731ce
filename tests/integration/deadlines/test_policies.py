"""Promises: who may change them, and that what was promised stays."""

from datetime import timedelta

import pytest

from app.commands.requests.submission import submit
from app.commands.staff.sla_policies import PolicyChange, set_policy
from app.domain.accounts.roles import Role
from app.domain.sla import Counted
from app.domain.sla.calendar import HORIZON
from app.errors import InvalidInput, NotAllowed
from app.models import SlaPolicyRow
from app.queries.cities.policies import policies_of


def change(**changes) -> PolicyChange:
    given = {
        "city_id": "almaty",
        "category_id": "pothole",
        "hours": 8,
        "counted": Counted.WORKING_HOURS,
        "reason": "Қаулы",
    }
    return PolicyChange(**{**given, **changes})


async def test_a_new_policy_holds_for_new_requests_only(test_app):
    """The old request keeps its promise, the new one gets the new one, other cities keep theirs."""
    citizen, akimat = await test_app.person(), await test_app.person(Role.AKIMAT)
    old = await submit(test_app.context, citizen, test_app.submission())
    test_app.pass_time(minutes=1)

    await set_policy(test_app.context, akimat, change(hours=10, counted=Counted.ROUND_THE_CLOCK))
    new = await submit(test_app.context, citizen, test_app.submission())
    elsewhere = await submit(
        test_app.context, citizen, test_app.submission(city_id="astana", latitude=51.13, longitude=71.43)
    )

    assert new.due_at - new.created_at == timedelta(hours=10)
    assert (new.policy_id, new.policy_version) == ("pothole.almaty", 1)
    assert elsewhere.due_at - elsewhere.created_at == old.due_at - old.created_at


async def test_working_hours_end_after_the_weekend(test_app):
    """8 working hours from Friday noon end on Monday: 2026-11-20 is a Friday, 12:00 in Almaty."""
    citizen, akimat = await test_app.person(), await test_app.person(Role.AKIMAT)
    await set_policy(test_app.context, akimat, change())

    request = await submit(test_app.context, citizen, test_app.submission())

    assert request.due_at.isoformat().startswith("2026-11-23T")


async def test_versions_count_up_and_only_the_newest_holds(test_app):
    """Each change is the next version; the list shows one policy for each category."""
    akimat = await test_app.person(Role.AKIMAT)
    for hours in (5, 6, 7):
        await set_policy(test_app.context, akimat, change(hours=hours))

    in_force = {policy.category_id: policy for policy in await policies_of("almaty", test_app.clock.now())}

    assert (in_force["pothole"].version, in_force["pothole"].hours) == (3, 7)
    assert in_force["lighting"].city_id is None


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("categoryId", {"category_id": "nothing"}),
        ("hours", {"hours": 0}),
        ("hours", {"hours": float("nan")}),
        ("hours", {"hours": 1e-300}),
        ("hours", {"hours": 87_672, "counted": Counted.WORKING_HOURS}),
        ("hours", {"hours": 20_000, "counted": Counted.WORKING_HOURS}),
        ("escalateAfterShare", {"hours": 4_000, "escalate_after_share": 9, "counted": Counted.WORKING_HOURS}),
        ("escalateAfterShare", {"escalate_after_share": 1e-300}),
        ("atRiskShare", {"at_risk_share": 1e-300}),
        ("atRiskShare", {"at_risk_share": 1.5}),
        ("reason", {"reason": " "}),
    ],
)
async def test_bad_policies_name_the_field(test_app, field, changes):
    """INVALID_INPUT with the field."""
    akimat = await test_app.person(Role.AKIMAT)

    with pytest.raises(InvalidInput) as refused:
        await set_policy(test_app.context, akimat, change(**changes))

    assert refused.value.data["field"] == field


async def test_longest_promise_can_be_counted_from_any_day(test_app):
    """What is accepted never stops a submission later, whatever the year."""
    citizen, akimat = await test_app.person(), await test_app.person(Role.AKIMAT)
    await set_policy(test_app.context, akimat, change(hours=17_000, counted=Counted.WORKING_HOURS))

    for _ in range(3):
        await submit(test_app.context, citizen, test_app.submission())
        test_app.pass_time(days=300)


async def test_stored_promise_that_is_too_long_stops_no_submission(test_app):
    """Such a policy may be stored from before the check: its deadline is the end of what the calendar counts."""
    citizen, akimat = await test_app.person(), await test_app.person(Role.AKIMAT)
    await set_policy(test_app.context, akimat, change(counted=Counted.WORKING_HOURS))
    await SlaPolicyRow.filter(city_id="almaty").update(hours=87_672)

    request = await submit(test_app.context, citizen, test_app.submission())

    assert request.due_at - request.created_at == HORIZON


async def test_only_the_akimat_of_the_city_changes_its_promises(test_app):
    """Not another city's, not an executor."""
    for stranger in (await test_app.person(Role.AKIMAT, "astana"), await test_app.person(Role.EXECUTOR)):
        with pytest.raises(NotAllowed):
            await set_policy(test_app.context, stranger, change())
