"""Commands and watchers beside which reads are measured: 50 commands a second in a process of their own."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.cli.engines import EngineUrls
from tests.bench.command_driver import command_driver
from tests.bench.database import BenchDatabase
from tests.bench.events import THE_CITY
from tests.bench.fanout import SETTLE_SECONDS, subscribing_to
from tests.bench.load_process import load_process
from tests.bench.process import CLIENT_CORE, ROOT

WATCHERS = 1000
COMMANDS_A_SECOND = 50


@contextmanager
def under_load(urls: EngineUrls, port: int) -> Iterator[None]:
    """Let sockets watch the first city and commands change a request of it, until the block ends."""
    with load_process(port, subscribing_to([THE_CITY]), WATCHERS) as load:
        load.order("connect")
        driver = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.scale.load"],
            stdin=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url},
            preexec_fn=lambda: os.sched_setaffinity(0, {CLIENT_CORE}),  # noqa: PLW1509 - nothing here has threads yet
        )
        try:
            time.sleep(5 * SETTLE_SECONDS)
            if driver.poll() is not None:
                raise RuntimeError("the process that runs commands has ended")
            yield
        finally:
            driver.communicate()


def main() -> None:
    """Run commands until the input ends."""
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    urls = EngineUrls(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])
    with command_driver(BenchDatabase(urls, "")) as driver:
        while not ended.is_set():
            driver.take(COMMANDS_A_SECOND, a_second=COMMANDS_A_SECOND)


if __name__ == "__main__":
    main()
