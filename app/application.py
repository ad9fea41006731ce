"""Wires the running product: every dependency is an argument of a class and is made here, nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
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
from app.commands.accounts.sessions import record_use
from app.commands.context import CommandContext
from app.commands.jobs.account_cleanup import account_cleanup_job
from app.commands.jobs.anonymisation import anonymisation_job
from app.commands.jobs.deadline_job import DeadlineJob
from app.commands.jobs.photo_cleanup import photo_cleanup_job
from app.domain.events import LoggedEvent
from app.domain.letters import Channel
from app.events.consumer import Consumer
from app.events.leadership import Job
from app.events.log import log_head
from app.events.redis_stream import RedisEventStream, recent
from app.events.sequencer import Sequencer
from app.events.signals import Signals
from app.events.tail import Tail
from app.live.history import History
from app.live.hub import Hub
from app.live.recent_events import RecentEvents
from app.live.sockets import Sockets
from app.live.subscription_registry import SubscriptionRegistry
from app.models.database import database
from app.notifications.digest import Digest
from app.notifications.links import Links, secret_of
from app.notifications.outbox import Outbox
from app.notifications.sender import Sender
from app.notifications.transport import Transport
from app.notifications.transports.opening import open_transports
from app.photos.pipeline import Pipeline
from app.queries.catalog import Catalog
from app.queries.recipients import recipients_of_earlier
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
class Application:
    """The running product, as the web routes, the command line and the tests receive it."""

    settings: Settings
    clock: Clock
    epoch: str
    command_context: CommandContext
    catalog: Catalog
    redis: "Redis"
    stream: RedisEventStream
    hub: Hub
    recent_events: RecentEvents
    subscriptions: SubscriptionRegistry
    sockets: Sockets
    tail: Tail
    sequencer: Sequencer
    notifier: "Notifier"
    engine: GraphQLEngine
    context: Context
    fault: asyncio.Event
    """Set when a background job has ended by itself. The process can no longer do its work and should be replaced."""

    async def find_viewer(self, token: str | None) -> Viewer | None:
        """Return the viewer whose session has this token now, or None."""
        viewer = await viewer_of_token(token, self.clock.now()) if token else None
        if viewer is not None:
            await record_use(viewer, self.clock.now())
        return viewer


@dataclass(frozen=True, slots=True)
class Notifier:
    """Reads the log for messages that are due, and sends them. ``news`` wakes the reader, ``outgoing`` the sender."""

    reader: Consumer
    sender: Sender
    news: asyncio.Event
    outgoing: asyncio.Event


def open_redis(redis_url: str) -> "Redis":
    """Return a Redis client with short timeouts: every caller can fall back on the database."""
    retry = Retry(ExponentialWithJitterBackoff(base=0.01, cap=0.1), 1)
    # Blocking reads must stay below socket_timeout; otherwise redis-py reports a quiet stream as a broken connection.
    return Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2, retry=retry, max_connections=50)


def open_counters(redis_url: str) -> "Redis":
    """Return a Redis client for the rate limits; a caller waits when all its connections are busy.

    An error would let an attempt pass uncounted, so a burst must not exhaust the pool. The event stream has another
    pool, so that a burst of attempts cannot delay events.
    """
    pool = BlockingConnectionPool.from_url(
        redis_url, max_connections=8, timeout=2, socket_timeout=2, socket_connect_timeout=2
    )
    return Redis.from_pool(pool)


@asynccontextmanager
async def open_application(
    settings: Settings,
    *,
    database_url: str,
    redis_url: str,
    public_url: str,
    clock: Clock | None = None,
    mail_transport: Transport | None = None,
    http: httpx2.AsyncClient | None = None,
    documents: TrustedDocuments | None = None,
    pipeline: Pipeline | None = None,
    lead: bool = True,
    follow: bool = True,
    watch_deadlines: bool = True,
) -> AsyncIterator[Application]:
    """Run the product during the block.

    ``lead=False`` leaves the sequencer and the messages to other processes. ``follow=False`` does not read what the
    sequencer publishes; the commands of the command line use it, because they have no subscribers.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(database(database_url))
        redis = _closed_with(stack, open_redis(redis_url))
        limits = _closed_with(stack, open_counters(redis_url))
        client = await stack.enter_async_context(httpx2.AsyncClient()) if http is None else http
        storage = await stack.enter_async_context(open_storage(settings, clock))
        if pipeline is None:
            pipeline = await stack.enter_async_context(Pipeline(settings.photo_processes))
        epoch, _ = await log_head()
        news = _News()
        catalog = Catalog(clock)
        context = CommandContext(
            clock=clock,
            catalog=catalog,
            signals=Signals(redis, epoch),
            outbox=Outbox(clock, news.outgoing.set, recipients_of_earlier=recipients_of_earlier),
            links=Links(lambda: _link_secret(settings), clock, public_url),
            limiter=Limiter(limits, epoch, clock),
            storage=storage,
            pipeline=pipeline,
            public_url=public_url,
            gov_domains=settings.gov_domains,
            session_days=settings.session_days,
        )
        transports = open_transports(settings, clock, context.links, client)
        if mail_transport is not None:
            transports[Channel.EMAIL] = mail_transport
        sender = Sender(clock, transports, context.links, news.outgoing, catalog=catalog)
        application = _wire(
            settings,
            context,
            redis,
            catalog=catalog,
            epoch=epoch,
            documents=documents or _trusted_documents(settings),
            sequencer=Sequencer(database_url, RedisEventStream(redis, epoch), news.committed),
            notifier=_notifier(database_url, context, sender, news),
        )
        await _join_log(application)
        stack.push_async_callback(context.wait_for_background)
        stack.push_async_callback(sender.wait_for_deliveries)
        jobs = _jobs(application, follow=follow)
        if lead:
            jobs += _leading_jobs(application, news, database_url, watch_deadlines=watch_deadlines)
        async with _tasks(jobs, application.fault):
            yield application


