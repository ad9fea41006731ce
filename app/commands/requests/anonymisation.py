"""Anonymising requests that were closed long ago: statistics stay, personal data goes. See docs/personal-data.md.

Each batch is one transaction, so a run that is interrupted continues with the next batch.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.commands.context import CommandContext
from app.commands.photos.anonymisation import anonymise_photos
from app.commands.photos.stored_objects import try_delete_unreferenced
from app.commands.requests._redaction import Record, Redacted, redact
from app.domain.log.events import EventKind
from app.domain.log.timeline_hash import Personal
from app.events.log_redaction import StoredEvent, lock_log
from app.models.accounts.caller import caller_accounts
from app.models.accounts.city_account import accounts_of_requests, forget_city_accounts, lock_noting
from app.models.database import transaction
from app.models.notifications.letter_rows import delete_letters_about
from app.models.privacy.anonymised_requests import (
    carry_points,
    clear_hidden_texts,
    clear_verdicts,
    count_due_for_anonymisation,
    delete_notifications,
    lock_due_for_anonymisation,
)
from app.models.privacy.personal_data import erase_personal_rows
from app.models.requests.follow import Follow
from app.models.requests.service_request import ServiceRequestRow
from app.queries.accounts.city_accounts import acted_in

BATCH = 100


async def due_count(before: datetime) -> int:
    """Return how many requests are due that were closed, and last commented on, no later than ``before``.

    Repeats that were merged into those become due after them, and are not counted yet.
    """
    return await count_due_for_anonymisation(before)


async def anonymise_due(context: CommandContext, before: datetime, limit: int = BATCH) -> int:
    """Anonymise the requests that are due, the oldest first, at most ``limit``; return how many."""
    return await context.run_to_completion(_anonymise_due(context, before, limit))


async def _anonymise_due(context: CommandContext, before: datetime, limit: int) -> int:
    now = context.clock.now()
    async with transaction():
        await lock_noting()
        await lock_log()
        ids = await lock_due_for_anonymisation(before, limit)
        if not ids:
            return 0
        callers, acted = await caller_accounts(ids), await accounts_of_requests(ids)
        redacted = await redact(ids, personal_parts, Record(kind=EventKind.ANONYMISED, at=now))
        await ServiceRequestRow.filter(id__in=ids).update(anonymised_at=now)
        unnamed = await anonymise_photos(ids, now)
        await carry_points(ids)
        await delete_traces(ids, redacted)
        await forget_city_accounts(acted, acted_in("m.city_id"))
        for account_id in callers:
            await erase_personal_rows(account_id, now)
    await context.signals.wake_sequencer()
    await context.signals.remove_from_stream(redacted.positions)
    await try_delete_unreferenced(context, unnamed)
    return len(ids)


def personal_parts(stored: StoredEvent) -> set[Personal]:
    """Return the parts that lead to a person; the texts of staff are official and stay."""
    return set(Personal) - ({Personal.WORDS} if stored.is_official else set())


async def delete_traces(request_ids: Sequence[UUID], redacted: Redacted) -> None:
    """Delete what other tables hold of the persons of these requests; runs in the transaction of their batch."""
    await Follow.filter(request_id__in=request_ids).delete()
    await clear_verdicts(request_ids)
    await clear_hidden_texts(request_ids)
    await delete_letters_about(redacted.positions, redacted.people)
    await delete_notifications(redacted.recipients)
