"""Queries that verify timelines, receipts and the log."""

import strawberry

from app.auth.limits import VERIFY_BY_CLIENT
from app.commands.rate_limits import allow_by_client
from app.queries.log import verification as read
from schema.context import Info
from schema.cost import Cost
from schema.ids import uuid_of
from schema.types.verification import ReceiptCheck, TimelineProof


@strawberry.type
class VerificationQuery:
    """Queries that verify timelines, receipts and the log."""

    @strawberry.field(directives=[Cost(points=300)], description="Verify every step of one request. For everyone.")
    async def verify_timeline(self, info: Info, id: strawberry.ID) -> TimelineProof:
        await allow_by_client(info.context.command_context, info.context.client, VERIFY_BY_CLIENT)
        return TimelineProof.of(await read.verify_timeline(uuid_of("id", id)))

    @strawberry.field(directives=[Cost(points=300)], description="Check a receipt against the log. For everyone.")
    async def verify_receipt(self, info: Info, receipt: str) -> ReceiptCheck:
        await allow_by_client(info.context.command_context, info.context.client, VERIFY_BY_CLIENT)
        return ReceiptCheck.of(await read.check_receipt(receipt))

    @strawberry.field(
        directives=[Cost(points=10)],
        description="One hash over the whole log as it is now: `epoch:position:seal`. A copy kept elsewhere proves"
        " later that the past has not changed (`qala verify --against`).",
    )
    async def log_seal(self) -> str:
        return str(await read.log_seal())
