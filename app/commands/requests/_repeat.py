"""Recognising a step that its client sends again, because it does not know whether the first attempt arrived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from app.auth.viewer import Viewer
from app.domain.log.events import EventKind
from app.domain.log.timeline_hash import LISTED_REASONS, Personal
from app.domain.requests.service_request import ServiceRequest
from app.errors import Conflict
from app.models.log.event import EventRow, event_row
from app.models.requests.taken_step import TakenStep

Choice = UUID | datetime | str | int


@dataclass(frozen=True, slots=True)
class Contents:
    """What makes two steps of one id the same."""

    kind: EventKind
    note: str | None
    reason: str | None
    choice: tuple[str, Choice] | None = None
    """A field of the request and what the step sets it to: to whom it is assigned, or into which one it is merged."""
    advisory_kind: EventKind | None = None
    """The kind of the event where the step was an advisory vote, which sets no field."""


async def step_is_known(step_id: UUID | None) -> bool:
    """Whether a step was taken with this id, by whomever."""
    return step_id is not None and await TakenStep.exists(id=step_id)


async def is_repeat(
    viewer: Viewer, request_id: UUID, step_id: UUID | None, contents: Contents, digests: Iterable[bytes]
) -> bool:
    """Whether this person has taken the step of this id before, with these contents and photos.

    Raises:
        Conflict: the id belongs to another step, or to this one with other contents, which must not be dropped as if
            they had been stored.
    """
    if step_id is None or (taken := await TakenStep.get_or_none(id=step_id)) is None:
        return False
    event = await event_row(taken.request_id, taken.version)
    is_own = event is not None and (event.request_id, event.actor_id) == (request_id, viewer.account_id)
    if event is None or not is_own or not _has(event, contents, sorted(digests)):
        raise _other_step()
    return True


async def remember_step(step_id: UUID | None, after: ServiceRequest) -> None:
    """Store the id of a step in the transaction that takes it.

    Raises:
        Conflict: a step of another request has taken the id meanwhile.
    """
    if step_id is None:
        return
    try:
        await TakenStep.create(id=step_id, request_id=after.id, version=after.version, at=after.updated_at)
    except IntegrityError as error:
        raise _other_step() from error


def _has(event: EventRow, contents: Contents, digests: list[bytes]) -> bool:
    # Words that were erased or hidden since cannot be compared; a reason from a list stays with them.
    are_gone = Personal.WORDS in (event.removed or {})
    is_reason_gone = are_gone and event.kind not in LISTED_REASONS
    is_advisory = event.kind is contents.advisory_kind
    return (
        (is_advisory or event.kind is contents.kind)
        and (are_gone or event.note == contents.note)
        and (is_reason_gone or event.reason == contents.reason)
        and (is_advisory or contents.choice is None or _is_set(event, *contents.choice))
        and sorted(map(bytes, event.photo_digests)) == digests
    )


def _is_set(event: EventRow, field: str, value: Choice) -> bool:
    stored = event.snapshot.get(field)
    if isinstance(value, datetime):
        return stored is not None and datetime.fromisoformat(stored) == value
    return str(stored) == str(value)


def _other_step() -> Conflict:
    return Conflict("stepId: another step was taken with this id; send this one under an id of its own", field="stepId")
