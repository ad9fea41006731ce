"""Statements that erase the texts of one account from its requests."""

from collections.abc import Collection, Sequence
from uuid import UUID

from app.models.database import rows
from app.models.log.whole_log import ALL_EVENTS
from app.models.status_sql import acted_as_person

# What staff wrote officially belongs to the city and stays.
_WITH_TEXTS = f"""
    SELECT s.id, s.author_id FROM service_request s WHERE s.id IN (
        SELECT id FROM service_request WHERE author_id = $1 AND description <> ''
        UNION SELECT e.request_id FROM {ALL_EVENTS} AS e JOIN service_request r ON r.id = e.request_id
            WHERE e.actor_id = $1 AND ({acted_as_person("e")} OR r.author_id = $1)
            AND (e.note IS NOT NULL OR (e.reason IS NOT NULL AND e.kind <> ALL($2)))
        UNION SELECT request_id FROM hidden_text WHERE account_id = $1 AND originals IS NOT NULL AND NOT official
        ORDER BY id LIMIT $3
    ) ORDER BY s.id FOR UPDATE OF s
"""  # noqa: S608 - the condition is made from the table of roles
_CLEAR_REASONS = "UPDATE verdict SET reason = left(reason, 0) WHERE account_id = $1 AND request_id = ANY($2)"

_CLEAR_HIDDEN = (
    "UPDATE hidden_text SET originals = NULL WHERE account_id = $1 AND request_id = ANY($2) AND NOT official"
)


async def lock_requests_with_texts(
    account_id: UUID, listed_reasons: Collection[str], limit: int
) -> dict[UUID, UUID | None]:
    """Return requests that still have a text of this account, locked: their authors by request id.

    ``listed_reasons`` are the kinds of events whose reason comes from a list, and so is no text of a person.
    """
    found = await rows(_WITH_TEXTS, account_id, sorted(listed_reasons), limit)
    return {item["id"]: item["author_id"] for item in found}


async def clear_verdict_reasons(account_id: UUID, request_ids: Sequence[UUID]) -> None:
    """Remove the reasons of this account's verdicts on these requests. An absent reason stays absent."""
    await rows(_CLEAR_REASONS, account_id, list(request_ids))


async def clear_hidden_texts(account_id: UUID, request_ids: Sequence[UUID]) -> None:
    """Erase the originals of this account's texts that officers have hidden on these requests."""
    await rows(_CLEAR_HIDDEN, account_id, list(request_ids))
