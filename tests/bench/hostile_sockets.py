"""Measure what attackers of live delivery cost a bystander: its latency, and the longest stall of the event loop.

``make bench ARGS="--hostile-sockets texts"``. Attackers connect from addresses of their own while events keep coming.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.cli.engines import EngineUrls
from tests.bench.attackers import KINDS
from tests.bench.database import fresh_database
from tests.bench.events import THE_CITY, Feeder
from tests.bench.fanout import SETTLE_SECONDS, subscribing_to
from tests.bench.load_process import LoadProcess, load_process
from tests.bench.process import CLIENT_CORE, ROOT, Measured, server
from tests.bench.servers.ours import COUNTS
from tests.bench.servers.watched import STALL

BYSTANDERS = 64
EVENT_SECONDS = 0.25
ATTACK_SECONDS = 15.0
DESCRIPTION = "Жолдың ортасында терең шұңқыр бар. " * 114
"""As long as a description may be."""
LAST_EVENTS_SECONDS = 30.0


@dataclass(frozen=True)
class Row:
    """The figures with so many attackers, in milliseconds; of the connecting phase and of the time after it."""

    attackers: int
    connecting: dict[str, float]
    settled: dict[str, float]
    stalls: tuple[float, float]
    cpu: float
    """CPU seconds of the server for each event while the attack lasts."""
    counts: dict[str, int]

    @property
    def text(self) -> str:
        """One line of the table."""
        phases = [
            f"p50 {of['p50']:7.1f} p95 {of['p95']:7.1f} worst stall {stall * 1000:7.1f}"
            for of, stall in zip((self.connecting, self.settled), self.stalls, strict=True)
        ]
        lost = self.connecting["lost"] + self.settled["lost"]
        return f"{self.attackers:9} | {' | '.join(phases)} | {self.cpu:6.3f} | lost {lost:g} | {self.counts}"


def report_hostile_sockets(urls: EngineUrls, kind: str = KINDS[0], attackers: Sequence[int] = (0, 2, 6, 20)) -> str:
    """Return the table for one kind of attack."""
    heading = f"{kind}: attackers | while they connect, ms | afterwards, ms | CPU s an event | lost | of the attackers"
    return "\n".join([heading, *(measure(urls, kind, number).text for number in attackers)])


def measure(urls: EngineUrls, kind: str, attackers: int) -> Row:
    """Measure one server with so many attackers."""
    with (
        tempfile.NamedTemporaryFile() as counts,
        tempfile.NamedTemporaryFile() as stalls,
        fresh_database(urls) as database,
    ):
        for file, size in ((counts, COUNTS.size), (stalls, STALL.size)):
            file.write(bytes(size))
            file.flush()
        environment = {
            "DATABASE_URL": database.urls.database_url,
            "REDIS_URL": database.urls.redis_url,
            "COUNTS": counts.name,
            "STALLS": stalls.name,
        }
        feeder = Feeder(database.redis(), database.epoch, bare=False, description=DESCRIPTION)
        with (
            server([sys.executable, "-m", "tests.bench.servers.watched"], environment) as process,
            load_process(process.port, subscribing_to([THE_CITY]), BYSTANDERS) as load,
        ):
            time.sleep(SETTLE_SECONDS)
            load.order("connect")
            time.sleep(SETTLE_SECONDS)
            return _Attack(process, load, feeder, Path(stalls.name)).run(kind, attackers)


class _Attack:
    def __init__(self, process: Measured, load: LoadProcess, feeder: Feeder, stalls: Path) -> None:
        self._process = process
        self._load = load
        self._feeder = feeder
        self._stalls = stalls

    def run(self, kind: str, attackers: int) -> Row:
        self._events(2.0)
        self._load.order("wait", since=0, deliveries=len(self._feeder.sent) * BYSTANDERS, seconds=10)
        with _attacking(f"ws://127.0.0.1:{self._process.port}/graphql", attackers, kind) as attack:
            self._stall()
            connecting = self._events(None, attack)
            first_stall = self._stall()
            before = self._process.cpu_seconds()
            settled = self._events(ATTACK_SECONDS)
            cpu = (self._process.cpu_seconds() - before) / max(1, len(settled))
            due = len(self._feeder.sent) * BYSTANDERS
            self._load.order("wait", since=0, deliveries=due, seconds=LAST_EVENTS_SECONDS)
            stalls = first_stall, self._stall()
            counts = attack.counts()
        return Row(attackers, self._report(connecting), self._report(settled), stalls, cpu, counts)

    def _events(self, seconds: float | None, attack: "_Process | None" = None) -> list[int]:
        """Send events for a time, or until the attackers have connected; return their positions."""
        first, begun = len(self._feeder.sent) + 1, time.monotonic()
        while (seconds is not None and time.monotonic() - begun < seconds) or (attack is not None and not attack.ready):
            self._feeder.send([THE_CITY])
            time.sleep(EVENT_SECONDS)
        return list(range(first, len(self._feeder.sent) + 1))

    def _report(self, positions: list[int]) -> dict[str, float]:
        if not positions:
            return {"p50": 0.0, "p95": 0.0, "lost": 0.0}
        sent = {position: self._feeder.sent[position] for position in positions}
        return dict(self._load.order("report", sent=sent, audience=BYSTANDERS))

    def _stall(self) -> float:
        """Return the longest stall since the last call."""
        with self._stalls.open("r+b") as file:
            (found,) = STALL.unpack(file.read(STALL.size))
            file.seek(0)
            file.write(bytes(STALL.size))
        return float(found)


class _Process:
    def __init__(self, process: "subprocess.Popen[str] | None") -> None:
        self._process = process
        self._ready = process is None
        if process is not None and process.stdout is not None:
            os.set_blocking(process.stdout.fileno(), False)

    @property
    def ready(self) -> bool:
        """Whether all attackers have connected, or have tried long enough."""
        if not self._ready and self._process is not None and self._process.stdout is not None:
            self._ready = bool(self._process.stdout.readline())
        return self._ready

    def counts(self) -> dict[str, int]:
        """End the attack; return what the attackers counted."""
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            return {}
        os.set_blocking(self._process.stdout.fileno(), True)
        self._process.stdin.write("end\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))


@contextmanager
def _attacking(url: str, attackers: int, kind: str) -> Iterator[_Process]:
    if not attackers:
        yield _Process(None)
        return
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.attackers", url, str(attackers), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: os.sched_setaffinity(0, {CLIENT_CORE}),  # noqa: PLW1509 - nothing here has threads yet
    )
    try:
        yield _Process(process)
    finally:
        process.kill()
        process.wait()
