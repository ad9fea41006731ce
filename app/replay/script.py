"""What is done for a case, and when by the time of its table. Pure: no clock, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

from app.domain.lifecycle import Status
from app.importing.cases import Case

VERDICT_WITHIN = timedelta(hours=24)


class StepKind(IntEnum):
    """The steps of a life, in their order."""

    SUBMIT = 1
    CLAIM = 2
    START = 3
    COMPLETE = 4
    CONFIRM = 5


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """An act and its moment."""

    at: datetime
    act: StepKind


REACHED: dict[Status, StepKind] = {
    Status.ACCEPTED: StepKind.SUBMIT,
    Status.IN_PROGRESS: StepKind.START,
    Status.ON_HOLD: StepKind.START,
    Status.DONE: StepKind.COMPLETE,
    Status.CONFIRMED: StepKind.CONFIRM,
    Status.REJECTED: StepKind.CONFIRM,
    Status.WITHDRAWN: StepKind.CONFIRM,
    Status.MERGED: StepKind.CONFIRM,
}


def request_id_of(source: str, case: Case) -> UUID:
    """Return the id of the request for this case, the same in every replay: so it is submitted once."""
    return uuid5(NAMESPACE_URL, f"qala:{source}:{case.external_id}")


def script_of(case: Case, request_id: UUID) -> tuple[ReplayStep, ...]:
    """Return the acts of a case. The table knows when it was opened and closed; what lies between is made up."""
    submitted = ReplayStep(case.opened_at, StepKind.SUBMIT)
    if not case.closed:
        return (submitted,)
    dice = Random(request_id.int)  # noqa: S311 - dice for stories, not for secrets
    closed_at = max(case.closed_at or case.opened_at, case.opened_at)
    claimed, started = sorted((dice.uniform(0, 0.6), dice.uniform(0.1, 0.8)))
    span = closed_at - case.opened_at
    return (
        submitted,
        ReplayStep(case.opened_at + span * claimed, StepKind.CLAIM),
        ReplayStep(case.opened_at + span * started, StepKind.START),
        ReplayStep(closed_at, StepKind.COMPLETE),
        ReplayStep(closed_at + VERDICT_WITHIN * dice.random(), StepKind.CONFIRM),
    )


def rating_of(request_id: UUID) -> int:
    """Return what the author will say of it."""
    dice = Random(request_id.int >> 1)  # noqa: S311 - dice for stories, not for secrets
    return dice.choices((5, 4, 3, 2, 1), (6, 4, 2, 1, 1))[0]


def remaining(script: Iterable[ReplayStep], status: Status | None, *, assigned: bool) -> tuple[ReplayStep, ...]:
    """Return the acts that are still to come for a request in this status; None = it is not there yet."""
    if status is None:
        return tuple(script)
    reached = StepKind.CLAIM if status is Status.ACCEPTED and assigned else REACHED[status]
    return tuple(cue for cue in script if cue.act > reached)
