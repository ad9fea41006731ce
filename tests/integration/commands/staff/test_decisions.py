"""What officers decide about accounts is kept: who, when, why; and whom it is about is told."""

import orjson
import pytest

from app.commands.accounts.erasure import erase_account
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sign_in import login
from app.commands.requests.submission import submit
from app.commands.staff.approval import (
    approve_executor,
    make_organisation_head,
    reject_executor,
    set_executor_categories,
)
from app.commands.staff.blocking import block_account, block_everywhere, unblock_account, unblock_everywhere
from app.domain.accounts.roles import Locale, Role
from app.errors import Conflict, InvalidInput, NotAllowed, NotFound, Unauthenticated
from app.models import Account, AccountDecision, Organisation
from app.queries.accounts.decisions import decisions_about
from app.queries.accounts.people import pending_executors
from app.queries.accounts.personal_data import personal_data
from tests.waiting import until

PASSWORD, WHY = "қалаға сөз", "Жалған өтінімдер"


async def executor(test_app, **changes):
    given = {
        "name": "Ербол Су",
        "email": "e@example.kz",
        "password": PASSWORD,
        "role": Role.EXECUTOR,
        "city_id": "almaty",
        "organisation_name": "Алматы Су",
        "locale": Locale.EN,
    }
    return (await register(test_app.context, Registration(**{**given, **changes}))).viewer


async def notified(account_id):
    """Kinds and reasons, oldest first."""
    return [(one.kind.value, one.reason) for one in (await decisions_about([account_id])).get(account_id, [])][::-1]


async def letter(test_app, words):
    await until(lambda: any(words in one.subject for one in test_app.mailer.letters))
    return next(one for one in test_app.mailer.letters if words in one.subject)


