"""`qala serve` as a process, and the processes of it that still run."""

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

from app.events.leadership import Job
from app.models.database import asyncpg_dsn
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
_LEADER = """
    SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND datname = current_database()
      AND (classid::bigint << 32 | objid::bigint) = $1
"""


async def until(condition: Any, what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until the condition, a function or a coroutine function, returns true; else fail with ``what``."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                held = condition()
                if asyncio.iscoroutine(held):
                    held = await held
                if held:
                    return
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"not within {seconds} s: {what}") from None


class Service:
    """A supervisor with its workers, on a fixed port."""

    def __init__(self, home: Path, database_url: str, redis_url: str, *, workers: int = 2, **environment: str) -> None:
        self.home, self.port, self.count = home, free_port(), workers
        self.mark = f"{uuid4()}"
        self._dsn = asyncpg_dsn(database_url)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("QALA_")},
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": "x" * 40,
            # All clients have one address, and all of them come back at once.
            "READ_POINTS_PER_NETWORK": "1000000000",
            "LIVE_CONNECTIONS_PER_NETWORK": "20000",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "QALA_HOME": str(home),
            "DRAIN_SECONDS": "0.5",
            "PYTHONPATH": str(ROOT),
            "FAULTS_MARK": self.mark,
            **environment,
        }
        self.log = home / "service.log"
        self.process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        """The host and port, without a scheme."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process id of the supervisor."""
        assert self.process is not None, "the service was never started"
        return self.process.pid

    @property
    def is_running(self) -> bool:
        """Whether the supervisor runs."""
        return self.process is not None and self.process.returncode is None

    async def start(self) -> None:
        """Start the service without waiting until it is ready."""
        arguments = [sys.executable, "-m", "app.cli", "serve", "--workers", str(self.count)]
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *arguments, env=self._environment, cwd=ROOT, stdout=log, stderr=log, stdin=asyncio.subprocess.DEVNULL
            )

    async def answers(self, path: str = "/health/ready") -> bool:
        """Return whether a worker answers the readiness check with 200."""
        return (await self.get(path)).startswith("HTTP/1.1 200")

    async def get(self, path: str) -> str:
        """Return the whole response to a GET on a new connection; empty if there is none."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return ""
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {self.address}\r\nConnection: close\r\n\r\n".encode())
            async with asyncio.timeout(10):
                return (await reader.read()).decode()
        except (OSError, TimeoutError):
            return ""
        finally:
            writer.transport.abort()

    async def ready(self) -> None:
        """Wait until all workers are ready."""
        await until(self.answers, f"the service answers; it said: {self.log_end()}")
        await until(lambda: len(self.workers()) == self.count, f"{self.count} workers")

    def workers(self) -> set[int]:
        """Return the ids of the running worker processes."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return {int(pid) for pid in children.read_text().split()} if children.exists() else set()

    async def leader(self, job: Job = Job.SEQUENCER) -> int | None:
        """Return the id of the process that holds the advisory lock of the job, from the database."""
        connection = await asyncpg.connect(self._dsn)
        try:
            name = await connection.fetchval(_LEADER, int(job))
        finally:
            await connection.close()
        return int(name.rpartition("-")[2]) if name else None

    async def stop(self) -> int:
        """Send SIGTERM; return the exit code."""
        assert self.process is not None, "the service was never started"
        if self.is_running:
            self.process.terminate()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.process.wait()

    def remaining(self) -> set[int]:
        """Return the ids of all running processes of this service, the supervisor included."""
        found = set()
        for environment in Path("/proc").glob("[0-9]*/environ"):
            try:
                if f"FAULTS_MARK={self.mark}".encode() in environment.read_bytes():
                    found.add(int(environment.parent.name))
            except OSError:
                continue  # ended by now, or of another user
        return found

    def port_is_free(self) -> bool:
        """Return whether a new server could listen on the port."""
        try:
            socket.create_server(("127.0.0.1", self.port), reuse_port=False).close()
        except OSError:
            return False
        return True

    async def clean_up(self) -> None:
        """Kill the processes that are left, by process id; called also after a failed test."""
        for pid in self.remaining():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process is not None:
            await self.process.wait()

    def log_end(self) -> str:
        """Return the last part of its log."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""
