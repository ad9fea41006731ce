"""Rejecting a request, by the Akimat."""

from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests._hiding import hide_texts
from app.commands.requests._merged import notify_merged
from app.commands.requests._repeat import step_is_known
from app.commands.requests._step import Step, take, take_in_transaction
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Action
from app.domain.requests.reasons import RejectReason
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.hidden_texts import Text, TextPart, words_of_author
from app.domain.text.limits import NOTE
from app.domain.text.texts import optional_text
from app.events.log_redaction import lock_log, stored_events
from app.models.database import transaction


async def reject(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    reason: RejectReason,
    note: str | None = None,
    *,
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Close the request without work, for a reason from the list; ``note`` has at most 1,000 characters.

    Sent twice under one ``step_id``, it is taken once.

    A request rejected as spam loses its address, its description and its author's words for the public, in the same
    transaction; ``text_moderation.show`` puts them back.
    """
    step = Step(
        id=step_id,
        action=Action.REJECT,
        kind=EventKind.REJECTED,
        change=lambda _, now: {"closed_at": now},
        reason=reason.value,
        note=optional_text("note", note, limit=NOTE),
        then=notify_merged,
    )
    if reason is not RejectReason.SPAM:
        return await take(context, viewer, request_id, step)
    officer = require(viewer, "rejectServiceRequest")
    return await context.run_to_completion(_reject_spam(context, officer, request_id, step))


async def _reject_spam(context: CommandContext, officer: Viewer, request_id: UUID, step: Step) -> ServiceRequest:
    async with transaction():
        await lock_log()
        is_known = await step_is_known(step.id)
        rejected = await take_in_transaction(context, officer, request_id, step)
        if is_known:
            # Its texts were hidden with the first attempt; those that are shown again since then stay shown.
            return rejected
        contents = [stored.link.content for stored in await stored_events([request_id])]
        texts = [Text(TextPart.ADDRESS), Text(TextPart.DESCRIPTION), *words_of_author(contents, rejected.author_id)]
        hidden = await hide_texts(rejected, texts, officer, RejectReason.SPAM.value, rejected.updated_at)
    await context.signals.wake_sequencer()
    await context.signals.remove_from_stream(hidden.positions)
    return hidden.request
