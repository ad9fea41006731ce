"""A few child processes that open files, started when first needed, stopped when idle, replaced when one dies.

Not ``concurrent.futures.ProcessPoolExecutor``: it unpickles what a child sends, so a decoder taken over by a file would
run code here; it cannot end one child that hangs; and one that dies fails the files of all others (ADR 10).
"""

import asyncio
import os
import sys
from asyncio import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import structlog

import app
from app.errors import RateLimited
from app.photos.frames import LENGTHS, frame, measured, unframe

log = structlog.get_logger()
SECONDS_EACH = 30.0
"""From handing over a file to its answer; an honest one takes half a second, on a busy small machine a few."""
CPU_SECONDS_EACH = 20
IDLE_SECONDS = 60.0
"""A child that had nothing to do for so long is stopped: a quiet product holds none."""
FILES_EACH = 200
"""After so many files a child is replaced, for memory that libraries forget does not come back otherwise."""
MAX_WAITING = 64
"""Files that may wait for a child: about half a minute's work."""
_LAST_SECONDS = 2.0
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "SYSTEMROOT", "LANG", "LC_ALL")


class ChildDied(Exception):
    """The child ended before it answered."""


class ChildTooSlow(Exception):
    """The child used up its time."""


class Child:
    """One process, busy with at most one file."""

    def __init__(self, process: subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("expected a process with pipes")
        self._process, self._sink, self._source = process, process.stdin, process.stdout
        self.files = 0
        self.retiring: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls, arguments: Sequence[str]) -> Self:
        """Start a process. It inherits none of our secrets: neither the environment nor open files."""
        root = str(Path(app.__file__).parent.parent)
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))
        process = await subprocess.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "app.photos.worker", *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            limit=1024 * 1024,
        )
        return cls(process)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs, as far as we were told."""
        return self._process.returncode is None

    async def ask(self, header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """Hand over a file and return the answer.

        Raises:
            ChildDied: it ended, or said something that it never would.
            ChildTooSlow: the kernel ended it for its use of the processor.
        """
        self.files += 1
        try:
            for piece in frame(header, [data]):
                self._sink.write(piece)
            await self._sink.drain()
            head_bytes, body_bytes = measured(await self._source.readexactly(LENGTHS.size))
            return unframe(await self._source.readexactly(head_bytes), await self._source.readexactly(body_bytes))
        except (OSError, EOFError, ValueError) as error:
            await self._ended()
            if sys.platform != "win32" and self._process.returncode == -_SIGXCPU:
                raise ChildTooSlow from error
            raise ChildDied(f"status {self._process.returncode}: {error}") from error

    async def _ended(self) -> None:
        """Wait for the end of a process whose pipes are closed; help it along if it only closed them."""
        # Not killed at once: kill() looks first whether it has ended, and takes its status from under asyncio's nose.
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_SECONDS):
                await self._process.wait()
        await self.stop()

    async def stop(self) -> None:
        """End the process, whatever it is doing, and wait until it has ended."""
        if self.retiring is not None:
            self.retiring.cancel()
        self._sink.close()
        if self.is_alive:
            with suppress(ProcessLookupError):
                self._process.kill()
        await self._process.wait()


if sys.platform != "win32":
    from signal import SIGXCPU as _SIGXCPU


class Pool:
    """At most ``processes`` children; more files wait, at most ``waiting`` of them.

    An async context manager. Nothing runs until the first file comes.
    """

    def __init__(
        self,
        processes: int,
        *,
        arguments: Sequence[str] = (),
        waiting: int = MAX_WAITING,
        seconds: float = SECONDS_EACH,
        cpu_seconds: int = CPU_SECONDS_EACH,
    ) -> None:
        self._arguments = arguments
        self._most_inside = processes + waiting
        self._seconds = seconds
        self._cpu_seconds = cpu_seconds
        self._slots = asyncio.Semaphore(processes)
        self._inside = 0
        self._children: set[Child] = set()
        self._idle: list[Child] = []
        self._endings: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._idle.clear()
        await asyncio.gather(*(child.stop() for child in list(self._children)), *self._endings)
        self._children.clear()

    @property
    def pids(self) -> list[int]:
        """The processes that there are now."""
        return [child.pid for child in self._children if child.is_alive]

    async def ask(self, header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """Have a child do what the header says with the file; wait for one if all are busy.

        Raises:
            RateLimited: too many files are waiting already.
            ChildDied: the file brought its child down; other files are unharmed.
            ChildTooSlow: the file took longer than any may.
        """
        if self._inside >= self._most_inside:
            raise RateLimited("Too many photographs arrive at once; wait a little.", retryAfterSeconds=10)
        self._inside += 1
        try:
            async with self._slots:
                return await self._ask_one({**header, "cpu_seconds": self._cpu_seconds}, data)
        finally:
            self._inside -= 1

    async def _ask_one(self, header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        child = await self._take()
        try:
            async with asyncio.timeout(self._seconds):
                answer = await child.ask(header, data)
        except TimeoutError as error:
            self._end(child)
            raise ChildTooSlow from error
        except BaseException:
            # Cancelled too: a child in the middle of a file nobody waits for is of no use to the next.
            self._end(child)
            raise
        self._give_back(child)
        return answer

    async def _take(self) -> Child:
        while self._idle:
            child = self._idle.pop()
            if child.retiring is not None:
                child.retiring.cancel()
            if child.is_alive:
                return child
            self._end(child)
        child = await Child.start(self._arguments)
        self._children.add(child)
        return child

    def _give_back(self, child: Child) -> None:
        if child.files >= FILES_EACH:
            self._end(child)
            return
        self._idle.append(child)
        child.retiring = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._retire, child)

    def _retire(self, child: Child) -> None:
        if child in self._idle:
            self._idle.remove(child)
            self._end(child)

    def _end(self, child: Child) -> None:
        async def ended() -> None:
            await child.stop()
            self._children.discard(child)

        task = asyncio.create_task(ended())
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)
