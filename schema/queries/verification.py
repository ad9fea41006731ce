"""Verifying: that nobody rewrote the past."""

import strawberry

from app.auth.limits import VERIFY_BY_CLIENT
from app.commands.rate_limits import allow_by_client
from app.queries import verification as read
from schema.context import Info
from schema.ids import uuid_of
from schema.types.verification import ReceiptCheck, TimelineProof


@strawberry.type
class VerificationQuery:
    """Verifying."""

    @strawberry.field(description="Verify every step of one request. For everybody.")
    async def verify_timeline(self, info: Info, id: strawberry.ID) -> TimelineProof:
        await allow_by_client(info.context.command_context, info.context.client, VERIFY_BY_CLIENT)
        return TimelineProof.of(await read.verify_timeline(uuid_of("id", id)))

    @strawberry.field(description="Hold a receipt against the log. For everybody.")
    async def verify_receipt(self, info: Info, receipt: str) -> ReceiptCheck:
        await allow_by_client(info.context.command_context, info.context.client, VERIFY_BY_CLIENT)
        return ReceiptCheck.of(await read.check_receipt(receipt))

    @strawberry.field(
        description="One hash over the whole log as it stands now: `epoch:position:seal`. Whoever keeps it elsewhere"
        " can have it proved later that the past is still the same (`qala verify --against`)."
    )
    async def log_seal(self) -> str:
        return str(await read.log_seal())
