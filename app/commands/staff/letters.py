"""What the operator does with letters that nobody took."""

from uuid import UUID

from app.commands.context import CommandContext
from app.models.database import rows


async def resend(context: CommandContext, letter_id: UUID | None = None) -> int:
    """Try this dead letter again, or all of them, as if it were the first time; return how many that are."""
    revived = await rows(
        "UPDATE letter SET status = 'WAITING', attempts = 0, next_attempt_at = $1"
        " WHERE status = 'DEAD' AND ($2::uuid IS NULL OR id = $2) RETURNING id",
        context.clock.now(),
        letter_id,
    )
    context.outbox.wake()
    return len(revived)
