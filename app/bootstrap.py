"""Wires everything. Every dependency is an argument or made here, and nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

import httpx2
import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff

from app.auth.limiter import Limiter
from app.auth.sessions import living_sessions, viewer_of_token
from app.auth.viewer import Viewer
from app.clock import Clock, SystemClock
from app.commands.anonymise_clock import anonymise_clock
from app.commands.deadline_clock import DeadlineClock
from app.commands.desk import Desk
from app.commands.photo_sweep import photo_sweeper
from app.commands.sessions import note_use
from app.commands.sweep import sweeper
from app.domain.events import LoggedEvent
from app.events.consumer import Consumer
from app.events.leadership import Job
from app.events.log import log_head
from app.events.sequencer import Sequencer
from app.events.signals import Signals
from app.events.stream import EventStream, recent
from app.events.tail import Tail
from app.live.history import History
from app.live.hub import Hub
from app.live.run import Runs
from app.live.sockets import Sockets
from app.live.window import Window
from app.mail.digest import Digest
from app.mail.links import Links, secret_of
from app.mail.outbox import Outbox
from app.mail.outgoing import Post, open_post
from app.mail.push import PushCourier
from app.mail.sender import Sender
from app.models.database import database
from app.photos.pipeline import Pipeline
from app.queries.catalog import Catalog
from app.settings import PAGE, Settings
from app.storage.opening import open_storage
from schema import schema
from schema.context import Context
from schema.engine import GraphQLEngine
from schema.trusted import TrustedDocuments

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
    window: Window
    runs: Runs
    sockets: Sockets
    tail: Tail
    sequencer: Sequencer
    post_office: "PostOffice"
    engine: GraphQLEngine
    context: Context
    fault: asyncio.Event
    """Set when a job of the house has ended by itself: the process is not what it should be, and had better go."""

    async def find_viewer(self, token: str | None) -> Viewer | None:
        """Return who holds this token now."""
        viewer = await viewer_of_token(token, self.clock.now()) if token else None
        if viewer is not None:
            await note_use(viewer, self.clock.now())
        return viewer


@dataclass(frozen=True, slots=True)
class PostOffice:
    """Reads the log for letters that are due, and sends them. Whoever sets an event calls the one or the other."""

    reader: Consumer
    sender: Sender
    news: asyncio.Event
    outgoing: asyncio.Event


def open_redis(redis_url: str) -> "Redis":
    """Return a client that fails soon: everything has the database to fall back on."""
    retry = Retry(ExponentialWithJitterBackoff(base=0.01, cap=0.1), 1)
    # Blocking reads stay below socket_timeout, or redis-py takes a quiet stream for a broken one.
    return Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2, retry=retry, max_connections=50)


def open_counters(redis_url: str) -> "Redis":
    """Return a client for the limits: whoever finds all its connections busy waits for one.

    An error there would let a try through uncounted, so many at once must not bring one about; and they must not take
    the connections that the stream of events needs.
    """
    pool = BlockingConnectionPool.from_url(
        redis_url, max_connections=8, timeout=2, socket_timeout=2, socket_connect_timeout=2
    )
    return Redis.from_pool(pool)


@asynccontextmanager
async def open_house(
    settings: Settings,
    *,
    database_url: str,
    redis_url: str,
    public_url: str,
    clock: Clock | None = None,
    post: Post | None = None,
    http: httpx2.AsyncClient | None = None,
    documents: TrustedDocuments | None = None,
    pipeline: Pipeline | None = None,
    lead: bool = True,
    follow: bool = True,
    watch_deadlines: bool = True,
) -> AsyncIterator[House]:
    """Run the product for the time of the block.

    ``lead=False`` leaves the sequencer and the letters to other processes, ``follow=False`` does not read what the
    sequencer publishes: for commands of the command line, which have no sockets to tell.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(database(database_url))
        redis = open_redis(redis_url)
        stack.push_async_callback(redis.aclose)
        counters = open_counters(redis_url)
        stack.push_async_callback(counters.aclose)
        epoch, _ = await log_head()
        woken, outgoing = asyncio.Event(), asyncio.Event()
        key = settings.secret_key
        if pipeline is None:
            pipeline = await stack.enter_async_context(Pipeline(settings.photo_processes))
        desk = Desk(
            clock=clock,
            signals=Signals(redis, epoch),
            outbox=Outbox(clock, outgoing.set),
            links=Links(
                lambda: secret_of(key.get_secret_value() if key else None, settings.qala_home), clock, public_url
            ),
            limiter=Limiter(counters, epoch, clock),
            storage=await stack.enter_async_context(open_storage(settings, clock)),
            pipeline=pipeline,
            public_url=public_url,
            gov_domains=settings.gov_domains,
            session_days=settings.session_days,
        )
        stream = EventStream(redis, epoch)
        post = post or open_post(settings.smtp_url, settings.qala_home / "mail", settings.mail_from)
        client = await stack.enter_async_context(httpx2.AsyncClient()) if http is None else http
        courier = PushCourier(client, desk.links, clock, contact=f"mailto:{parseaddr(settings.mail_from)[1]}")
        catalog = Catalog(clock)
        sender = Sender(clock, post, courier, desk.links, outgoing, places=catalog)
        office = _open_post_office(database_url, desk, sender, outgoing)
        sequencer = Sequencer(database_url, stream, woken)
        if documents is None:
            documents = TrustedDocuments.read(PAGE / "documents.json", only=settings.trusted_documents_only)
        house = _furnish(
            settings, desk, redis, stream, sequencer, catalog=catalog, office=office, epoch=epoch, documents=documents
        )
        await house.tail.start()
        house.window.begin(await recent(stream, house.window.most_events), house.tail.position)
        stack.push_async_callback(house.desk.drained)
        stack.push_async_callback(office.sender.drained)
        jobs = _jobs(house, follow=follow)
        if lead:
            jobs += _leading_jobs(house, woken, database_url, watch_deadlines=watch_deadlines)
        async with _tasks(jobs, house.fault):
            yield house