@dataclass(frozen=True, slots=True)
class _News:
    """The events by which the parts of one process wake each other."""

    committed: asyncio.Event = field(default_factory=asyncio.Event)
    """A command has committed: the sequencer has work."""
    letters: asyncio.Event = field(default_factory=asyncio.Event)
    """The log has grown: messages may be due."""
    outgoing: asyncio.Event = field(default_factory=asyncio.Event)
    """The outbox has grown: the sender has work."""
    deadlines: asyncio.Event = field(default_factory=asyncio.Event)
    """A command has committed: the next deadline timer may be another one."""


def _closed_with(stack: AsyncExitStack, client: "Redis") -> "Redis":
    stack.push_async_callback(client.aclose)
    return client


def _link_secret(settings: Settings) -> bytes:
    key = settings.secret_key
    return secret_of(key.get_secret_value() if key else None, settings.qala_home)


def _trusted_documents(settings: Settings) -> TrustedDocuments:
    return TrustedDocuments.read(PAGE / "documents.json", only=settings.trusted_documents_only)


def _notifier(database_url: str, context: CommandContext, sender: Sender, news: _News) -> Notifier:
    reader = Consumer(
        database_url,
        "post",
        Job.NOTIFIER,
        context.outbox.take,
        news.letters,
        tick=Digest(context.clock).tick,
        committed=news.outgoing.set,
    )
    return Notifier(reader, sender, news.letters, news.outgoing)


