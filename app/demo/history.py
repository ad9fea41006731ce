"""The random history of one demo request, as a generator that runs one command at each step."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.intake import Picture
from app.commands.requests import assignment, comments, rejection, verdict, work
from app.commands.requests.submission import Submission, submit
from app.demo.actors import Actors
from app.demo.camera import Draw, draw_scene, photo
from app.domain.requests.reasons import HoldReason, RejectReason
from app.domain.requests.service_request import ServiceRequest
from app.models.identity import new_id

_REPORTED_WITH_PHOTO_SHARE = 0.7
# One number from 0 to 1 decides the course of a history; these are its borders.
_REJECTED_BELOW = 0.04
_COMMENTED_BELOW = 0.1
_ASSIGNED_BELOW = 0.5
_HELD_ABOVE = 0.85
_DISPUTED_ABOVE = 0.93


async def request_history(
    context: CommandContext,
    actors: Actors,
    *,
    author: Viewer | None = None,
    request_id: UUID | None = None,
    draw: Draw = draw_scene,
) -> AsyncGenerator[timedelta, None]:
    """Run the commands of one request step by step; yield how long to wait before each next step.

    The caller may stop after any step. Without an author, a random citizen is the author.
    """
    history = _History(context, actors, draw, pace=actors.random.lognormvariate(0.8, 0.9))
    author = author or actors.random.choice(actors.citizens)
    with_photo = actors.random.random() < _REPORTED_WITH_PHOTO_SHARE
    request = await history.report(author, request_id or new_id(), with_photo=with_photo)
    yield history.hours(3)
    course = actors.random.random()
    if course < _REJECTED_BELOW:
        await rejection.reject(context, actors.akimat, request.id, RejectReason.NOT_OUR_RESPONSIBILITY)
        return
    executor = actors.executor_for(request.category_id)
    if course < _ASSIGNED_BELOW:
        await assignment.assign(context, actors.akimat, request.id, executor.account_id)
    else:
        await work.claim(context, executor, request.id)
    yield history.hours(6)
    # A photo of the state before the work is required, so the executor takes one where the author did not.
    before = [] if with_photo else [await history.photo(request, fixed=False)]
    await work.start(context, executor, request.id, photos=before)
    async for pause in history.work(executor, request, held=course > _HELD_ABOVE):
        yield pause
    yield history.hours(12)
    if course > _DISPUTED_ABOVE:
        async for pause in history.dispute(author, executor, request):
            yield pause
    rating = actors.random.choices((5, 4, 3, 2), (6, 3, 2, 1))[0]
    await verdict.confirm(context, author, request.id, rating, actors.note("confirmed", author.locale))
    if course < _COMMENTED_BELOW:
        yield timedelta(hours=1)
        citizen = actors.random.choice(actors.citizens)
        await comments.comment(context, citizen, request.id, actors.note("confirmed", author.locale))


@dataclass(frozen=True, slots=True)
class _History:
    """The longer steps of one history."""

    context: CommandContext
    actors: Actors
    draw: Draw
    pace: float
    """How slow this history is beside the mean; the slowest few become overdue."""

    def hours(self, mean: float) -> timedelta:
        """Return a random pause."""
        return timedelta(hours=self.pace * self.actors.random.expovariate(1 / mean))

    async def photo(self, place: ServiceRequest | Submission, *, fixed: bool, take: int = 0) -> Picture:
        """Return a photo of the place, before or after the work."""
        return await photo(self.context, self.actors.random, place, fixed=fixed, take=take, draw=self.draw)

    async def report(self, author: Viewer, request_id: UUID, *, with_photo: bool) -> ServiceRequest:
        """Submit a random problem."""
        submission = self.actors.submission(author.locale, request_id)
        photos = [await self.photo(submission, fixed=False)] if with_photo else []
        return await submit(self.context, author, submission, photos)

    async def work(self, executor: Viewer, request: ServiceRequest, *, held: bool) -> AsyncGenerator[timedelta, None]:
        """Complete the work, where ``held`` after a hold for materials."""
        yield self.hours(8)
        if held:
            note = self.actors.note("hold", executor.locale)
            await work.hold(self.context, executor, request.id, HoldReason.MATERIALS, note)
            yield self.hours(20)
            await work.resume(self.context, executor, request.id)
            yield self.hours(6)
        await self._complete(executor, request, take=0)

    async def dispute(
        self, author: Viewer, executor: Viewer, request: ServiceRequest
    ) -> AsyncGenerator[timedelta, None]:
        """Dispute the completion, and complete the work again."""
        evidence = await self.photo(request, fixed=False, take=1)
        note = self.actors.note("disputed", author.locale)
        await verdict.dispute(self.context, author, request.id, note, photos=[evidence])
        yield self.hours(10)
        await self._complete(executor, request, take=2)
        yield self.hours(10)

    async def _complete(self, executor: Viewer, request: ServiceRequest, *, take: int) -> None:
        proof = await self.photo(request, fixed=True, take=take)
        note = self.actors.note("done", executor.locale)
        await work.complete(self.context, executor, request.id, note, photos=[proof])
