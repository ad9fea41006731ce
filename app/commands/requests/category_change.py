"""Changing the category of a request, by the Akimat, with a new promise that counts from the same start."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests._step import Step, take
from app.domain.log.events import EventKind, LoggedEvent
from app.domain.log.former_promise import FormerPromise
from app.domain.requests.lifecycle import Action
from app.domain.requests.service_request import ServiceRequest
from app.domain.sla import Pause, SlaPolicy, WorkCalendar, after_pauses, recategorised
from app.domain.text.limits import REASON
from app.domain.text.texts import clean_text
from app.errors import InvalidInput
from app.queries.cities.policies import calendar_of_city, policy_in_force, policy_of
from app.queries.log.timeline import events_of_kinds

_DEADLINE_STEPS = (EventKind.WORK_HELD, EventKind.WORK_RESUMED, EventKind.DEADLINE_EXTENDED)


async def change_category(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    category_id: str,
    reason: str,
    *,
    step_id: UUID | None = None,
) -> ServiceRequest:
    """Change the category; the promise that is in force now replaces the earlier one.

    Sent twice under one ``step_id``, it is taken once.

    An imported request that came with its own deadline keeps it.

    Raises:
        InvalidInput: there is no such category, or it is the one that the request has.
    """
    text = clean_text("reason", reason, limit=REASON)
    is_known = await context.catalog.category(category_id) is not None

    async def change(before: ServiceRequest, now: datetime) -> dict[str, Any]:
        _check(before, category_id, is_known=is_known)
        changes: dict[str, Any] = {"category_id": category_id}
        if before.policy_id is None:
            return changes
        policy = await policy_in_force(before.city_id, category_id, now)
        return changes | await _new_promise(before, policy, now)

    step = Step(
        id=step_id,
        choice=("category_id", category_id),
        action=Action.RECATEGORISE,
        kind=EventKind.RECATEGORISED,
        change=change,
        reason=text,
        former=FormerPromise.of,
    )
    return await take(context, viewer, request_id, step)


def _check(before: ServiceRequest, category_id: str, *, is_known: bool) -> None:
    if not is_known:
        raise InvalidInput("categoryId", f"categoryId: there is no category {category_id[:40]!r}")
    if category_id == before.category_id:
        raise InvalidInput("categoryId", f"categoryId: expected another category than {category_id!r}")


async def _new_promise(before: ServiceRequest, policy: SlaPolicy, now: datetime) -> dict[str, Any]:
    calendar = await calendar_of_city(before.city_id)
    past = await events_of_kinds(before.id, _DEADLINE_STEPS)
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
    """Return the deadline of the last extension, moved by the pauses that ended since then; None without one."""
    extensions = [logged.event.request for logged in past if logged.event.kind is EventKind.DEADLINE_EXTENDED]
    if not extensions or extensions[-1].due_at is None:
        return None
    since = [
        (pause, policy)
        for pause, resumed in _pauses(past)
        if resumed.version > extensions[-1].version and (policy := await policy_of(resumed)) is not None
    ]
    return after_pauses(extensions[-1].due_at, since, calendar)
