"""Storing the answers of authors and co-authors to completed work."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.notifications.letters import Answer
from app.models.database import rows
from app.models.identity import new_id
from app.models.log.whole_log import completions_of

# The number of completions counts within the statement, and an equal answer must not count as a change: not plain.
_SAVE = f"""
    INSERT INTO verdict (id, request_id, account_id, round, answer, rating, reason, at)
    SELECT $1, $2, $3, {completions_of("$2")}, $4, $5, $6, $7
    ON CONFLICT (request_id, account_id, round)
    DO UPDATE SET answer = excluded.answer, rating = excluded.rating, reason = excluded.reason, at = excluded.at
    WHERE verdict.answer <> excluded.answer RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Vote:
    """What one person answers about completed work."""

    account_id: UUID
    answer: Answer
    rating: int | None = None
    reason: str | None = None


async def save_vote(request_id: UUID, vote: Vote, at: datetime) -> bool:
    """Store the vote on the latest completion; return False where this person has answered the same already."""
    saved = await rows(_SAVE, new_id(), request_id, vote.account_id, vote.answer.value, vote.rating, vote.reason, at)
    return bool(saved)
