"""`/health/live`, `/health/ready` and `/metrics`: for whoever keeps the machine."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.application import Application
from app.errors import StorageError
from app.events.log import log_head
from app.live.sse_connection import SseConnection

_STORAGE_ASKED_EVERY = timedelta(seconds=10)
_STORAGE_SECONDS = 2.0


def health_routes(application: Callable[[], Application]) -> list[Route]:
    """Return the routes."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    photos = _StorageWatch()

    async def ready(_: Request) -> Response:
        running_application = application()
        problems = await _problems(running_application)
        if problem := await photos.problem(running_application):
            problems["storage"] = problem
        status = 503 if problems.get("database") or running_application.sockets.draining else 200
        return JSONResponse({"status": "ready" if status == 200 else "not ready", "problems": problems}, status)

    registry = CollectorRegistry()
    registry.register(_HouseMetrics(application))

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/health/live", live), Route("/health/ready", ready), Route("/metrics", metrics)]


async def _problems(application: Application) -> dict[str, str]:
    """Name what does not answer. Without Redis the product works on, only slower; without the database it does not."""
    problems: dict[str, str] = {}
    try:
        await log_head()
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is "not ready"
        problems["database"] = type(error).__name__
    try:
        await application.redis.ping()
    except Exception as error:  # noqa: BLE001 - named, not hidden
        problems["redis"] = type(error).__name__
    return problems


class _StorageWatch:
    """Asks the storage of photos now and then, however often it is asked itself. Without it, all but photos works."""

    def __init__(self) -> None:
        self._asked_at: datetime | None = None
        self._problem: str | None = None

    async def problem(self, application: Application) -> str | None:
        """Name what is wrong with the storage; None = it answers."""
        now = application.clock.now()
        if self._asked_at is None or now - self._asked_at >= _STORAGE_ASKED_EVERY:
            self._asked_at = now
            self._problem = await self._ask(application)
        return self._problem

    async def _ask(self, application: Application) -> str | None:
        try:
            async with asyncio.timeout(_STORAGE_SECONDS):
                await application.command_context.storage.check()
        except (StorageError, TimeoutError) as error:
            return type(error).__name__
        return None


class _HouseMetrics(Collector):
    """Reads the figures when they are asked for."""

    def __init__(self, application: Callable[[], Application]) -> None:
        self._application = application

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures."""
        application = self._application()
        yield GaugeMetricFamily("qala_sockets", "Open live connections of this process", len(application.sockets))
        streams = application.sockets.count(SseConnection)
        yield GaugeMetricFamily("qala_streams", "Those of them that are server-sent events", streams)
        yield GaugeMetricFamily(
            "qala_runs", "Shared subscription executions of this process", len(application.subscriptions)
        )
        yield GaugeMetricFamily(
            "qala_topics", "Topics somebody in this process listens to", application.hub.topic_count
        )
        yield GaugeMetricFamily(
            "qala_log_position", "Last event this process has handed over", application.tail.position
        )
        letters = GaugeMetricFamily(
            "qala_letters", "Letters that are not sent, by how far they came", labels=["status"]
        )
        for status, count in application.notifier.sender.unsent.items():
            letters.add_metric([status.lower()], count)
        yield letters
        leads = float(application.sequencer.is_leader)
        yield GaugeMetricFamily("qala_sequencer_leader", "1 where the sequencer leads", leads)
