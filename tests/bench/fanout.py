"""Measure events to many sockets: memory of a socket, CPU time and latency of a delivery, for each server."""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.cli.engines import EngineUrls
from tests.bench.contenders import SCHEMA, Contender
from tests.bench.database import BenchDatabase, fresh_database
from tests.bench.events import THE_CITY, Feeder, Topic, expected_value, request_topics
from tests.bench.load import Subscribing
from tests.bench.load_process import LoadProcess, load_process
from tests.bench.process import Measured, server
from tests.bench.servers.ours import COUNTS
from tests.documents import page_document

WARM_ROUNDS = 3
"""Rounds that must reach all sockets before the measurement, so that caches and compiled code are ready."""
WARM_PATIENCE_SECONDS = 10.0
MOST_WARM_ROUNDS = 20
SETTLE_SECONDS = 1.0
PATIENCE_SECONDS = 120.0


def subscribing_to(topics: list[Topic]) -> Subscribing:
    """Return what sockets that watch these topics send."""
    operation = "CityFeed" if topics[0].field == "cityFeed" else "RequestChanged"
    return Subscribing(page_document(operation), operation, [topic.variables for topic in topics])


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case: the numbers of sockets and topics, and the pattern of events."""

    sockets: int
    topics: int = 1
    rounds: int = 40
    """The number of rounds; the next round begins when all sockets have the events of the one before."""
    burst: int = 1
    """The number of events that each topic gets at once in a round."""
    most_seconds: float = 10
    """The time limit of a case: a slow server gets fewer rounds, but at least three."""
    idle_seconds: float = 0

    @property
    def title(self) -> str:
        """The heading of the case."""
        topics = {1: "one topic", self.sockets: "a topic for each socket"}.get(self.topics, f"{self.topics} topics")
        burst = f", {self.burst} events at once" if self.burst > 1 else ""
        return f"{topics}, {self.sockets:,} sockets{burst}"


Figures = dict[str, float]


@dataclass(frozen=True)
class Running:
    """A server under measurement."""

    measured: Measured
    counts_path: str

    @property
    def port(self) -> int:
        """The port on which it listens."""
        return self.measured.port

    def cpu_seconds(self) -> float:
        """User and system CPU time so far, in seconds."""
        return self.measured.cpu_seconds()

    def pss_kilobytes(self) -> int:
        """Memory."""
        return self.measured.pss_kilobytes()

    def counts(self) -> tuple[int, int]:
        """For our server: the counts of replays from the event table and of executed subscriptions."""
        reads, renders = COUNTS.unpack(Path(self.counts_path).read_bytes())
        return reads, renders


@contextmanager
def running(contender: Contender, database: BenchDatabase, **settings: str) -> Iterator[Running]:
    """Start one of the servers, with more environment variables."""
    with tempfile.NamedTemporaryFile() as counts:
        counts.write(bytes(COUNTS.size))
        counts.flush()
        environment = {
            "DATABASE_URL": database.urls.database_url,
            "REDIS_URL": database.urls.redis_url,
            "STREAM": f"bench:{database.epoch}",
            "SCHEMA": str(SCHEMA),
            "COUNTS": counts.name,
            "NODE_ENV": "production",
            **settings,
        }
        with server(contender.arguments(), environment) as started:
            yield Running(started, counts.name)


def measure(contender: Contender, urls: EngineUrls, case: Case) -> Figures:
    """Run one server through one case.

    Raises:
        Absent: the peer cannot be had here.
        DidNotBegin: it did not start.
    """
    topics = [THE_CITY] if case.topics == 1 else request_topics(case.topics)
    with fresh_database(urls) as database:
        if contender.is_ours and case.topics > 1:
            database.fill(case.topics)
        feeder = Feeder(database.redis(), database.epoch, bare=not contender.is_ours)
        with running(contender, database) as process:
            time.sleep(SETTLE_SECONDS)
            empty, before = process.pss_kilobytes(), process.cpu_seconds()
            with load_process(process.port, subscribing_to(topics), case.sockets) as load:
                load.order("connect")
                time.sleep(SETTLE_SECONDS)
                figures = {
                    "connect_us": (process.cpu_seconds() - before) / case.sockets * 1e6,
                    "idle_kb": (process.pss_kilobytes() - empty) / case.sockets,
                    **_idle(process, case),
                }
                deliveries = _Deliveries(load, feeder, topics, case)
                deliveries.warm()
                figures["cpu_us"] = deliveries.run(process)
                figures["used_kb"] = (process.pss_kilobytes() - empty) / case.sockets
                figures.update(deliveries.report(database.epoch))
    return figures


def _idle(process: Running, case: Case) -> Figures:
    if not case.idle_seconds:
        return {}
    before = process.cpu_seconds()
    time.sleep(case.idle_seconds)
    return {"idle_us": (process.cpu_seconds() - before) / case.sockets / case.idle_seconds * 1e6}


class _Deliveries:
    """Sends events round by round; a round begins when all sockets have the one before."""

    def __init__(self, load: LoadProcess, feeder: Feeder, topics: list[Topic], case: Case) -> None:
        self._load = load
        self._feeder = feeder
        self._topics = topics
        self._case = case
        self._audience = case.sockets // case.topics
        self._skip = 0
        """Positions up to this one are not measured."""

    def _round(self, events: int, seconds: float = PATIENCE_SECONDS) -> bool:
        self._feeder.send(self._topics * events)
        due = (len(self._feeder.sent) - self._skip) * self._audience
        answer = self._load.order("wait", since=self._skip, deliveries=due, seconds=seconds)
        return bool(answer["deliveries"] >= due)

    def warm(self) -> None:
        """Send events that are not measured.

        The protocol does not say when a subscription has begun, so rounds are sent until some have reached all sockets.
        """
        reached = 0
        for _ in range(MOST_WARM_ROUNDS):
            reached += self._round(1, WARM_PATIENCE_SECONDS)
            self._skip = len(self._feeder.sent)
            if reached == WARM_ROUNDS:
                return
        raise RuntimeError(f"after {MOST_WARM_ROUNDS} events some sockets still got nothing")

    def run(self, process: Running) -> float:
        """Send the measured events; return CPU time in microseconds for each delivery."""
        begun, before = time.monotonic(), process.cpu_seconds()
        for done in range(self._case.rounds):
            if not self._round(self._case.burst):
                break
            if done >= 2 and time.monotonic() - begun > self._case.most_seconds:
                break
        time.sleep(0.2)
        measured = len(self._feeder.sent) - self._skip
        return (process.cpu_seconds() - before) / (measured * self._audience) * 1e6

    def report(self, epoch: str) -> Figures:
        """Return the figures of the sockets, and whether their payload equals the expected one."""
        sent = {position: moment for position, moment in self._feeder.sent.items() if position > self._skip}
        answer = self._load.order("report", sent=sent, audience=self._audience)
        answer["right"] = float(_is_right(answer.pop("sample"), self._topics, epoch))
        answer["bytes"] = len(json.dumps(expected_value(self._topics[0], 1, epoch), ensure_ascii=False).encode())
        if refusals := answer.pop("refusals"):
            raise RuntimeError(f"a subscription was refused: {refusals[0]}")
        return {name: float(value) for name, value in answer.items()}


def _is_right(sample: str, topics: list[Topic], epoch: str) -> bool:
    if not sample:
        return False
    (field, value), *others = json.loads(sample)["payload"]["data"].items()
    position = int(value["cursor"].rpartition(":")[2])
    topic = topics[(position - 1) % len(topics)]
    return not others and field == topic.field and value == expected_value(topic, position, epoch)
