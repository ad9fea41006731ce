"""Taking one's own words back: what somebody wrote and showed goes, the steps and their hashes stay."""

from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.anonymisation import withdraw_pictures
from app.commands.photos.stored_objects import discard_soon
from app.commands.requests.redaction import PartsOf, Record, hold_log, redact
from app.domain.events import EventKind
from app.domain.timeline_hash import LISTED_REASONS, Content, Personal, acts_officially
from app.models.database import rows, transaction

BATCH = 100

_VERDICTS = "UPDATE verdict SET reason = left(reason, 0) WHERE account_id = $1 AND request_id = ANY($2)"
# What staff said, they said officially: that is the city's, and stays.
_SPOKEN = """
    SELECT s.id, s.author_id FROM service_request s WHERE s.id IN (
        SELECT id FROM service_request WHERE author_id = $1 AND description <> ''
        UNION SELECT e.request_id FROM event e JOIN service_request r ON r.id = e.request_id
            WHERE e.actor_id = $1 AND (e.actor_role = 'CITIZEN' OR r.author_id = $1)
            AND (e.note IS NOT NULL OR (e.reason IS NOT NULL AND e.kind <> ALL($2)))
        ORDER BY id LIMIT $3
    ) ORDER BY s.id FOR UPDATE OF s
"""


async def remove_words(context: CommandContext, viewer: Viewer) -> None:
    """Remove what this person wrote, and the photos with it: descriptions, comments, notes, reasons. By batches."""
    while await _remove_some(context, viewer):
        await context.signals.wake_sequencer()


async def _remove_some(context: CommandContext, viewer: Viewer) -> int:
    record = Record(
        kind=EventKind.WORDS_REMOVED, at=context.clock.now(), actor_id=viewer.account_id, actor_role=viewer.role
    )
    async with transaction():
        await hold_log()
        found = await rows(_SPOKEN, viewer.account_id, sorted(LISTED_REASONS), BATCH)
        if not found:
            return 0
        own = frozenset(item["id"] for item in found if item["author_id"] == viewer.account_id)
        ids = [item["id"] for item in found]
        redacted = await redact(ids, _parts_of(viewer.account_id, own), record)
        await rows(_VERDICTS, viewer.account_id, ids)
        # No photo comes without words: each request that has some of theirs is among these.
        unnamed = await withdraw_pictures(ids, viewer.account_id, record.at)
    await context.signals.remove_from_stream(redacted.positions)
    await discard_soon(context, unnamed)
    return len(found)


def _parts_of(account_id: UUID, own: frozenset[UUID]) -> PartsOf:
    def parts(content: Content) -> set[Personal]:
        spoken = content.actor_id == account_id and not acts_officially(content)
        described = content.request_id in own
        return ({Personal.WORDS} if spoken else set()) | ({Personal.DESCRIPTION} if described else set())

    return parts
