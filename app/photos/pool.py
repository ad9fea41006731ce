"""A pool of child processes that decode files: started on demand, stopped when idle, replaced when one dies.

Not ``concurrent.futures.ProcessPoolExecutor``: it unpickles what a child sends, so a decoder that a file has taken over
would run code here; it cannot kill one child that hangs; and one that dies fails the files of all others (ADR 10).
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
from app.photos.frames import BEGUN, LENGTHS, frame, frame_lengths, unframe

log = structlog.get_logger()
SECONDS_EACH = 30.0
"""From sending a file to its answer. A normal one takes half a second, a few on a busy small machine."""
CPU_SECONDS_EACH = 20
IDLE_SECONDS = 60.0
"""A child that was idle for so long is stopped, so an idle server has none."""
FILES_EACH = 200
"""After so many files a child is replaced, because memory that libraries leak is freed in no other way."""
MAX_WAITING = 64
"""Files that may wait for a child: about half a minute's work."""
_LAST_SECONDS = 2.0
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "SYSTEMROOT", "LANG", "LC_ALL")


class ChildDied(Exception):
    """The child ended before it answered."""


class NotBegun(ChildDied):
    """The child ended before it had read the file, so the file has nothing to do with it."""


class ChildTooSlow(Exception):
    """The file took longer than its limit."""


class Child:
    """One child process; it decodes one file at a time."""

    def __init__(self, process: subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("expected a process with pipes")
        self._process, self._writer, self._reader = process, process.stdin, process.stdout
        self.files = 0
        self.retiring: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls, arguments: Sequence[str]) -> Self:
        """Start a process that inherits neither the environment, where the secrets are, nor open files."""
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
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs, as far as asyncio knows."""
        return self._process.returncode is None

    async def ask(self, header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """Send a file and return the answer.

        Raises:
            NotBegun: the child ended before it had read the file.
            ChildDied: the child ended, or sent a malformed frame.
            ChildTooSlow: the kernel killed it for its CPU time.
        """
        self.files += 1
        try:
            await self.send(header, data)
            head_bytes, body_bytes = frame_lengths(await self._reader.readexactly(LENGTHS.size))
            return unframe(await self._reader.readexactly(head_bytes), await self._reader.readexactly(body_bytes))
        except (OSError, EOFError, ValueError) as error:
            await self._wait_ended()
            if sys.platform != "win32" and self._process.returncode == -_SIGXCPU:
                raise ChildTooSlow from error
            raise ChildDied(f"status {self._process.returncode}: {error}") from error

    async def send(self, header: dict[str, Any], data: bytes) -> None:
        """Send a file, and return when the child has read it.

        Raises:
            NotBegun: the child ended before.
            ValueError: the child sent something else.
        """
        # The pipe to a child that has ended is broken. What it sent before stands in the other one.
        with suppress(OSError):
            for piece in frame(header, [data]):
                self._writer.write(piece)
            await self._writer.drain()
        begun = await self._reader.read(len(BEGUN))
        if not begun:
            await self._wait_ended()
            raise NotBegun(f"status {self._process.returncode}")
        if begun != BEGUN:
            raise ValueError("expected that the child says first that it has read the file")

    async def _wait_ended(self) -> None:
        """Wait for the end of a process whose pipes are closed; kill it if it only closed them."""
        # Not killed at once: kill() polls the process, and would take the exit status that asyncio waits for.
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_SECONDS):
                await self._process.wait()
        await self.stop()

    async def stop(self) -> None:
        """Kill the process and wait until it has ended."""
        if self.retiring is not None:
            self.retiring.cancel()
        self._writer.close()
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
        self._capacity = processes + waiting
        self._seconds = seconds
        self._cpu_seconds = cpu_seconds
        self._slots = asyncio.Semaphore(processes)
        self._admitted = 0
        self._children: set[Child] = set()
        self._idle: list[Child] = []
        self._stopping: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._idle.clear()
        await asyncio.gather(*(child.stop() for child in list(self._children)), *self._stopping)
        self._children.clear()

    @property
    def pids(self) -> list[int]:
        """The ids of the running processes."""
        return [child.pid for child in self._children if child.is_alive]

    async def ask(self, header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """Run the job in the header on the file in a child, and return its answer; waits while all are busy.

        Raises:
            RateLimited: too many files are waiting already.
            ChildDied: the child died on this file; other files are not affected.
            ChildTooSlow: the file took longer than its limit.
        """
        if self._admitted >= self._capacity:
            raise RateLimited("Too many photographs arrive at once; wait a little.", retry_after_seconds=10)
        self._admitted += 1
        try:
            async with self._slots:
                return await self._ask_one({**header, "cpu_seconds": self._cpu_seconds}, data)
        finally:
            self._admitted -= 1

    async def _ask_one(self, header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        while True:
            child = await self._take()
            is_new = child.files == 0
            try:
                return await self._ask_child(child, header, data)
            except NotBegun as error:
                # It has died while it was idle, and asyncio hears of it later than the next file comes. Where new ones
                # die as well, the machine has no memory left for them, for example.
                if is_new:
                    raise
                log.info("photo_child_replaced", error=str(error))

    async def _ask_child(self, child: Child, header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
        try:
            async with asyncio.timeout(self._seconds):
                answer = await child.ask(header, data)
        except TimeoutError as error:
            self._discard(child)
            raise ChildTooSlow from error
        except BaseException:
            # Also when cancelled: this child is still busy with the file.
            self._discard(child)
            raise
        self._put_back(child)
        return answer

    async def _take(self) -> Child:
        while self._idle:
            child = self._idle.pop()
            if child.retiring is not None:
                child.retiring.cancel()
            if child.is_alive:
                return child
            self._discard(child)
        child = await Child.start(self._arguments)
        self._children.add(child)
        return child

    def _put_back(self, child: Child) -> None:
        if child.files >= FILES_EACH:
            self._discard(child)
            return
        self._idle.append(child)
        child.retiring = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._retire, child)

    def _retire(self, child: Child) -> None:
        if child in self._idle:
            self._idle.remove(child)
            self._discard(child)

    def _discard(self, child: Child) -> None:
        async def stop() -> None:
            await child.stop()
            self._children.discard(child)

        task = asyncio.create_task(stop())
        self._stopping.add(task)
        task.add_done_callback(self._stopping.discard)
