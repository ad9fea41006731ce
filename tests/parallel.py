"""Run all tests as three processes of pytest at the same time: ``python -m tests.parallel``.

Tests with browsers and killed processes mostly wait for other processes, tests with sockets and servers wait for both
ends in turn, all other tests compute: together they keep two cores busy. The output of the waiting parts is printed
when all have ended.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

TESTS = Path(__file__).parent
WITH_PROCESSES = ("e2e", "faults")
WITH_SOCKETS = tuple(
    f"integration/{name}"
    for name in ("attacks", "cli", "embedded", "events", "live", "notifications", "server", "storage", "upgrade", "web")
)
SLOWEST = ("--durations=15", "--durations-min=2")


def computing() -> list[str]:
    """Return all folders with tests that no other part names, so that a new folder is never left out."""
    folders = {_folder(path.relative_to(TESTS)) for path in TESTS.rglob("test_*.py")}
    return sorted(folders - set(WITH_PROCESSES) - set(WITH_SOCKETS), reverse=True)


def _folder(path: Path) -> str:
    return "/".join(path.parts[:2]) if path.parts[0] == "integration" else path.parts[0]


def main() -> int:
    """Run all parts; return 0 if all tests passed."""
    with ExitStack() as stack:
        outputs: list[IO[bytes]] = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(2)]
        parts = [
            _start_pytest(computing()),
            _start_pytest(WITH_PROCESSES, "-o", "cache_dir=.pytest_cache/processes", output=outputs[0]),
            _start_pytest(WITH_SOCKETS, "-o", "cache_dir=.pytest_cache/sockets", output=outputs[1]),
        ]
        try:
            codes = [part.wait() for part in parts]
        finally:
            # Ctrl-C reaches all processes; they need time to remove their databases and folders.
            for part in parts:
                part.wait()
            for folders, output in zip((WITH_PROCESSES, WITH_SOCKETS), outputs, strict=True):
                output.seek(0)
                print(f"\nOutput of {', '.join(folders)}:", flush=True)
                sys.stdout.buffer.write(output.read())
                sys.stdout.buffer.flush()
    return int(any(codes))


def _start_pytest(folders: Sequence[str], *options: str, output: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", *(str(TESTS / folder) for folder in folders), *SLOWEST, *options]
    return subprocess.Popen(command, stdout=output, stderr=output and subprocess.STDOUT)


if __name__ == "__main__":
    sys.exit(main())
