"""The Akimat hides texts of a request from the public, and shows them again."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer, signed_in
from app.commands.context import CommandContext
from app.commands.requests._hiding import Moderated, hide_texts, show_text
from app.commands.rights import keep_rights
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.hidden_texts import WHOLE_REQUEST, Text, TextPart
from app.domain.text.limits import REASON
from app.domain.text.texts import clean_text
from app.errors import InvalidInput, NotFound
from app.events.log_redaction import lock_log
from app.models.database import transaction
from app.models.requests.service_request_rows import lock_request
from app.queries.requests.service_requests import existing_request

Change = Callable[[ServiceRequest, datetime], Awaitable[Moderated]]


async def hide(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, text: Text, reason: str
) -> ServiceRequest:
    """Hide a text from the public, with a public reason of at most 1,000 characters; staff still reads it.

    Raises:
        NotFound: no such request.
        NotAllowed: not the Akimat of the city.
        InvalidInput: names the field: reason or version.
        Conflict: there is no such text, or it is hidden already.
    """
    cleaned = clean_text("reason", reason, limit=REASON)
    officer = await _officer_of(viewer, request_id, "hideText")
    return await _moderate(
        context, officer, request_id, lambda before, now: hide_texts(before, [text], officer, cleaned, now)
    )


async def show(context: CommandContext, viewer: Viewer | None, request_id: UUID, text: Text) -> ServiceRequest:
    """Show a hidden text to the public again.

    Raises:
        NotFound, NotAllowed, InvalidInput: as in ``hide``.
        Conflict: it is not hidden, or its original was erased as personal data.
    """
    officer = await _officer_of(viewer, request_id, "showText")
    return await _moderate(context, officer, request_id, lambda before, now: show_text(before, text, officer, now))


def text_of(part: TextPart, version: int | None) -> Text:
    """Return the text that the arguments name.

    Raises:
        InvalidInput: names ``version``: missing for the words of a step, or given for another text.
    """
    if part is TextPart.STEP:
        if version is None or not 1 <= version < 2**31:
            raise InvalidInput("version", "version: expected the version of the step whose words are meant")
        return Text(part, version)
    if version is not None:
        raise InvalidInput("version", f"version: expected none with {part.value}, which belongs to the whole request")
    return Text(part, WHOLE_REQUEST)


async def _officer_of(viewer: Viewer | None, request_id: UUID, operation: str) -> Viewer:
    signed_in(viewer)
    request = await existing_request(request_id)
    return require(viewer, operation, city_id=request.city_id)


async def _moderate(context: CommandContext, officer: Viewer, request_id: UUID, change: Change) -> ServiceRequest:
    return await context.run_to_completion(_moderated(context, officer, request_id, change))


async def _moderated(context: CommandContext, officer: Viewer, request_id: UUID, change: Change) -> ServiceRequest:
    async with transaction():
        await lock_log()
        before = await lock_request(request_id)
        if before is None:
            raise NotFound("there is no such service request", id=str(request_id))
        await keep_rights(officer, before.city_id)
        moderated = await change(before, context.clock.now())
    await context.signals.wake_sequencer()
    await context.signals.remove_from_stream(moderated.positions)
    return moderated.request
