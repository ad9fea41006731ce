"""Many sockets held for minutes, one event a second: memory stays flat and nothing is lost."""

import time

from app.cli.engines import EngineUrls
from tests.bench.command_driver import command_driver
from tests.bench.contenders import CONTENDERS
from tests.bench.database import fresh_database
from tests.bench.events import THE_CITY
from tests.bench.fanout import SETTLE_SECONDS, Figures, running, subscribing_to
from tests.bench.load_process import load_process

WARM = 10


def endurance(urls: EngineUrls, sockets: int, minutes: float) -> Figures:
    """Keep the sockets open; return memory in MB at the start, at the end and at its peak, and lost deliveries."""
    memory = []
    with (
        fresh_database(urls) as database,
        command_driver(database) as driver,
        running(CONTENDERS[0], database) as process,
        load_process(process.port, subscribing_to([THE_CITY]), sockets) as load,
    ):
        load.order("connect")
        time.sleep(SETTLE_SECONDS)
        driver.take(WARM, a_second=1)
        since, before = driver.position, process.cpu_seconds()
        sent: dict[int, float] = {}
        begun = time.monotonic()
        while time.monotonic() - begun < minutes * 60:
            memory.append(process.pss_kilobytes() / 1024)
            sent |= driver.take(10, a_second=1)
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
