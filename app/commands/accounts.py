"""Accounts: registering, signing in, the profile."""

import re
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.auth.limits import REGISTER_BY_CLIENT, SIGN_IN_BY_ADDRESS, SIGN_IN_BY_CLIENT, TAKEN_BY_CLIENT, network_of
from app.auth.passwords import check_password_form, hash_password, verify_password
from app.auth.viewer import Viewer, signed_in
from app.commands.blocking import blocked
from app.commands.contested import tell_owner
from app.commands.desk import Desk
from app.commands.links import send_link
from app.commands.organisations import check_organisation, clean_organisation, organisation_named
from app.commands.registration import Registration
from app.commands.sessions import SignedIn, open_session
from app.data.catalog import SLUG
from app.domain.letters import LinkPurpose
from app.domain.roles import Locale, Role
from app.domain.texts import clean_text
from app.errors import InvalidInput, Unauthenticated
from app.models import Account, City
from app.models.database import transaction

__all__ = ["Registration", "check_state_domain", "clean_email", "login", "make_account", "register", "update_profile"]

TAKEN = "email: this address cannot be registered; if it is yours, sign in or ask for a new password"
# What HTML's own e-mail field takes: enough for every real address, and nothing that a letter's header could trip over.
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?P<domain>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62})"
)


async def register(
    desk: Desk, registration: Registration, user_agent: str = "", *, client: str | None = None
) -> SignedIn:
    """Make an account, send the link that confirms its address, and sign in.

    The role asked for gives no right by itself: an executor waits for the Akimat, an Akimat officer for the link.

    Raises:
        RateLimited: too many from one network.
        InvalidInput: names the field: name, email, password, cityId or organisationName.
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
        check_state_domain(cleaned.email, desk.gov_domains)
    # Counted after the form is in order, so that mistakes in typing use nothing up.
    network = network_of(client)
    tried = await desk.limiter.take((TAKEN_BY_CLIENT, network))
    await desk.limiter.take((REGISTER_BY_CLIENT, network))
    password_hash = await hash_password(registration.password)
    try:
        signed = await desk.see_through(_register(desk, cleaned, password_hash, user_agent))
    except IntegrityError as error:
        desk.see_to(tell_owner(desk, cleaned, password_hash))
        raise InvalidInput("email", TAKEN) from error
    await tried.forget()
    return signed


async def _register(desk: Desk, registration: Registration, password_hash: str, user_agent: str) -> SignedIn:
    async with transaction():
        account = await make_account(desk, registration, password_hash)
        await send_link(desk, account.id, LinkPurpose.VERIFY_EMAIL)
    desk.outbox.wake()
    return await open_session(desk, account, user_agent)


async def make_account(
    desk: Desk, registration: Registration, password_hash: str, *, verified_at: datetime | None = None
) -> Account:
    """Write the account, and its organisation if that is new, in the transaction of this task.

    Raises:
        IntegrityError: the address has an account.
    """
    organisation_id = registration.organisation_id
    if registration.organisation_name is not None and registration.city_id is not None:
        organisation_id = await organisation_named(desk, registration.city_id, registration.organisation_name)
    return await Account.create(
        email=registration.email,
        password_hash=password_hash,
        name=registration.name,
        role=registration.role,
        city_id=registration.city_id,
        locale=registration.locale or Locale.KK,
        organisation_id=organisation_id,
        created_at=desk.clock.now(),
        email_verified_at=verified_at,
    )


async def login(desk: Desk, email: str, password: str, user_agent: str = "", *, client: str | None = None) -> SignedIn:
    """Sign in. Only failures count against the limits.

    Raises:
        RateLimited: too many failures for this address, whether it has an account or not, or from this network.
        Unauthenticated: wrong address or password, and the answer does not tell which; or the account is blocked, which
            is told to nobody but whoever knows its password.
    """
    address = email.strip().lower()
    tried = await desk.limiter.take((SIGN_IN_BY_ADDRESS, address), (SIGN_IN_BY_CLIENT, network_of(client)))
    account = await Account.get_or_none(email=address) if _EMAIL.fullmatch(address) else None
    fits = await verify_password(password, account.password_hash if account else None)
    if account is None or not fits:
        raise Unauthenticated("wrong e-mail or password")
    if account.blocked_at is not None:
        raise await blocked(account.id)
    signed = await open_session(desk, account, user_agent)
    await tried.forget()
    return signed


async def update_profile(
    viewer: Viewer | None, *, name: str | None = None, city_id: str | None = None, locale: Locale | None = None
) -> UUID:
    """Change what was given; only a citizen may move to another city. Returns the account."""
    viewer = signed_in(viewer)
    changes: dict[str, str | None] = {}
    if name is not None:
        changes["name"] = clean_text("name", name, limit=100)
    if city_id is not None and city_id != viewer.city_id:
        if viewer.role is not Role.CITIZEN:
            raise InvalidInput("cityId", "cityId: only a citizen may change the city; register anew for another city")
        changes["city_id"] = await _city(city_id, required=True)
    if locale is not None:
        changes["locale"] = locale
    if changes:
        # Only what was given is written: two changes at once do not undo each other.
        await Account.filter(id=viewer.account_id).update(**changes)
    return viewer.account_id


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
