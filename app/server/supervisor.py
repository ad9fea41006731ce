"""Several workers on one port: started, replaced when they die, rolled over one by one, and sent home together.

The supervisor owns the listening socket and hands it down; it serves nothing itself.
SIGTERM or SIGINT: every worker drains, then the supervisor ends. SIGHUP: each worker is replaced by a new one that
is ready before the old one drains, so the port never stops answering. Should the supervisor itself be killed, the
standard input of its workers ends, and they drain as well: nobody would replace them, and they hold the port.
"""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import structlog

log = structlog.get_logger()

READY = b"R"
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0
_READY_SECONDS = 60.0
_FULL = (OSError, RuntimeError)
"""What a machine says that is full for now: no process, no descriptor, no memory, no thread to wait for it with."""

Command = Callable[[int, int], Sequence[str]]
"""Returns the arguments of a worker, given the descriptors of the listener and of the pipe to say "ready" on."""


class Worker:
    """One worker process."""

    def __init__(self, process: "asyncio.subprocess.Process", ready_pipe: int) -> None:
        loop = asyncio.get_running_loop()
        self.process = process
        self.began = loop.time()
        self.dismissed = False
        self._serves = False
        self._heard = asyncio.Event()
        self._ready_pipe = ready_pipe
        loop.add_reader(ready_pipe, self._hear)

    def _hear(self) -> None:
        # Comes once: by the byte, or by the end of the process, which closes the pipe.
        self._serves = os.read(self._ready_pipe, 1) == READY
        self._heard.set()
        asyncio.get_running_loop().remove_reader(self._ready_pipe)
        os.close(self._ready_pipe)

    async def ready(self) -> bool:
        """Wait until it serves; False when it ended before, or takes too long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_READY_SECONDS):
                await self._heard.wait()
        return self._serves

    def dismiss(self, patience_seconds: float) -> None:
        """Ask it to drain and end; kill it when it takes too long."""
        if self.dismissed or self.process.returncode is not None:
            return
        self.dismissed = True
        self.process.terminate()
        asyncio.get_running_loop().call_later(patience_seconds, self._kill)

    def _kill(self) -> None:
        if self.process.returncode is None:
            log.error("worker did not drain in time", pid=self.process.pid)
            self.process.kill()


class Supervisor:
    """Keeps ``count`` workers alive."""

    def __init__(self, command: Command, listener: socket.socket, count: int, *, patience_seconds: float) -> None:
        self._command = command
        self._listener = listener
        self._count = self._wanted = count
        self._patience_seconds = patience_seconds
        self._workers: dict[Worker, None] = {}
        self._coming = 0
        self._stopping = asyncio.Event()
        self._rolling = asyncio.Lock()
        self._pause = _FIRST_PAUSE_SECONDS
        self._tasks: set[asyncio.Task[Any]] = set()

    async def run(self) -> None:
        """Run until told to stop; all workers have ended when this returns."""
        loop = asyncio.get_running_loop()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signal_number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self.roll)
        for _ in range(self._count):
            await self._hire()
        await self._stopping.wait()
        for worker in self._workers:
            worker.dismiss(self._patience_seconds)
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def stop(self) -> None:
        """Let all workers drain, and ``run`` end."""
        self._stopping.set()

    def roll(self) -> None:
        """Begin to replace every worker by a new one, one at a time."""
        self._begin(self._roll())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.critical("a job of the supervisor failed", exc_info=task.exception())

    async def _hire(self) -> Worker:
        listening, (reading, writing) = self._listener.fileno(), os.pipe()
        # Counted from the first moment: others who miss a worker must not hire for the same place meanwhile.
        self._coming += 1
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command(listening, writing), pass_fds=(listening, writing), stdin=asyncio.subprocess.PIPE
            )
        except BaseException:
            # A process that runs all the same ends when it is ready, and finds nobody to tell.
            os.close(reading)
            raise
        finally:
            self._coming -= 1
            os.close(writing)
        worker = Worker(process, reading)
        self._workers[worker] = None
        self._begin(self._attend(worker))
        log.info("worker started", pid=process.pid)
        if self._stopping.is_set():
            worker.dismiss(self._patience_seconds)
        return worker

    async def _attend(self, worker: Worker) -> None:
        """See a worker to its end; one that was not sent home is replaced, a little later each time it dies young."""
        await worker.process.wait()
        del self._workers[worker]
        if worker.dismissed or self._stopping.is_set():
            return
        lived = asyncio.get_running_loop().time() - worker.began
        self._pause = _FIRST_PAUSE_SECONDS if lived > 30 else min(self._pause * 2, _LONGEST_PAUSE_SECONDS)
        log.error("worker died", pid=worker.process.pid, code=worker.process.returncode, next_in_seconds=self._pause)
        await self._replace()

    async def _replace(self) -> None:
        """Hire until there are enough."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause):
                    await self._stopping.wait()
            if self._stopping.is_set() or len(self._staying()) + self._coming >= self._wanted:
                return
            try:
                await self._hire()
            except _FULL as error:
                log.error("worker not started", error=str(error), next_in_seconds=self._pause)

    def _staying(self) -> list[Worker]:
        """Return those who were not sent home, the oldest first."""
        return [worker for worker in self._workers if not worker.dismissed]

    async def _roll(self) -> None:
        async with self._rolling:
            olds = set(self._staying())
            while olds & set(self._staying()):
                if not await self._add_one() or self._stopping.is_set():
                    return
                for surplus in self._staying()[: -self._count]:
                    surplus.dismiss(self._patience_seconds)

    async def _add_one(self) -> bool:
        """Hire one more and wait until it serves; False when it does not, and was sent home again."""
        # One more than usual, so that whoever dies meanwhile is replaced as ever.
        self._wanted = self._count + 1
        try:
            new = await self._hire()
            if await new.ready():
                return True
        except _FULL as error:
            log.error("new worker not started, the old ones stay", error=str(error))
            return False
        finally:
            self._wanted = self._count
        if not self._stopping.is_set():
            log.error("new worker is not ready, the old ones stay", pid=new.process.pid)
            new.dismiss(self._patience_seconds)
        return False
