"""Our server as a worker of `qala serve` runs it, on the engines of the environment; counts what reconnects cost."""

import mmap
import os
import struct
import sys
from collections.abc import Callable
from typing import Any

import app.live.history
from app.application import open_application
from app.cli.console import set_up_logging
from app.events.log import read_topics
from app.live.execution import Execution
from app.server.serve import listening_socket, serve
from app.settings import Settings

COUNTS = struct.Struct("QQ")
"""Reads of the event table for a replay; executions of a subscription."""


class Counts:
    """Two numbers in a file that the benchmark can read at any time."""

    def __init__(self, path: str) -> None:
        with open(path, "r+b") as file:
            self._memory = mmap.mmap(file.fileno(), COUNTS.size)
        self._numbers = [0, 0]

    def counting(self, which: int, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same work, counted."""

        def counted(*arguments: Any) -> Any:
            self._numbers[which] += 1
            COUNTS.pack_into(self._memory, 0, *self._numbers)
            return work(*arguments)

        return counted


def main() -> None:
    counts = Counts(os.environ["COUNTS"])
    setattr(app.live.history, "read_topics", counts.counting(0, read_topics))  # noqa: B010 - imported from elsewhere
    counted = counts.counting(1, Execution.render)
    Execution.render = counted  # type: ignore[method-assign] # counts calls
    set_up_logging(service=True)
    settings = Settings()
    listener = listening_socket("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - nothing else may speak on the pipe
    urls: dict[str, Any] = {"database_url": os.environ["DATABASE_URL"], "redis_url": os.environ["REDIS_URL"]}
    serve(settings, lambda: open_application(settings, **urls, public_url="http://bench"), listener)


if __name__ == "__main__":
    main()
