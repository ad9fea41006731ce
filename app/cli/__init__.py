"""The command line: ``qala``."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    with _ended_by_ctrl_c():
        from app.cli.commands import run  # noqa: PLC0415 - takes more than a second
    sys.exit(run())


@contextmanager
def _ended_by_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C end the process at once: there is nothing to clean up, and a traceback of imports helps no one."""
    before = signal.getsignal(signal.SIGINT)
    # A process that a script starts in the background ignores Ctrl-C, and goes on doing so.
    if before is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
