"""Accounts that the operator creates from the command line, confirmed and approved."""

from datetime import datetime
from uuid import UUID

from app.auth.passwords import check_new_password, hash_password, verify_password
from app.auth.viewer import Viewer
from app.commands.accounts._city_domain import check_officer_address
from app.commands.accounts._duplicate_registration import remove_unproven_access, void_confirmation_links
from app.commands.accounts.sessions import restart_feeds
from app.commands.context import CommandContext
from app.commands.staff._decisions import record_decision
from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.email_address import clean_email
from app.domain.accounts.names import clean_name
from app.domain.accounts.roles import TRAITS, ApprovedBy, Locale, Role
from app.errors import InvalidInput
from app.models import Account, City
from app.models.accounts.session import revoke_sessions
from app.models.database import transaction


async def put_account(
    context: CommandContext,
    *,
    name: str,
    email: str,
    password: str,
    role: Role,
    city_id: str | None = None,
    locale: Locale = Locale.KK,
) -> Viewer:
    """Create a confirmed and approved account, or make an existing one so, with this password and name.

    The first officer of a city is made this way, also from a registration that waits. An existing account keeps its
    city and its language. Its sessions end, unless it was confirmed already and the password is the one it has: they
    may be those of a stranger who registered the address. Repeating the call changes nothing.

    Raises:
        InvalidInput: names the field; also when an account of another role or city has the address, or it is blocked.
    """
    check_new_password(password, name, email)
    address = clean_email(email)
    if city_id is not None and not await City.exists(id=city_id):
        raise InvalidInput("cityId", f"cityId: there is no city {city_id!r}")
    if TRAITS[role].needs_city and city_id is None:
        raise InvalidInput("cityId", f"cityId: {role} needs a city")
    await check_officer_address(context, role, address, city_id)
    now = context.clock.now()
    name = clean_name("name", name)
    password_hash = await hash_password(password)
    account, created = await Account.get_or_create(
        email=address,
        defaults={
            "name": name,
            "password_hash": password_hash,
            "role": role,
            "city_id": city_id,
            "locale": locale,
            "created_at": now,
            "email_verified_at": now,
            "approved_at": now,
        },
    )
    if created:
        await _record_approval(context, account)
    else:
        _check_existing(account, role, city_id)
        is_same = account.email_verified_at is not None and await verify_password(password, account.password_hash)
        if is_same:
            password_hash = account.password_hash
        ended = await _confirm(context, account.id, name, password_hash, keep_sessions=is_same)
        await context.signals.sessions_over(ended)
        await restart_feeds(context, account.id)
    return Viewer(
        account_id=account.id,
        session_id=None,
        registered_role=role,
        city_id=account.city_id,
        locale=account.locale,
        approved=True,
    )


def _check_existing(account: Account, role: Role, city_id: str | None) -> None:
    if account.role is not role:
        raise InvalidInput("email", f"email: {account.email} is registered as {account.role} already")
    if city_id is not None and account.city_id != city_id:
        raise InvalidInput(
            "cityId", f"cityId: {account.email} is registered for {account.city_id or 'no city'} already"
        )
    if account.blocked_at is not None:
        raise InvalidInput("email", f"email: the account of {account.email} is blocked; unblock it first")


async def _record_approval(context: CommandContext, account: Account) -> None:
    if TRAITS[account.role].approved_by is not ApprovedBy.REGISTRATION:
        await record_decision(context, None, account.id, DecisionKind.APPROVED)


async def _confirm(
    context: CommandContext, account_id: UUID, name: str, password_hash: str, *, keep_sessions: bool
) -> list[UUID]:
    """Confirm and approve the account; return the ids of the sessions that ended."""
    now = context.clock.now()
    async with transaction():
        account = await Account.select_for_update().get(id=account_id)
        ended = [] if keep_sessions else await _end_access(account, now)
        account.name, account.password_hash, account.rejected_at = name, password_hash, None
        account.email_verified_at = account.email_verified_at or now
        if account.approved_at is None:
            await _record_approval(context, account)
        account.approved_at = account.approved_at or now
        await account.save(update_fields=["name", "password_hash", "email_verified_at", "approved_at", "rejected_at"])
        await void_confirmation_links(account_id)
    return ended


async def _end_access(account: Account, now: datetime) -> list[UUID]:
    if account.email_verified_at is None:
        return await remove_unproven_access(account.id, now)
    return await revoke_sessions(account.id, now)
