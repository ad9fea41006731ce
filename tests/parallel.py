"""All tests, in two halves at once: ``python -m tests.parallel``.

Browsers and what is killed mostly wait for other processes, everything else computes: side by side they keep two cores
busy. What the waiting half says is shown when both are over.
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
    """Return the names of all other folders with tests."""
    folders = {path.relative_to(TESTS).parts[0] for path in TESTS.rglob("test_*.py")}
    return sorted(folders - set(WAITING), reverse=True)


def main() -> int:
    """Run both; return 0 when both were well."""
    with tempfile.TemporaryFile() as said:
        halves = [_begin(computing()), _begin(WAITING, "-o", "cache_dir=.pytest_cache/waiting", output=said)]
        try:
            codes = [half.wait() for half in halves]
        finally:
            # Ctrl-C has reached both, and both tidy up.
            for half in halves:
                half.wait()
            said.seek(0)
            print(f"\nMeanwhile, {' and '.join(WAITING)}:", flush=True)
            sys.stdout.buffer.write(said.read())
    return int(any(codes))


def _begin(folders: Sequence[str], *options: str, output: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", *(str(TESTS / folder) for folder in folders), *options]
    return subprocess.Popen(command, stdout=output, stderr=output and subprocess.STDOUT)


if __name__ == "__main__":
    sys.exit(main())
