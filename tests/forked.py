"""Processes that begin with everything imported: the imports of ours take more than a second, and tests need many.

Each is a real process, forked from one that has imported the product and done nothing else: it has its own memory,
environment and exit code, and a kill is for it alone. ``tests/faults`` shows that ``qala`` starts from nothing.
"""

import asyncio
import multiprocessing
import os
import socket
import sys
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from app.application import open_application
from app.cli import main
from app.cli.console import err, out, set_up_logging
from app.server.serve import serve
from app.settings import Settings

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])
_WIDE = 200


def fork(work: Callable[..., Any], *arguments: Any) -> ForkServerProcess:
    """Begin this work, a function at the top of a module, in a process of its own."""
    process = _CONTEXT.Process(target=work, args=arguments)
    process.start()
    return process


async def ended(process: ForkServerProcess, *, seconds: float = 60) -> int:
    """Wait for the end; return the exit code, negative for a signal."""
    await asyncio.to_thread(process.join, seconds)
    if process.exitcode is None:
        process.kill()
        raise AssertionError(f"expected a process to end within {seconds} seconds")
    return process.exitcode


def be_command(arguments: list[str], environment: Mapping[str, str], said: Path, told: Path) -> None:
    """Be ``qala`` with these arguments; what it says on its two streams goes into these files."""
    _put_on(environment)
    for stream, path in ((1, said), (2, told)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, stream)
        os.close(file)
    out.width = err.width = _WIDE
    sys.argv = ["qala", *arguments]
    main()


def be_server(environment: Mapping[str, str], listener: socket.socket) -> None:
    """Be a worker of ``qala serve`` on this socket, until SIGTERM."""
    _put_on(environment)
    set_up_logging()
    settings = Settings.read()
    urls: dict[str, Any] = {name: str(getattr(settings, name)) for name in ("database_url", "redis_url", "public_url")}
    serve(settings, lambda: open_application(settings, **urls), listener)


def _put_on(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
