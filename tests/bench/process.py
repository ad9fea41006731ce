"""Start servers under measurement, pin them to a CPU core, and read their CPU time and memory."""

import os
import selectors
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SERVER_CORE, CLIENT_CORE = 0, max(1, (os.cpu_count() or 2) - 1)
BEGIN_SECONDS = 60
ROOT = Path(__file__).parents[2]


class DidNotBegin(Exception):
    """A server exited, or the timeout passed, before it printed its port."""


@dataclass(frozen=True)
class Measured:
    """A running server; measurements include its child processes."""

    process: "subprocess.Popen[str]"
    port: int

    def cpu_seconds(self) -> float:
        """User and system time so far, of all its processes."""
        return sum(_ticks(pid) for pid in _family(self.process.pid)) / TICKS

    def pss_kilobytes(self) -> int:
        """Memory of all its processes, with shared pages divided among them (PSS)."""
        return sum(_pss(pid) for pid in _family(self.process.pid))


def cpu_seconds_of(pid: int) -> float:
    """User and system time of one process so far."""
    return _ticks(pid) / TICKS


def cpu_seconds_of_family(pid: int) -> float:
    """User and system time so far of a process, of its children, and of those that have ended."""
    return (sum(_ticks(one) for one in _family(pid)) + _ticks(pid, of_ended_children=True)) / TICKS


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def _ticks(pid: int, *, of_ended_children: bool = False) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    first = 13 if of_ended_children else 11
    return int(fields[first]) + int(fields[first + 1])


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@contextmanager
def server(arguments: Sequence[str], environment: dict[str, str]) -> Iterator[Measured]:
    """Run a server on the server core; it prints the port it listens on as its first line.

    Raises:
        DidNotBegin: it did not; says what it wrote instead.
    """
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(
            arguments,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            cwd=ROOT,
            env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
            preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE}),  # noqa: PLW1509 - nothing here has threads yet
        )
        try:
            yield Measured(process, _port_of(process))
        except DidNotBegin as silent:
            complaints.seek(0)
            last = (complaints.read().strip().splitlines() or [str(silent)])[-1]
            raise DidNotBegin(last[:200]) from silent
        finally:
            _end(process)


def _port_of(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        line = process.stdout.readline() if selector.select(BEGIN_SECONDS) else ""
    if not line.strip().isdigit():
        raise DidNotBegin(line.strip() or "it said nothing")
    return int(line)


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
