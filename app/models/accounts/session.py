"""Sessions of accounts."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.accounts.account import Account
from app.models.accounts.known_device import forget_devices
from app.models.database import row, rows
from app.models.identity import new_id


class Session(Model):
    """One signed-in browser or client. Only the hash of its token is stored."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    token_hash = fields.CharField(max_length=64, unique=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField(null=True)
    """Cut to the hour: the exact time would be more personal data than the list of sessions needs."""
    revoked_at = fields.DatetimeField(null=True)
    user_agent = fields.CharField(max_length=200, default="")

    class Meta:
        """Table name and indexes."""

        table = "session"
        indexes = (("account_id",),)


async def insert_session(session: Session, *, password_hash: str, device_hash: str, replaced: str | None) -> bool:
    """Insert the session and its device if the account still has this password hash and is not blocked.

    ``replaced`` is the hash of the token that the device had before. Return whether they were inserted.
    """
    # FOR SHARE conflicts with the update of a password. Either the update waits and then ends this session, or this
    # statement waits and finds another hash.
    inserted = await row(
        "WITH current AS (SELECT id FROM account WHERE id = $2 AND password_hash = $7 AND blocked_at IS NULL FOR SHARE)"
        ", opened AS (INSERT INTO session (id, account_id, token_hash, created_at, expires_at, user_agent)"
        " SELECT $1, id, $3, $4, $5, $6 FROM current RETURNING id)"
        ", known AS (INSERT INTO known_device (token_hash, account_id, session_id, created_at)"
        " SELECT $8, $2, id, $4 FROM opened)"
        ", forgotten AS (DELETE FROM known_device WHERE token_hash = $9 AND account_id = $2)"
        " SELECT id FROM opened",
        session.id,
        session.account_id,
        session.token_hash,
        session.created_at,
        session.expires_at,
        session.user_agent,
        password_hash,
        device_hash,
        replaced,
    )
    return inserted is not None


async def revoke_oldest_sessions(account_id: UUID, now: datetime, *, keep: int) -> list[UUID]:
    """End the open sessions of an account but its ``keep`` newest, and forget as many devices; return their ids."""
    ended = await rows(
        "WITH forgotten AS (DELETE FROM known_device WHERE token_hash IN (SELECT token_hash FROM known_device"
        " WHERE account_id = $1 ORDER BY created_at DESC, token_hash OFFSET $3))"
        " UPDATE session SET revoked_at = $2 WHERE id IN (SELECT id FROM session WHERE account_id = $1"
        " AND revoked_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, id DESC OFFSET $3) RETURNING id",
        account_id,
        now,
        keep,
    )
    return [item["id"] for item in ended]


async def revoke_sessions(account_id: UUID, now: datetime, *, keep: UUID | None = None) -> list[UUID]:
    """End the open sessions of an account, all but ``keep``, and forget the devices of the others; return their ids.

    Joins the current transaction. After its commit the caller sends the ids as a signal, so that sockets are closed.
    """
    ended = await rows(
        "UPDATE session SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL"
        " AND id IS DISTINCT FROM $3 RETURNING id",
        account_id,
        now,
        keep,
    )
    # After the sessions, as ``revoke_oldest_sessions`` does.
    await forget_devices(account_id, keep_session=keep)
    return [item["id"] for item in ended]
