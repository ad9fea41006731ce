"""Letters that were tried too often, sent again on request of the operator."""

from uuid import UUID

from app.commands.context import CommandContext
from app.models.notifications.letter_rows import revive_dead_letters


async def resend_dead_letters(context: CommandContext, letter_id: UUID | None = None) -> int:
    """Put one dead letter, or all of them, back into the outbox with no attempts counted; return how many."""
    revived = await revive_dead_letters(context.clock.now(), letter_id)
    context.outbox.wake()
    return revived
