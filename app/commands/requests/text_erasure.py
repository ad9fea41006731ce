"""Erasing the texts and photos of one account; steps and hashes stay."""

from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.anonymisation import retract_photos
from app.commands.photos.stored_objects import try_delete_unreferenced
from app.commands.requests._redaction import PartsOf, Record, redact
from app.domain.log.events import EventKind
from app.domain.log.timeline_hash import LISTED_REASONS, Personal
from app.events.log_redaction import StoredEvent, lock_log
from app.models.database import transaction
from app.models.notifications.letter_rows import clear_letters
from app.models.privacy.erased_texts import clear_hidden_texts, clear_verdict_reasons, lock_requests_with_texts

BATCH = 100


async def erase_texts(context: CommandContext, viewer: Viewer) -> None:
    """Erase what this person wrote and photographed: descriptions, comments, notes, reasons. By batches."""
    while await erase_batch(context, viewer):
        await context.signals.wake_sequencer()


async def erase_batch(context: CommandContext, viewer: Viewer) -> int:
    """Erase the texts of one batch of requests in a transaction; return the number of requests, 0 at the end."""
    record = Record(
        kind=EventKind.WORDS_REMOVED, at=context.clock.now(), actor_id=viewer.account_id, actor_role=viewer.role
    )
    async with transaction():
        await lock_log()
        authors = await lock_requests_with_texts(viewer.account_id, LISTED_REASONS, BATCH)
        if not authors:
            return 0
        own = frozenset(request_id for request_id, author in authors.items() if author == viewer.account_id)
        ids = list(authors)
        redacted = await redact(ids, _parts_of(viewer.account_id, own), record)
        await clear_letters(redacted.worded)
        await clear_verdict_reasons(viewer.account_id, ids)
        await clear_hidden_texts(viewer.account_id, ids)
        # A photo always comes with a text, so every request with a photo of this person is among these.
        unnamed = await retract_photos(ids, viewer.account_id, record.at)
    await context.signals.remove_from_stream(redacted.positions)
    await try_delete_unreferenced(context, unnamed)
    return len(ids)


def _parts_of(account_id: UUID, own: frozenset[UUID]) -> PartsOf:
    def parts(stored: StoredEvent) -> set[Personal]:
        content = stored.link.content
        wrote = content.actor_id == account_id and not stored.is_official
        described = content.request_id in own
        return ({Personal.WORDS} if wrote else set()) | ({Personal.DESCRIPTION} if described else set())

    return parts
