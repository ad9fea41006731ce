"""The process that makes the load, as the benchmark drives it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench.load import Subscribing, begin_order
from tests.bench.process import CLIENT_CORE, ROOT


class LoadProcess:
    """The load in a separate process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def order(self, do: str, **details: Any) -> Any:
        """Send an order, wait until it is done, return its result."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **details}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the load ended by itself; what it wrote stands above")
        return json.loads(answer)


@contextmanager
def load_process(port: int, subscribing: Subscribing, sockets: int) -> Iterator[LoadProcess]:
    """Start the load on its CPU core, without sockets until the order to connect."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.load"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: os.sched_setaffinity(0, {CLIENT_CORE}),  # noqa: PLW1509 - nothing here has threads yet
    )
    try:
        assert process.stdin is not None
        process.stdin.write(begin_order(f"ws://127.0.0.1:{port}/graphql", subscribing, sockets) + "\n")
        process.stdin.flush()
        yield LoadProcess(process)
    finally:
        process.kill()
        process.wait()
