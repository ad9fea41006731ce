"""Start processes that have the product imported already: importing takes more than a second, and tests need many.

Each is a real process, forked from a server process that has only imported the product. It has its own memory,
environment and exit code, and a signal reaches it alone. ``tests/faults`` covers a start of ``qala`` without a fork.
"""

import asyncio
import gc
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from app.application import open_application
from app.cli.commands import run
from app.cli.console import err, out, set_up_logging
from app.server.serve import serve
from app.settings import PAGE, Settings
from app.web.app import make_app

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])
_CONSOLE_WIDTH = 200


def fork(work: Callable[..., Any], *arguments: Any) -> ForkServerProcess:
    """Start a process that runs ``work``, a function at the top level of a module.

    One that a failed test leaves behind is ended at the end of the run, which would wait for it otherwise.
    """
    process = _CONTEXT.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


async def wait_for_exit(process: ForkServerProcess, *, seconds: float = 60) -> int:
    """Wait for the process to exit; return its exit code, negative for a signal."""
    await asyncio.to_thread(process.join, seconds)
    if process.exitcode is None:
        process.kill()
        raise AssertionError(f"expected a process to end within {seconds} seconds")
    return process.exitcode


def run_command(arguments: list[str], environment: Mapping[str, str], stdout: Path, stderr: Path) -> None:
    """Run ``qala`` with these arguments; write its standard output and standard error to these files."""
    _set_environment(environment)
    for stream, path in ((1, stdout), (2, stderr)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, stream)
        os.close(file)
    # As where a terminal starts it; what runs the tests may ignore Ctrl-C itself.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    out.width = err.width = _CONSOLE_WIDTH
    sys.argv = ["qala", *arguments]
    sys.exit(run())


def run_worker(environment: Mapping[str, str], listener: socket.socket, page: Path = PAGE) -> None:
    """Run a worker of ``qala serve`` on this socket, until SIGTERM; ``page`` is the folder of the built front end."""
    _set_environment(environment)
    set_up_logging(service=True)
    assert make_app.__kwdefaults__ is not None
    make_app.__kwdefaults__["page"] = page
    settings = Settings.read()
    urls: dict[str, Any] = {name: str(getattr(settings, name)) for name in ("database_url", "redis_url", "public_url")}
    serve(settings, lambda: open_application(settings, **urls), listener)


def _set_environment(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


# Otherwise each collection of garbage in a forked process writes to every object that is imported here, which copies
# its memory: an eighth of a second.
gc.freeze()
