"""Run all tests as two processes of pytest at the same time: ``python -m tests.parallel``.

Tests with browsers and killed processes mostly wait for other processes, all other tests compute: together they keep
two cores busy. The output of the waiting half is printed when both have ended.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

TESTS = Path(__file__).parent
WAITING = ("e2e", "faults")


def computing() -> list[str]:
    """Return the names of all folders with tests except ``WAITING``."""
    folders = {path.relative_to(TESTS).parts[0] for path in TESTS.rglob("test_*.py")}
    return sorted(folders - set(WAITING), reverse=True)


def main() -> int:
    """Run both halves; return 0 if all tests passed."""
    with tempfile.TemporaryFile() as output:
        halves = [
            _start_pytest(computing()),
            _start_pytest(WAITING, "-o", "cache_dir=.pytest_cache/waiting", output=output),
        ]
        try:
            codes = [half.wait() for half in halves]
        finally:
            # Ctrl-C reaches both processes; they need time to remove their databases and folders.
            for half in halves:
                half.wait()
            output.seek(0)
            print(f"\nOutput of {' and '.join(WAITING)}:", flush=True)
            sys.stdout.buffer.write(output.read())
    return int(any(codes))


def _start_pytest(folders: Sequence[str], *options: str, output: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", *(str(TESTS / folder) for folder in folders), *options]
    return subprocess.Popen(command, stdout=output, stderr=output and subprocess.STDOUT)


if __name__ == "__main__":
    sys.exit(main())
