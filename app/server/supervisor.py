"""Runs several workers on one port: starts them, replaces dead ones, restarts them one by one, and stops them.

The supervisor owns the listening socket and passes it to its workers; it serves no request itself.
SIGTERM or SIGINT: every worker drains, then the supervisor ends. SIGHUP: each worker is replaced by a new one that
is ready before the old one drains, so the port never stops answering. When the supervisor itself is killed, the
standard input of its workers ends and they drain as well: no process would replace them, and they hold the port.
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
_MIN_BACKOFF_SECONDS = 0.1
_MAX_BACKOFF_SECONDS = 5.0
_READY_SECONDS = 60.0
_STABLE_SECONDS = 30.0
"""A worker that lived longer than this resets the backoff."""
_EXHAUSTED = (OSError, RuntimeError)
"""The errors of a machine that lacks a process, a descriptor, memory, or a thread to wait for a process with."""

Command = Callable[[int, int], Sequence[str]]
"""Returns the arguments of a worker for the descriptors of the listener and of the ready pipe."""


class Worker:
    """One worker process."""

    def __init__(self, process: "asyncio.subprocess.Process", ready_pipe: int) -> None:
        loop = asyncio.get_running_loop()
        self.process = process
        self.started_at = loop.time()
        self.stopping = False
        self._is_ready = False
        self._reported = asyncio.Event()
        self._ready_pipe = ready_pipe
        loop.add_reader(ready_pipe, self._read_report)

    def _read_report(self) -> None:
        # Called once: for the byte, or for the end of the process, which closes the pipe.
        self._is_ready = os.read(self._ready_pipe, 1) == READY
        self._reported.set()
        asyncio.get_running_loop().remove_reader(self._ready_pipe)
        os.close(self._ready_pipe)

    async def wait_until_ready(self) -> bool:
        """Return true once the worker serves; false when it ended before, or takes longer than ``_READY_SECONDS``."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_READY_SECONDS):
                await self._reported.wait()
        return self._is_ready

    def stop(self, timeout_seconds: float) -> None:
        """Ask the worker to drain and end; kill it after the timeout."""
        if self.stopping or self.process.returncode is not None:
            return
        self.stopping = True
        self.process.terminate()
        asyncio.get_running_loop().call_later(timeout_seconds, self._kill)

    def _kill(self) -> None:
        if self.process.returncode is None:
            log.error("worker_stop_timed_out", pid=self.process.pid)
            self.process.kill()


class Supervisor:
    """Keeps ``count`` workers alive. A worker that drains longer than ``stop_timeout_seconds`` is killed."""

    def __init__(self, command: Command, listener: socket.socket, count: int, *, stop_timeout_seconds: float) -> None:
        self._command = command
        self._listener = listener
        self._count = self._wanted = count
        self._stop_timeout_seconds = stop_timeout_seconds
        self._workers: dict[Worker, None] = {}
        self._spawning = 0
        self._stopping = asyncio.Event()
        self._restarting = asyncio.Lock()
        self._backoff_seconds = _MIN_BACKOFF_SECONDS
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def task_count(self) -> int:
        """The number of background tasks: one waits for the end of each worker, others start or replace workers."""
        return len(self._tasks)

    async def run(self) -> None:
        """Run until ``stop``; all workers have ended when this returns."""
        loop = asyncio.get_running_loop()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signal_number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self.restart)
        for _ in range(self._count):
            await self._spawn()
        await self._stopping.wait()
        for worker in self._workers:
            worker.stop(self._stop_timeout_seconds)
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def stop(self) -> None:
        """Let all workers drain, and ``run`` return."""
        self._stopping.set()

    def restart(self) -> None:
        """Start to replace every worker by a new one, one at a time."""
        self._start_task(self._restart())

    def _start_task(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)

    def _task_done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.critical("supervisor_task_failed", exc_info=task.exception())

    async def _spawn(self) -> Worker:
        listening, (reading, writing) = self._listener.fileno(), os.pipe()
        # Counted before the process exists, so that a concurrent ``_replace`` does not start a second one for it.
        self._spawning += 1
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command(listening, writing), pass_fds=(listening, writing), stdin=asyncio.subprocess.PIPE
            )
        except BaseException:
            # A process that was started nevertheless ends when it reports to the closed pipe.
            os.close(reading)
            raise
        finally:
            self._spawning -= 1
            os.close(writing)
        worker = Worker(process, reading)
        self._workers[worker] = None
        self._start_task(self._watch(worker))
        log.info("worker_started", pid=process.pid)
        if self._stopping.is_set():
            worker.stop(self._stop_timeout_seconds)
        return worker

    async def _watch(self, worker: Worker) -> None:
        """Wait for the end of a worker; replace it unless it was stopped, with a backoff when it lived briefly."""
        await worker.process.wait()
        del self._workers[worker]
        if worker.stopping or self._stopping.is_set():
            return
        lived = asyncio.get_running_loop().time() - worker.started_at
        stable = lived > _STABLE_SECONDS
        self._backoff_seconds = _MIN_BACKOFF_SECONDS if stable else min(self._backoff_seconds * 2, _MAX_BACKOFF_SECONDS)
        code, backoff = worker.process.returncode, self._backoff_seconds
        log.error("worker_died", pid=worker.process.pid, code=code, next_in_seconds=backoff)
        await self._replace()

    async def _replace(self) -> None:
        """Start workers until there are enough."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._backoff_seconds):
                    await self._stopping.wait()
            if self._stopping.is_set() or len(self._running()) + self._spawning >= self._wanted:
                return
            try:
                await self._spawn()
            except _EXHAUSTED as error:
                log.error("worker_spawn_failed", error=str(error), next_in_seconds=self._backoff_seconds)

    def _running(self) -> list[Worker]:
        """Return the workers that are not stopping, the oldest first."""
        return [worker for worker in self._workers if not worker.stopping]

    async def _restart(self) -> None:
        async with self._restarting:
            old = set(self._running())
            while old & set(self._running()):
                if not await self._add_one() or self._stopping.is_set():
                    return
                for surplus in self._running()[: -self._count]:
                    surplus.stop(self._stop_timeout_seconds)

    async def _add_one(self) -> bool:
        """Start one more worker and wait until it serves; false when it does not, and was stopped."""
        # One more than usual, so that a worker that dies meanwhile is still replaced.
        self._wanted = self._count + 1
        try:
            new = await self._spawn()
            if await new.wait_until_ready():
                return True
        except _EXHAUSTED as error:
            log.error("restart_spawn_failed", error=str(error))
            return False
        finally:
            self._wanted = self._count
        if not self._stopping.is_set():
            # The old workers stay.
            log.error("restarted_worker_not_ready", pid=new.process.pid)
            new.stop(self._stop_timeout_seconds)
        return False
