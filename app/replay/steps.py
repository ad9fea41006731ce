"""The steps of a replayed case and their times by the clock of its table. Pure: no clock, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

from app.domain.requests.lifecycle import START, TRAITS, Phase, Status
from app.importing.cases import Case

VERDICT_WITHIN = timedelta(hours=24)


class StepKind(IntEnum):
    """The commands of a replay, in their order."""

    SUBMIT = 1
    CLAIM = 2
    START = 3
    COMPLETE = 4
    CONFIRM = 5


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """One command and its time by the clock of the table."""

    at: datetime
    kind: StepKind


_LAST_OF_PHASE: Mapping[Phase, StepKind] = {
    Phase.RUNNING: StepKind.START,
    Phase.PAUSED: StepKind.START,
    Phase.ANSWER_AWAITED: StepKind.COMPLETE,
    Phase.CONFIRMED: StepKind.CONFIRM,
    Phase.UNANSWERED: StepKind.CONFIRM,
    Phase.DROPPED: StepKind.CONFIRM,
}
LAST_STEP: Mapping[Status, StepKind] = {
    **{status: _LAST_OF_PHASE[traits.phase] for status, traits in TRAITS.items()},
    START: StepKind.SUBMIT,
}
"""The last step that a request in this status has behind it."""
LAST_STEP_WHEN_ASSIGNED: Mapping[Status, StepKind] = {**LAST_STEP, START: StepKind.CLAIM}


def request_id_of(source: str, case: Case) -> UUID:
    """Return the id of the request for this case, the same in every replay, so that it is submitted once."""
    return uuid5(NAMESPACE_URL, f"qala:{source}:{case.external_id}")


def steps_of(case: Case, request_id: UUID) -> tuple[ReplayStep, ...]:
    """Return the steps of a case, oldest first.

    The table knows when a case was opened and closed; the times between and the verdict are random, the same in every
    replay.
    """
    submitted = ReplayStep(case.opened_at, StepKind.SUBMIT)
    if not case.closed:
        return (submitted,)
    random = Random(request_id.int)  # noqa: S311 - reproducible times, not secrets
    closed_at = max(case.closed_at or case.opened_at, case.opened_at)
    claimed, started = sorted((random.uniform(0, 0.6), random.uniform(0.1, 0.8)))
    span = closed_at - case.opened_at
    return (
        submitted,
        ReplayStep(case.opened_at + span * claimed, StepKind.CLAIM),
        ReplayStep(case.opened_at + span * started, StepKind.START),
        ReplayStep(closed_at, StepKind.COMPLETE),
        ReplayStep(closed_at + VERDICT_WITHIN * random.random(), StepKind.CONFIRM),
    )


def rating_of(request_id: UUID) -> int:
    """Return the author's rating from 1 to 5, the same in every replay."""
    random = Random(request_id.int >> 1)  # noqa: S311 - reproducible ratings, not secrets
    return random.choices((5, 4, 3, 2, 1), (6, 4, 2, 1, 1))[0]


def remaining_steps(steps: Iterable[ReplayStep], status: Status | None, *, assigned: bool) -> tuple[ReplayStep, ...]:
    """Return the steps that a request in this status has before it; None stands for a request not yet submitted."""
    if status is None:
        return tuple(steps)
    last = (LAST_STEP_WHEN_ASSIGNED if assigned else LAST_STEP)[status]
    return tuple(step for step in steps if step.kind > last)
