"""Sessions of accounts."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.models.account import Account
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


async def insert_session(session: Session, *, password_hash: str) -> bool:
    """Insert the session if its account still has this password hash and is not blocked; return whether it was."""
    # FOR SHARE conflicts with the update of a password. Either the update waits and then ends this session, or this
    # statement waits and finds another hash.
    inserted = await row(
        "WITH current AS (SELECT id FROM account WHERE id = $2 AND password_hash = $7 AND blocked_at IS NULL FOR SHARE)"
        " INSERT INTO session (id, account_id, token_hash, created_at, expires_at, user_agent)"
        " SELECT $1, id, $3, $4, $5, $6 FROM current RETURNING id",
        session.id,
        session.account_id,
        session.token_hash,
        session.created_at,
        session.expires_at,
        session.user_agent,
        password_hash,
    )
    return inserted is not None


async def revoke_oldest_sessions(account_id: UUID, now: datetime, *, keep: int) -> list[UUID]:
    """End the open sessions of an account but its ``keep`` newest; return their ids."""
    ended = await rows(
        "UPDATE session SET revoked_at = $2 WHERE id IN (SELECT id FROM session WHERE account_id = $1"
        " AND revoked_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, id DESC OFFSET $3) RETURNING id",
        account_id,
        now,
        keep,
    )
    return [item["id"] for item in ended]


async def revoke_sessions(account_id: UUID, now: datetime, *, keep: UUID | None = None) -> list[UUID]:
    """End the open sessions of an account, all but ``keep``; return their ids.

    Joins the current transaction. After its commit the caller sends the ids as a signal, so that sockets are closed.
    """
    ended = await rows(
        "UPDATE session SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL"
        " AND id IS DISTINCT FROM $3 RETURNING id",
        account_id,
        now,
        keep,
    )
    return [item["id"] for item in ended]
