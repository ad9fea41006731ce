"""Another category for a request: by the Akimat, with another promise that counts from the same beginning."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests.step import Step, take
from app.data.catalog import SLUG
from app.domain.events import EventKind, FormerPromise, LoggedEvent
from app.domain.lifecycle import Action
from app.domain.service_request import ServiceRequest
from app.domain.sla import Pause, SlaPolicy, WorkCalendar, after_pauses, recategorised
from app.domain.texts import clean_text
from app.errors import InvalidInput
from app.events.log import EVENT_COLUMNS, logged_event
from app.models.database import row, rows
from app.queries.policies import calendar_of_city, policy_in_force, policy_of

_DEADLINE_STEPS = f"""
    SELECT COALESCE(position, 0) AS position, {", ".join(EVENT_COLUMNS)}
    FROM event WHERE request_id = $1 AND kind IN ('WORK_HELD', 'WORK_RESUMED', 'DEADLINE_EXTENDED') ORDER BY version
"""  # noqa: S608 - names of columns only


async def change_category(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, category_id: str, reason: str
) -> ServiceRequest:
    """Say what the request is really about; the promise in force now takes the place of the one before.

    A request that came with a deadline of its own keeps it: nobody here promised it.

    Raises:
        InvalidInput: there is no such category, or it is the one that the request has.
    """
    words = clean_text("reason", reason, limit=1000)

    async def change(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _check(before, category_id)
        changes: dict[str, Any] = {"category_id": category_id}
        if before.policy_id is None:
            return changes
        policy = await policy_in_force(before.city_id, category_id, now)
        return changes | await _promised_anew(before, policy, now)

    step = Step(
        action=Action.RECATEGORISE,
        kind=EventKind.RECATEGORISED,
        change=change,
        reason=words,
        former=FormerPromise.of,
    )
    return await take(context, viewer, request_id, step)


async def _check(before: ServiceRequest, category_id: str) -> None:
    if not SLUG.fullmatch(category_id) or await row("SELECT 1 FROM category WHERE id = $1", category_id) is None:
        raise InvalidInput("categoryId", f"categoryId: there is no category {category_id[:40]!r}")
    if category_id == before.category_id:
        raise InvalidInput("categoryId", f"categoryId: expected another category than {category_id!r}")


async def _promised_anew(before: ServiceRequest, policy: SlaPolicy, now: datetime) -> dict[str, Any]:
    calendar = await calendar_of_city(before.city_id)
    past = [logged_event(found) for found in await rows(_DEADLINE_STEPS, before.id)]
    promised, deadline = recategorised(
        before.deadline,
        accepted_at=before.created_at,
        policy=policy,
        calendar=calendar,
        at=now,
        pauses=[pause for pause, _ in _pauses(past)],
        extended_to=await _extended_to(past, calendar),
    )
    return {
        "promised_at": promised.due_at,
        "policy_id": promised.policy_id,
        "policy_version": promised.policy_version,
        **asdict(deadline),
    }


def _pauses(past: list[LoggedEvent]) -> list[tuple[Pause, ServiceRequest]]:
    """Return the pauses that are over, each with the request as it was right after."""
    pauses, held_at = [], None
    for event in (logged.event for logged in past):
        if event.kind is EventKind.WORK_HELD:
            held_at = event.at
        elif event.kind is EventKind.WORK_RESUMED and held_at is not None:
            pauses.append((Pause(held_at, event.at), event.request))
    return pauses


async def _extended_to(past: list[LoggedEvent], calendar: WorkCalendar) -> datetime | None:
    """Return the deadline that was last set by hand, as the pauses that ended since then have moved it."""
    extensions = [logged.event.request for logged in past if logged.event.kind is EventKind.DEADLINE_EXTENDED]
    if not extensions or extensions[-1].due_at is None:
        return None
    since = [
        (pause, policy)
        for pause, resumed in _pauses(past)
        if resumed.version > extensions[-1].version and (policy := await policy_of(resumed)) is not None
    ]
    return after_pauses(extensions[-1].due_at, since, calendar)
