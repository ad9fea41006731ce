"""Verifying: that nobody rewrote the past."""

import strawberry

from app.queries import verification as read
from schema.ids import uuid_of
from schema.types.verification import ReceiptCheck, TimelineProof


@strawberry.type
class VerificationQuery:
    """Verifying."""

    @strawberry.field(description="Verify every step of one request. For everybody.")
    async def verify_timeline(self, id: strawberry.ID) -> TimelineProof:  # noqa: A002 - the contract's word
        """Return the proof."""
        return TimelineProof.of(await read.verify_timeline(uuid_of("id", id)))

    @strawberry.field(description="Hold a receipt against the log. For everybody.")
    async def verify_receipt(self, receipt: str) -> ReceiptCheck:
        """Return what it is worth."""
        return ReceiptCheck.of(await read.check_receipt(receipt))

    @strawberry.field(
        description="One hash over the whole log as it stands now: `epoch:position:seal`. Whoever keeps it elsewhere"
        " can have it proved later that the past is still the same (`qala verify --against`)."
    )
    async def log_seal(self) -> str:
        """Return the line."""
        return str(await read.log_seal())
