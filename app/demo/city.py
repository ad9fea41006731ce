"""Making the demo city: its accounts, and some hundred requests with a past."""

import asyncio
import heapq
import os
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
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
from app.commands.staff.accounts import put_account
from app.data.demo import load_demo
from app.demo.actors import CITY, Actors, gather_actors
from app.demo.camera import early
from app.demo.history import play_history
from app.domain.roles import Locale, Role
from app.errors import EvidenceReused, IllegalTransition
from app.models import ServiceRequestRow
from app.models.identity import new_id

REQUESTS = 240
PAST = timedelta(days=14)
AHEAD = timedelta(hours=12)
"""So long before a request is reported, its photos are begun: ten requests or so."""
EVERY = 30
"""Every so many requests, one is the demo citizen's."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to try the demo with."""

    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Demo:
    """What ``demo.json`` says."""

    url: str
    accounts: dict[str, DemoAccount]


_NAMES: dict[Role, tuple[str, str, Locale]] = {
    Role.CITIZEN: ("Айгерім Сапарова", "citizen@demo.qala.kz", Locale.KK),
    Role.EXECUTOR: ("Жарық Сервис", "executor@demo.qala.kz", Locale.RU),
    Role.AKIMAT: ("Ерлан Ахметов", "akimat@almaty.gov.kz", Locale.RU),
}


async def prepare_demo(context: CommandContext, home: Path, url: str) -> Demo:
    """Make the demo accounts, fill an empty city, write ``demo.json`` for its owner only; return what it says."""
    demo = Demo(url, {role.lower(): DemoAccount(email, token_urlsafe(9)) for role, (_, email, _) in _NAMES.items()})
    viewers = {}
    for role, (name, email, locale) in _NAMES.items():
        password = demo.accounts[role.lower()].password
        viewers[role] = await put_account(
            context, name=name, email=email, password=password, role=role, city_id=CITY, locale=locale
        )
    if not await ServiceRequestRow.exists(city_id=CITY):
        cast = await demo_actors(context, Random(2026))  # noqa: S311 - dice for stories, not for secrets
        executors = (*cast.executors, (viewers[Role.EXECUTOR], frozenset({"lighting", "pothole"})))
        await _fill(context, replace(cast, executors=executors), viewers[Role.CITIZEN])
    await asyncio.to_thread(_write, home / "demo.json", demo)
    return demo


async def demo_actors(context: CommandContext, dice: Random) -> Actors:
    """Return everybody who lives in the demo city."""
    return await gather_actors(context, load_demo(), dice, token_urlsafe(18))


async def _fill(context: CommandContext, cast: Actors, citizen: Viewer) -> None:
    """Let requests live through the last two weeks, in the order of time."""
    now = context.clock.now()
    clock = FixedClock(now - PAST)
    order = count()
    waiting: list[tuple[datetime, int, AsyncGenerator[timedelta, None]]] = []
    births: deque[tuple[datetime, UUID]] = deque()
    async with early(replace(context, clock=clock)) as (past, pipeline):
        for n in range(REQUESTS):
            author = citizen if n % EVERY == 0 else None
            begins = now - PAST * (1 - n / REQUESTS) * cast.dice.uniform(0.97, 1)
            births.append((begins, new_id()))
            life = play_history(past, cast, author=author, request_id=births[-1][1], draw=pipeline.draw)
            heapq.heappush(waiting, (begins, next(order), life))
        with Progress(transient=True) as progress:
            bar = progress.add_task("Making the demo city", total=PAST.total_seconds())
            while waiting and waiting[0][0] < now:
                clock.at, _, life = heapq.heappop(waiting)
                while births and births[0][0] < clock.at + AHEAD:
                    _, request_id = births.popleft()
                    for fixed in (False, True):
                        pipeline.expect((request_id, fixed, 0))
                await _let_time_act(past)
                pause = await _next_step(life)
                if pause is not None:
                    heapq.heappush(waiting, (clock.at + pause, next(order), life))
                progress.update(bar, completed=(clock.at - now + PAST).total_seconds())
    for _, _, life in waiting:
        async with aclosing(life):
            pass


async def _let_time_act(past: CommandContext) -> None:
    """Fire what came about by time alone until this moment of the past."""
    while (await fire_due(past)).count:
        pass


async def _next_step(life: AsyncGenerator[timedelta, None]) -> timedelta | None:
    try:
        return await anext(life, None)
    except (IllegalTransition, EvidenceReused):
        return None  # silence has confirmed before the author did, or two drawings came out alike: that life is over


def _write(path: Path, demo: Demo) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    body = {"url": demo.url, **{role: {"email": a.email, "password": a.password} for role, a in demo.accounts.items()}}
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(orjson.dumps(body, option=orjson.OPT_INDENT_2))
