"""Writing down what a citizen without an account answers about completed work: the officer is the actor, and says so.

A recorded answer has no rating: stars are given by the citizen's own hand, through the link of a letter.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests._step import Step, take
from app.commands.requests.verdict import answer_changes
from app.domain.log.events import EventKind
from app.domain.notifications.letters import Answer
from app.domain.requests.lifecycle import Action
from app.domain.requests.report_source import FROM_A_CITIZEN, ReportSource
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.limits import NOTE, REASON
from app.domain.text.texts import clean_text, optional_text
from app.errors import Conflict, InvalidInput
from app.models.requests.votes import Vote, save_vote


async def record_confirmation(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    source: ReportSource,
    note: str | None = None,
    *,
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Close the request because its citizen told an officer that it is fixed; ``source`` is how.

    Sent twice under one ``step_id``, it is taken once.

    Raises:
        NotAllowed: the request was not typed in by an officer, or the viewer is no officer of its city.
        InvalidInput: names the field: source or note.
    """

    async def close(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _vote(before, source, Answer.CONFIRM, None, now)
        return {"confirmed_at": now, "closed_at": now, **answer_changes(before)}

    step = Step(
        id=step_id,
        action=Action.RECORD_CONFIRMATION,
        kind=EventKind.WORK_CONFIRMED,
        change=close,
        note=optional_text("note", note, limit=NOTE),
        report_source=source,
    )
    return await take(context, viewer, request_id, step)


async def record_dispute(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    source: ReportSource,
    reason: str,
    *,
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Send the request back to work because its citizen told an officer that it is not fixed; ``step_id`` as above.

    Raises:
        NotAllowed: as in ``record_confirmation``.
        InvalidInput: names the field: source or reason.
    """
    text = clean_text("reason", reason, limit=REASON)

    async def reopen(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _vote(before, source, Answer.DISPUTE, text, now)
        return {"done_at": None, "closed_at": None}

    step = Step(
        id=step_id,
        action=Action.RECORD_DISPUTE,
        kind=EventKind.WORK_DISPUTED,
        change=reopen,
        reason=text,
        report_source=source,
    )
    return await take(context, viewer, request_id, step)


async def _vote(
    before: ServiceRequest, source: ReportSource, answer: Answer, reason: str | None, now: datetime
) -> None:
    """Store the answer as the author's, in the transaction of the step."""
    expected = FROM_A_CITIZEN if before.report_source in FROM_A_CITIZEN else {before.report_source}
    if source not in expected:
        listed = " or ".join(sorted(str(one) for one in expected))
        raise InvalidInput("source", f"source: expected {listed}, because the report came by {before.report_source}")
    if before.author_id is None:
        raise Conflict("the request names no person any more", id=str(before.id))
    if not await save_vote(before.id, Vote(before.author_id, answer, reason=reason), now):
        raise Conflict("this answer is recorded already", id=str(before.id))
