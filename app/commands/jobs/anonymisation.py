"""Anonymising: of requests closed long ago stays what the statistics need, and nothing that leads to a person.

Each batch is one transaction, so it may be cut short anywhere and goes on where it was. See docs/personal-data.md.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.commands.context import CommandContext
from app.commands.photos.anonymisation import anonymise_photos
from app.commands.photos.stored_objects import discard_soon
from app.commands.requests.redaction import Record, Redacted, hold_log, redact
from app.domain.events import EventKind
from app.domain.timeline_hash import Content, Personal, acts_officially
from app.models.database import row, rows, transaction

BATCH = 100

# Closed, and nothing said about it since then. Whoever reported a repeat is paid when the other request is confirmed,
# so a repeat waits for the other one; and points must have been folded before the log forgets whose they are.
_DUE = """
    FROM service_request s WHERE s.closed_at IS NOT NULL AND s.source IS NULL AND s.updated_at <= $1
        AND (s.anonymised_at IS NULL OR s.anonymised_at <= s.updated_at)
        AND NOT EXISTS (SELECT FROM event e WHERE e.request_id = s.id AND e.position IS NULL)
        AND (s.merged_into IS NULL OR EXISTS (SELECT FROM service_request o WHERE o.id = s.merged_into
            AND (o.anonymised_at IS NOT NULL OR o.source IS NOT NULL)))
"""
_CARRY = """
    WITH gone AS (DELETE FROM points_entry WHERE request_id = ANY($1) RETURNING account_id, amount, day)
    INSERT INTO points_carried (account_id, amount, last_day)
    SELECT account_id, sum(amount)::int, max(day) FROM gone GROUP BY account_id
    ON CONFLICT (account_id) DO UPDATE SET amount = points_carried.amount + excluded.amount,
        last_day = greatest(points_carried.last_day, excluded.last_day)
"""
_FORGET_NOTIFICATIONS = (
    "DELETE FROM notification n USING unnest($1::uuid[], $2::bigint[]) AS t(account_id, position)"
    " WHERE n.account_id = t.account_id AND n.position = t.position"
)


async def due_count(before: datetime) -> int:
    """Return how many requests are due that were closed, and last talked about, no later than ``before``.

    Repeats of those become due after them, and are not counted yet.
    """
    found = await row(f"SELECT count(*) AS n {_DUE}", before)
    return int(found["n"]) if found else 0


async def anonymise_due(context: CommandContext, before: datetime, limit: int = BATCH) -> int:
    """Anonymise the requests that are due, the oldest first, at most ``limit``; return how many were."""
    return await context.run_to_completion(_anonymise_due(context, before, limit))


async def _anonymise_due(context: CommandContext, before: datetime, limit: int) -> int:
    now = context.clock.now()
    async with transaction():
        await hold_log()
        found = await rows(
            f"SELECT s.id {_DUE} ORDER BY s.updated_at LIMIT $2 FOR UPDATE OF s SKIP LOCKED", before, limit
        )
        if not found:
            return 0
        ids = [item["id"] for item in found]
        redacted = await redact(ids, personal_parts, Record(kind=EventKind.ANONYMISED, at=now))
        await rows("UPDATE service_request SET anonymised_at = $2 WHERE id = ANY($1)", ids, now)
        unnamed = await anonymise_photos(ids, now)
        await rows(_CARRY, ids)
        await _forget(ids, redacted)
    await context.signals.wake_sequencer()
    await context.signals.remove_from_stream(redacted.positions)
    await discard_soon(context, unnamed)
    return len(ids)


def personal_parts(content: Content) -> set[Personal]:
    """Return what goes: all that leads to a person. What staff said, they said officially."""
    return set(Personal) - ({Personal.WORDS} if acts_officially(content) else set())


async def _forget(request_ids: Sequence[UUID], redacted: Redacted) -> None:
    await rows("DELETE FROM follow WHERE request_id = ANY($1)", request_ids)
    # The ratings count for who did the work.
    await rows("UPDATE verdict SET account_id = NULL, reason = left(reason, 0) WHERE request_id = ANY($1)", request_ids)
    # Sent letters have forgotten what they said, the others would still say it; and all say to whom.
    facts = [f"event {position}" for position in redacted.positions]
    await rows("DELETE FROM letter WHERE status <> 'SENT' AND fact = ANY($1)", facts)
    await rows("DELETE FROM letter WHERE account_id = ANY($1) AND fact = ANY($2)", list(redacted.people), facts)
    if redacted.told:
        accounts, positions = (list(column) for column in zip(*redacted.told, strict=True))
        await rows(_FORGET_NOTIFICATIONS, accounts, positions)
