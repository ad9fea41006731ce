"""A request is assigned by the first rule of its city that fits, as an officer would assign it."""

import asyncio
from uuid import uuid4

import pytest

from app.commands.requests.submission import submit
from app.commands.requests.work import claim
from app.commands.staff.assignment_rules import set_assignment_rules
from app.domain.accounts.roles import Role
from app.domain.log.events import EventKind
from app.domain.notifications.recipient import RecipientRole
from app.domain.requests.assignment import AssignmentRule
from app.domain.requests.lifecycle import Status
from app.errors import Conflict, InvalidInput, NotAllowed
from app.models import Account, AssignmentRuleChange, EventRow
from app.models.accounts.organisation import find_or_create_organisation
from app.queries.cities.assignment_rules import assignment_rules
from app.queries.log.timeline import timeline
from app.queries.log.verification import verify_timeline
from tests.conftest import NOON
from tests.integration.districts.conftest import HILL, IN_HILL, IN_RIVER, NOWHERE, RIVER


@pytest.fixture
async def officer(test_app):
    return await test_app.person(Role.AKIMAT)


@pytest.fixture
async def author(test_app):
    return await test_app.person()


@pytest.fixture
def employ(test_app):
    """Make an organisation with so many executors; return its id and theirs."""

    async def employ(name, executors=1, city_id="almaty", **changes):
        organisation = await find_or_create_organisation(city_id, name, NOON)
        people = [await test_app.person(Role.EXECUTOR, city_id) for _ in range(executors)]
        await Account.filter(id__in=[one.account_id for one in people]).update(organisation_id=organisation, **changes)
        return organisation, people

    return employ


@pytest.fixture
def rule(test_app, officer):
    """Set the rules of Almaty, each as organisation, category and district."""

    async def rule(*rules, version=0):
        made = [
            AssignmentRule(organisation_id=organisation, category_id=category, district_id=district)
            for organisation, category, district in rules
        ]
        return await set_assignment_rules(test_app.context, officer, "almaty", version, made)

    return rule


@pytest.fixture
def sent(test_app, author):
    async def sent(place=IN_RIVER, **changes):
        return await submit(test_app.context, author, test_app.submission(**place, **changes))

    return sent


async def test_first_rule_that_fits_assigns(put, employ, rule, sent):
    await put(RIVER, HILL)
    (roads, (river_roads,)), (lights, (electrician,)), (all_, (anyone,)) = [
        await employ(name) for name in ("River roads", "Lights", "Everything")
    ]
    await rule((roads, "pothole", RIVER.id), (lights, "lighting", None), (all_, None, HILL.id))

    assert (await sent(IN_RIVER)).executor_id == river_roads.account_id
    assert (await sent(IN_RIVER, category_id="lighting")).executor_id == electrician.account_id
    assert (await sent(IN_HILL)).executor_id == anyone.account_id
    assert (await sent(IN_HILL, category_id="lighting")).executor_id == electrician.account_id
    assert (await sent(IN_RIVER, category_id="garbage")).executor_id is None
    assert (await sent(NOWHERE)).executor_id is None


async def test_event_says_that_a_rule_assigned(test_app, author, employ, rule, sent):
    """Everything else is as if an officer had done it: status, recipients, topics, and a timeline that verifies."""
    organisation, (executor,) = await employ("Roads")
    await rule((organisation, None, None))

    request = await sent()

    assert (request.status, request.version, request.executor_id) == (Status.ACCEPTED, 2, executor.account_id)
    submitted, assigned = [logged.event for _, logged in (await timeline(request.id)).items]
    assert (submitted.kind, submitted.is_by_rule, submitted.request.executor_id) == (EventKind.SUBMITTED, False, None)
    assert (assigned.kind, assigned.is_by_rule) == (EventKind.ASSIGNED, True)
    assert (assigned.actor_id, assigned.actor_role) == (None, None)
    told = {
        (one["account_id"], one["role"]) for one in (await EventRow.get(request_id=request.id, version=2)).recipients
    }
    assert told == {
        (str(executor.account_id), RecipientRole.EXECUTOR.value),
        (str(author.account_id), RecipientRole.AUTHOR.value),
    }
    assert f"executor:{executor.account_id}" in assigned.topics
    assert (await verify_timeline(request.id)).intact
    with pytest.raises(Conflict):
        await claim(test_app.context, executor, request.id)


