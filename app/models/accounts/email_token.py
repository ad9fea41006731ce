"""Links that are sent by letter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.notifications.letters import LinkPurpose
from app.models.accounts.account import Account
from app.models.database import row
from app.models.enum_field import enum_field
from app.models.identity import new_id


class EmailToken(Model):
    """One link; it works once and until it expires. Only the hash of its token is stored."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    token_hash = fields.CharField(max_length=64, unique=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("qala.Account", related_name=False)
    account_id: UUID
    purpose = enum_field(LinkPurpose, 16, default=LinkPurpose.VERIFY_EMAIL, db_default=LinkPurpose.VERIFY_EMAIL)
    new_email = fields.CharField(max_length=254, null=True)
    """The address that the link proves, when it is not yet the address of the account."""
    registration: dict[str, Any] | None = fields.JSONField(null=True)
    """The form of a second registration of an unconfirmed address; the link creates an account from it."""
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        """Table name."""

        table = "email_token"


@dataclass(frozen=True, slots=True)
class ConsumedToken:
    """The values of a token that was marked as used."""

    account_id: UUID
    new_email: str | None


async def consume_token(token_hash: str, purpose: LinkPurpose, now: datetime) -> ConsumedToken | None:
    """Mark a valid token as used, in the current transaction; return None when there is no valid one."""
    # One conditional statement: of two clients that open the link at the same time, one gets the row.
    used = await row(
        "UPDATE email_token SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2"
        " AND purpose = $3 RETURNING account_id, new_email",
        token_hash,
        now,
        purpose.value,
    )
    return ConsumedToken(**used) if used else None
