"""One plausible life of a request, as steps to be taken by commands, one after the other."""

from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands import comments, ruling, verdict, work
from app.commands.desk import Desk
from app.commands.submit import submit
from app.demo.camera import Draw, drawn, photo
from app.demo.cast import Cast
from app.domain.reasons import HoldReason, RejectReason
from app.domain.service_request import ServiceRequest
from app.models.identity import new_id

_REPORTS_WITH_PHOTO = 0.7


async def live_through(
    desk: Desk, cast: Cast, *, author: Viewer | None = None, request_id: UUID | None = None, draw: Draw = drawn
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
    request = await _report(desk, cast, author, request_id or new_id(), seen=seen, draw=draw)
    yield hours(3)
    fate = dice.random()
    if fate < 0.04:
        await ruling.reject(desk, cast.akimat, request.id, RejectReason.NOT_OUR_RESPONSIBILITY)
        return
    executor = cast.executor_for(request.category_id)
    if fate < 0.5:
        await ruling.assign(desk, cast.akimat, request.id, executor.account_id)
    else:
        await work.claim(desk, executor, request.id)
    yield hours(6)
    before = [] if seen else [await photo(desk, dice, request, fixed=False, draw=draw)]
    await work.start(desk, executor, request.id, photos=before)
    async for pause in _labour(desk, cast, executor, request, hours=hours, held=fate > 0.85, draw=draw):
        yield pause
    yield hours(12)
    if fate > 0.93:
        doubt = await photo(desk, dice, request, fixed=False, take=1, draw=draw)
        await verdict.dispute(desk, author, request.id, cast.words("disputed", author.locale), photos=[doubt])
        yield hours(10)
        proof = await photo(desk, dice, request, fixed=True, take=2, draw=draw)
        await work.complete(desk, executor, request.id, cast.words("done", executor.locale), photos=[proof])
        yield hours(10)
    rating = dice.choices((5, 4, 3, 2), (6, 3, 2, 1))[0]
    await verdict.confirm(desk, author, request.id, rating, cast.words("confirmed", author.locale))
    if fate < 0.1:
        yield timedelta(hours=1)
        await comments.comment(desk, dice.choice(cast.citizens), request.id, cast.words("confirmed", author.locale))


async def _report(
    desk: Desk, cast: Cast, author: Viewer, request_id: UUID, *, seen: bool, draw: Draw
) -> ServiceRequest:
    thought = cast.submission(author.locale, request_id)
    pictures = [await photo(desk, cast.dice, thought, fixed=False, draw=draw)] if seen else []
    return await submit(desk, author, thought, pictures)


async def _labour(
    desk: Desk,
    cast: Cast,
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
        await work.hold(desk, executor, request.id, HoldReason.MATERIALS, note)
        yield hours(20)
        await work.resume(desk, executor, request.id)
        yield hours(6)
    proof = await photo(desk, cast.dice, request, fixed=True, draw=draw)
    await work.complete(desk, executor, request.id, cast.words("done", executor.locale), photos=[proof])
