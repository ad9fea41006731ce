"""Wires everything. Every dependency is an argument or made here, and nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff

from app.auth.sessions import living_sessions, viewer_of_token
from app.auth.viewer import Viewer
from app.clock import Clock, SystemClock
from app.commands.desk import Desk
from app.events.log import log_head
from app.events.sequencer import Sequencer
from app.events.signals import Signals
from app.events.stream import EventStream
from app.events.tail import Tail
from app.live.hub import Hub
from app.live.run import Runs
from app.live.sockets import Sockets
from app.mail.outgoing import Post, open_post
from app.models.database import database
from app.queries.catalog import Catalog
from app.settings import Settings
from schema import schema
from schema.context import Context
from schema.engine import GraphQLEngine

log = structlog.get_logger()
_SHUTDOWN_SECONDS = 5
_SHUTDOWN_ROUNDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The running product: what the web room, the command line and the tests hold in their hands."""

    settings: Settings
    clock: Clock
    epoch: str
    desk: Desk
    catalog: Catalog
    redis: "Redis"
    stream: EventStream
    hub: Hub
    runs: Runs
    sockets: Sockets
    tail: Tail
    sequencer: Sequencer
    engine: GraphQLEngine
    context: Context

    async def find_viewer(self, token: str | None) -> Viewer | None:
        """Return who holds this token now."""
        return await viewer_of_token(token, self.clock.now()) if token else None


def open_redis(redis_url: str) -> "Redis":
    """Return a client that fails soon: everything has the database to fall back on."""
    retry = Retry(ExponentialWithJitterBackoff(base=0.01, cap=0.1), 1)
    # Blocking reads stay below socket_timeout, or redis-py takes a quiet stream for a broken one.
    return Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2, retry=retry, max_connections=50)


@asynccontextmanager
async def open_house(
    settings: Settings,
    *,
    database_url: str,
    redis_url: str,
    public_url: str,
    clock: Clock | None = None,
    post: Post | None = None,
    lead: bool = True,
    follow: bool = True,
) -> AsyncIterator[House]:
    """Run the product for the time of the block.

    ``lead=False`` leaves the sequencer to other processes, ``follow=False`` does not read what it publishes: for
    commands of the command line, which have no sockets to tell.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(database(database_url))
        redis = open_redis(redis_url)
        stack.push_async_callback(redis.aclose)
        epoch, _ = await log_head()
        woken = asyncio.Event()
        desk = Desk(
            clock=clock,
            signals=Signals(redis, epoch),
            post=post or open_post(settings.smtp_url, settings.qala_home / "mail", settings.mail_from, clock),
            public_url=public_url,
            gov_domains=settings.gov_domains,
            session_days=settings.session_days,
        )
        stream = EventStream(redis, epoch)
        house = _furnish(settings, desk, redis, stream, Sequencer(database_url, stream, woken), epoch=epoch)
        await house.tail.start()
        stack.push_async_callback(house.desk.drained)
        async with _tasks(_jobs(house, woken, lead=lead, follow=follow)):
            yield house


def _furnish(
    settings: Settings, desk: Desk, redis: "Redis", stream: EventStream, sequencer: Sequencer, *, epoch: str
) -> House:
    catalog, hub = Catalog(desk.clock), Hub()
    context = Context(desk=desk, catalog=catalog, epoch=epoch, secure_cookie=desk.public_url.startswith("https://"))
    return House(
        settings=settings,
        clock=desk.clock,
        epoch=epoch,
        desk=desk,
        catalog=catalog,
        redis=redis,
        stream=stream,
        hub=hub,
        runs=Runs(hub, replay_limit=settings.replay_limit),
        sockets=Sockets(),
        tail=Tail(stream, hub.dispatch),
        sequencer=sequencer,
        engine=GraphQLEngine(schema, context),
        context=context,
    )


def _jobs(house: House, woken: asyncio.Event, *, lead: bool, follow: bool) -> list[Coroutine[Any, Any, None]]:
    signals = house.desk.signals
    jobs = [
        signals.listen_sessions_over(house.sockets.end_sessions),
        house.sockets.watch_sessions(lambda sessions: living_sessions(sessions, house.clock.now())),
    ]
    if follow:
        jobs.append(house.tail.run())
    if lead:
        jobs += [house.sequencer.run(), signals.listen_wake(woken)]
    return jobs


@asynccontextmanager
async def _tasks(jobs: list[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Own these tasks for the time of the block. One that ends by itself is a fault, and is loud."""
    tasks = [asyncio.create_task(job, name=str(job)) for job in jobs]
    for task in tasks:
        task.add_done_callback(_report)
    try:
        yield
    finally:
        for task in await _cancelled(tasks):
            log.error("a job of the house did not stop", job=task.get_name())


async def _cancelled(tasks: "Iterable[asyncio.Task[None]]") -> "set[asyncio.Task[None]]":
    """Cancel the tasks and return those that did not end in time."""
    ending = set(tasks)
    for _ in range(_SHUTDOWN_ROUNDS):
        # Asked more than once, because redis-py swallows a cancellation that meets it while it connects.
        for task in ending:
            task.cancel()
        _, ending = await asyncio.wait(ending, timeout=_SHUTDOWN_SECONDS / _SHUTDOWN_ROUNDS)
        if not ending:
            break
    return ending


def _report(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        log.critical("a job of the house ended", job=task.get_name(), exc_info=task.exception())
