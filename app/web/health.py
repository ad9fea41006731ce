"""`/health/live`, `/health/ready` and `/metrics`, for operators."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hmac import compare_digest
from ipaddress import ip_address

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.application import Application
from app.auth.read_guard import ReadGuard
from app.errors import StorageError
from app.events.log import log_head
from app.live import compiled_failures
from app.live.sse_connection import SseConnection
from app.queries.replica import ReplicaReads
from app.settings import Settings
from app.web.disk import DiskCheck
from app.web.graphql.uploads import UploadSlots

_STORAGE_CHECK_INTERVAL = timedelta(seconds=10)
_STORAGE_TIMEOUT_SECONDS = 2.0
_PROXY_HEADERS = ("x-forwarded-for", "x-forwarded-proto", "x-real-ip", "forwarded", "via")


def health_routes(get_application: Callable[[], Application], *, settings: Settings, room: UploadSlots) -> list[Route]:
    """Return the routes."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    storage, disk = _StorageCheck(), DiskCheck(settings)

    async def ready(_: Request) -> Response:
        application = get_application()
        problems = await _problems(application)
        if problem := await storage.problem(application):
            problems["storage"] = problem
        if problem := await disk.problem(application.clock):
            problems["disk"] = problem
        status = 503 if problems.get("database") or application.sockets.draining else 200
        return JSONResponse({"status": "ready" if status == 200 else "not ready", "problems": problems}, status)

    registry = CollectorRegistry()
    registry.register(_ApplicationMetrics(get_application, room))

    async def metrics(request: Request) -> Response:
        if not may_read_metrics(request, settings.metrics_token):
            return PlainTextResponse("Not Found", 404)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/health/live", live), Route("/health/ready", ready), Route("/metrics", metrics)]


def may_read_metrics(request: Request, token: SecretStr | None) -> bool:
    """Whether the request brings the token; without one, whether it is from this machine and came through no proxy."""
    if token is not None:
        given = request.headers.get("authorization", "")
        return compare_digest(given.encode(), f"Bearer {token.get_secret_value()}".encode())
    if request.client is None or any(name in request.headers for name in _PROXY_HEADERS):
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


async def _problems(application: Application) -> dict[str, str]:
    """Return the services that do not answer. Without Redis the product only slows down; the database is required."""
    problems: dict[str, str] = {}
    try:
        await log_head()
    except Exception as error:  # noqa: BLE001 - any error means "not ready"
        problems["database"] = type(error).__name__
    if application.replica is not None and application.replica.is_away:
        problems["replica"] = "away"
    try:
        await application.redis.ping()
    except Exception as error:  # noqa: BLE001 - any error is reported by its name
        problems["redis"] = type(error).__name__
    return problems


class _StorageCheck:
    """Checks the photo storage at most once in ``_STORAGE_CHECK_INTERVAL``. Without it all but photos works."""

    def __init__(self) -> None:
        self._checked_at: datetime | None = None
        self._problem: str | None = None

    async def problem(self, application: Application) -> str | None:
        """Return the name of the storage error, or None when the storage answers."""
        now = application.clock.now()
        if self._checked_at is None or now - self._checked_at >= _STORAGE_CHECK_INTERVAL:
            self._checked_at = now
            self._problem = await self._check(application)
        return self._problem

    async def _check(self, application: Application) -> str | None:
        try:
            async with asyncio.timeout(_STORAGE_TIMEOUT_SECONDS):
                await application.command_context.storage.check()
        except (StorageError, TimeoutError) as error:
            return type(error).__name__
        return None


def _read_metrics(reads: ReadGuard) -> Iterator[Metric]:
    points = CounterMetricFamily("qala_read_points", "Points that were paid for reads, by who paid", labels=["payer"])
    for payer in ("network", "account"):
        points.add_metric([payer], reads.points[payer])
    yield points
    refused = CounterMetricFamily("qala_reads_refused", "Refused reads, by what refused them", labels=["reason"])
    for reason in ("price", "budget", "queue"):
        refused.add_metric([reason], reads.refusals[reason])
    yield refused
    running = GaugeMetricFamily("qala_reads_running", "Reads that hold a slot, by class", labels=["class"])
    waiting = GaugeMetricFamily("qala_reads_waiting", "Reads that wait for a slot, by class", labels=["class"])
    for name, queue in reads.queues.items():
        running.add_metric([name], queue.running)
        waiting.add_metric([name], queue.waiting)
    yield running
    yield waiting
    yield CounterMetricFamily("qala_reads_shared", "Reads that got the result of an equal one", reads.shared)


def _failed_metric() -> Metric:
    failed = CounterMetricFamily(
        "qala_compiled_failures", "Compiled operations that failed and were executed again", labels=["kind"]
    )
    for kind in compiled_failures.KINDS:
        failed.add_metric([kind], compiled_failures.failures[kind])
    return failed


def _replica_metrics(replica: ReplicaReads) -> Iterator[Metric]:
    answered = CounterMetricFamily("qala_replica_reads", "Reads, by the server that answered", labels=["server"])
    for server in ("replica", "primary"):
        answered.add_metric([server], replica.reads[server])
    yield answered
    yield GaugeMetricFamily(
        "qala_replica_position", "Position that the replica was last seen to have", replica.position
    )


class _ApplicationMetrics(Collector):
    """Reads the metrics of the application at each scrape."""

    def __init__(self, get_application: Callable[[], Application], room: UploadSlots) -> None:
        self._get_application = get_application
        self._room = room

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics."""
        application = self._get_application()
        yield GaugeMetricFamily("qala_sockets", "Open live connections of this process", len(application.sockets))
        streams = application.sockets.count(SseConnection)
        yield GaugeMetricFamily("qala_streams", "Those of them that are server-sent events", streams)
        subscriptions = application.subscriptions
        yield GaugeMetricFamily("qala_runs", "Shared subscriptions of this process", len(subscriptions))
        yield GaugeMetricFamily(
            "qala_executions",
            "Executions of this process: shared subscriptions that differ only in their filter have one",
            subscriptions.execution_count,
        )
        held = GaugeMetricFamily("qala_live_held", "What clients hold of the live part, by kind", labels=["kind"])
        refused = CounterMetricFamily("qala_live_refused", "Refused for lack of a share, by kind", labels=["kind"])
        for share in subscriptions.limits:
            held.add_metric([share.kind], len(share))
            refused.add_metric([share.kind], share.refused)
        yield held
        yield refused
        yield from _read_metrics(application.reads)
        yield _failed_metric()
        if application.replica is not None:
            yield from _replica_metrics(application.replica)
        yield GaugeMetricFamily("qala_topics", "Topics with a listener in this process", application.hub.topic_count)
        yield GaugeMetricFamily(
            "qala_log_position",
            "Position of the last event that this process has dispatched",
            application.tail.position,
        )
        letters = GaugeMetricFamily("qala_letters", "Letters that are not sent, by status", labels=["status"])
        for status, count in application.notifier.sender.unsent.items():
            letters.add_metric([status.lower()], count)
        yield letters
        yield GaugeMetricFamily("qala_uploads", "Requests with files that are being received", self._room.uploads)
        yield GaugeMetricFamily("qala_upload_bytes", "How large those may be together", self._room.bytes)
        yield CounterMetricFamily("qala_uploads_refused", "Those that found no room", self._room.refused)
        leads = float(application.sequencer.is_leader)
        yield GaugeMetricFamily("qala_sequencer_leader", "1 in the process that runs the sequencer", leads)
