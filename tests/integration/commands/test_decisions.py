"""What officers decide about accounts is kept: who, when, why; and whom it is about is told."""

import pytest

from app.commands.accounts import Registration, login, register
from app.commands.approval import approve_executor, make_organisation_head, reject_executor, set_executor_categories
from app.commands.blocking import block_account, unblock_account
from app.commands.erasure import erase_account
from app.commands.submit import submit
from app.domain.roles import Locale, Role
from app.errors import Conflict, InvalidInput, NotAllowed, NotFound, Unauthenticated
from app.models import Account, AccountDecision, Organisation
from app.queries.accounts import pending_executors
from app.queries.decisions import decisions_about
from app.queries.personal_data import personal_data
from tests.integration.live.client import until

PASSWORD, WHY = "қалаға сөз", "Жалған өтінімдер"


async def executor(town, **changes):
    given = {
        "name": "Ербол Су",
        "email": "e@example.kz",
        "password": PASSWORD,
        "role": Role.EXECUTOR,
        "city_id": "almaty",
        "organisation_name": "Алматы Су",
        "locale": Locale.EN,
    }
    return (await register(town.desk, Registration(**{**given, **changes}))).viewer


async def told(account_id):
    """Kinds and reasons, oldest first."""
    return [(one.kind.value, one.reason) for one in (await decisions_about([account_id])).get(account_id, [])][::-1]


async def letter(town, words):
    await until(lambda: any(words in one.subject for one in town.post.letters))
    return next(one for one in town.post.letters if words in one.subject)


async def test_every_decision_is_written_down(town):
    """In their order, with the officer and the city, each once however often it is said."""
    akimat, viewer = await town.person(Role.AKIMAT), await executor(town)
    for _ in range(2):
        await reject_executor(town.desk, akimat, viewer.account_id, WHY)
    for _ in range(2):
        town.pass_time(minutes=1)
        await approve_executor(town.desk, akimat, viewer.account_id, ["pothole"])
        await set_executor_categories(town.desk, akimat, viewer.account_id, ["lighting", "pothole"])
        await make_organisation_head(town.desk, akimat, viewer.account_id, head=True)
    town.pass_time(minutes=1)
    await make_organisation_head(town.desk, akimat, viewer.account_id, head=False)
    for _ in range(2):
        town.pass_time(minutes=1)
        await block_account(town.desk, akimat, viewer.account_id, WHY)
    for _ in range(2):
        await unblock_account(town.desk, akimat, viewer.account_id)

    assert await told(viewer.account_id) == [
        ("REJECTED", WHY),
        ("APPROVED", None),
        ("CATEGORIES", None),
        ("MADE_HEAD", None),
        ("HEAD_ENDED", None),
        ("BLOCKED", WHY),
        ("UNBLOCKED", None),
    ]
    kept = await AccountDecision.all()
    assert {(one.officer_id, one.city_id) for one in kept} == {(akimat.account_id, "almaty")}
    assert [one.category_ids for one in kept if one.category_ids] == [["pothole"], ["lighting", "pothole"]]
    assert [one["kind"] for one in (await personal_data(viewer.account_id))["decisions"]][-1] == "UNBLOCKED"


async def test_a_decision_that_is_refused_is_not_written_down(town, unknown_id):
    """By nobody but an officer of the city, and about nobody else."""
    viewer, citizen = await executor(town), await town.person()
    others = [await town.person(Role.AKIMAT, "astana"), await town.person(Role.EXECUTOR), citizen, viewer]
    akimat = await town.person(Role.AKIMAT)
    for other in others:
        for act in (
            reject_executor(town.desk, other, viewer.account_id),
            make_organisation_head(town.desk, other, viewer.account_id, head=True),
            unblock_account(town.desk, other, viewer.account_id),
        ):
            with pytest.raises(NotAllowed):
                await act
    for nobody in (unknown_id, citizen.account_id, akimat.account_id):
        for act in (
            reject_executor(town.desk, akimat, nobody),
            make_organisation_head(town.desk, akimat, nobody, head=True),
        ):
            with pytest.raises(NotFound):
                await act
    for act in (block_account, reject_executor):
        with pytest.raises(InvalidInput) as refused:
            await act(town.desk, akimat, viewer.account_id, "x" * 501)
        assert refused.value.data["field"] == "reason"
    assert await AccountDecision.all().count() == 0


async def test_an_executor_who_is_rejected_is_told_and_may_be_approved_later(town):
    """They no longer wait; a later yes takes the no back. Who may work already is not rejected."""
    akimat, viewer = await town.person(Role.AKIMAT), await executor(town)

    await reject_executor(town.desk, akimat, viewer.account_id, WHY)

    assert await pending_executors("almaty") == []
    assert WHY in (await letter(town, "not approved")).text
    await approve_executor(town.desk, akimat, viewer.account_id)
    assert (await Account.get(id=viewer.account_id)).rejected_at is None
    assert await letter(town, "your account is approved")
    with pytest.raises(Conflict):
        await reject_executor(town.desk, akimat, viewer.account_id)


