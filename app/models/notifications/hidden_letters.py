"""Removing hidden texts from letters that are not sent yet."""

from collections.abc import Sequence
from uuid import UUID

from app.models.database import rows

LOCK = "SELECT 1 FROM consumer_position FOR UPDATE"
"""The reader of the log holds it while it writes letters with texts of requests: those of a batch of events, and the
digests. So a text that is hidden is either found in the table, or hidden before the letter is written."""
_PLACE = """
    UPDATE letter SET data = jsonb_set(data, '{address}', '""')
    WHERE status <> 'SENT' AND data ->> 'request_id' = $1
"""
_LISTED = """
    UPDATE letter SET data = jsonb_set(data, '{{{part}}}', (
        SELECT jsonb_agg(CASE WHEN one ->> 'request_id' = $1 THEN jsonb_set(one, '{{address}}', '""') ELSE one END)
        FROM jsonb_array_elements(data -> '{part}') AS one))
    WHERE status <> 'SENT' AND kind = '{kind}' AND data -> '{part}' @> jsonb_build_array(
        jsonb_build_object('request_id', $1::text))
"""
_DIGESTS = tuple(_LISTED.format(kind=kind, part=part) for kind, part in (("DIGEST", "overdue"), ("AREA", "steps")))
"""For each kind of letter that lists requests."""
# A reason from a list is no text of a person.
_STEPS = """
    UPDATE letter SET data = data || CASE WHEN data ->> 'event' IN ('REJECTED', 'WORK_HELD')
        THEN '{"note": null}' ELSE '{"note": null, "reason": null}' END::jsonb
    WHERE status <> 'SENT' AND fact = ANY($1)
"""


async def clear_letters_about_place(request_id: UUID) -> None:
    """Remove the address of a request from letters that are not sent yet, daily digests included."""
    await rows(LOCK)
    await rows(_PLACE, str(request_id))
    for statement in _DIGESTS:
        await rows(statement, str(request_id))


async def clear_letters_about_steps(positions: Sequence[int]) -> None:
    """Remove comment, note and reason from letters about these events that are not sent yet."""
    await rows(LOCK)
    await rows(_STEPS, [f"event {position}" for position in positions])
