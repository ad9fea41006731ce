"""From the commit of a command to the client: through sequencer, Redis, tail, run and socket."""

import time
from dataclasses import dataclass

from tests.bench.test_app import fresh_town

from app.cli.engines import EngineUrls
from tests.bench.contenders import CONTENDERS
from tests.bench.events import THE_CITY
from tests.bench.fanout import SETTLE_SECONDS, Figures, running, subscribing_to
from tests.bench.steps import steps
from tests.bench.watch import watchers

WARM = 20


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Commands a second, before so many watchers."""

    sockets: int
    a_second: float
    events: int
    letters: bool = False
    """Whether each command also makes the server write a letter."""

    @property
    def title(self) -> str:
        """In words."""
        letters = ", a letter for each" if self.letters else ""
        return f"{self.sockets:,} watchers, {self.a_second:g} commands a second{letters}"


def latency(urls: EngineUrls, pace: Pace) -> Figures:
    """Measure in milliseconds."""
    with (
        fresh_town(urls) as test_app,
        steps(test_app, letters=pace.letters) as stepping,
        running(CONTENDERS[0], test_app) as process,
        watchers(process.port, subscribing_to([THE_CITY]), pace.sockets) as load,
    ):
        load.order("connect")
        time.sleep(SETTLE_SECONDS)
        stepping.take(WARM, a_second=10)
        time.sleep(SETTLE_SECONDS)
        since, before = stepping.position, process.cpu_seconds()
        begun = time.monotonic()
        sent = stepping.take(pace.events, a_second=pace.a_second)
        took = time.monotonic() - begun
        load.order("wait", since=since, deliveries=pace.events * pace.sockets, seconds=60)
        figures: Figures = load.order("report", sent=sent, audience=pace.sockets)
        cpu = process.cpu_seconds() - before
    return {
        **{name: figures[name] for name in ("p50", "p95", "p99", "lost", "doubled")},
        "cpu_us": cpu / (pace.events * pace.sockets) * 1e6,
        "a_second": pace.events / took,
    }
