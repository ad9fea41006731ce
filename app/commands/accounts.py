"""Accounts: registering, confirming the address, signing in and out, the profile, approval of executors."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.auth.limits import (
    LINK_BY_CLIENT,
    PHOTO_BY_ACCOUNT,
    REGISTER_BY_CLIENT,
    SIGN_IN_BY_ADDRESS,
    SIGN_IN_BY_CLIENT,
    network_of,
)
from app.auth.passwords import check_password_form, hash_password, verify_password
from app.auth.tokens import token_hash
from app.auth.viewer import Viewer, akimat_of, signed_in
from app.commands.allowance import allow_by_account
from app.commands.avatars import put_avatar
from app.commands.desk import Desk
from app.commands.intake import Picture
from app.commands.links import send_link
from app.commands.objects import discard_soon, fulfil
from app.commands.organisations import clean_organisation, known_categories, organisation_named
from app.commands.sessions import SignedIn, open_session
from app.data.catalog import SLUG
from app.domain.letters import LetterKind, LinkPurpose
from app.domain.roles import Locale, Role
from app.domain.texts import clean_text
from app.errors import InvalidInput, NotFound, Unauthenticated
from app.mail.outbox import NewLetter
from app.models import Account, City
from app.models.database import row, transaction
from app.models.identity import new_id

TAKEN = "email: this address cannot be registered; if it is yours, sign in or ask for a new password"
# What HTML's own e-mail field takes: enough for every real address, and nothing that a letter's header could trip over.
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?P<domain>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What somebody who wants an account sends."""

    name: str
    email: str
    password: str
    role: Role
    city_id: str | None = None
    locale: Locale | None = None
    organisation_name: str | None = None
    """Whom an executor works for; made when the city has none of this name."""
    avatar: Picture | None = None


