"""Accounts that the operator creates from the command line, confirmed and approved."""

from app.auth.passwords import check_new_password, hash_password
from app.auth.sessions import is_approved
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.domain.email_address import check_state_domain, clean_email
from app.domain.names import clean_name
from app.domain.roles import TRAITS, Locale, Role
from app.errors import InvalidInput
from app.models import Account, City


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
    """Create a confirmed and approved account, or give an existing one this password and name.

    An existing account keeps its city, its language and its approval.

    Raises:
        InvalidInput: names the field; also when an account of another role has the address.
    """
    check_new_password(password, name, email)
    address = clean_email(email)
    if TRAITS[role].needs_state_address:
        check_state_domain(address, context.gov_domains)
    if city_id is not None and not await City.exists(id=city_id):
        raise InvalidInput("cityId", f"cityId: there is no city {city_id!r}")
    if TRAITS[role].needs_city and city_id is None:
        raise InvalidInput("cityId", f"cityId: {role} needs a city")
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
    if account.role is not role:
        raise InvalidInput("email", f"email: {address} is registered as {account.role} already")
    if not created:
        await Account.filter(id=account.id).update(name=name, password_hash=password_hash)
    return Viewer(
        account_id=account.id,
        session_id=None,
        role=role,
        city_id=account.city_id,
        locale=account.locale,
        approved=is_approved(role, account.email_verified_at, account.approved_at),
    )
