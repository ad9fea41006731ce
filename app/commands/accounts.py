"""Accounts: registering, confirming the address, signing in and out, the profile, approval of executors."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.auth.passwords import check_password_form, hash_password, verify_password
from app.auth.sessions import is_approved
from app.auth.tokens import new_token, token_hash
from app.auth.viewer import Viewer, akimat_of, signed_in
from app.commands.desk import Desk
from app.data.catalog import SLUG
from app.domain.letters import LetterKind
from app.domain.roles import Locale, Role
from app.domain.texts import clean_text
from app.errors import InvalidInput, NotFound, Unauthenticated
from app.mail.outbox import NewLetter
from app.models import Account, City, EmailToken, Session
from app.models.database import row, rows, transaction
from app.models.identity import new_id

LINK_HOURS = 48
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


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the token, shown once, and whose it is."""

    token: str
    viewer: Viewer


async def register(desk: Desk, registration: Registration, user_agent: str = "") -> SignedIn:
    """Make an account, send the link that confirms its address, and sign in.

    The role asked for gives no right by itself: an executor waits for the Akimat, an Akimat officer for the link.

    Raises:
        InvalidInput: names the field: name, email, password or cityId.
    """
    cleaned = replace(
        registration,
        name=clean_text("name", registration.name, limit=100),
        email=clean_email(registration.email),
        city_id=await _city(registration.city_id, required=registration.role is not Role.CITIZEN),
    )
    check_password_form(registration.password)
    if registration.role is Role.AKIMAT:
        check_state_domain(cleaned.email, desk.gov_domains)
    password_hash = await hash_password(registration.password)
    return await desk.see_through(_register(desk, cleaned, password_hash, user_agent))


async def _register(desk: Desk, registration: Registration, password_hash: str, user_agent: str) -> SignedIn:
    now = desk.clock.now()
    link_id = new_id()
    try:
        async with transaction() as connection:
            account = await Account.create(
                using_db=connection,
                email=registration.email,
                password_hash=password_hash,
                name=registration.name,
                role=registration.role,
                city_id=registration.city_id,
                locale=registration.locale or Locale.KK,
                created_at=now,
            )
            await EmailToken.create(
                using_db=connection,
                id=link_id,
                token_hash=token_hash(desk.links.verify_token(link_id)),
                account_id=account.id,
                created_at=now,
                expires_at=now + timedelta(hours=LINK_HOURS),
            )
            data = {"email_token_id": str(link_id), "hours": LINK_HOURS}
            await desk.outbox.put(NewLetter(account.id, LetterKind.VERIFY_EMAIL, f"token {link_id}", data))
    except IntegrityError as error:
        raise InvalidInput("email", "email: this address has an account already") from error
    desk.outbox.wake()
    return await _open_session(desk, account, now, user_agent)


async def verify_email(desk: Desk, token: str, user_agent: str = "") -> SignedIn:
    """Use the link from the letter, once; signs in.

    Raises:
        InvalidInput: the link is unknown, used, or too old.
    """
    now = desk.clock.now()
    async with transaction() as connection:
        used = await row(
            "UPDATE email_token SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2"
            " RETURNING account_id",
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
    return await _open_session(desk, account, now, user_agent)


async def login(desk: Desk, email: str, password: str, user_agent: str = "") -> SignedIn:
    """Sign in.

    Raises:
        Unauthenticated: wrong address or password, or a blocked account; the answer does not tell which.
    """
    address = email.strip().lower()
    account = await Account.get_or_none(email=address) if _EMAIL.fullmatch(address) else None
    fits = await verify_password(password, account.password_hash if account else None)
    if account is None or not fits or account.blocked_at is not None:
        raise Unauthenticated("wrong e-mail or password")
    return await _open_session(desk, account, desk.clock.now(), user_agent)


async def logout(desk: Desk, viewer: Viewer | None) -> bool:
    """End the session of the viewer; its sockets are closed everywhere. Not being signed in is not an error."""
    if viewer is None or viewer.session_id is None:
        return False
    ended = await rows(
        "UPDATE session SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id",
        viewer.session_id,
        desk.clock.now(),
    )
    await desk.signals.sessions_over([viewer.session_id])
    return bool(ended)


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


async def approve_executor(desk: Desk, viewer: Viewer | None, account_id: UUID) -> UUID:
    """Let an executor of one's own city work.

    Raises:
        NotFound: no executor has this id.
        NotAllowed: of another city, or no officer asks.
    """
    viewer = signed_in(viewer)
    account = await Account.get_or_none(id=account_id, role=Role.EXECUTOR)
    if account is None:
        raise NotFound("there is no such executor", id=str(account_id))
    akimat_of(viewer, account.city_id or "")
    await desk.see_through(_approve(desk, viewer, account_id))
    return account_id


async def _approve(desk: Desk, viewer: Viewer, account_id: UUID) -> None:
    async with transaction():
        approved = await row(
            "UPDATE account SET approved_at = $2, approved_by = $3 WHERE id = $1 AND approved_at IS NULL RETURNING id",
            account_id,
            desk.clock.now(),
            viewer.account_id,
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


async def _open_session(desk: Desk, account: Account, now: datetime, user_agent: str) -> SignedIn:
    token = new_token()
    expires_at = now + timedelta(days=desk.session_days)
    session = await Session.create(
        token_hash=token_hash(token),
        account_id=account.id,
        created_at=now,
        expires_at=expires_at,
        user_agent=user_agent[:200],
    )
    return SignedIn(
        token,
        Viewer(
            account_id=account.id,
            session_id=session.id,
            expires_at=expires_at,
            role=account.role,
            city_id=account.city_id,
            locale=account.locale,
            approved=is_approved(account.role, account.email_verified_at, account.approved_at),
        ),
    )


async def _city(city_id: str | None, *, required: bool) -> str | None:
    if city_id is None and not required:
        return None
    if city_id is None or not SLUG.fullmatch(city_id) or not await City.exists(id=city_id):
        raise InvalidInput("cityId", "cityId: expected the id of a city, such as almaty")
    return city_id
