"""The officers of a city: approved, refused and retired by an officer of the same city.

The first one has an address of the city's own domain, or is made by the operator (``qala account put``).
"""

from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer, signed_in
from app.commands.accounts.sessions import restart_feeds
from app.commands.context import CommandContext
from app.commands.staff._decisions import clean_reason, record_decision
from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.roles import Role
from app.domain.notifications.letters import LetterKind
from app.errors import Conflict, NotAllowed, NotFound
from app.models import Account
from app.models.accounts.officers import lock_officers
from app.models.database import transaction
from app.notifications.outbox import NewLetter

_LETTERS = {
    DecisionKind.APPROVED: LetterKind.OFFICER_APPROVED,
    DecisionKind.REJECTED: LetterKind.OFFICER_REJECTED,
    DecisionKind.RETIRED: LetterKind.OFFICER_RETIRED,
}


async def approve_officer(context: CommandContext, viewer: Viewer | None, account_id: UUID) -> UUID:
    """Make an account that asked for it an officer of the viewer's city; a refusal or a retirement is cleared.

    Approving again changes nothing.

    Raises:
        NotFound: no account that asked to be an officer has this id.
        NotAllowed: the viewer is not an officer of that city, or has just ceased to be one.
        Conflict: the link that proves the address was not opened, or the account is blocked.
    """
    officer = await _officer_over(viewer, account_id, "approveOfficer")
    await context.run_to_completion(_approve(context, officer, account_id))
    await restart_feeds(context, account_id)
    return account_id


async def reject_officer(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, reason: str | None = None
) -> UUID:
    """Refuse an account that waits to become an officer, and write its owner the reason. It stays a citizen's.

    A second refusal changes nothing.

    Raises:
        NotFound: no account that asked to be an officer has this id.
        NotAllowed: the viewer is not an officer of that city, or has just ceased to be one.
        InvalidInput: the reason is too long.
        Conflict: the account is approved.
    """
    officer = await _officer_over(viewer, account_id, "rejectOfficer")
    await context.run_to_completion(_reject(context, officer, account_id, clean_reason(reason)))
    return account_id


async def retire_officer(
    context: CommandContext, viewer: Viewer | None, account_id: UUID, reason: str | None = None
) -> UUID:
    """End the office of an officer who leaves, also one's own: the account stays, as a citizen's.

    ``approve_officer`` gives the office back. What was done in office stays official. Retiring again changes nothing.

    Raises:
        NotFound: no officer has this id.
        NotAllowed: the viewer is not an officer of that city, or has just ceased to be one.
        InvalidInput: the reason is too long.
        Conflict: the city would have no officer then.
    """
    officer = await _officer_over(viewer, account_id, "retireOfficer")
    await context.run_to_completion(_retire(context, officer, account_id, clean_reason(reason)))
    await restart_feeds(context, account_id)
    return account_id


async def require_another_officer(officer: Viewer, account_id: UUID) -> None:
    """Lock the officers of the officer's city; refuse to end the last one.

    Called first in the transaction of every decision that takes an officer's rights away.

    Raises:
        NotAllowed: the viewer is no officer any more: another decision came first.
        Conflict: the city would have no officer then.
    """
    if not await _lock_with(officer) - {account_id}:
        raise Conflict("this is the last officer of the city; approve another one first", id=str(account_id))


async def _lock_with(officer: Viewer) -> frozenset[UUID]:
    officers = await lock_officers(officer.city_id or "")
    if officer.account_id not in officers:
        raise NotAllowed("only the Akimat of this city may do this")
    return officers


async def _approve(context: CommandContext, officer: Viewer, account_id: UUID) -> None:
    async with transaction():
        await _lock_with(officer)
        account = await _locked(account_id)
        if account.approved_at is not None:
            return
        if account.email_verified_at is None:
            raise Conflict("the owner has to open the link that was sent to the address first", id=str(account_id))
        if account.blocked_at is not None or account.city_id in account.blocked_cities:
            raise Conflict("the account is blocked; unblock it first", id=str(account_id))
        await Account.filter(id=account_id).update(
            approved_at=context.clock.now(), approved_by=officer.account_id, rejected_at=None
        )
        await _record_and_notify(context, officer, account_id, DecisionKind.APPROVED, None)
    context.outbox.wake()


async def _reject(context: CommandContext, officer: Viewer, account_id: UUID, reason: str | None) -> None:
    async with transaction():
        await _lock_with(officer)
        account = await _locked(account_id)
        if account.approved_at is not None:
            raise Conflict("this is an officer already; retire or block the account instead", id=str(account_id))
        if account.rejected_at is None:
            await Account.filter(id=account_id).update(rejected_at=context.clock.now())
            await _record_and_notify(context, officer, account_id, DecisionKind.REJECTED, reason)
    context.outbox.wake()


async def _retire(context: CommandContext, officer: Viewer, account_id: UUID, reason: str | None) -> None:
    async with transaction():
        await require_another_officer(officer, account_id)
        account = await _locked(account_id)
        if account.approved_at is not None:
            # ``rejected_at`` keeps an opened link of a later change of address from approving the account anew.
            await Account.filter(id=account_id).update(
                approved_at=None, approved_by=None, rejected_at=context.clock.now()
            )
            await _record_and_notify(context, officer, account_id, DecisionKind.RETIRED, reason)
    context.outbox.wake()


async def _record_and_notify(
    context: CommandContext, officer: Viewer, account_id: UUID, kind: DecisionKind, reason: str | None
) -> None:
    decision_id = await record_decision(context, officer, account_id, kind, reason=reason)
    await context.outbox.put(NewLetter(account_id, _LETTERS[kind], f"decision {decision_id}", {"reason": reason}))


async def _locked(account_id: UUID) -> Account:
    account = await Account.select_for_update().get_or_none(id=account_id, role=Role.AKIMAT, erased_at=None)
    if account is None:
        raise _unknown(account_id)
    return account


async def _officer_over(viewer: Viewer | None, account_id: UUID, operation: str) -> Viewer:
    """Return the officer who may run this operation on the account."""
    viewer = signed_in(viewer)
    account = await Account.get_or_none(id=account_id, role=Role.AKIMAT, erased_at=None)
    if account is None:
        raise _unknown(account_id)
    return require(viewer, operation, city_id=account.city_id)


def _unknown(account_id: UUID) -> NotFound:
    return NotFound("no account that asked to be an officer has this id", id=str(account_id))
