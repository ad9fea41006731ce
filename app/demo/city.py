"""The demo city: accounts to try, and some hundred requests of the last two weeks."""

import asyncio
import heapq
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from secrets import token_urlsafe
from uuid import UUID

import orjson
from rich.progress import Progress

from app.auth.viewer import Viewer
from app.clock import FixedClock
from app.commands.context import CommandContext
from app.commands.jobs.deadlines import fire_due
from app.commands.requests.work import claim
from app.commands.staff.accounts import put_account
from app.commands.staff.districts import put_districts
from app.commands.staff.places import put_places
from app.data.demo import DEMO_ALMATY_DISTRICTS, load_demo, load_descriptions
from app.data.district_file import load_districts
from app.demo.actors import CITY, Actors, create_actors
from app.demo.camera import PreparingPipeline, preparing_pipeline
from app.demo.history import request_history
from app.domain.accounts.roles import Locale, Role
from app.domain.places.geo import Box
from app.domain.places.place import Place, PlaceKind
from app.domain.requests.lifecycle import Status
from app.errors import EvidenceReused, IllegalTransition
from app.models import City, District, PlaceRow, ServiceRequestRow
from app.models.identity import new_id
from app.private_files import write_private

REQUESTS = 240
PAST = timedelta(days=14)
PHOTOS_AHEAD = timedelta(hours=12)
"""The photos of a request are prepared so long before it is reported: about ten requests at a time."""
_BETWEEN_STREETS = " – "
DEMO_TASKS = 3
"""So many requests are the demo executor's own at first."""
DEMO_CITIZEN_EVERY = 30
"""One request of so many is the demo citizen's own."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to try the demo with."""

    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Demo:
    """The contents of ``demo.json``."""

    url: str
    accounts: dict[str, DemoAccount]


_NAMES: dict[Role, tuple[str, str, Locale]] = {
    Role.CITIZEN: ("Айгерім Сапарова", "citizen@demo.qala.kz", Locale.KK),
    Role.EXECUTOR: ("Жарық Сервис", "executor@demo.qala.kz", Locale.RU),
    Role.AKIMAT: ("Ерлан Ахметов", "akimat@almaty.gov.kz", Locale.RU),
}


async def prepare_demo(context: CommandContext, home: Path, url: str, *, requests: int = REQUESTS) -> Demo:
    """Return the accounts to try, after filling an empty city with so many requests.

    The accounts with their new passwords are written to ``demo.json`` in the home folder, readable by its owner only.
    """
    demo = Demo(url, {role.lower(): DemoAccount(email, token_urlsafe(9)) for role, (_, email, _) in _NAMES.items()})
    await _put_districts(context)
    viewers = {}
    for role, (name, email, locale) in _NAMES.items():
        password = demo.accounts[role.lower()].password
        viewers[role] = await put_account(
            context, name=name, email=email, password=password, role=role, city_id=CITY, locale=locale
        )
    if not await PlaceRow.exists(city_id=CITY):
        await put_places(CITY, demo_places(), clock=context.clock)
    if not await ServiceRequestRow.exists(city_id=CITY):
        actors = await demo_actors(context, Random(2026))  # noqa: S311 - the same histories in every demo, not secrets
        executors = (*actors.executors, (viewers[Role.EXECUTOR], frozenset({"lighting", "pothole"})))
        await _fill(context, replace(actors, executors=executors), viewers[Role.CITIZEN], requests)
        await claim_some(context, viewers[Role.EXECUTOR])
    await asyncio.to_thread(_write, home / "demo.json", demo)
    return demo


async def claim_some(context: CommandContext, executor: Viewer) -> None:
    """Let the executor claim the most urgent free requests, so that the list of own tasks is not empty at first."""
    free = ServiceRequestRow.filter(city_id=CITY, status=Status.ACCEPTED, executor_id=None).order_by("due_at", "id")
    for row in await free.limit(DEMO_TASKS):
        await claim(context, executor, row.id)


async def _put_districts(context: CommandContext) -> None:
    """Give the city its districts, unless an operator has given it others."""
    if await District.exists(city_id=CITY):
        return
    city = await City.get(id=CITY)
    box = Box(west=city.west, south=city.south, east=city.east, north=city.north)
    await put_districts(CITY, load_districts(DEMO_ALMATY_DISTRICTS, CITY, box), clock=context.clock)
    context.catalog.expire()


