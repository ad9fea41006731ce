"""Accounts: registering, signing in, the profile."""

import re
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.auth.limits import (
    PHOTO_BY_ACCOUNT,
    REGISTER_BY_CLIENT,
    SIGN_IN_BY_ADDRESS,
    SIGN_IN_BY_CLIENT,
    TAKEN_BY_CLIENT,
    network_of,
)
from app.auth.passwords import check_password_form, hash_password, verify_password
from app.auth.viewer import Viewer, signed_in
from app.commands.accounts.duplicate_registration import tell_owner
from app.commands.accounts.email_links import send_link
from app.commands.accounts.registration_form import Registration
from app.commands.accounts.sessions import SignedIn, open_session
from app.commands.context import CommandContext
from app.commands.photos.avatars import put_avatar
from app.commands.photos.intake import Picture
from app.commands.photos.stored_objects import finish_upload, try_delete_unreferenced
from app.commands.rate_limits import allow_by_account
from app.commands.staff.blocking import blocked
from app.commands.staff.organisations import check_organisation, clean_organisation, organisation_named
from app.data.catalog import SLUG
from app.domain.letters import LinkPurpose
from app.domain.roles import Locale, Role
from app.domain.texts import clean_text
from app.errors import InvalidInput, Unauthenticated
from app.models import Account, City
from app.models.database import row, transaction
from app.models.identity import new_id

__all__ = ["Registration", "check_state_domain", "clean_email", "login", "make_account", "register", "update_profile"]

TAKEN = "email: this address cannot be registered; if it is yours, sign in or ask for a new password"
# What HTML's own e-mail field takes: enough for every real address, and nothing that a letter's header could trip over.
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?P<domain>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62})"
)


async def register(
    context: CommandContext, registration: Registration, user_agent: str = "", *, client: str | None = None
) -> SignedIn:
    """Make an account, send the link that confirms its address, and sign in.

    The role asked for gives no right by itself: an executor waits for the Akimat, an Akimat officer for the link.

    Raises:
        RateLimited: too many from one network.
        InvalidInput: names the field: name, email, password, cityId, organisationName or avatar.
    """
    cleaned = replace(
        registration,
        name=clean_text("name", registration.name, limit=100),
        email=clean_email(registration.email),
        city_id=await _city(registration.city_id, required=registration.role is not Role.CITIZEN),
        organisation_name=clean_organisation(registration.organisation_name, registration.role),
    )
    await check_organisation(cleaned)
    check_password_form(registration.password)
    if registration.role is Role.AKIMAT:
        check_state_domain(cleaned.email, context.gov_domains)
    # Counted after the form is in order, so that mistakes in typing use nothing up.
    network = network_of(client)
    tried = await context.limiter.take((TAKEN_BY_CLIENT, network))
    await context.limiter.take((REGISTER_BY_CLIENT, network))
    upload_id = new_id()
    avatar = await put_avatar(context, upload_id, registration.avatar) if registration.avatar else None
    password_hash = await hash_password(registration.password)
    try:
        signed = await context.run_to_completion(
            _register(context, cleaned, password_hash, user_agent, avatar, upload_id)
        )
    except IntegrityError as error:
        context.run_in_background(tell_owner(context, cleaned, password_hash))
        raise InvalidInput("email", TAKEN) from error
    await tried.forget()
    return signed


async def _register(  # noqa: PLR0917 - each is told by its type
    context: CommandContext,
    registration: Registration,
    password_hash: str,
    user_agent: str,
    avatar: str | None,
    upload_id: UUID,
) -> SignedIn:
    async with transaction():
        account = await make_account(context, registration, password_hash, avatar_key=avatar)
        await finish_upload(upload_id)
        await send_link(context, account.id, LinkPurpose.VERIFY_EMAIL)
    context.outbox.wake()
    return await open_session(context, account, user_agent)


async def make_account(
    context: CommandContext,
    registration: Registration,
    password_hash: str,
    *,
    verified_at: datetime | None = None,
    avatar_key: str | None = None,
) -> Account:
    """Write the account, and its organisation if that is new, in the transaction of this task.

    Raises:
        IntegrityError: the address has an account.
    """
    organisation_id = registration.organisation_id
    if registration.organisation_name is not None and registration.city_id is not None:
        organisation_id = await organisation_named(context, registration.city_id, registration.organisation_name)
    return await Account.create(
        email=registration.email,
        password_hash=password_hash,
        name=registration.name,
        role=registration.role,
        city_id=registration.city_id,
        locale=registration.locale or Locale.KK,
        organisation_id=organisation_id,
        created_at=context.clock.now(),
        email_verified_at=verified_at,
        avatar_key=avatar_key,
    )