async def test_sending_twice_assigns_once(test_app, employ, rule, sent):
    organisation, _ = await employ("Roads")
    await rule((organisation, None, None))
    chosen = uuid4()

    first, again = await sent(id=chosen), await sent(id=chosen)

    assert first == again
    assert await EventRow.filter(request_id=chosen).count() == 2


async def test_executor_who_serves_the_category_and_has_least_gets_it(employ, rule, sent):
    organisation, (one, other) = await employ("Roads", 2)
    _, (electrician,) = await employ("Roads", 1, category_ids=["lighting"])
    await rule((organisation, None, None))

    got = [(await sent()).executor_id for _ in range(4)]

    assert sorted(got) == sorted([one.account_id, other.account_id] * 2)
    assert got[0] != got[1]
    assert (await sent(category_id="lighting")).executor_id == electrician.account_id


async def test_executor_of_the_rule_gets_it_though_none_serves_the_category(employ, rule, sent):
    """As an officer may assign to any executor of the city."""
    organisation, (electrician,) = await employ("Lights", 1, category_ids=["lighting"])
    await rule((organisation, "pothole", None))

    assert (await sent()).executor_id == electrician.account_id


@pytest.mark.parametrize("changes", [{"approved_at": None}, {"blocked_at": NOON}, {"blocked_cities": ["almaty"]}])
async def test_rule_without_an_executor_leaves_the_request_free(employ, rule, sent, changes):
    """Also where a later rule would fit: the first one counts, and the table shows that it has no executor."""
    (empty, _), (all_, _) = await employ("Empty", 1, **changes), await employ("Everything")
    found = await rule((empty, "pothole", None), (all_, None, None))

    assert list(found.executors) == [0, 1]
    assert (await sent()).executor_id is None


async def test_rules_of_another_city_do_not_count(test_app, officer, employ, rule, sent):
    organisation, _ = await employ("Roads")
    await rule((organisation, None, None))

    assert (await sent({"latitude": 51.1, "longitude": 71.4}, city_id="astana")).executor_id is None
    with pytest.raises(NotAllowed):
        await set_assignment_rules(test_app.context, officer, "astana", 0, [])


async def test_wrong_rule_is_named(put, employ, rule):
    await put(RIVER)
    (roads, _), (abroad, _) = await employ("Roads"), await employ("Roads", city_id="astana")
    wrong = {
        "rules[1].categoryId": (roads, "atlantis", None),
        "rules[1].districtId": (roads, None, "astana_river"),
        "rules[1].organisationId": (abroad, None, None),
        "rules[1]": (roads, "pothole", RIVER.id),
    }

    for field, second in wrong.items():
        with pytest.raises(InvalidInput) as refused:
            await rule((roads, "pothole", None), second)
        assert refused.value.extensions["field"] == field

    with pytest.raises(InvalidInput, match="at most 500"):
        await rule(*[(roads, None, None)] * 501)
    assert (await assignment_rules("almaty")).version == 0


async def test_change_of_what_another_officer_changed_is_refused(employ, rule):
    """Of two changes at once one is stored whole, and each is kept with its officer."""
    (roads, _), (lights, _) = await employ("Roads"), await employ("Lights")
    await rule((roads, None, None))

    with pytest.raises(Conflict):
        await rule((lights, None, None), version=0)
    outcomes = await asyncio.gather(
        *(rule((lights, name, None), (roads, None, None), version=1) for name in ("pothole", "garbage", "lighting")),
        return_exceptions=True,
    )

    assert sorted(isinstance(outcome, Conflict) for outcome in outcomes) == [False, True, True]
    found = await assignment_rules("almaty")
    assert (found.version, len(found.rules), found.rules[1].organisation_id) == (2, 2, roads)
    changes = await AssignmentRuleChange.all().order_by("version")
    assert [len(change.rules) for change in changes] == [1, 2]
    assert changes[1].rules[0]["category_id"] == found.rules[0].category_id


async def test_rules_may_be_taken_away(employ, rule, sent):
    organisation, _ = await employ("Roads")
    await rule((organisation, None, None))
    await rule(version=1)

    assert (await sent()).executor_id is None
    assert (await assignment_rules("almaty")).rules == []
