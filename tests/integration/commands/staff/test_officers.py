"""Officers of a city: approved, refused, retired and blocked by officers of the same city, never the last one."""

import asyncio
from itertools import pairwise

import pytest

from app.commands.accounts.email_verification import verify_email
from app.commands.accounts.registration import register
from app.commands.staff.accounts import put_account
from app.commands.staff.approval import approve_executor
from app.commands.staff.blocking import block_account
from app.commands.staff.officers import approve_officer, reject_officer, retire_officer
from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.roles import Role
from app.domain.notifications.letters import LetterKind
from app.errors import Conflict, NotAllowed, NotFound
from app.models import Account, AccountDecision, LetterRow, Session
from app.models.accounts.officers import lock_officers
from app.models.database import transaction
from app.queries.accounts.account_filter import AccountFilter
from app.queries.accounts.city_accounts import accounts_of_city
from app.queries.accounts.people import pending_officers
from tests.integration.attacks.conftest import OWNERS, officers_form, tokens

TEACHER = "teacher@school12.almaty.gov.kz"


async def applicant(test_app, email=TEACHER, *, opened=True):
    """The viewer of an account that asked to be an officer of Almaty, with the link of its letter opened."""
    signed = await register(test_app.context, officers_form(email=email))
    if not opened:
        return signed.viewer
    (token,) = await tokens(test_app, email)
    return (await verify_email(test_app.context, token, viewer=signed.viewer)).viewer


async def officers(test_app, count):
    return [await test_app.person(Role.AKIMAT) for _ in range(count)]


async def active(city_id="almaty"):
    found = await Account.filter(role=Role.AKIMAT, city_id=city_id, approved_at__isnull=False, blocked_at=None)
    return {account.id for account in found if city_id not in account.blocked_cities}


async def listed(**narrowed):
    return [person for _, person in (await accounts_of_city("almaty", AccountFilter(**narrowed))).items]


async def kinds(account_id):
    return [decision.kind for decision in await AccountDecision.filter(account_id=account_id).order_by("at", "id")]


async def test_an_officer_of_the_city_approves_who_waits(test_app):
    """They wait in the list once the link was opened; approved they may decide, and have a letter about it."""
    (officer,) = await officers(test_app, 1)
    waiting = await applicant(test_app)
    assert [person.id for person in await pending_officers("almaty")] == [waiting.account_id]

    await approve_officer(test_app.context, officer, waiting.account_id)

    account = await Account.get(id=waiting.account_id)
    assert (account.approved_at, account.approved_by) == (test_app.clock.now(), officer.account_id)
    assert await pending_officers("almaty") == []
    assert await kinds(waiting.account_id) == [DecisionKind.APPROVED]
    (letter,) = await LetterRow.filter(account_id=waiting.account_id, kind=LetterKind.OFFICER_APPROVED)
    assert letter.account_id == waiting.account_id


async def test_without_the_opened_link_nobody_waits_and_nobody_is_approved(test_app):
    """A stranger typed the address, for all that is known."""
    (officer,) = await officers(test_app, 1)
    stranger = await applicant(test_app, opened=False)

    assert await pending_officers("almaty") == []
    with pytest.raises(Conflict, match="link"):
        await approve_officer(test_app.context, officer, stranger.account_id)


async def test_refused_until_approved_after_all(test_app):
    """A refusal takes the account from the list, once, with the reason; the decision can be changed."""
    (officer,) = await officers(test_app, 1)
    waiting = await applicant(test_app)
    for _ in range(2):
        await reject_officer(test_app.context, officer, waiting.account_id, "Мұғалім")
        test_app.pass_time(minutes=1)
    assert await pending_officers("almaty") == []
    await approve_officer(test_app.context, officer, waiting.account_id)

    assert await kinds(waiting.account_id) == [DecisionKind.REJECTED, DecisionKind.APPROVED]
    with pytest.raises(Conflict):
        await reject_officer(test_app.context, officer, waiting.account_id)


async def test_a_refused_account_is_not_approved_by_its_domain_later(test_app):
    """The link of the city's own domain does not overrule an officer."""
    (officer,) = await officers(test_app, 1)
    signed = await register(test_app.context, officers_form())
    (token,) = await tokens(test_app)
    await reject_officer(test_app.context, officer, signed.viewer.account_id)

    assert not (await verify_email(test_app.context, token, viewer=signed.viewer)).viewer.approved


