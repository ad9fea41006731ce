"""The player of a replay: it waits for the time of each step of each case and runs the step's command."""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.intake import Picture, PictureBytes
from app.commands.requests import verdict, work
from app.commands.requests.submission import Submission, submit
from app.data.scenes import scene
from app.domain.photos.photo import Shot
from app.domain.requests.lifecycle import Status
from app.errors import QalaError
from app.importing.cases import Case
from app.importing.history import address_of, description_of
from app.models import ServiceRequestRow
from app.replay.actors import Actors
from app.replay.steps import ReplayStep, StepKind, rating_of, remaining_steps, request_id_of, steps_of

log = structlog.get_logger()

REQUESTS_A_READ = 5000
LONGEST_NOTE = 900


@dataclass(kw_only=True)
class CaseReplay:
    """One case, its people, and the steps that are left."""

    case: Case
    request_id: UUID
    author: Viewer
    executor: Viewer
    steps: deque[ReplayStep]


@dataclass(kw_only=True)
class Tally:
    """Counts of what a replay has done so far."""

    steps: int = 0
    submitted: int = 0
    known: int = 0
    """Cases that an earlier replay had submitted; they continue from the status of their request."""
    finished_before: int = 0
    """Those of them that have no step left."""
    refused: int = 0
    """Cases given up because a command was refused: another user changed the request, or it could not be submitted."""
    at: datetime | None = None
    """The time of the current step by the clock of the table."""


@dataclass(kw_only=True)
class Pace:
    """Turns times of the table into times of the event loop."""

    speed: float
    _first: datetime | None = field(default=None, init=False)
    _started_at: float = field(default=0.0, init=False)

    async def wait_for(self, at: datetime) -> None:
        """Wait until this time of the table; the first one asked for is now."""
        now = asyncio.get_running_loop().time()
        if self._first is None:
            self._first, self._started_at = at, now
        seconds = self._started_at + (at - self._first).total_seconds() / self.speed - now
        # A replay that is behind yields to the other tasks of the event loop all the same.
        await asyncio.sleep(max(0.0, seconds))


async def case_replays(source: str, cases: Sequence[Case], actors: Actors, tally: Tally) -> list[CaseReplay]:
    """Return the cases that have steps left, each from the status of its request; count the others in the tally."""
    replays = []
    for start in range(0, len(cases), REQUESTS_A_READ):
        by_id = {request_id_of(source, case): case for case in cases[start : start + REQUESTS_A_READ]}
        found = await ServiceRequestRow.filter(id__in=list(by_id)).values_list("id", "status", "executor_id")
        standing = {request_id: (Status(status), executor_id) for request_id, status, executor_id in found}
        tally.known += len(standing)
        for request_id, case in by_id.items():
            status, executor_id = standing.get(request_id, (None, None))
            steps = remaining_steps(steps_of(case, request_id), status, assigned=executor_id is not None)
            executor = actors.executor_with(executor_id) if executor_id else actors.executor_for(case.executor_name)
            if not steps or executor is None:
                tally.finished_before += 1
                continue
            author = actors.author_of(request_id)
            replays.append(
                CaseReplay(case=case, request_id=request_id, author=author, executor=executor, steps=deque(steps))
            )
    return replays


async def replay_cases(
    context: CommandContext,
    city_id: str,
    replays: Sequence[CaseReplay],
    pace: Pace,
    tally: Tally,
    *,
    after_step: Callable[[], None],
) -> None:
    """Run all steps of all cases in the order of time; call ``after_step`` after each."""
    waiting = [(replay.steps[0].at, number, replay) for number, replay in enumerate(replays)]
    heapq.heapify(waiting)
    while waiting:
        tally.at, number, replay = heapq.heappop(waiting)
        await pace.wait_for(tally.at)
        # One after the other, even when behind, so that subscribers see the order of the table.
        if await _take_next_step(context, city_id, replay, tally) and replay.steps:
            heapq.heappush(waiting, (replay.steps[0].at, number, replay))
        after_step()


async def _take_next_step(context: CommandContext, city_id: str, replay: CaseReplay, tally: Tally) -> bool:
    """Run the next step of a case; return whether the case goes on."""
    kind = replay.steps.popleft().kind
    try:
        await _run(context, city_id, replay, kind)
    except QalaError as refused:
        log.debug("replay_step_refused", step=kind.name, case=replay.case.external_id, error=str(refused))
        tally.refused += 1
        return False
    tally.steps += 1
    tally.submitted += kind is StepKind.SUBMIT
    return True


async def _run(context: CommandContext, city_id: str, replay: CaseReplay, kind: StepKind) -> None:
    request_id = replay.request_id
    match kind:
        case StepKind.SUBMIT:
            photos = [await _photo(context, replay, fixed=False)]
            await submit(context, replay.author, _submission(city_id, replay), photos)
        case StepKind.CLAIM:
            await work.claim(context, replay.executor, request_id)
        case StepKind.START:
            await work.start(context, replay.executor, request_id)
        case StepKind.COMPLETE:
            proof = await _photo(context, replay, fixed=True)
            note = replay.case.closure_reason[:LONGEST_NOTE] or None
            await work.complete(context, replay.executor, request_id, note, photos=[proof])
        case StepKind.CONFIRM:
            await verdict.confirm(context, replay.author, request_id, rating_of(request_id))


def _submission(city_id: str, replay: CaseReplay) -> Submission:
    case = replay.case
    return Submission(
        id=replay.request_id,
        city_id=city_id,
        category_id=case.category_id,
        address=address_of(case),
        description=description_of(case),
        latitude=case.latitude,
        longitude=case.longitude,
    )


async def _photo(context: CommandContext, replay: CaseReplay, *, fixed: bool) -> Picture:
    """Return a drawing in place of the photo that the table lacks, the same for a request in every replay."""
    drawing = await asyncio.to_thread(scene, replay.request_id.int, fixed=fixed)
    shot = Shot(latitude=replay.case.latitude, longitude=replay.case.longitude, taken_at=context.clock.now())
    return Picture(PictureBytes("drawing.jpg", drawing), shot)