def _wire(
    settings: Settings,
    context: CommandContext,
    redis: "Redis",
    *,
    catalog: Catalog,
    epoch: str,
    documents: TrustedDocuments,
    sequencer: Sequencer,
    notifier: Notifier,
) -> Application:
    hub, recent_events, stream = Hub(), RecentEvents(), RedisEventStream(redis, epoch)
    history = History(recent_events, epoch=epoch, replay_limit=settings.replay_limit)
    subscriptions = SubscriptionRegistry(hub, history)

    def deliver(logged: LoggedEvent) -> None:
        subscriptions.record(logged)
        hub.dispatch(logged)
        notifier.news.set()

    secure_cookie = context.public_url.startswith("https://")
    graphql_context = Context(command_context=context, catalog=catalog, epoch=epoch, secure_cookie=secure_cookie)
    return Application(
        settings=settings,
        clock=context.clock,
        epoch=epoch,
        command_context=context,
        catalog=catalog,
        redis=redis,
        stream=stream,
        hub=hub,
        recent_events=recent_events,
        subscriptions=subscriptions,
        sockets=Sockets(),
        tail=Tail(stream, deliver),
        sequencer=sequencer,
        notifier=notifier,
        engine=GraphQLEngine(schema, graphql_context, documents),
        context=graphql_context,
        fault=asyncio.Event(),
    )


async def _join_log(application: Application) -> None:
    """Start at the newest position of the log, with the events before it in memory for clients that resume."""
    await application.tail.start()
    recent_events = application.recent_events
    recent_events.begin(await recent(application.stream, recent_events.max_events), application.tail.position)


def _jobs(application: Application, *, follow: bool) -> list[Coroutine[Any, Any, None]]:
    signals, sockets, clock = application.command_context.signals, application.sockets, application.clock
    jobs = [
        signals.listen_sessions_over(sockets.end_sessions),
        sockets.send_heartbeats(clock),
        signals.listen_sessions_renewed(sockets.renew_sessions),
        signals.listen_account_erased(application.subscriptions.invalidate),
        sockets.watch_sessions(lambda sessions: living_sessions(sessions, clock.now())),
    ]
    if follow:
        jobs.append(application.tail.run())
    return jobs


def _leading_jobs(
    application: Application, news: _News, database_url: str, *, watch_deadlines: bool
) -> list[Coroutine[Any, Any, None]]:
    """Return the jobs that one process runs for all; each elects its own leader."""
    context, settings = application.command_context, application.settings
    jobs = [
        application.sequencer.run(),
        context.signals.listen_wake(news.committed, news.deadlines),
        application.notifier.reader.run(),
        application.notifier.sender.run(),
        photo_cleanup_job(database_url, context).run(),
    ]
    if watch_deadlines:
        jobs.append(DeadlineJob(database_url, context, news.deadlines).run())
        jobs.append(account_cleanup_job(database_url, context, settings.unconfirmed_days).run())
        if settings.anonymise_after_days:
            jobs.append(anonymisation_job(database_url, context, settings.anonymise_after_days).run())
    return jobs


@asynccontextmanager
async def _tasks(jobs: list[Coroutine[Any, Any, None]], fault: asyncio.Event) -> AsyncIterator[None]:
    """Run these tasks during the block. A task that ends by itself is logged and sets ``fault``."""

    def report(task: "asyncio.Task[None]") -> None:
        if not task.cancelled():
            log.critical("job_ended", job=task.get_name(), exc_info=task.exception())
            fault.set()

    tasks = [asyncio.create_task(job, name=str(job)) for job in jobs]
    for task in tasks:
        task.add_done_callback(report)
    try:
        yield
    finally:
        for task in await _cancelled(tasks):
            log.error("job_did_not_stop", job=task.get_name())


async def _cancelled(tasks: "Iterable[asyncio.Task[None]]") -> "set[asyncio.Task[None]]":
    """Cancel the tasks and return those that did not end in time."""
    ending = set(tasks)
    for _ in range(_SHUTDOWN_ROUNDS):
        # Cancelled more than once, because redis-py swallows a cancellation that meets it while it connects.
        for task in ending:
            task.cancel()
        _, ending = await asyncio.wait(ending, timeout=_SHUTDOWN_SECONDS / _SHUTDOWN_ROUNDS)
        if not ending:
            break
    return ending
