"""Letters that were tried too often, sent again on request of the operator."""

from uuid import UUID

from app.commands.context import CommandContext
from app.domain.notifications.letters import LetterStatus
from app.models import LetterRow


async def resend_dead_letters(context: CommandContext, letter_id: UUID | None = None) -> int:
    """Put one dead letter, or all of them, back into the outbox with no attempts counted; return how many."""
    dead = LetterRow.filter(status=LetterStatus.DEAD)
    if letter_id is not None:
        dead = dead.filter(id=letter_id)
    revived = await dead.update(status=LetterStatus.WAITING, attempts=0, next_attempt_at=context.clock.now())
    context.outbox.wake()
    return revived
