"""What migration 0017 makes of accounts and events of before: who is an officer, and whose words were official."""

from importlib import import_module

from app.commands.requests import rejection, work
from app.commands.requests.comments import comment
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.requests.reasons import RejectReason
from app.models import Account, EventRow
from app.models.database import rows


async def mark():
    """Run the statements of the migration on the tables of now, without their marks."""
    await EventRow.all().update(unapproved=False)
    for statement in import_module("migrations.0017_officers").UP:
        await rows(statement)


async def commented(test_app, viewer, words):
    """Submit a request as someone else and comment on it; return the comment's event."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    await comment(test_app.context, viewer, request.id, words)
    return await EventRow.get(request_id=request.id, version=2)


async def marked():
    """Return the texts of the events that are marked as not approved."""
    return {event.note for event in await EventRow.filter(unapproved=True)}


async def test_officers_who_opened_their_link_stay_officers(test_app):
    """They are approved from the time of the link; the others wait."""
    confirmed, waiting = [await test_app.person(Role.AKIMAT) for _ in range(2)]
    now = test_app.clock.now()
    await Account.filter(id=confirmed.account_id).update(approved_at=None, email_verified_at=now)
    await Account.filter(id=waiting.account_id).update(approved_at=None, email_verified_at=None)

    await mark()

    assert (await Account.get(id=confirmed.account_id)).approved_at == now
    assert (await Account.get(id=waiting.account_id)).approved_at is None


async def test_erased_officers_are_known_by_their_decisions(test_app):
    """An erased account has lost the time of its link; one that decided was an officer, one that commented was none."""
    decided, talked = [await test_app.person(Role.AKIMAT) for _ in range(2)]
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    await rejection.reject(test_app.context, decided, request.id, RejectReason.SPAM)
    await commented(test_app, talked, "слова")
    now, gone = test_app.clock.now(), Account.filter(id__in=[decided.account_id, talked.account_id])
    await gone.update(password_hash="", approved_at=None, email_verified_at=None, blocked_at=now, erased_at=now)

    await mark()

    officer, citizen = await Account.get(id=decided.account_id), await Account.get(id=talked.account_id)
    assert officer.approved_at == officer.created_at
    assert citizen.approved_at is None
    assert await marked() == {"слова"}


async def test_acts_of_executors_are_marked_until_their_approval(test_app):
    """Of one who waits: all. Of one who was approved: those from before. Of citizens and officers: none."""
    waiting, approved = [await test_app.person(Role.EXECUTOR) for _ in range(2)]
    officer, citizen = await test_app.person(Role.AKIMAT), await test_app.person()
    await Account.filter(id=officer.account_id).update(email_verified_at=test_app.clock.now())
    for viewer, words in ((waiting, "ждёт"), (approved, "до"), (officer, "акимат"), (citizen, "житель")):
        await commented(test_app, viewer, words)
    test_app.pass_time(hours=1)
    await Account.filter(id=approved.account_id).update(approved_at=test_app.clock.now())
    await Account.filter(id=waiting.account_id).update(approved_at=None)
    await commented(test_app, approved, "после")
    request = await submit(test_app.context, citizen, test_app.submission())
    await work.claim(test_app.context, approved, request.id)

    await mark()
    first = await marked()
    await mark()

    assert first == {"ждёт", "до"}
    assert await marked() == first
