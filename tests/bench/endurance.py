"""Many sockets held for minutes, one event a second: memory stays flat and nothing is lost."""

import time

from tests.bench.test_app import fresh_town

from app.cli.engines import EngineUrls
from tests.bench.contenders import CONTENDERS
from tests.bench.events import THE_CITY
from tests.bench.fanout import SETTLE_SECONDS, Figures, running, subscribing_to
from tests.bench.steps import steps
from tests.bench.watch import watchers

WARM = 10


def endurance(urls: EngineUrls, sockets: int, minutes: float) -> Figures:
    """Hold them; return memory at the beginning and the end in MB, its highest, and what was lost."""
    memory = []
    with (
        fresh_town(urls) as test_app,
        steps(test_app) as stepping,
        running(CONTENDERS[0], test_app) as process,
        watchers(process.port, subscribing_to([THE_CITY]), sockets) as load,
    ):
        load.order("connect")
        time.sleep(SETTLE_SECONDS)
        stepping.take(WARM, a_second=1)
        since, before, sent = stepping.position, process.cpu_seconds(), {}
        begun = time.monotonic()
        while time.monotonic() - begun < minutes * 60:
            memory.append(process.pss_kilobytes() / 1024)
            sent |= stepping.take(10, a_second=1)
        seconds = time.monotonic() - begun
        load.order("wait", since=since, deliveries=len(sent) * sockets, seconds=60)
        cpu = process.cpu_seconds() - before
        memory.append(process.pss_kilobytes() / 1024)
        report: Figures = load.order("report", sent=sent, audience=sockets)
    return {
        "events": len(sent),
        "minutes": seconds / 60,
        "first_mb": memory[0],
        "last_mb": memory[-1],
        "highest_mb": max(memory),
        "core": cpu / seconds * 100,
        **{name: report[name] for name in ("p50", "p95", "p99", "lost", "doubled", "gone")},
    }