@pytest.mark.parametrize("command", [approve_officer, reject_officer, retire_officer])
async def test_nobody_else_decides_about_officers(test_app, command):
    """Not another city's officer, not an executor, a citizen, or the applicant; and an executor is no officer."""
    target = await applicant(test_app)
    executor = await test_app.person(Role.EXECUTOR)
    for person in (
        await test_app.person(Role.AKIMAT, "astana"),
        executor,
        await test_app.person(),
        target,
        await applicant(test_app, "other@gov.kz"),
    ):
        with pytest.raises(NotAllowed):
            await command(test_app.context, person, target.account_id)
    with pytest.raises(NotFound):
        await command(test_app.context, await test_app.person(Role.AKIMAT), executor.account_id)
    assert await AccountDecision.all().count() == 0


async def test_a_retired_officer_is_a_citizen_and_can_come_back(test_app):
    """The account goes on without the office; another officer may give it back."""
    first, second = await officers(test_app, 2)
    executor = await test_app.person(Role.EXECUTOR)
    await Account.filter(id=executor.account_id).update(approved_at=None)

    await retire_officer(test_app.context, first, second.account_id, "Зейнетке шықты")

    assert await active() == {first.account_id}
    (seen,) = [person for person in await listed() if person.id == second.account_id]
    assert (seen.role, seen.registered_role, seen.rejected) == (Role.CITIZEN, Role.AKIMAT, True)
    test_app.pass_time(minutes=1)
    await approve_officer(test_app.context, first, second.account_id)
    assert await active() == {first.account_id, second.account_id}
    assert await kinds(second.account_id) == [DecisionKind.RETIRED, DecisionKind.APPROVED]


async def test_an_officer_may_leave_by_themselves_but_not_as_the_last(test_app):
    """A city without an officer could decide nothing any more."""
    first, second = await officers(test_app, 2)
    await retire_officer(test_app.context, first, first.account_id)

    with pytest.raises(Conflict, match="last officer"):
        await retire_officer(test_app.context, second, second.account_id)
    with pytest.raises(NotAllowed, match="themselves"):
        await block_account(test_app.context, second, second.account_id)
    assert await active() == {second.account_id}


async def test_officers_of_one_city_are_listed_and_blocked(test_app):
    """Also those who only asked to be one: before, no officer could list or block them."""
    first, second = await officers(test_app, 2)
    stranger = await applicant(test_app, opened=False)
    assert {person.id for person in await listed(role=Role.AKIMAT)} == {
        first.account_id,
        second.account_id,
        stranger.account_id,
    }

    for target in (second, stranger):
        await block_account(test_app.context, first, target.account_id, "Спам")
        assert await kinds(target.account_id) == [DecisionKind.BLOCKED]

    assert await active() == {first.account_id}


@pytest.mark.parametrize("command", [retire_officer, block_account])
@pytest.mark.parametrize("count", [2, 3, 5])
async def test_officers_who_end_each_other_at_once_leave_one(test_app, command, count):
    """The rows of the city's officers are locked: who comes second is no officer any more."""
    around = await officers(test_app, count)

    answers = await asyncio.gather(
        *(command(test_app.context, one, other.account_id) for one, other in pairwise([*around, around[0]])),
        return_exceptions=True,
    )

    assert len(await active()) >= 1
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert refused
    assert all(isinstance(answer, NotAllowed | Conflict) for answer in refused)
    assert len(await active()) == len(refused)


async def test_who_has_just_been_retired_approves_nobody(test_app):
    """The viewer of the request was read before; the lock reads again."""
    first, second = await officers(test_app, 2)
    waiting = await applicant(test_app)
    await retire_officer(test_app.context, first, second.account_id)

    with pytest.raises(NotAllowed):
        await approve_officer(test_app.context, second, waiting.account_id)


async def test_the_operator_makes_the_first_officer_from_a_registration_that_waits(test_app):
    """Whoever registered the address first loses their sessions, for they need not be the owner."""
    stranger = await applicant(test_app, "first@gov.kz", opened=False)
    given = {"name": "Ерлан", "email": "first@gov.kz", "password": OWNERS + "!", "role": Role.AKIMAT}

    viewer = await put_account(test_app.context, **given, city_id="almaty")

    assert viewer.account_id == stranger.account_id
    assert viewer.is_akimat_of("almaty")
    assert await Session.filter(revoked_at=None).count() == 0
    async with transaction():
        assert await lock_officers("almaty") == {viewer.account_id}
    assert await approve_executor(
        test_app.context,
        viewer,
        (await register(test_app.context, officers_form(email="x@example.kz", role=Role.EXECUTOR))).viewer.account_id,
        even_unconfirmed=True,
    )
