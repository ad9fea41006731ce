"""Measure the reconnection of all sockets at once by cursor: the time until all have caught up, and its cost."""

import time
from contextlib import ExitStack
from dataclasses import dataclass

from app.cli.engines import EngineUrls
from tests.bench.command_driver import CommandDriver, command_driver
from tests.bench.contenders import CONTENDERS
from tests.bench.database import fresh_database
from tests.bench.events import THE_CITY
from tests.bench.fanout import SETTLE_SECONDS, Figures, Running, running, subscribing_to
from tests.bench.load_process import LoadProcess, load_process

OURS = CONTENDERS[0]
PATIENCE_SECONDS = 120.0
BEFORE = 4
"""The number of events that all sockets have received before they are disconnected."""


@dataclass(frozen=True, kw_only=True)
class Storm:
    """A case: the number of sockets, and of the events that they have missed."""

    sockets: int
    missed: int = 10
    to_a_new_process: bool = False
    """Whether server and event stream are replaced too, so that the replay reads the event table."""

    @property
    def title(self) -> str:
        """The heading of the case."""
        where = "a new process, its Redis empty" if self.to_a_new_process else "the same process"
        return f"{self.sockets:,} sockets come back to {where}"


def storm(urls: EngineUrls, case: Storm) -> Figures:
    """Return the figures of one case."""
    with fresh_database(urls) as database, command_driver(database) as driver, ExitStack() as stack:
        first = stack.enter_context(ExitStack())
        process = first.enter_context(running(OURS, database))
        load = stack.enter_context(load_process(process.port, subscribing_to([THE_CITY]), case.sockets))
        load.order("connect")
        sent = _seen_by_all(load, driver, case.sockets)
        load.order("leave")
        time.sleep(SETTLE_SECONDS)
        sent |= driver.take(case.missed, a_second=50)
        time.sleep(SETTLE_SECONDS)
        if case.to_a_new_process:
            first.close()
            database.forget_stream()
            process = stack.enter_context(running(OURS, database))
        time.sleep(SETTLE_SECONDS)
        return _come_back(load, process, sent, case)


def _seen_by_all(load: LoadProcess, driver: CommandDriver, sockets: int) -> dict[int, float]:
    time.sleep(SETTLE_SECONDS)
    while True:
        since = driver.position
        sent = driver.take(BEFORE, a_second=20)
        answer = load.order("wait", since=since, deliveries=BEFORE * sockets, seconds=10)
        if answer["deliveries"] >= BEFORE * sockets:
            return sent


def _come_back(load: LoadProcess, process: Running, sent: dict[int, float], case: Storm) -> Figures:
    before, (reads, renders) = process.cpu_seconds(), process.counts()
    url = f"ws://127.0.0.1:{process.port}/graphql"
    back = load.order("come back", url=url, position=max(sent), seconds=PATIENCE_SECONDS)
    counts = process.counts()
    report = load.order("report", sent=sent, audience=case.sockets)
    return {
        "p50_seconds": back["p50"],
        "all_seconds": back["p100"],
        "refused": back["refused"],
        "cpu_us": (process.cpu_seconds() - before) / case.sockets * 1e6,
        "reads": counts[0] - reads,
        "renders": counts[1] - renders,
        "lost": report["lost"],
        "doubled": report["doubled"],
    }
