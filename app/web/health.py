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

from app.bootstrap import House
from app.errors import StorageError
from app.events.log import log_head
from app.live.event_stream import EventStream

_STORAGE_ASKED_EVERY = timedelta(seconds=10)
_STORAGE_SECONDS = 2.0


def health_routes(house: Callable[[], House]) -> list[Route]:
    """Return the routes."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    photos = _StorageWatch()

    async def ready(_: Request) -> Response:
        the_house = house()
        problems = await _problems(the_house)
        if problem := await photos.problem(the_house):
            problems["storage"] = problem
        status = 503 if problems.get("database") or the_house.sockets.draining else 200
        return JSONResponse({"status": "ready" if status == 200 else "not ready", "problems": problems}, status)

    registry = CollectorRegistry()
    registry.register(_HouseMetrics(house))

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/health/live", live), Route("/health/ready", ready), Route("/metrics", metrics)]


async def _problems(house: House) -> dict[str, str]:
    """Name what does not answer. Without Redis the product works on, only slower; without the database it does not."""
    problems: dict[str, str] = {}
    try:
        await log_head()
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is "not ready"
        problems["database"] = type(error).__name__
    try:
        await house.redis.ping()
    except Exception as error:  # noqa: BLE001 - named, not hidden
        problems["redis"] = type(error).__name__
    return problems


class _StorageWatch:
    """Asks the storage of photos now and then, however often it is asked itself. Without it, all but photos works."""

    def __init__(self) -> None:
        self._asked_at: datetime | None = None
        self._problem: str | None = None

    async def problem(self, house: House) -> str | None:
        """Name what is wrong with the storage; None = it answers."""
        now = house.clock.now()
        if self._asked_at is None or now - self._asked_at >= _STORAGE_ASKED_EVERY:
            self._asked_at = now
            self._problem = await self._ask(house)
        return self._problem

    async def _ask(self, house: House) -> str | None:
        try:
            async with asyncio.timeout(_STORAGE_SECONDS):
                await house.desk.storage.check()
        except (StorageError, TimeoutError) as error:
            return type(error).__name__
        return None


class _HouseMetrics(Collector):
    """Reads the figures when they are asked for."""

    def __init__(self, house: Callable[[], House]) -> None:
        self._house = house

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures."""
        house = self._house()
        yield GaugeMetricFamily("qala_sockets", "Open live connections of this process", len(house.sockets))
        streams = house.sockets.count(EventStream)
        yield GaugeMetricFamily("qala_streams", "Those of them that are server-sent events", streams)
        yield GaugeMetricFamily("qala_runs", "Shared subscription executions of this process", len(house.runs))
        yield GaugeMetricFamily("qala_topics", "Topics somebody in this process listens to", house.hub.topic_count)
        yield GaugeMetricFamily("qala_log_position", "Last event this process has handed over", house.tail.position)
        letters = GaugeMetricFamily(
            "qala_letters", "Letters that are not sent, by how far they came", labels=["status"]
        )
        for status, count in house.post_office.sender.unsent.items():
            letters.add_metric([status.lower()], count)
        yield letters
        leads = float(house.sequencer.is_leader)
        yield GaugeMetricFamily("qala_sequencer_leader", "1 where the sequencer leads", leads)