async def test_a_head_is_an_approved_executor_of_an_organisation(town):
    """Nobody answers for an organisation they do not belong to, or may not work for."""
    akimat, waiting = await town.person(Role.AKIMAT), await executor(town)
    alone = await town.person(Role.EXECUTOR)
    for account_id in (waiting.account_id, alone.account_id):
        with pytest.raises(Conflict):
            await make_organisation_head(town.desk, akimat, account_id, head=True)

    await approve_executor(town.desk, akimat, waiting.account_id)
    await make_organisation_head(town.desk, akimat, waiting.account_id, head=True)

    assert (await Account.get(id=waiting.account_id)).is_head
    assert not (await Account.get(id=alone.account_id)).is_head


async def test_a_blocked_person_gets_a_letter_and_is_told_at_the_door(town):
    """With the right password alone; with any other one the answer is that for everybody."""
    akimat, viewer = await town.person(Role.AKIMAT), await executor(town)
    await block_account(town.desk, akimat, viewer.account_id, WHY)

    assert WHY in (await letter(town, "is blocked")).text
    with pytest.raises(Unauthenticated) as known:
        await login(town.desk, "e@example.kz", PASSWORD)
    with pytest.raises(Unauthenticated) as guessed:
        await login(town.desk, "e@example.kz", "wrong password")
    assert known.value.extensions == {"code": "UNAUTHENTICATED", "blocked": True, "reason": WHY}
    assert WHY in known.value.message
    assert guessed.value.extensions == {"code": "UNAUTHENTICATED"}

    await unblock_account(town.desk, akimat, viewer.account_id)
    assert await letter(town, "open again")
    assert await login(town.desk, "e@example.kz", PASSWORD)


async def test_without_a_reason_nothing_is_made_up(town):
    """A block of before reasons were kept is told as it is."""
    viewer = await executor(town)
    await Account.filter(id=viewer.account_id).update(blocked_at=town.clock.now())

    with pytest.raises(Unauthenticated) as refused:
        await login(town.desk, "e@example.kz", PASSWORD)
    assert refused.value.data == {"blocked": True, "reason": None}


async def test_a_citizen_without_a_city_is_of_the_cities_they_reported_in(town):
    """Else nobody could stop them."""
    citizen = await town.person(city_id=None)
    akimat, foreign = await town.person(Role.AKIMAT), await town.person(Role.AKIMAT, "astana")
    with pytest.raises(NotAllowed):
        await block_account(town.desk, akimat, citizen.account_id)
    await submit(town.desk, citizen, town.submission())

    with pytest.raises(NotAllowed):
        await block_account(town.desk, foreign, citizen.account_id)
    await block_account(town.desk, akimat, citizen.account_id, WHY)

    assert (await Account.get(id=citizen.account_id)).blocked_by == akimat.account_id


async def test_an_erased_person_takes_the_reasons_along(town):
    """That something was decided stays; why may tell who it was about."""
    akimat = await town.person(Role.AKIMAT)
    signed = await register(
        town.desk,
        Registration(name="A", email="a@example.kz", password=PASSWORD, role=Role.CITIZEN, city_id="almaty"),
    )
    await block_account(town.desk, akimat, signed.viewer.account_id, WHY)
    await unblock_account(town.desk, akimat, signed.viewer.account_id)
    again = await login(town.desk, "a@example.kz", PASSWORD)

    await erase_account(town.desk, again.viewer, PASSWORD)

    assert await told(signed.viewer.account_id) == [("BLOCKED", None), ("UNBLOCKED", None)]


async def test_an_organisation_is_chosen_or_named(town):
    """By its id of the same city, or by a new name, and not by both; only executors have one."""
    first = await executor(town)
    chosen = (await Account.get(id=first.account_id)).organisation_id

    second = await executor(town, email="f@example.kz", organisation_name=None, organisation_id=chosen)

    assert (await Account.get(id=second.account_id)).organisation_id == chosen
    foreign = await Organisation.create(city_id="astana", name="Су", name_key="су", created_at=town.clock.now())
    for changes in (
        {"organisation_id": foreign.id, "organisation_name": None},
        {"organisation_id": chosen},
        {"organisation_id": chosen, "organisation_name": None, "role": Role.CITIZEN},
    ):
        with pytest.raises(InvalidInput) as refused:
            await executor(town, email="g@example.kz", **changes)
        assert refused.value.data["field"] == "organisationId"
