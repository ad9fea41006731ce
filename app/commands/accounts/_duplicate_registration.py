"""A second registration of an address: its owner is informed by letter, the client that registers is not.

If the first account is confirmed, its owner gets one letter a day about the attempt. If it is not, anyone may have
created it, so the second form is stored in a link that is sent to the mailbox. A client that opens the link *and* knows
the password of the second form owns the address and sent the form; then the account is created again from that form.
Until then the first account stays as it is.
"""

from datetime import datetime
from uuid import UUID

from app.auth.limits import VERIFY_BY_ADDRESS
from app.commands.accounts._email_links import send_link, void_links
from app.commands.accounts._registration_form import Registration
from app.commands.context import CommandContext
from app.domain.notifications.letters import LetterKind, LinkPurpose
from app.errors import RateLimited
from app.models import Account, NotificationPreference, PushSubscription
from app.models.accounts.session import revoke_sessions
from app.models.database import transaction
from app.notifications.outbox import NewLetter


async def notify_owner(context: CommandContext, registration: Registration, password_hash: str) -> None:
    """Write to the owner of the address. Runs after the answer, which is the same in every case."""
    account = await Account.get_or_none(email=registration.email, blocked_at=None)
    if account is None:
        return
    if account.is_unproven:
        await _send_form(context, account.id, registration, password_hash)
    else:
        fact = f"taken {context.clock.now():%Y-%m-%d}"
        await context.outbox.put(NewLetter(account.id, LetterKind.ADDRESS_TAKEN, fact, {}))
    context.outbox.wake()


async def _send_form(context: CommandContext, account_id: UUID, registration: Registration, password_hash: str) -> None:
    try:
        await context.limiter.take((VERIFY_BY_ADDRESS, registration.email))
    except RateLimited:
        return
    stored = registration.to_json(password_hash)
    async with transaction():
        await send_link(context, account_id, LinkPurpose.REGISTER_ANEW, registration=stored)


async def void_confirmation_links(account_id: UUID) -> None:
    """Void the other links that could confirm the address, now that it is confirmed; in the current transaction."""
    await void_links(account_id, purposes=(LinkPurpose.VERIFY_EMAIL, LinkPurpose.REGISTER_ANEW))


async def remove_unproven_access(account_id: UUID, now: datetime) -> list[UUID]:
    """Remove what was set up before the owner of the address proved it; return the ids of the sessions ended.

    Requests that the account sent stay with it: the owner may have sent them and forgotten the password.
    """
    await PushSubscription.filter(account_id=account_id).delete()
    await NotificationPreference.filter(account_id=account_id).delete()
    await void_links(account_id)
    return await revoke_sessions(account_id, now)
