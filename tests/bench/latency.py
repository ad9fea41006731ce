"""Measure the latency from commit to client: through sequencer, Redis, tail, subscription and socket."""

import time
from dataclasses import dataclass

from app.cli.engines import EngineUrls
from tests.bench.command_driver import command_driver
from tests.bench.contenders import CONTENDERS
from tests.bench.database import fresh_database
from tests.bench.events import THE_CITY, Feeder
from tests.bench.fanout import SETTLE_SECONDS, Figures, running, subscribing_to
from tests.bench.load_process import load_process

WARM = 20
PICOWS = next(one for one in CONTENDERS if one.key == "picows")


@dataclass(frozen=True, kw_only=True)
class Pace:
    """A case: the rate of commands, and the number of sockets that watch."""

    sockets: int
    a_second: float
    events: int
    letters: bool = False
    """Whether each command also causes a letter."""

    @property
    def title(self) -> str:
        """The heading of the case."""
        letters = ", a letter for each" if self.letters else ""
        return f"{self.sockets:,} watchers, {self.a_second:g} commands a second{letters}"

    @property
    def seconds(self) -> float:
        """How long the commands of one run take at least."""
        return self.events / self.a_second


def latency(urls: EngineUrls, pace: Pace) -> Figures:
    """Return the latencies in milliseconds."""
    with (
        fresh_database(urls) as database,
        command_driver(database, letters=pace.letters) as driver,
        running(CONTENDERS[0], database) as process,
        load_process(process.port, subscribing_to([THE_CITY]), pace.sockets) as load,
    ):
        load.order("connect")
        time.sleep(SETTLE_SECONDS)
        driver.take(WARM, a_second=10)
        time.sleep(SETTLE_SECONDS)
        since, before = driver.position, process.cpu_seconds()
        begun = time.monotonic()
        sent = driver.take(pace.events, a_second=pace.a_second)
        took = time.monotonic() - begun
        load.order("wait", since=since, deliveries=pace.events * pace.sockets, seconds=60)
        figures: Figures = load.order("report", sent=sent, audience=pace.sockets)
        cpu = process.cpu_seconds() - before
    return _row(figures, cpu, took, pace)


def written(urls: EngineUrls, pace: Pace) -> Figures:
    """Return the latencies in milliseconds of a server in C that only writes: from the event in Redis to the client.

    No commit, no numbering, and no subscription is in them, so they bound what any server can reach on this machine.
    """
    with (
        fresh_database(urls) as database,
        running(PICOWS, database) as process,
        load_process(process.port, subscribing_to([THE_CITY]), pace.sockets) as load,
    ):
        load.order("connect")
        time.sleep(SETTLE_SECONDS)
        feeder = Feeder(database.redis(), database.epoch, bare=True)
        _feed(feeder, WARM, 10)
        time.sleep(SETTLE_SECONDS)
        before, begun = process.cpu_seconds(), time.monotonic()
        _feed(feeder, pace.events, pace.a_second)
        took = time.monotonic() - begun
        load.order("wait", since=WARM, deliveries=pace.events * pace.sockets, seconds=60)
        sent = {position: moment for position, moment in feeder.sent.items() if position > WARM}
        figures: Figures = load.order("report", sent=sent, audience=pace.sockets)
        cpu = process.cpu_seconds() - before
    return _row(figures, cpu, took, pace)


def _feed(feeder: Feeder, events: int, a_second: float) -> None:
    due = time.monotonic()
    for _ in range(events):
        feeder.send([THE_CITY])
        due += 1 / a_second
        time.sleep(max(0.0, due - time.monotonic()))


def _row(figures: Figures, cpu: float, took: float, pace: Pace) -> Figures:
    return {
        **{name: figures[name] for name in ("p50", "p95", "p99", "lost", "doubled")},
        "cpu_us": cpu / (pace.events * pace.sockets) * 1e6,
        "a_second": pace.events / took,
    }
