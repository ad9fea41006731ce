"""Creating an account."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.auth.known_devices import DeviceTokens
from app.auth.limits import REGISTER_BY_ADDRESS, REGISTER_BY_CLIENT, TAKEN_BY_CLIENT, network_of
from app.auth.passwords import check_new_password, hash_password
from app.commands.accounts._city_choice import check_city
from app.commands.accounts._city_domain import approve_by_domain, check_officer_address
from app.commands.accounts._duplicate_registration import notify_owner
from app.commands.accounts._email_links import send_link
from app.commands.accounts._organisation_choice import check_organisation, clean_organisation_name
from app.commands.accounts._registration_form import Registration
from app.commands.accounts.sessions import SignedIn, open_session
from app.commands.context import CommandContext
from app.commands.photos.avatars import put_avatar
from app.commands.photos.stored_objects import finish_upload
from app.domain.accounts.email_address import clean_email
from app.domain.accounts.names import check_public_name, clean_given_name, clean_name
from app.domain.accounts.roles import TRAITS, Locale
from app.domain.notifications.letters import LinkPurpose
from app.errors import InvalidInput
from app.models import Account
from app.models.accounts.organisation import find_or_create_organisation
from app.models.database import transaction
from app.models.identity import new_id

__all__ = ["Registration", "create_account", "register"]

ADDRESS_TAKEN = "email: this address cannot be registered; if it is yours, sign in or ask for a new password"


async def register(
    context: CommandContext,
    registration: Registration,
    user_agent: str = "",
    *,
    client: str | None = None,
    devices: DeviceTokens | None = None,
) -> SignedIn:
    """Create an account, send the link that confirms its address, and sign in.

    The requested role gives no rights yet, and only the person and the staff see it: an executor waits for the
    approval of the Akimat, an officer has to open the link, and waits too if the address is not of the city's Akimat.
    Until then the account is a citizen's.

    Raises:
        RateLimited: too many registrations from one network, or of one address.
        InvalidInput: names the field: name, givenName, email, password, cityId, organisationName or avatar.
    """
    cleaned = replace(
        registration,
        name=clean_name("name", registration.name),
        given_name=clean_given_name(registration.given_name),
        email=clean_email(registration.email),
        city_id=await check_city(registration.city_id, required=TRAITS[registration.role].needs_city),
        organisation_name=clean_organisation_name(registration.organisation_name, registration.role),
    )
    check_public_name(cleaned.name, cleaned.given_name)
    await check_organisation(cleaned)
    check_new_password(registration.password, cleaned.name, cleaned.email)
    await check_officer_address(context, cleaned.role, cleaned.email, cleaned.city_id)
    # The limits count only valid forms, so that typing errors do not use them up.
    network = network_of(client)
    attempt = await context.limiter.take((TAKEN_BY_CLIENT, network))
    await context.limiter.take((REGISTER_BY_CLIENT, network), (REGISTER_BY_ADDRESS, cleaned.email))
    upload_id = new_id()
    avatar = await put_avatar(context, upload_id, registration.avatar) if registration.avatar else None
    # The hash is computed before the address is looked up: a taken address costs the same time as a free one.
    password_hash = await hash_password(registration.password, network)
    try:
        signed_in = await context.run_to_completion(
            _register(context, cleaned, password_hash, user_agent, devices, avatar_key=avatar, upload_id=upload_id)
        )
    except IntegrityError as error:
        context.run_in_background(notify_owner(context, cleaned, password_hash))
        raise InvalidInput("email", ADDRESS_TAKEN) from error
    await attempt.forget()
    return signed_in


async def _register(
    context: CommandContext,
    registration: Registration,
    password_hash: str,
    user_agent: str,
    devices: DeviceTokens | None,
    *,
    avatar_key: str | None,
    upload_id: UUID,
) -> SignedIn:
    async with transaction():
        account = await create_account(context, registration, password_hash, avatar_key=avatar_key)
        await finish_upload(upload_id)
        await send_link(context, account.id, LinkPurpose.VERIFY_EMAIL)
    context.outbox.wake()
    return await open_session(context, account, user_agent, devices)


async def create_account(
    context: CommandContext,
    registration: Registration,
    password_hash: str,
    *,
    verified_at: datetime | None = None,
    avatar_key: str | None = None,
) -> Account:
    """Create the account, and its organisation if the city has none of that name, in the current transaction.

    Raises:
        IntegrityError: another account has the address.
    """
    now, organisation_id = context.clock.now(), registration.organisation_id
    if registration.organisation_name is not None and registration.city_id is not None:
        organisation_id = await find_or_create_organisation(registration.city_id, registration.organisation_name, now)
    account = await Account.create(
        email=registration.email,
        password_hash=password_hash,
        name=registration.name,
        given_name=registration.given_name,
        role=registration.role,
        city_id=registration.city_id,
        locale=registration.locale or Locale.KK,
        organisation_id=organisation_id,
        created_at=now,
        email_verified_at=verified_at,
        avatar_key=avatar_key,
    )
    if verified_at is not None:
        await approve_by_domain(account, now)
    return account
