"""One plausible life of a request, as steps to be taken by commands, one after the other."""

from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.requests import assignment, comments, rejection, verdict, work
from app.commands.requests.submission import submit
from app.demo.actors import Actors
from app.demo.camera import Draw, drawn, photo
from app.domain.reasons import HoldReason, RejectReason
from app.domain.service_request import ServiceRequest
from app.models.identity import new_id

_REPORTS_WITH_PHOTO = 0.7


async def play_history(
    context: CommandContext,
    cast: Actors,
    *,
    author: Viewer | None = None,
    request_id: UUID | None = None,
    draw: Draw = drawn,
) -> AsyncGenerator[timedelta, None]:
    """Take the steps of one request's life; yield how long to wait before each next one. May stop anywhere."""
    dice = cast.dice
    # Some are quick, some are slow, a few are forgotten: those are the overdue ones.
    pace = dice.lognormvariate(0.8, 0.9)

    def hours(mean: float) -> timedelta:
        return timedelta(hours=pace * dice.expovariate(1 / mean))

    author = author or dice.choice(cast.citizens)
    # Most people take a photo; where they did not, the executor has to.
    seen = dice.random() < _REPORTS_WITH_PHOTO
    request = await _report(context, cast, author, request_id or new_id(), seen=seen, draw=draw)
    yield hours(3)
    fate = dice.random()
    if fate < 0.04:
        await rejection.reject(context, cast.akimat, request.id, RejectReason.NOT_OUR_RESPONSIBILITY)
        return
    executor = cast.executor_for(request.category_id)
    if fate < 0.5:
        await assignment.assign(context, cast.akimat, request.id, executor.account_id)
    else:
        await work.claim(context, executor, request.id)
    yield hours(6)
    before = [] if seen else [await photo(context, dice, request, fixed=False, draw=draw)]
    await work.start(context, executor, request.id, photos=before)
    async for pause in _labour(context, cast, executor, request, hours=hours, held=fate > 0.85, draw=draw):
        yield pause
    yield hours(12)
    if fate > 0.93:
        doubt = await photo(context, dice, request, fixed=False, take=1, draw=draw)
        await verdict.dispute(context, author, request.id, cast.words("disputed", author.locale), photos=[doubt])
        yield hours(10)
        proof = await photo(context, dice, request, fixed=True, take=2, draw=draw)
        await work.complete(context, executor, request.id, cast.words("done", executor.locale), photos=[proof])
        yield hours(10)
    rating = dice.choices((5, 4, 3, 2), (6, 3, 2, 1))[0]
    await verdict.confirm(context, author, request.id, rating, cast.words("confirmed", author.locale))
    if fate < 0.1:
        yield timedelta(hours=1)
        await comments.comment(context, dice.choice(cast.citizens), request.id, cast.words("confirmed", author.locale))


async def _report(
    context: CommandContext, cast: Actors, author: Viewer, request_id: UUID, *, seen: bool, draw: Draw
) -> ServiceRequest:
    thought = cast.submission(author.locale, request_id)
    pictures = [await photo(context, cast.dice, thought, fixed=False, draw=draw)] if seen else []
    return await submit(context, author, thought, pictures)


async def _labour(
    context: CommandContext,
    cast: Actors,
    executor: Viewer,
    request: ServiceRequest,
    *,
    hours: Callable[[float], timedelta],
    held: bool,
    draw: Draw,
) -> AsyncGenerator[timedelta, None]:
    yield hours(8)
    if held:
        note = cast.words("hold", executor.locale)
        await work.hold(context, executor, request.id, HoldReason.MATERIALS, note)
        yield hours(20)
        await work.resume(context, executor, request.id)
        yield hours(6)
    proof = await photo(context, cast.dice, request, fixed=True, draw=draw)
    await work.complete(context, executor, request.id, cast.words("done", executor.locale), photos=[proof])
