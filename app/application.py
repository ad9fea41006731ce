"""Wires the running product: every dependency is an argument of a class and is made here, nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2

from app.auth.limiter import Limiter
from app.auth.point_budget import PointBudget
from app.auth.read_guard import ReadGuard, heavy_slots
from app.auth.sessions import living_sessions, viewer_of_token
from app.auth.viewer import Viewer
from app.clock import Clock, SystemClock
from app.commands.accounts.sessions import record_use
from app.commands.context import CommandContext
from app.commands.jobs.deadline_job import DeadlineJob
from app.commands.jobs.notifier import Notifier
from app.commands.jobs.periodic_jobs import periodic_jobs
from app.domain.log.events import LoggedEvent
from app.domain.notifications.letters import Channel
from app.events.background_jobs import background_jobs
from app.events.log_identity import present_epoch
from app.events.rebuild_job import keep_read_models_current
from app.events.redis_stream import RedisEventStream, recent
from app.events.sequencer import Sequencer
from app.events.signals import Signals
from app.events.tail import Tail
from app.geocoding.opening import open_geocoder
from app.live.history import History
from app.live.hub import Hub
from app.live.live_limits import LiveLimits
from app.live.read_ahead import ReadAhead
from app.live.recent_events import RecentEvents
from app.live.sockets import Sockets
from app.live.subscription_registry import SubscriptionRegistry
from app.models.database import database
from app.models.statement_limits import Work
from app.notifications.links import Links, secret_of
from app.notifications.outbox import Outbox
from app.notifications.sender import POLL_SECONDS, SECONDS_ALONE, Sender
from app.notifications.transport import Transport
from app.notifications.transports.opening import open_transports
from app.photos.pipeline import Pipeline
from app.queries.cities.catalog import Catalog
from app.queries.notifications.recipients import recipients_of_earlier
from app.queries.replica import ReplicaReads
from app.redis_clients import RedisClient, open_counters, open_redis
from app.settings import PAGE, Settings
from app.storage.opening import open_storage
from schema import schema
from schema.context import Context
from schema.engine import GraphQLEngine
from schema.trusted import TrustedDocuments


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The running product, as the web routes, the command line and the tests receive it."""

    settings: Settings
    clock: Clock
    epoch: str
    command_context: CommandContext
    catalog: Catalog
    redis: RedisClient
    stream: RedisEventStream
    hub: Hub
    recent_events: RecentEvents
    subscriptions: SubscriptionRegistry
    sockets: Sockets
    tail: Tail
    sequencer: Sequencer
    notifier: Notifier
    reads: ReadGuard
    replica: ReplicaReads | None
    """Where the reads of clients go, unless one server answers all."""
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
    run_periodic_jobs: bool = True,
    only_letters: bool = False,
) -> AsyncIterator[Application]:
    """Run the product during the block.

    ``lead=False`` leaves the sequencer and the messages to other processes; ``run_periodic_jobs=False`` also what is
    due by time alone. ``follow=False`` does not read what the sequencer publishes: the command line has no subscribers.
    ``only_letters`` sends the messages, and does nothing else.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        work = Work.SERVING if follow else Work.BULK
        await stack.enter_async_context(database(database_url, work, settings.database_replica_url))
        redis = await stack.enter_async_context(aclosing(open_redis(redis_url)))
        limits = await stack.enter_async_context(aclosing(open_counters(redis_url)))
        client = await stack.enter_async_context(httpx2.AsyncClient()) if http is None else http
        storage = await stack.enter_async_context(open_storage(settings, clock))
        if pipeline is None:
            pipeline = await stack.enter_async_context(Pipeline(settings.photo_processes))
        epoch = await present_epoch(redis, renews=lead)
        wake_ups, limiter = _WakeUps(), Limiter(limits, epoch, clock)
        context = CommandContext(
            clock=clock,
            catalog=Catalog(clock),
            signals=Signals(redis, epoch),
            outbox=Outbox(clock, wake_ups.outgoing.set, recipients_of_earlier=recipients_of_earlier),
            links=Links(lambda: _link_secret(settings), clock, public_url),
            limiter=limiter,
            geocoder=open_geocoder(settings, client, limiter, clock),
            storage=storage,
            pipeline=pipeline,
            public_url=public_url,
            gov_domains=settings.gov_domains,
            session_days=settings.session_days,
        )
        transports = open_transports(settings, clock, context.links, client)
        transports |= {Channel.EMAIL: mail_transport} if mail_transport else {}
        notifier = Notifier.of(
            database_url,
            clock,
            Sender(
                clock,
                transports,
                context.links,
                wake_ups.outgoing,
                catalog=context.catalog,
                # No command of this process wakes a sender that is alone.
                poll_seconds=SECONDS_ALONE if only_letters else POLL_SECONDS,
            ),
            context.outbox,
            log_grown=wake_ups.log_grown,
            outgoing=wake_ups.outgoing,
        )
        sequencer = Sequencer(database_url, RedisEventStream(redis, epoch), wake_ups.committed, clock=clock)
        if (trusted := documents) is None:
            trusted = TrustedDocuments.read(PAGE / "documents.json", only=settings.trusted_documents_only)
        application = _wire(settings, context, redis, epoch, documents=trusted, sequencer=sequencer, notifier=notifier)
        await _join_log(application)
        stack.push_async_callback(context.wait_for_background)
        stack.push_async_callback(notifier.sender.wait_for_deliveries)
        jobs = notifier.jobs() if only_letters else _jobs(application, follow=follow)
        if lead:
            jobs += _leading_jobs(application, wake_ups, database_url, run_periodic_jobs=run_periodic_jobs)
        async with background_jobs(jobs, application.fault):
            yield application


@dataclass(frozen=True, slots=True)
class _WakeUps:
    """The events by which the parts of one process wake each other."""

    # A command has committed: the sequencer has work, and the next deadline timer may be another one.
    committed: asyncio.Event = field(default_factory=asyncio.Event)
    deadlines: asyncio.Event = field(default_factory=asyncio.Event)
    # The log has grown: messages may be due.
    log_grown: asyncio.Event = field(default_factory=asyncio.Event)
    # The outbox has grown: the sender has work.
    outgoing: asyncio.Event = field(default_factory=asyncio.Event)


def _link_secret(settings: Settings) -> bytes:
    key = settings.secret_key
    return secret_of(key.get_secret_value() if key else None, settings.qala_home)


def _wire(
    settings: Settings,
    context: CommandContext,
    redis: RedisClient,
    epoch: str,
    *,
    documents: TrustedDocuments,
    sequencer: Sequencer,
    notifier: Notifier,
) -> Application:
    hub, recent_events, stream = Hub(), RecentEvents(), RedisEventStream(redis, epoch)
    history = History(recent_events, epoch=epoch, replay_limit=settings.replay_limit)
    in_all, of_network = settings.live_connections, settings.live_connections_per_network
    limits = LiveLimits(connections=in_all, connections_of_network=of_network)
    subscriptions = SubscriptionRegistry(hub, history, limits=limits)

    def deliver(logged: LoggedEvent) -> None:
        read_ahead.note(logged)
        subscriptions.record(logged)
        hub.dispatch(logged)
        notifier.log_grown.set()

    reads = ReadGuard(
        PointBudget(context.limiter, context.clock),
        heavy_slots=heavy_slots(settings.workers),
        network_points=settings.read_points_per_network,
        connections=(in_all, of_network),
    )
    replica = ReplicaReads(redis, epoch, lambda: tail.position) if settings.database_replica_url else None
    secure = context.public_url.startswith("https://")
    graphql_context = Context(command_context=context, catalog=context.catalog, epoch=epoch, secure_cookie=secure)
    engine = GraphQLEngine(schema, graphql_context, documents, reads, replica, pause=subscriptions.slices.start)
    read_ahead = ReadAhead(engine.live_loaders.read_ahead, engine.live_loaders.forget, hub.is_watched)
    tail = Tail(stream, deliver, read_ahead=read_ahead.read)
    return Application(
        settings=settings,
        clock=context.clock,
        epoch=epoch,
        command_context=context,
        catalog=context.catalog,
        redis=redis,
        stream=stream,
        hub=hub,
        recent_events=recent_events,
        subscriptions=subscriptions,
        sockets=Sockets(),
        tail=tail,
        sequencer=sequencer,
        notifier=notifier,
        reads=reads,
        replica=replica,
        engine=engine,
        context=graphql_context,
        fault=asyncio.Event(),
    )


async def _join_log(application: Application) -> None:
    """Start at the newest position of the log, with the events before it in memory for clients that resume."""
    await application.tail.start()
    if application.replica is not None:
        await application.replica.check()
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
        jobs += [application.tail.run(), signals.listen_figures_changed(application.hub.refresh_figures)]
    return jobs


def _leading_jobs(
    application: Application, wake_ups: _WakeUps, database_url: str, *, run_periodic_jobs: bool
) -> list[Coroutine[Any, Any, None]]:
    """Return the jobs that one process runs for all; each elects its own leader."""
    context, settings, sequencer = application.command_context, application.settings, application.sequencer
    deadlines = DeadlineJob(database_url, context, wake_ups.deadlines)
    jobs = [
        sequencer.run(application.tail.take, application.subscriptions.prepare, context.signals.figures_changed),
        context.signals.listen_wake(wake_ups.committed, wake_ups.deadlines, jobs=(sequencer, deadlines)),
        *([application.notifier.sender.watch()] if settings.letters_apart else application.notifier.jobs()),
    ]
    if run_periodic_jobs:
        jobs += periodic_jobs(database_url, context, settings)
        jobs += [keep_read_models_current(database_url, context.clock), deadlines.run()]
    return jobs