async def register(
    desk: Desk, registration: Registration, user_agent: str = "", *, client: str | None = None
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
    check_password_form(registration.password)
    if registration.role is Role.AKIMAT:
        check_state_domain(cleaned.email, desk.gov_domains)
    # Counted after the form is in order, so that mistakes in typing use nothing up.
    await desk.limiter.take((REGISTER_BY_CLIENT, network_of(client)))
    upload_id = new_id()
    avatar = await put_avatar(desk, upload_id, registration.avatar) if registration.avatar else None
    password_hash = await hash_password(registration.password)
    try:
        return await desk.see_through(_register(desk, cleaned, password_hash, user_agent, avatar, upload_id))
    except IntegrityError as error:
        desk.see_to(_tell_owner(desk, cleaned.email))
        raise InvalidInput("email", TAKEN) from error


async def _register(  # noqa: PLR0917 - each is told by its type
    desk: Desk,
    registration: Registration,
    password_hash: str,
    user_agent: str,
    avatar: str | None,
    upload_id: UUID,
) -> SignedIn:
    now = desk.clock.now()
    async with transaction() as connection:
        organisation_id = None
        if registration.organisation_name is not None and registration.city_id is not None:
            organisation_id = await organisation_named(desk, registration.city_id, registration.organisation_name)
        account = await Account.create(
            using_db=connection,
            email=registration.email,
            password_hash=password_hash,
            name=registration.name,
            role=registration.role,
            city_id=registration.city_id,
            locale=registration.locale or Locale.KK,
            organisation_id=organisation_id,
            avatar_key=avatar,
            created_at=now,
        )
        await fulfil(upload_id)
        await send_link(desk, account.id, LinkPurpose.VERIFY_EMAIL)
    desk.outbox.wake()
    return await open_session(desk, account, user_agent)


async def _tell_owner(desk: Desk, address: str) -> None:
    """Tell whoever owns the address, once a day: they may have forgotten that they have an account."""
    account = await row("SELECT id FROM account WHERE email = $1", address)
    if account is not None:
        fact = f"taken {desk.clock.now():%Y-%m-%d}"
        await desk.outbox.put(NewLetter(account["id"], LetterKind.ADDRESS_TAKEN, fact, {}))
        desk.outbox.wake()


async def verify_email(desk: Desk, token: str, user_agent: str = "", *, client: str | None = None) -> SignedIn:
    """Use the link from the letter, once; signs in.

    Raises:
        InvalidInput: the link is unknown, used, or too old.
    """
    now = desk.clock.now()
    tried = await desk.limiter.take((LINK_BY_CLIENT, network_of(client)))
    async with transaction() as connection:
        used = await row(
            "UPDATE email_token SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2"
            " AND purpose = 'VERIFY_EMAIL' RETURNING account_id",
            token_hash(token),
            now,
        )
        if used is None:
            raise InvalidInput("token", "token: this link is unknown, was used already, or is too old")
        account = await Account.select_for_update(using_db=connection).get(id=used["account_id"])
        if account.blocked_at is not None:
            raise Unauthenticated("this account is blocked")
        account.email_verified_at = account.email_verified_at or now
        await account.save(using_db=connection, update_fields=["email_verified_at"])
    await tried.forget()
    return await open_session(desk, account, user_agent)


async def login(desk: Desk, email: str, password: str, user_agent: str = "", *, client: str | None = None) -> SignedIn:
    """Sign in. Only failures count against the limits.

    Raises:
        RateLimited: too many failures for this address, whether it has an account or not, or from this network.
        Unauthenticated: wrong address or password, or a blocked account; the answer does not tell which.
    """
    address = email.strip().lower()
    tried = await desk.limiter.take((SIGN_IN_BY_ADDRESS, address), (SIGN_IN_BY_CLIENT, network_of(client)))
    account = await Account.get_or_none(email=address) if _EMAIL.fullmatch(address) else None
    fits = await verify_password(password, account.password_hash if account else None)
    if account is None or not fits or account.blocked_at is not None:
        raise Unauthenticated("wrong e-mail or password")
    signed = await open_session(desk, account, user_agent)
    await tried.forget()
    return signed


async def update_profile(
    desk: Desk,
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
        await allow_by_account(desk, viewer, PHOTO_BY_ACCOUNT)
        changes["avatar_key"] = await put_avatar(desk, upload_id, avatar)
    elif remove_avatar:
        changes["avatar_key"] = None
    if changes:
        await desk.see_through(_change_profile(desk, viewer.account_id, changes, upload_id))
    return viewer.account_id


async def _change_profile(desk: Desk, account_id: UUID, changes: dict[str, str | None], upload_id: UUID) -> None:
    async with transaction() as connection:
        before = await row("SELECT avatar_key FROM account WHERE id = $1 FOR UPDATE", account_id)
        # Only what was given is written: two changes at once do not undo each other.
        await Account.filter(id=account_id).using_db(connection).update(**changes)
        await fulfil(upload_id)
    if "avatar_key" in changes and before is not None and before["avatar_key"] is not None:
        await discard_soon(desk, [before["avatar_key"]])


async def approve_executor(
    desk: Desk, viewer: Viewer | None, account_id: UUID, category_ids: Iterable[str] | None = None
) -> UUID:
    """Let an executor of one's own city work, in these categories if any are given.

    Raises:
        NotFound: no executor has this id.
        NotAllowed: of another city, or no officer asks.
    """
    viewer = signed_in(viewer)
    account = await Account.get_or_none(id=account_id, role=Role.EXECUTOR)
    if account is None:
        raise NotFound("there is no such executor", id=str(account_id))
    akimat_of(viewer, account.city_id or "")
    categories = None if category_ids is None else await known_categories(category_ids)
    await desk.see_through(_approve(desk, viewer, account_id, categories))
    return account_id


async def _approve(desk: Desk, viewer: Viewer, account_id: UUID, categories: list[str] | None) -> None:
    async with transaction():
        approved = await row(
            "UPDATE account SET approved_at = $2, approved_by = $3, category_ids = coalesce($4, category_ids)"
            " WHERE id = $1 AND approved_at IS NULL RETURNING id",
            account_id,
            desk.clock.now(),
            viewer.account_id,
            categories,
        )
        if approved is not None:
            await desk.outbox.put(NewLetter(account_id, LetterKind.EXECUTOR_APPROVED, "approval", {}))
    desk.outbox.wake()


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
