"""One step of one service request: the part that all lifecycle commands share.

Lock the row, keep the rights of the actor, check who may do it and whether the status allows it, write the next
version and its event by one statement; commit; wake the sequencer.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.limits import STEP_BY_ACCOUNT, Limit
from app.auth.permissions import require_step
from app.auth.step_permissions import depends_on_coauthors, permit, relations_of
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.rate_limits import allow_by_account
from app.commands.requests._append import append_step
from app.commands.requests._evidence import StepPhotos, require_photos, write_photos
from app.commands.requests._repeat import Choice, Contents, is_repeat, remember_step
from app.commands.rights import keep_rights_and_read_followers
from app.domain.log.events import EventKind
from app.domain.log.former_promise import FormerPromise
from app.domain.requests.coauthors import NO_COAUTHORS
from app.domain.requests.lifecycle import Action, Need, Rule
from app.domain.requests.report_source import ReportSource
from app.domain.requests.service_request import ServiceRequest
from app.errors import Conflict, IllegalTransition, NotFound
from app.models.database import transaction
from app.models.requests.service_request_rows import lock_request, lock_request_for_share
from app.queries.requests.coauthors import coauthors


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a command wants to change, before it is known whether it may."""

    action: Action
    kind: EventKind
    id: UUID | None = None
    """Chosen by the client: a step that is sent twice under one id is taken once."""
    change: "Callable[[ServiceRequest, datetime], Awaitable[dict[str, Any]] | dict[str, Any]]" = lambda _, __: {}
    """Returns the fields that change beside the status."""
    note: str | None = None
    reason: str | None = None
    choice: tuple[str, Choice] | None = None
    """See ``Contents``; two steps of one kind may differ by it alone."""
    advisory: "Step | None" = None
    """The step taken instead when the viewer has an advisory vote only; see ``Rule.advisory``."""
    former: "Callable[[ServiceRequest], FormerPromise] | None" = None
    """Returns the promise that the step replaces."""
    photos: StepPhotos | None = None
    then: "Callable[[Viewer, ServiceRequest], Awaitable[None]] | None" = None
    """What else is written in the transaction of the step."""
    other_id: UUID | None = None
    """Another request that the step reads and that must not change meanwhile."""
    report_source: ReportSource | None = None
    """How the answer that the step records reached the officer."""
    limit: Limit = STEP_BY_ACCOUNT
    """How many steps of its kind an account may take."""

    @property
    def contents(self) -> Contents:
        """What a second step of this id must have, too."""
        advisory_kind = None if self.advisory is None else self.advisory.kind
        return Contents(self.kind, self.note, self.reason, self.choice, advisory_kind)


async def take(context: CommandContext, viewer: Viewer | None, request_id: UUID, step: Step) -> ServiceRequest:
    """Take the step and return the request after it; one that was taken before under its id is not taken again.

    Raises:
        NotFound: no such request.
        Unauthenticated, NotAllowed, IllegalTransition: see ``auth.step_permissions.permit``.
        Conflict: another executor has it already, two steps blocked each other, or see ``is_repeat``.
        InvalidInput: a photo that the rule needs is missing.
        EvidenceReused: see ``write_photos``.
        RateLimited: too many steps of one account.
    """
    actor = require_step(viewer, step.action)
    await allow_by_account(context, actor, step.limit)
    return await context.run_to_completion(_take(context, actor, request_id, step))


async def _take(context: CommandContext, viewer: Viewer, request_id: UUID, step: Step) -> ServiceRequest:
    async with transaction():
        after = await take_in_transaction(context, viewer, request_id, step)
    await context.signals.wake_sequencer()
    return after


async def take_in_transaction(context: CommandContext, viewer: Viewer, request_id: UUID, step: Step) -> ServiceRequest:
    """Take the step in the transaction of the caller, who wakes the sequencer after it; raises what ``take`` does."""
    if step.other_id is not None and step.other_id < request_id:
        # In the order of ids, or two merges into each other would wait for each other.
        await lock_request_for_share(step.other_id)
    before = await _locked(request_id)
    digests = (photo.digest for photo in step.photos.photos) if step.photos else ()
    if await is_repeat(viewer, request_id, step.id, step.contents, digests):
        return before
    followers = await keep_rights_and_read_followers(viewer, before)
    following = viewer.account_id in followers
    sent = await coauthors(request_id) if depends_on_coauthors(step.action) else NO_COAUTHORS
    rule = permit(viewer, before, step.action, following=following, coauthors=sent)
    now = context.clock.now()
    _require_in_time(rule, before, now, step.action)
    _require_unassigned(rule, before)
    target = rule.target
    if step.advisory is not None and not rule.decides(
        relations_of(viewer, before, following=following, coauthors=sent)
    ):
        step, target = step.advisory, before.status
    await require_photos(rule, before, step.photos)
    changed = step.change(before, now)
    changes = changed if isinstance(changed, dict) else await changed
    after = before.evolve(now, status=target, **changes)
    former = step.former(before) if step.former else None
    photos = await write_photos(viewer, step.photos, before, after)
    await append_step(
        step.kind,
        viewer,
        before,
        after,
        followers,
        note=step.note,
        reason=step.reason,
        former=former,
        changed={"status", "version", "updated_at", *changes},
        photos=photos,
        report_source=step.report_source,
    )
    await remember_step(step.id, after)
    if step.then is not None:
        await step.then(viewer, after)
    return after


async def _locked(request_id: UUID) -> ServiceRequest:
    request = await lock_request(request_id)
    if request is None:
        raise NotFound("there is no such service request", id=str(request_id))
    return request


def _require_in_time(rule: Rule, before: ServiceRequest, now: datetime, action: Action) -> None:
    if rule.within is not None and not rule.is_in_time(before.closed_at, now):
        raise IllegalTransition(
            f"{action} is possible within {rule.within.days} days of closing, and it was closed at {before.closed_at}",
            action=action.value,
            status=before.status.value,
            allowedDays=rule.within.days,
        )


def _require_unassigned(rule: Rule, before: ServiceRequest) -> None:
    # The other needs are arguments, which their commands check; this one is a fact of the row.
    if Need.UNASSIGNED in rule.needs and before.executor_id is not None:
        raise Conflict("another executor has taken it already", id=str(before.id))
