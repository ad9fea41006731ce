"""Sessions: opened by whoever proved who they are, ended by their owner or by what ends all of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.auth.permissions import require
from app.auth.sessions import is_approved
from app.auth.tokens import new_token, token_hash
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.errors import NotFound, Unauthenticated
from app.models import Account
from app.models.database import row, rows
from app.models.identity import new_id

USE_NOTED_EVERY = timedelta(hours=1)
_MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the token, shown once, and whose it is."""

    token: str
    viewer: Viewer


async def open_session(context: CommandContext, account: Account, user_agent: str) -> SignedIn:
    """Open a session of the account as it was read.

    Raises:
        Unauthenticated: it has been blocked, or has got another password, since then.
    """
    token, now = new_token(), context.clock.now()
    expires_at = now + timedelta(days=context.session_days)
    # The lock makes whoever changes the password wait for this session, and then end it; or else this waits for them,
    # and finds that the password is another one.
    opened = await row(
        "WITH known AS (SELECT id FROM account WHERE id = $2 AND password_hash = $7 AND blocked_at IS NULL FOR SHARE)"
        " INSERT INTO session (id, account_id, token_hash, created_at, expires_at, user_agent)"
        " SELECT $1, id, $3, $4, $5, $6 FROM known RETURNING id",
        new_id(),
        account.id,
        token_hash(token),
        now,
        expires_at,
        user_agent.encode(errors="replace").decode().replace("\x00", "")[:_MOST_CHARACTERS],
        account.password_hash,
    )
    if opened is None:
        raise Unauthenticated("wrong e-mail or password")
    return SignedIn(
        token,
        Viewer(
            account_id=account.id,
            session_id=opened["id"],
            expires_at=expires_at,
            role=account.role,
            city_id=account.city_id,
            locale=account.locale,
            category_ids=frozenset(account.category_ids),
            approved=is_approved(account.role, account.email_verified_at, account.approved_at),
        ),
    )


async def logout(context: CommandContext, viewer: Viewer | None) -> bool:
    """End the session of the viewer; its sockets are closed everywhere. Not being signed in is not an error."""
    if viewer is None or viewer.session_id is None:
        return False
    return await _end_one(context, viewer.account_id, viewer.session_id)


async def end_session(context: CommandContext, viewer: Viewer | None, session_id: UUID) -> bool:
    """End one of one's own sessions; false when it was over already.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    account_id = require(viewer, "endSession").account_id
    if await row("SELECT 1 FROM session WHERE id = $1 AND account_id = $2", session_id, account_id) is None:
        raise NotFound("there is no such session", id=str(session_id))
    return await _end_one(context, account_id, session_id)


async def end_other_sessions(context: CommandContext, viewer: Viewer | None) -> int:
    """End all sessions of the viewer but this one; return how many there were."""
    viewer = require(viewer, "endOtherSessions")
    ended = await revoke_sessions(viewer.account_id, context.clock.now(), but=viewer.session_id)
    await context.signals.sessions_over(ended)
    return len(ended)


async def revoke_sessions(account_id: UUID, now: datetime, *, but: UUID | None = None) -> list[UUID]:
    """End sessions in the transaction of this task, if any; their sockets are told of by the caller, after commit."""
    found = await rows(
        "UPDATE session SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL"
        " AND id IS DISTINCT FROM $3 RETURNING id",
        account_id,
        now,
        but,
    )
    return [item["id"] for item in found]


async def renew_session(context: CommandContext, account_id: UUID) -> None:
    """Let the open feeds of an account begin anew, with the rights of now; its pages ask then what has changed."""
    sessions = await rows("SELECT id FROM session WHERE account_id = $1 AND revoked_at IS NULL", account_id)
    await context.signals.sessions_renewed(found["id"] for found in sessions)


async def note_use(viewer: Viewer, now: datetime) -> None:
    """Note that the session is in use, once an hour: a write for each request would cost more than it tells."""
    if viewer.session_id is None or (viewer.last_used_at and now - viewer.last_used_at < USE_NOTED_EVERY):
        return
    await rows(
        "UPDATE session SET last_used_at = date_trunc('hour', $2::timestamptz) WHERE id = $1",
        viewer.session_id,
        now,
    )


async def _end_one(context: CommandContext, account_id: UUID, session_id: UUID) -> bool:
    ended = await rows(
        "UPDATE session SET revoked_at = $3 WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL RETURNING id",
        session_id,
        account_id,
        context.clock.now(),
    )
    await context.signals.sessions_over([session_id])
    return bool(ended)
