"""Statements on several letters of the outbox: taking texts out of those that wait, and deleting.

Several transactions may want the same letters: the sender that records a batch, an officer who hides a text, an
erasure. So each locks its letters in the order of their ids before it changes the first; otherwise two of them could
wait for each other. The sender's claim skips what is locked.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from app.models.database import rows

LOCK = "SELECT 1 FROM consumer_position FOR UPDATE"
"""The reader of the log holds it while it writes letters with texts of requests: those of a batch of events, and the
digests. So a text that is removed is either found in the table, or removed before the letter is written."""
_LISTS = (("DIGEST", "overdue"), ("AREA", "steps"))
"""For each kind of letter that lists requests, the part of its data that holds the list."""
_NAMES = "data -> '{part}' @> jsonb_build_array(jsonb_build_object('request_id', $1::text))"
_NAMES_IN_LIST = " OR ".join(f"(kind = '{kind}' AND {_NAMES.format(part=part)})" for kind, part in _LISTS)
_LOCK_LETTERS = f"""
    SELECT id FROM letter WHERE status <> 'SENT'
        AND (fact = ANY($2::text[]) OR ($1::text <> '' AND (data ->> 'request_id' = $1 OR {_NAMES_IN_LIST})))
    ORDER BY id FOR UPDATE
"""  # noqa: S608 - built from constants
_PLACE = """
    UPDATE letter SET data = jsonb_set(data, '{address}', '""')
    WHERE status <> 'SENT' AND data ->> 'request_id' = $1
"""
_LISTED = """
    UPDATE letter SET data = jsonb_set(data, '{{{part}}}', (
        SELECT jsonb_agg(CASE WHEN one ->> 'request_id' = $1 THEN jsonb_set(one, '{{address}}', '""') ELSE one END)
        FROM jsonb_array_elements(data -> '{part}') AS one))
    WHERE status <> 'SENT' AND kind = '{kind}' AND {names}
"""
_DIGESTS = tuple(_LISTED.format(kind=kind, part=part, names=_NAMES.format(part=part)) for kind, part in _LISTS)
# A reason from a list is no text of a person.
_STEPS = """
    UPDATE letter SET data = data || CASE WHEN data ->> 'event' IN ('REJECTED', 'WORK_HELD')
        THEN '{"note": null}' ELSE '{"note": null, "reason": null}' END::jsonb
    WHERE status <> 'SENT' AND fact = ANY($1)
"""
_DELETE_ABOUT = """
    DELETE FROM letter WHERE id = ANY(ARRAY(SELECT id FROM letter WHERE id IN (
        SELECT id FROM letter WHERE status <> 'SENT' AND fact = ANY($1)
        UNION SELECT id FROM letter WHERE account_id = ANY($2) AND fact = ANY($1)
    ) ORDER BY id FOR UPDATE))
"""

_DELETE_OF = """
    DELETE FROM letter WHERE id = ANY(ARRAY(SELECT id FROM letter WHERE account_id = $1 ORDER BY id FOR UPDATE))
"""
_REVIVE = """
    UPDATE letter SET status = 'WAITING', attempts = 0, next_attempt_at = $1 WHERE id = ANY(ARRAY(
        SELECT id FROM letter WHERE status = 'DEAD' AND ($2::uuid IS NULL OR id = $2) ORDER BY id FOR UPDATE))
    RETURNING id
"""


async def clear_letters(steps: Iterable[int], place_of: UUID | None = None) -> None:
    """Remove texts from letters that are not sent yet, in the current transaction.

    ``steps`` are the positions of events: letters about them lose comment, note and reason. Letters that name the
    request ``place_of``, daily digests included, lose its address.
    """
    facts = _facts(steps)
    request_id = "" if place_of is None else str(place_of)
    if not facts and not request_id:
        return
    await rows(LOCK)
    await rows(_LOCK_LETTERS, request_id, facts)
    await rows(_STEPS, facts)
    if request_id:
        for statement in (_PLACE, *_DIGESTS):
            await rows(statement, request_id)


async def delete_letters_about(steps: Iterable[int], account_ids: Iterable[UUID]) -> None:
    """Delete letters about these events: those not sent, and all letters to these accounts.

    A sent letter has lost its content already, but it still says to whom it went.
    """
    await rows(_DELETE_ABOUT, _facts(steps), list(account_ids))


async def delete_letters_of(account_id: UUID) -> None:
    """Delete all letters to this account."""
    await rows(_DELETE_OF, account_id)


async def revive_dead_letters(now: datetime, letter_id: UUID | None) -> int:
    """Let one dead letter, or all of them, wait again with no attempts counted; return how many."""
    return len(await rows(_REVIVE, now, letter_id))


def _facts(steps: Iterable[int]) -> Sequence[str]:
    return [f"event {position}" for position in steps]
