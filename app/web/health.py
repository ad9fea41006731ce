"""`/health/live`, `/health/ready` and `/metrics`: for whoever keeps the machine."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.bootstrap import House
from app.events.log import log_head


def health_routes(house: Callable[[], House]) -> list[Route]:
    """Return the routes."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(_: Request) -> Response:
        the_house = house()
        problems = await _problems(the_house)
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


class _HouseMetrics(Collector):
    """Reads the figures when they are asked for."""

    def __init__(self, house: Callable[[], House]) -> None:
        self._house = house

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures."""
        house = self._house()
        yield GaugeMetricFamily("qala_sockets", "Open WebSockets of this process", len(house.sockets))
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
