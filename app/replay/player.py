"""The stage: lives wait for their next moment, and each moment is acted by a command."""

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
from app.domain.lifecycle import Status
from app.domain.photos import Shot
from app.errors import QalaError
from app.importing.cases import Case
from app.importing.history import described, placed
from app.models.database import rows
from app.replay.actors import Actors
from app.replay.script import ReplayStep, StepKind, rating_of, remaining, request_id_of, script_of

log = structlog.get_logger()

ASK_ABOUT = 5000


@dataclass(kw_only=True)
class CaseReplay:
    """One case on stage."""

    case: Case
    request_id: UUID
    author: Viewer
    executor: Viewer
    cues: deque[ReplayStep]


@dataclass(kw_only=True)
class Tally:
    """What a replay has done so far."""

    steps: int = 0
    submitted: int = 0
    known: int = 0
    """Cases that an earlier replay had submitted; they go on from where they stood."""
    finished_before: int = 0
    """Those of them for which nothing was left to do."""
    refused: int = 0
    """Lives that went another way: somebody else acted, or the request could not be taken."""
    at: datetime | None = None
    """The moment of the table that is on stage."""


@dataclass(kw_only=True)
class Pace:
    """Turns moments of the table into moments of the event loop."""

    speed: float
    _first: datetime | None = field(default=None, init=False)
    _began: float = field(default=0.0, init=False)

    async def wait_for(self, moment: datetime) -> None:
        """Wait until it is this moment; the first one asked for is now."""
        now = asyncio.get_running_loop().time()
        if self._first is None:
            self._first, self._began = moment, now
        seconds = self._began + (moment - self._first).total_seconds() / self.speed - now
        # Behind or not, others get their turn.
        await asyncio.sleep(max(0.0, seconds))


async def case_replays(city_source: str, cases: Sequence[Case], cast: Actors, tally: Tally) -> list[CaseReplay]:
    """Return the lives that have something to come, each from where it stands in the tables."""
    lives = []
    for start in range(0, len(cases), ASK_ABOUT):
        by_id = {request_id_of(city_source, case): case for case in cases[start : start + ASK_ABOUT]}
        found = await rows("SELECT id, status, executor_id FROM service_request WHERE id = ANY($1)", list(by_id))
        standing = {row["id"]: (Status(row["status"]), row["executor_id"]) for row in found}
        tally.known += len(standing)
        for request_id, case in by_id.items():
            status, executor_id = standing.get(request_id, (None, None))
            cues = remaining(script_of(case, request_id), status, assigned=executor_id is not None)
            executor = cast.executor_with(executor_id) if executor_id else cast.executor_for(case.executor_name)
            if not cues or executor is None:
                tally.finished_before += 1
                continue
            author = cast.author_of(request_id)
            lives.append(
                CaseReplay(case=case, request_id=request_id, author=author, executor=executor, cues=deque(cues))
            )
    return lives


async def play(
    context: CommandContext,
    city_id: str,
    lives: Sequence[CaseReplay],
    pace: Pace,
    tally: Tally,
    *,
    after_step: Callable[[], None],
) -> None:
    """Act every life to its end, in the order of time."""
    waiting = [(life.cues[0].at, number, life) for number, life in enumerate(lives)]
    heapq.heapify(waiting)
    while waiting:
        tally.at, number, life = heapq.heappop(waiting)
        await pace.wait_for(tally.at)
        # One after the other, even when behind: watchers are to see the order of the table.
        if await _act(context, city_id, life, tally) and life.cues:
            heapq.heappush(waiting, (life.cues[0].at, number, life))
        after_step()


async def _act(context: CommandContext, city_id: str, life: CaseReplay, tally: Tally) -> bool:
    """Take the next step of a life; return whether it goes on."""
    act = life.cues.popleft().act
    try:
        await _step(context, city_id, life, act)
    except QalaError as refused:
        log.debug("replay step refused", act=act.name, case=life.case.external_id, error=str(refused))
        tally.refused += 1
        return False
    tally.steps += 1
    tally.submitted += act is StepKind.SUBMIT
    return True


async def _step(context: CommandContext, city_id: str, life: CaseReplay, act: StepKind) -> None:
    case, request_id = life.case, life.request_id
    match act:
        case StepKind.SUBMIT:
            await submit(
                context,
                life.author,
                Submission(
                    id=request_id,
                    city_id=city_id,
                    category_id=case.category_id,
                    address=placed(case),
                    description=described(case),
                    latitude=case.latitude,
                    longitude=case.longitude,
                ),
                [await _photo(context, life, fixed=False)],
            )
        case StepKind.CLAIM:
            await work.claim(context, life.executor, request_id)
        case StepKind.START:
            await work.start(context, life.executor, request_id)
        case StepKind.COMPLETE:
            proof = await _photo(context, life, fixed=True)
            await work.complete(context, life.executor, request_id, case.closure_reason[:900] or None, photos=[proof])
        case StepKind.CONFIRM:
            await verdict.confirm(context, life.author, request_id, rating_of(request_id))


async def _photo(context: CommandContext, life: CaseReplay, *, fixed: bool) -> Picture:
    """Draw what the table has no photo of: the same for a request in every replay."""
    drawn = await asyncio.to_thread(scene, life.request_id.int, fixed=fixed)
    place = Shot(latitude=life.case.latitude, longitude=life.case.longitude, taken_at=context.clock.now())
    return Picture(PictureBytes("drawing.jpg", drawn), place)
