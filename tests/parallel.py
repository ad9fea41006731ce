"""Run all tests as three processes of pytest at the same time: ``python -m tests.parallel``.

Tests with browsers mostly wait for other processes, tests with killed processes, sockets and servers wait for both ends
in turn, all other tests compute: together they keep two cores busy. A process that has no files of its own left takes
those of the others, so that all end at about the same time. The output of the waiting parts is printed when all have
ended.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

TESTS = Path(__file__).parent
WITH_BROWSERS = ("e2e",)
WITH_KILLED_PROCESSES = ("faults",)
WITH_SOCKETS = tuple(
    f"integration/{name}"
    for name in ("attacks", "cli", "embedded", "events", "live", "notifications", "server", "storage", "upgrade", "web")
)
SHORTEST = "unit"
OPTIONS = ("-p", "tests.shared_files", "-o", "console_output_style=classic", "--durations=15", "--durations-min=2")


def computing() -> list[str]:
    """Return all folders with tests that no other part names, so that a new folder is never left out.

    Files of unit tests are the shortest: as the last ones they let all processes end at the same time.
    """
    folders = {_folder(path.relative_to(TESTS)) for path in TESTS.rglob("test_*.py")}
    return [*sorted(folders - {*WITH_BROWSERS, *WITH_KILLED_PROCESSES, *WITH_SOCKETS, SHORTEST}), SHORTEST]


def parts() -> dict[str, list[str]]:
    """Return for each process the folders whose files it takes, in this order.

    Each collects all of them first, so a process that rarely has time for others takes the shortest alone.
    """
    shared = computing()
    return {
        "computing": [*shared, *WITH_SOCKETS],
        "browsers": [*WITH_BROWSERS, SHORTEST],
        "processes": [*WITH_KILLED_PROCESSES, *WITH_SOCKETS, *shared],
    }


def _folder(path: Path) -> str:
    return "/".join(path.parts[:2]) if path.parts[0] == "integration" else path.parts[0]


def main() -> int:
    """Run all parts; return 0 if all tests passed."""
    with ExitStack() as stack:
        taken = stack.enter_context(tempfile.TemporaryDirectory())
        outputs: dict[str, IO[bytes]] = {}
        running = []
        for name, folders in parts().items():
            if name != "computing":
                outputs[name] = stack.enter_context(tempfile.TemporaryFile())
            cache = f"cache_dir=.pytest_cache/{name}"
            running.append(_start_pytest(folders, "--taken", taken, "-o", cache, output=outputs.get(name)))
        try:
            codes = [part.wait() for part in running]
        finally:
            # Ctrl-C reaches all processes; they need time to remove their databases and folders.
            for part in running:
                part.wait()
            for name, output in outputs.items():
                output.seek(0)
                print(f"\nOutput of the part {name}:", flush=True)
                sys.stdout.buffer.write(output.read())
                sys.stdout.buffer.flush()
    return int(any(codes))


def _start_pytest(folders: Sequence[str], *options: str, output: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", *(str(TESTS / folder) for folder in folders), *OPTIONS, *options]
    return subprocess.Popen(command, stdout=output, stderr=output and subprocess.STDOUT)


if __name__ == "__main__":
    sys.exit(main())