async def login(
    context: CommandContext, email: str, password: str, user_agent: str = "", *, client: str | None = None
) -> SignedIn:
    """Sign in. Only failures count against the limits.

    Raises:
        RateLimited: too many failures for this address, whether it has an account or not, or from this network.
        Unauthenticated: wrong address or password, and the answer does not tell which; or the account is blocked, which
            is told to nobody but whoever knows its password.
    """
    address = email.strip().lower()
    tried = await context.limiter.take((SIGN_IN_BY_ADDRESS, address), (SIGN_IN_BY_CLIENT, network_of(client)))
    account = await Account.get_or_none(email=address) if _EMAIL.fullmatch(address) else None
    fits = await verify_password(password, account.password_hash if account else None)
    if account is None or not fits:
        raise Unauthenticated("wrong e-mail or password")
    if account.blocked_at is not None:
        raise await blocked(account.id)
    signed = await open_session(context, account, user_agent)
    await tried.forget()
    return signed


async def update_profile(
    context: CommandContext,
    viewer: Viewer | None,
    *,
    name: str | None = None,
    city_id: str | None = None,
    locale: Locale | None = None,
    avatar: Picture | None = None,
    remove_avatar: bool = False,
) -> UUID:
    """Change what was given; only a citizen may move to another city. Returns the account.

    Raises:
        RateLimited: too many pictures.
        InvalidInput: names the field: name, cityId, avatar or removeAvatar.
    """
    viewer = signed_in(viewer)
    if avatar is not None and remove_avatar:
        raise InvalidInput("removeAvatar", "removeAvatar: expected either a new picture or none")
    changes: dict[str, str | None] = {}
    if name is not None:
        changes["name"] = clean_text("name", name, limit=100)
    if city_id is not None and city_id != viewer.city_id:
        if viewer.role is not Role.CITIZEN:
            raise InvalidInput("cityId", "cityId: only a citizen may change the city; register anew for another city")
        changes["city_id"] = await _city(city_id, required=True)
    if locale is not None:
        changes["locale"] = locale
    upload_id = new_id()
    if avatar is not None:
        await allow_by_account(context, viewer, PHOTO_BY_ACCOUNT)
        changes["avatar_key"] = await put_avatar(context, upload_id, avatar)
    elif remove_avatar:
        changes["avatar_key"] = None
    if changes:
        await context.run_to_completion(_change_profile(context, viewer.account_id, changes, upload_id))
    return viewer.account_id


async def _change_profile(
    context: CommandContext, account_id: UUID, changes: dict[str, str | None], upload_id: UUID
) -> None:
    async with transaction() as connection:
        before = await row("SELECT avatar_key FROM account WHERE id = $1 FOR UPDATE", account_id)
        # Only what was given is written: two changes at once do not undo each other.
        await Account.filter(id=account_id).using_db(connection).update(**changes)
        await finish_upload(upload_id)
    if "avatar_key" in changes and before is not None and before["avatar_key"] is not None:
        await try_delete_unreferenced(context, [before["avatar_key"]])


def clean_email(email: str) -> str:
    """Return the address in lower case.

    Raises:
        InvalidInput: it does not look like ``name@domain.tld``.
    """
    cleaned = email.strip().lower()
    if len(cleaned) > 254 or not _EMAIL.fullmatch(cleaned):
        raise InvalidInput("email", "email: expected an address such as name@example.kz")
    return cleaned


def check_state_domain(email: str, domains: tuple[str, ...]) -> None:
    """Refuse addresses outside the domains of the state.

    Raises:
        InvalidInput: names the domains.
    """
    domain = email.rpartition("@")[2]
    if not any(domain == own or domain.endswith(f".{own}") for own in domains):
        raise InvalidInput("email", f"email: an Akimat account needs an address in {', '.join(domains)}")


async def _city(city_id: str | None, *, required: bool) -> str | None:
    if city_id is None and not required:
        return None
    if city_id is None or not SLUG.fullmatch(city_id) or not await City.exists(id=city_id):
        raise InvalidInput("cityId", "cityId: expected the id of a city, such as almaty")
    return city_id
