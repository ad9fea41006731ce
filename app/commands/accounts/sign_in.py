"""Signing in with address and password."""

from contextlib import suppress
from uuid import UUID

from app.auth.known_devices import DeviceTokens, find_device
from app.auth.limits import (
    SIGN_IN_BY_ADDRESS,
    SIGN_IN_BY_CLIENT,
    SIGN_IN_BY_DEVICE,
    SIGN_INS_BY_ADDRESS,
    SIGN_INS_BY_CLIENT,
    SIGN_INS_BY_DEVICE,
    network_of,
)
from app.auth.passwords import verify_password
from app.commands.accounts.sessions import SignedIn, open_session
from app.commands.context import CommandContext
from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.email_address import is_email_address
from app.errors import RateLimited, Unauthenticated
from app.models import Account, AccountDecision


async def login(
    context: CommandContext,
    email: str,
    password: str,
    user_agent: str = "",
    *,
    client: str | None = None,
    devices: DeviceTokens | None = None,
) -> SignedIn:
    """Open a session for the account with this address and password.

    Failures and successes have limits of their own. A client that presents a device which the account knows is counted
    by that device: the failures of others, for this address or from this network, do not refuse it.

    Raises:
        RateLimited: too many sign-ins for this address, whether it has an account or not, from this network, or by this
            known device.
        Unauthenticated: the address or the password is wrong, and the answer does not say which; or the account is
            blocked, which the answer says only after the right password.
    """
    address = email.strip().lower()
    network = network_of(client)
    device = await find_device(address, devices) if devices else None
    if device is not None:
        attempt = await context.limiter.take((SIGN_IN_BY_DEVICE, device.token_hash))
    else:
        attempt = await context.limiter.take((SIGN_IN_BY_ADDRESS, address), (SIGN_IN_BY_CLIENT, network))
    account = await Account.get_or_none(email=address) if is_email_address(address) else None
    # Without an account the password is compared with a decoy hash: an unknown address costs the same time.
    matches = await verify_password(password, account.password_hash if account else None, network)
    if account is None or not matches:
        raise Unauthenticated("wrong e-mail or password")
    if account.blocked_at is not None:
        raise await _blocked(account.id)
    await _count_success(context, account, network, known=device is not None)
    signed_in = await open_session(context, account, user_agent, devices, device)
    await attempt.forget()
    return signed_in


async def _count_success(context: CommandContext, account: Account, network: str | None, *, known: bool) -> None:
    await context.limiter.take((SIGN_INS_BY_ADDRESS, account.email))
    if known:
        with suppress(RateLimited):
            await context.limiter.take((SIGN_INS_BY_DEVICE, account.id))
            return
    await context.limiter.take((SIGN_INS_BY_CLIENT, network))


async def _blocked(account_id: UUID) -> Unauthenticated:
    """Return the refusal of a blocked account, with the officer's reason: the client knows the password."""
    decisions = AccountDecision.filter(account_id=account_id, kind=DecisionKind.BLOCKED, everywhere=True)
    latest = await decisions.order_by("-at", "-id").first()
    reason = latest.reason if latest else None
    who = "the Akimat has blocked this account" if latest and latest.officer_id else "this account is blocked"
    message = who + (f": {reason}" if reason else "")
    return Unauthenticated(message, blocked=True, reason=reason)