async def test_every_decision_is_written_down(test_app):
    """In their order, with the officer and the city, each once however often it is said."""
    akimat, viewer = await test_app.person(Role.AKIMAT), await executor(test_app)
    for _ in range(2):
        await reject_executor(test_app.context, akimat, viewer.account_id, WHY)
    for _ in range(2):
        test_app.pass_time(minutes=1)
        await approve_executor(test_app.context, akimat, viewer.account_id, ["pothole"], even_unconfirmed=True)
        await set_executor_categories(test_app.context, akimat, viewer.account_id, ["lighting", "pothole"])
        await make_organisation_head(test_app.context, akimat, viewer.account_id, head=True)
    test_app.pass_time(minutes=1)
    await make_organisation_head(test_app.context, akimat, viewer.account_id, head=False)
    for _ in range(2):
        test_app.pass_time(minutes=1)
        await block_account(test_app.context, akimat, viewer.account_id, WHY)
    for _ in range(2):
        await unblock_account(test_app.context, akimat, viewer.account_id)

    assert await notified(viewer.account_id) == [
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
    assert [one["kind"] for one in orjson.loads(orjson.dumps(await personal_data(viewer.account_id)))["decisions"]][
        -1
    ] == "UNBLOCKED"


async def test_a_decision_that_is_refused_is_not_written_down(test_app, unknown_id):
    """Only by an officer of the city, and only about its executors."""
    viewer, citizen = await executor(test_app), await test_app.person()
    others = [await test_app.person(Role.AKIMAT, "astana"), await test_app.person(Role.EXECUTOR), citizen, viewer]
    akimat = await test_app.person(Role.AKIMAT)
    for other in others:
        for act in (
            reject_executor(test_app.context, other, viewer.account_id),
            make_organisation_head(test_app.context, other, viewer.account_id, head=True),
            unblock_account(test_app.context, other, viewer.account_id),
        ):
            with pytest.raises(NotAllowed):
                await act
    for no_executor in (unknown_id, citizen.account_id, akimat.account_id):
        for act in (
            reject_executor(test_app.context, akimat, no_executor),
            make_organisation_head(test_app.context, akimat, no_executor, head=True),
        ):
            with pytest.raises(NotFound):
                await act
    for act in (block_account, reject_executor):
        with pytest.raises(InvalidInput) as refused:
            await act(test_app.context, akimat, viewer.account_id, "x" * 501)
        assert refused.value.data["field"] == "reason"
    assert await AccountDecision.all().count() == 0


async def test_a_rejected_executor_gets_a_letter_and_may_be_approved_later(test_app):
    """They no longer wait; a later yes takes the no back. Who may work already is not rejected."""
    akimat, viewer = await test_app.person(Role.AKIMAT), await executor(test_app)

    await reject_executor(test_app.context, akimat, viewer.account_id, WHY)

    assert await pending_executors("almaty") == []
    assert WHY in (await letter(test_app, "not approved")).text
    await approve_executor(test_app.context, akimat, viewer.account_id, even_unconfirmed=True)
    assert (await Account.get(id=viewer.account_id)).rejected_at is None
    assert await letter(test_app, "your account is approved")
    with pytest.raises(Conflict):
        await reject_executor(test_app.context, akimat, viewer.account_id)


async def test_a_head_is_an_approved_executor_of_an_organisation(test_app):
    """Nobody answers for an organisation they do not belong to, or may not work for."""
    akimat, waiting = await test_app.person(Role.AKIMAT), await executor(test_app)
    alone = await test_app.person(Role.EXECUTOR)
    for account_id in (waiting.account_id, alone.account_id):
        with pytest.raises(Conflict):
            await make_organisation_head(test_app.context, akimat, account_id, head=True)

    await approve_executor(test_app.context, akimat, waiting.account_id, even_unconfirmed=True)
    await make_organisation_head(test_app.context, akimat, waiting.account_id, head=True)

    assert (await Account.get(id=waiting.account_id)).is_head
    assert not (await Account.get(id=alone.account_id)).is_head


async def test_a_blocked_person_gets_the_reason_by_letter_and_at_sign_in(test_app):
    """With the right password alone; with any other one the answer is that for every account."""
    viewer = await executor(test_app)
    await block_everywhere(test_app.context, viewer.account_id, WHY)

    assert WHY in (await letter(test_app, "is blocked")).text
    with pytest.raises(Unauthenticated) as known:
        await login(test_app.context, "e@example.kz", PASSWORD)
    with pytest.raises(Unauthenticated) as guessed:
        await login(test_app.context, "e@example.kz", "wrong password")
    assert known.value.extensions == {"code": "UNAUTHENTICATED", "blocked": True, "reason": WHY}
    assert WHY in known.value.message
    assert guessed.value.extensions == {"code": "UNAUTHENTICATED"}

    await unblock_everywhere(test_app.context, viewer.account_id)
    assert await letter(test_app, "open again")
    assert await login(test_app.context, "e@example.kz", PASSWORD)


async def test_without_a_reason_nothing_is_made_up(test_app):
    """A block of before reasons were kept is told as it is."""
    viewer = await executor(test_app)
    await Account.filter(id=viewer.account_id).update(blocked_at=test_app.clock.now())

    with pytest.raises(Unauthenticated) as refused:
        await login(test_app.context, "e@example.kz", PASSWORD)
    assert refused.value.data == {"blocked": True, "reason": None}


async def test_a_citizen_without_a_city_is_of_the_cities_they_reported_in(test_app):
    """Otherwise the city could not stop them."""
    citizen = await test_app.person(city_id=None)
    akimat, foreign = await test_app.person(Role.AKIMAT), await test_app.person(Role.AKIMAT, "astana")
    with pytest.raises(NotAllowed):
        await block_account(test_app.context, akimat, citizen.account_id)
    await submit(test_app.context, citizen, test_app.submission())

    with pytest.raises(NotAllowed):
        await block_account(test_app.context, foreign, citizen.account_id)
    await block_account(test_app.context, akimat, citizen.account_id, WHY)

    assert (await Account.get(id=citizen.account_id)).blocked_cities == ["almaty"]


async def test_an_erased_person_takes_the_reasons_along(test_app):
    """That something was decided stays; why may tell who it was about."""
    akimat = await test_app.person(Role.AKIMAT)
    signed = await register(
        test_app.context,
        Registration(name="A", email="a@example.kz", password=PASSWORD, role=Role.CITIZEN, city_id="almaty"),
    )
    await block_account(test_app.context, akimat, signed.viewer.account_id, WHY)
    await unblock_account(test_app.context, akimat, signed.viewer.account_id)
    again = await login(test_app.context, "a@example.kz", PASSWORD)

    await erase_account(test_app.context, again.viewer, PASSWORD)

    assert await notified(signed.viewer.account_id) == [("BLOCKED", None), ("UNBLOCKED", None)]


async def test_an_organisation_is_chosen_or_named(test_app):
    """By its id of the same city, or by a new name, and not by both; only executors have one."""
    first = await executor(test_app)
    chosen = (await Account.get(id=first.account_id)).organisation_id

    second = await executor(test_app, email="f@example.kz", organisation_name=None, organisation_id=chosen)

    assert (await Account.get(id=second.account_id)).organisation_id == chosen
    foreign = await Organisation.create(city_id="astana", name="Су", name_key="су", created_at=test_app.clock.now())
    for changes in (
        {"organisation_id": foreign.id, "organisation_name": None},
        {"organisation_id": chosen},
        {"organisation_id": chosen, "organisation_name": None, "role": Role.CITIZEN},
    ):
        with pytest.raises(InvalidInput) as refused:
            await executor(test_app, email="g@example.kz", **changes)
        assert refused.value.data["field"] == "organisationId"
