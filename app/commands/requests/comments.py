"""Commenting on a request."""

from uuid import UUID

from app.auth.limits import COMMENT_BY_ACCOUNT
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests._step import Step, take
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Action
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.limits import COMMENT
from app.domain.text.texts import clean_text


async def comment(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, text: str, *, step_id: UUID | None = None
) -> ServiceRequest:
    """Add a public comment of at most 2,000 characters to the timeline; sent twice under one ``step_id``, once.

    Raises:
        RateLimited: too many comments from one account.
    """
    note = clean_text("text", text, limit=COMMENT)
    step = Step(id=step_id, action=Action.COMMENT, kind=EventKind.COMMENTED, note=note, limit=COMMENT_BY_ACCOUNT)
    return await take(context, viewer, request_id, step)