def _open_post_office(database_url: str, desk: Desk, sender: Sender, outgoing: asyncio.Event) -> PostOffice:
    news = asyncio.Event()
    tick, take = Digest(desk.clock).tick, desk.outbox.take
    reader = Consumer(database_url, "post", Job.POST_OFFICE, take, news, tick=tick, committed=outgoing.set)
    return PostOffice(reader, sender, news, outgoing)


def _furnish(
    settings: Settings,
    desk: Desk,
    redis: "Redis",
    stream: EventStream,
    sequencer: Sequencer,
    *,
    catalog: Catalog,
    office: PostOffice,
    epoch: str,
    documents: TrustedDocuments,
) -> House:
    hub, window = Hub(), Window()
    runs = Runs(hub, History(window, epoch=epoch, replay_limit=settings.replay_limit))

    def hand_over(logged: LoggedEvent) -> None:
        runs.remember(logged)
        hub.dispatch(logged)
        office.news.set()

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
        window=window,
        runs=runs,
        sockets=Sockets(),
        tail=Tail(stream, hand_over),
        sequencer=sequencer,
        post_office=office,
        engine=GraphQLEngine(schema, context, documents),
        context=context,
        fault=asyncio.Event(),
    )


def _jobs(house: House, *, follow: bool) -> list[Coroutine[Any, Any, None]]:
    signals = house.desk.signals
    jobs = [
        signals.listen_sessions_over(house.sockets.end_sessions),
        house.sockets.keep_alive(house.clock),
        signals.listen_sessions_renewed(house.sockets.renew_sessions),
        signals.listen_person_gone(house.runs.forget),
        house.sockets.watch_sessions(lambda sessions: living_sessions(sessions, house.clock.now())),
    ]
    if follow:
        jobs.append(house.tail.run())
    return jobs


def _leading_jobs(
    house: House, woken: asyncio.Event, database_url: str, *, watch_deadlines: bool
) -> list[Coroutine[Any, Any, None]]:
    """Return the jobs that one process does for all; each stands for election by itself."""
    moved = asyncio.Event()
    jobs = [
        house.sequencer.run(),
        house.desk.signals.listen_wake(woken, moved),
        house.post_office.reader.run(),
        house.post_office.sender.run(),
        photo_sweeper(database_url, house.desk).run(),
    ]
    if watch_deadlines:
        jobs.append(DeadlineClock(database_url, house.desk, moved).run())
        jobs.append(sweeper(database_url, house.desk, house.settings.unconfirmed_days).run())
        if house.settings.anonymise_after_days:
            jobs.append(anonymise_clock(database_url, house.desk, house.settings.anonymise_after_days).run())
    return jobs


@asynccontextmanager
async def _tasks(jobs: list[Coroutine[Any, Any, None]], fault: asyncio.Event) -> AsyncIterator[None]:
    """Own these tasks for the time of the block. One that ends by itself is a fault, and is loud."""

    def report(task: "asyncio.Task[None]") -> None:
        if not task.cancelled():
            log.critical("a job of the house ended", job=task.get_name(), exc_info=task.exception())
            fault.set()

    tasks = [asyncio.create_task(job, name=str(job)) for job in jobs]
    for task in tasks:
        task.add_done_callback(report)
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