def demo_places() -> list[Place]:
    """Return the crossings of the demo city, and their streets, each with a point at every crossing."""
    crossings = load_demo().places
    places = [
        Place(
            kind=PlaceKind.CROSSING,
            names={"kk": crossing.kk, "ru": crossing.ru},
            latitude=crossing.latitude,
            longitude=crossing.longitude,
        )
        for crossing in crossings
    ]
    for crossing in tuple(places):
        pairs = zip(*(name.split(_BETWEEN_STREETS) for name in crossing.names.values()), strict=True)
        places += [replace(crossing, kind=PlaceKind.STREET, names={"kk": kk, "ru": ru}) for kk, ru in pairs]
    return places


async def demo_actors(context: CommandContext, random: Random) -> Actors:
    """Return the made-up people of the demo city, with an account each that has a random password."""
    return await create_actors(context, load_demo(), load_descriptions(), random=random, password=token_urlsafe(18))


@dataclass(order=True, slots=True)
class _Scheduled:
    """A history and the moment of its next step; of two at one moment the first one made comes first."""

    at: datetime
    number: int
    history: AsyncGenerator[timedelta, None] = field(compare=False)


async def _fill(context: CommandContext, actors: Actors, citizen: Viewer, requests: int) -> None:
    """Run the histories of the last two weeks, all their steps in the order of time, on a clock of their own."""
    now = context.clock.now()
    clock = FixedClock(now - PAST)
    numbers = count(requests)
    times = [now - PAST * (1 - number / requests) * actors.random.uniform(0.97, 1) for number in range(requests)]
    async with preparing_pipeline(replace(context, clock=clock)) as (past, pipeline):
        waiting, reports = _histories(past, actors, citizen, pipeline, times)
        with Progress(transient=True) as progress:
            bar = progress.add_task("Making the demo city", total=PAST.total_seconds())
            while waiting and waiting[0].at < now:
                scheduled = heapq.heappop(waiting)
                clock.at = scheduled.at
                _prepare_photos(pipeline, reports, clock.at + PHOTOS_AHEAD)
                await _fire_deadlines(past)
                pause = await _next_step(scheduled.history)
                if pause is not None:
                    heapq.heappush(waiting, replace(scheduled, at=clock.at + pause, number=next(numbers)))
                progress.update(bar, completed=(clock.at - now + PAST).total_seconds())
    for scheduled in waiting:
        async with aclosing(scheduled.history):
            pass


def _histories(
    past: CommandContext, actors: Actors, citizen: Viewer, pipeline: PreparingPipeline, times: list[datetime]
) -> tuple[list[_Scheduled], deque[tuple[datetime, UUID]]]:
    """Return a heap of histories that begin at these times, and when each of their requests is reported, by its id."""
    waiting: list[_Scheduled] = []
    reports: deque[tuple[datetime, UUID]] = deque()
    for number, at in enumerate(times):
        author, request_id = citizen if number % DEMO_CITIZEN_EVERY == 0 else None, new_id()
        reports.append((at, request_id))
        history = request_history(past, actors, author=author, request_id=request_id, draw=pipeline.draw)
        heapq.heappush(waiting, _Scheduled(at, number, history))
    return waiting, reports


def _prepare_photos(pipeline: PreparingPipeline, reports: deque[tuple[datetime, UUID]], until: datetime) -> None:
    while reports and reports[0][0] < until:
        _, request_id = reports.popleft()
        for fixed in (False, True):
            pipeline.expect((request_id, fixed, 0))


async def _fire_deadlines(past: CommandContext) -> None:
    """Fire the deadlines that have passed by the clock of the past."""
    while (await fire_due(past)).count:
        pass


async def _next_step(history: AsyncGenerator[timedelta, None]) -> timedelta | None:
    try:
        return await anext(history, None)
    except (IllegalTransition, EvidenceReused):
        # The deadline of the verdict passed before the author's verdict, or two drawings look alike: this history ends.
        return None


def _write(path: Path, demo: Demo) -> None:
    body = {"url": demo.url, **{role: {"email": a.email, "password": a.password} for role, a in demo.accounts.items()}}
    write_private(path, orjson.dumps(body, option=orjson.OPT_INDENT_2))
