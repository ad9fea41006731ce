"""Sessions: opened after a proof of identity, ended by their owner or by a step that ends all of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.auth.known_devices import DeviceTokens
from app.auth.permissions import require
from app.auth.sessions import blocks_of
from app.auth.tokens import new_token, token_hash
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.domain.accounts.roles import is_approved
from app.errors import NotFound, Unauthenticated
from app.models import Account, KnownDevice, Session
from app.models.accounts.session import insert_session, revoke_oldest_sessions, revoke_sessions
from app.models.identity import new_id

USE_RECORDED_EVERY = timedelta(hours=1)
MOST_SESSIONS = 50
"""Open sessions of one account, and its known devices: more than all devices of a person, and few enough to list."""
_LONGEST_USER_AGENT = 200


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: its token, which is shown once, and its viewer."""

    token: str
    viewer: Viewer
    devices: DeviceTokens
    """The tokens that make the client a known device; see ``app.auth.known_devices``."""


async def open_session(
    context: CommandContext,
    account: Account,
    user_agent: str,
    devices: DeviceTokens | None = None,
    used: KnownDevice | None = None,
) -> SignedIn:
    """Open a session of the account as the caller has read it; its oldest sessions beyond ``MOST_SESSIONS`` end.

    ``devices`` are the tokens that the client presented, and ``used`` the known device among them.

    Raises:
        Unauthenticated: the account has been blocked or has got another password since it was read.
    """
    token, now = new_token(), context.clock.now()
    renewed = (devices or DeviceTokens()).renewed(used)
    session = Session(
        id=new_id(),
        account_id=account.id,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + timedelta(days=context.session_days),
        # PostgreSQL stores neither halves of surrogate pairs nor null characters.
        user_agent=user_agent.encode(errors="replace").decode().replace("\x00", "")[:_LONGEST_USER_AGENT],
    )
    if not await insert_session(
        session,
        password_hash=account.password_hash,
        device_hash=renewed.hashes[0],
        replaced=used.token_hash if used else None,
    ):
        raise Unauthenticated("wrong e-mail or password")
    ended = await revoke_oldest_sessions(account.id, now, keep=MOST_SESSIONS)
    if ended:
        await context.signals.sessions_over(ended)
    viewer = Viewer(
        account_id=account.id,
        session_id=session.id,
        expires_at=session.expires_at,
        registered_role=account.role,
        city_id=account.city_id,
        locale=account.locale,
        category_ids=frozenset(account.category_ids),
        approved=is_approved(account.role, account.approved_at),
        blocks=await blocks_of(account.id) if account.blocked_cities else (),
    )
    return SignedIn(token, viewer, renewed)


async def logout(context: CommandContext, viewer: Viewer | None) -> bool:
    """End the session of the viewer and close its sockets; return False when there is no open session."""
    if viewer is None or viewer.session_id is None:
        return False
    return await _end_one(context, viewer.account_id, viewer.session_id)


async def end_session(context: CommandContext, viewer: Viewer | None, session_id: UUID) -> bool:
    """End one session of the viewer's account and forget its device; return False when it was ended before.

    Raises:
        NotFound: the account has no session of this id.
    """
    account_id = require(viewer, "endSession").account_id
    if not await Session.exists(id=session_id, account_id=account_id):
        raise NotFound("there is no such session", id=str(session_id))
    # The owner may have lost the device.
    await KnownDevice.filter(session_id=session_id, account_id=account_id).delete()
    return await _end_one(context, account_id, session_id)


async def end_other_sessions(context: CommandContext, viewer: Viewer | None) -> int:
    """End all sessions of the viewer's account but the viewer's own, and forget their devices; return how many."""
    viewer = require(viewer, "endOtherSessions")
    ended = await revoke_sessions(viewer.account_id, context.clock.now(), keep=viewer.session_id)
    await context.signals.sessions_over(ended)
    return len(ended)


async def restart_feeds(context: CommandContext, account_id: UUID) -> None:
    """Make the open subscriptions of an account start again with its present rights, in every process."""
    sessions = await Session.filter(account_id=account_id, revoked_at=None).only("id")
    await context.signals.sessions_renewed(session.id for session in sessions)


async def record_use(viewer: Viewer, now: datetime) -> None:
    """Store the hour in which the session was last used; at most one write an hour for each session."""
    if viewer.session_id is None or (viewer.last_used_at and now - viewer.last_used_at < USE_RECORDED_EVERY):
        return
    hour = now.replace(minute=0, second=0, microsecond=0)
    await Session.filter(id=viewer.session_id).update(last_used_at=hour)


async def _end_one(context: CommandContext, account_id: UUID, session_id: UUID) -> bool:
    open_ones = Session.filter(id=session_id, account_id=account_id, revoked_at=None)
    ended = await open_ones.update(revoked_at=context.clock.now())
    # Sent also for a session that was ended before: an earlier signal may have been lost.
    await context.signals.sessions_over([session_id])
    return ended > 0
