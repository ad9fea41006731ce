"""A second registration of an address: what its owner gets by letter, and nobody else learns.

Where the first registration was confirmed, its owner is told, once a day. Where it was not, anybody may have made it:
the form of the second one is kept in a link, which goes to the mailbox. Whoever opens it *and* knows the password of
that form owns the address and made the form, so the account is made anew by it. Until then the first one is left in
peace.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.limits import VERIFY_BY_ADDRESS
from app.commands.accounts.email_links import send_link, void_links
from app.commands.accounts.registration_form import Registration
from app.commands.accounts.sessions import revoke_sessions
from app.commands.context import CommandContext
from app.domain.letters import LetterKind, LinkPurpose
from app.domain.roles import Locale, Role
from app.errors import RateLimited
from app.models.database import row, rows, transaction
from app.notifications.outbox import NewLetter

NOBODYS = "email_verified_at IS NULL AND approved_at IS NULL AND blocked_at IS NULL"
"""An address that an account has, and neither a mailbox nor the Akimat has said whose it is."""
_SET_UP = (
    "DELETE FROM push_subscription WHERE account_id = $1",
    "DELETE FROM notification_preference WHERE account_id = $1",
)


async def tell_owner(context: CommandContext, registration: Registration, password_hash: str) -> None:
    """Write to whoever owns the address. For the time after the answer, which is the same in every case."""
    found = await row(
        f"SELECT id, NOT ({NOBODYS}) AS owned FROM account WHERE email = $1 AND blocked_at IS NULL",  # noqa: S608 - a constant
        registration.email,
    )
    if found is None:
        return
    if found["owned"]:
        fact = f"taken {context.clock.now():%Y-%m-%d}"
        await context.outbox.put(NewLetter(found["id"], LetterKind.ADDRESS_TAKEN, fact, {}))
    else:
        await _send_form(context, found["id"], registration, password_hash)
    context.outbox.wake()


async def _send_form(context: CommandContext, account_id: UUID, registration: Registration, password_hash: str) -> None:
    try:
        await context.limiter.take((VERIFY_BY_ADDRESS, registration.email))
    except RateLimited:
        return
    async with transaction():
        await send_link(context, account_id, LinkPurpose.REGISTER_ANEW, registration=_kept(registration, password_hash))


def _kept(registration: Registration, password_hash: str) -> dict[str, Any]:
    return {
        "name": registration.name,
        "email": registration.email,
        "password_hash": password_hash,
        "role": registration.role,
        "city_id": registration.city_id,
        "locale": registration.locale,
        "organisation_name": registration.organisation_name,
        "organisation_id": registration.organisation_id and str(registration.organisation_id),
    }


def read_form(kept: Mapping[str, Any]) -> Registration:
    """Return the form as it was sent; the password is known by its hash alone."""
    return Registration(
        name=kept["name"],
        email=kept["email"],
        password="",
        role=Role(kept["role"]),
        city_id=kept["city_id"],
        locale=Locale(kept["locale"]) if kept["locale"] else None,
        organisation_name=kept["organisation_name"],
        organisation_id=UUID(kept["organisation_id"]) if kept["organisation_id"] else None,
    )


async def settle(account_id: UUID) -> None:
    """Close what else might still claim the address: it has been confirmed now. In the transaction of this task."""
    await void_links(account_id, purposes=(LinkPurpose.VERIFY_EMAIL, LinkPurpose.REGISTER_ANEW))


async def put_out(account_id: UUID, now: datetime) -> list[UUID]:
    """End and forget what a stranger may have set up before the owner of the address came; return the sessions ended.

    What was reported by the account stays with it: it may well have been the owner, who only forgot the password.
    """
    for statement in _SET_UP:
        await rows(statement, account_id)
    await void_links(account_id)
    return await revoke_sessions(account_id, now)
