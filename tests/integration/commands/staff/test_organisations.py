"""Organisations and what their executors serve."""

import asyncio
from dataclasses import replace

import pytest

from app.auth.sessions import viewer_of_token
from app.auth.step_permissions import viewer_actions
from app.commands.accounts.registration import Registration, register
from app.commands.requests.assignment import assign
from app.commands.requests.submission import submit
from app.commands.requests.work import claim
from app.commands.staff.approval import approve_executor, set_executor_categories
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Action
from app.errors import InvalidInput, NotAllowed, NotFound, Unauthenticated
from app.models import Account, Organisation
from app.queries.accounts.organisations import organisations_of_city
from app.queries.accounts.people import people


async def executor(test_app, n, organisation=None, city_id="almaty"):
    """An executor who waits for approval."""
    wish = Registration(
        name="Ержан Болат",
        email=f"e{n}@example.kz",
        password="қалаға сөз",
        role=Role.EXECUTOR,
        city_id=city_id,
        organisation_name=organisation,
    )
    return await register(test_app.context, wish)


async def test_one_name_is_one_organisation_of_a_city(test_app):
    """Case and space make no other, many at once make one, and another city has its own."""
    names = ["Алматы Су", " алматы  су ", "АЛМАТЫ СУ"]
    await asyncio.gather(*(executor(test_app, n, name) for n, name in enumerate(names)))
    await executor(test_app, 8, "Алматы Су", "astana")
    await executor(test_app, 9)

    assert sorted(await Organisation.all().values_list("city_id", flat=True)) == ["almaty", "astana"]
    assert await Account.filter(organisation_id=None).count() == 1


async def test_an_organisation_is_listed_once_one_of_its_executors_is_approved(test_app):
    """What a stranger typed is not published."""
    signed = await executor(test_app, 1, "Алматы Су")
    assert await organisations_of_city("almaty") == []

    await approve_executor(
        test_app.context, await test_app.person(Role.AKIMAT), signed.viewer.account_id, even_unconfirmed=True
    )

    (found,) = await organisations_of_city("almaty")
    (person,) = (await people([signed.viewer.account_id])).values()
    assert (found.name, person.organisation_id) == ("Алматы Су", found.id)
    assert await organisations_of_city("astana") == []


async def test_a_name_that_is_refused(test_app):
    """Empty, too long, or from another role than executor; nothing is written."""
    for role, name in ((Role.EXECUTOR, " "), (Role.EXECUTOR, "x" * 121), (Role.CITIZEN, "Су")):
        wish = Registration(
            name="x", email="a@example.kz", password="қалаға сөз", role=role, city_id="almaty", organisation_name=name
        )
        with pytest.raises(InvalidInput) as refused:
            await register(test_app.context, wish)
        assert refused.value.data["field"] == "organisationName"
    assert await Organisation.all().count() == await Account.all().count() == 0


async def test_an_executor_serves_what_was_approved(test_app):
    """Claiming keeps to the categories, and says so; the Akimat may assign anything. None means all."""
    akimat, author = await test_app.person(Role.AKIMAT), await test_app.person()
    signed = await executor(test_app, 1)
    await approve_executor(
        test_app.context, akimat, signed.viewer.account_id, ["lighting", "lighting"], even_unconfirmed=True
    )
    viewer = await viewer_of_token(signed.token, test_app.clock.now())
    hole = await submit(test_app.context, author, test_app.submission(category_id="pothole"))
    lamp = await submit(test_app.context, author, test_app.submission(category_id="lighting"))

    assert viewer.category_ids == {"lighting"}
    assert Action.CLAIM not in viewer_actions(viewer, hole, following=False)
    assert Action.CLAIM in viewer_actions(viewer, lamp, following=False)
    with pytest.raises(NotAllowed, match="not among those you serve") as refused:
        await claim(test_app.context, viewer, hole.id)
    assert refused.value.data["categoryId"] == "pothole"
    assert (await claim(test_app.context, viewer, lamp.id)).executor_id == viewer.account_id
    assert (await assign(test_app.context, akimat, hole.id, viewer.account_id)).executor_id == viewer.account_id

    await set_executor_categories(test_app.context, akimat, viewer.account_id, [])
    another = await submit(test_app.context, author, test_app.submission(category_id="pothole"))
    freed = await viewer_of_token(signed.token, test_app.clock.now())
    assert (await claim(test_app.context, freed, another.id)).executor_id == viewer.account_id


async def test_only_the_akimat_of_the_city_says_what_is_served(test_app, unknown_id):
    """Not the executor, not a foreign officer; and only what there is."""
    akimat, signed = await test_app.person(Role.AKIMAT), await executor(test_app, 1)
    executor_id = signed.viewer.account_id
    for other in (
        await test_app.person(Role.AKIMAT, "astana"),
        replace(akimat, approved=False),
        replace(signed.viewer, approved=True),
    ):
        with pytest.raises(NotAllowed):
            await set_executor_categories(test_app.context, other, executor_id, [])
    with pytest.raises(Unauthenticated):
        await set_executor_categories(test_app.context, None, executor_id, [])
    for no_executor in (unknown_id, akimat.account_id):
        with pytest.raises(NotFound):
            await set_executor_categories(test_app.context, akimat, no_executor, [])
    for unknown in (["nonsense"], ["\x00"], [f"c{n}" for n in range(101)]):
        with pytest.raises(InvalidInput) as refused:
            await set_executor_categories(test_app.context, akimat, executor_id, unknown)
        assert refused.value.data["field"] == "categoryIds"
        with pytest.raises(InvalidInput):
            await approve_executor(test_app.context, akimat, executor_id, unknown, even_unconfirmed=True)
    assert (await Account.get(id=executor_id)).approved_at is None
