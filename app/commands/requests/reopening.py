"""Taking back a rejection or a merge, by the Akimat: the request is where it was, on the deadline that it had.

The time in which it was closed counts: the mistake was the city's, so it moves no deadline.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests._hiding import show_text
from app.commands.requests._repeat import step_is_known
from app.commands.requests._step import Step, take_in_transaction
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Action
from app.domain.requests.reasons import RejectReason
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.hidden_texts import Text
from app.domain.text.limits import REASON
from app.domain.text.texts import clean_text
from app.events.log_redaction import lock_log
from app.models.database import transaction
from app.models.requests.followers import remove_copied_followers
from app.models.requests.hidden_text import HiddenText


async def reopen(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, reason: str, *, step_id: UUID | None = None
) -> ServiceRequest:
    """Open a rejected or merged request again, with a public reason of at most 1,000 characters.

    After a merge its people no longer follow the other request because of it, and its author is no co-author there.
    The texts that a rejection as spam has hidden are shown again. Sent twice under one ``step_id``, it is taken once.

    Raises:
        NotAllowed: not the Akimat of the city.
        IllegalTransition: it is neither rejected nor merged, or that was more than 30 days ago.
        InvalidInput: names ``reason``.
    """
    step = Step(
        id=step_id,
        action=Action.REOPEN,
        kind=EventKind.REOPENED,
        change=_split_off,
        reason=clean_text("reason", reason, limit=REASON),
    )
    officer = require(viewer, "reopenServiceRequest")
    return await context.run_to_completion(_reopen(context, officer, request_id, step))


async def _split_off(before: ServiceRequest, _: datetime) -> dict[str, Any]:
    if before.merged_into is not None:
        await remove_copied_followers(before.id, before.merged_into, also=before.author_id)
    return {"closed_at": None, "merged_into": None}


async def _reopen(context: CommandContext, officer: Viewer, request_id: UUID, step: Step) -> ServiceRequest:
    positions: list[int] = []
    async with transaction():
        await lock_log()
        is_known = await step_is_known(step.id)
        reopened = await take_in_transaction(context, officer, request_id, step)
        if is_known:
            # Its texts were shown with the first attempt; those that were hidden since then stay hidden.
            return reopened
        for hidden in await HiddenText.filter(
            request_id=request_id, shown_at=None, reason=RejectReason.SPAM.value
        ).order_by("id"):
            if hidden.originals is not None:
                text = Text.of(hidden.part, hidden.version)
                shown = await show_text(reopened, text, officer, reopened.updated_at)
                reopened = shown.request
                positions += shown.positions
    await context.signals.wake_sequencer()
    if positions:
        await context.signals.remove_from_stream(positions)
    return reopened
