"""A server that runs as long as this process: the common part of PostgreSQL and Valkey."""

import os
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

from app.embedded import watchdog
from app.embedded.account import ENVIRONMENT, Account, account_for
from app.embedded.errors import EmbeddedError
from app.embedded.folder import ServerFolder

START_LIMIT_SECONDS = 60.0  # Repair after a crash may take long on a slow disk; a usual start takes a tenth of this.
STOP_LIMIT_SECONDS = 20.0
KILL_LIMIT_SECONDS = 5.0
PAUSE_SECONDS = 0.02


class EmbeddedServer(ABC):
    """One server as a child process, with everything it owns in one folder."""

    title: ClassVar[str]
    setting: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, folder: Path) -> None:
        self.folder = ServerFolder(folder)
        self._watchdog: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start the server, wait until it answers, and return its address."""
        try:
            return self._start()
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EmbeddedError(
                f"{self.title} cannot run in {self.folder.path}: {error}; "
                f"set QALA_HOME to a folder of your own, or {self.setting} to a server of your own"
            ) from error

    def stop(self) -> None:
        """Stop the server and unlock its folder; without a start it does nothing."""
        if not self.folder.is_claimed:
            return
        try:
            self._end_watchdog()
            self._end_leftover()
            self.end_orphans()
            self.folder.clear_sockets()
        finally:
            self.folder.release()

    @abstractmethod
    def program(self) -> Path:
        """Return the server program."""

    @abstractmethod
    def prepare(self, account: Account) -> None:
        """Make the folders that the server needs, for data and sockets."""

    @abstractmethod
    def command(self) -> list[str]:
        """Return the command line; it contains `command_line_marker()`."""

    @abstractmethod
    def command_line_marker(self) -> str:
        """Return the part of the command line that only the server of this very folder has."""

    @abstractmethod
    def pid_file(self) -> Path:
        """Return the file into which the server writes its process number."""

    def end_orphans(self) -> None:  # noqa: B027 - a hook that a server of one process leaves empty
        """Kill processes that outlived a killed main process; a server of one process has none."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server answers over its socket."""

    @abstractmethod
    def address(self) -> str:
        """Return the URL for clients."""

    def _start(self) -> str:
        account = account_for(self.folder.data)
        account.check_reach(program=self.program(), folder=self.folder.path, setting=self.setting)
        self.folder.claim(account, limit_seconds=STOP_LIMIT_SECONDS + KILL_LIMIT_SECONDS)
        with ExitStack() as undo:
            undo.callback(self.stop)
            self._end_leftover()
            self.end_orphans()
            self.prepare(account)
            self._launch(account)
            self._wait_until_answers()
            undo.pop_all()
        return self.address()

    def _launch(self, account: Account) -> None:
        log = self.folder.open_log()
        try:
            self._watchdog = subprocess.Popen(  # noqa: S603 - the command has no user input
                [
                    *(sys.executable, "-I", "-S", watchdog.__file__),
                    *(str(self.stop_signal.value), str(STOP_LIMIT_SECONDS), str(account)),
                    *self.command(),
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                env=ENVIRONMENT,
                # Ctrl-C goes to every process of the terminal; the servers must run until we have shut down in order.
                start_new_session=True,
                pass_fds=[self.folder.watchdog_lock()],
            )
            self.folder.close_watchdog_lock()
        finally:
            os.close(log)

    def _wait_until_answers(self) -> None:
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while not self.answers():
            if self._watchdog is None or self._watchdog.poll() is not None:
                raise self.failure("ended instead of starting", self.folder.log_tail())
            if time.monotonic() > deadline:
                raise self.failure(f"did not answer within {START_LIMIT_SECONDS:.0f} s", self.folder.log_tail())
            time.sleep(PAUSE_SECONDS)

    def failure(self, what: str, output: str) -> EmbeddedError:
        """Return an error with what happened, the output of the server, and what to do."""
        return EmbeddedError(
            f"{self.title} {what}; it said:\n{output}\nMend what it names (all of it is in {self.folder.log}), "
            f"set QALA_HOME to a fresh folder, or {self.setting} to a server of your own."
        )

    def _end_watchdog(self) -> None:
        if self._watchdog is None:
            return
        try:
            # A byte and not only the end of file: a forked copy of this process may hold the pipe open.
            self._watchdog.communicate(b"s", timeout=STOP_LIMIT_SECONDS + KILL_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._watchdog.kill()
            self._watchdog.communicate()
        self._watchdog = None

    def _end_leftover(self) -> None:
        """Stop a server of this folder that has lost its owner and its watchdog."""
        pid = self.running_pid()
        if pid is None:
            return
        for name, limit_seconds in ((self.stop_signal, STOP_LIMIT_SECONDS), (signal.SIGKILL, KILL_LIMIT_SECONDS)):
            send_signal(pid, name)
            deadline = time.monotonic() + limit_seconds
            # Not until its file with the number is gone: that is removed a little before the process ends.
            while self._is_server(pid):
                if time.monotonic() > deadline:
                    break
                time.sleep(PAUSE_SECONDS)
            else:
                return
        raise EmbeddedError(f"{self.title} of {self.folder.path} (process {pid}) does not end; end it and try again")

    def running_pid(self) -> int | None:
        """Return the process number of this folder's running server, or None; any process may have started it."""
        pid = self.recorded_pid()
        return pid if pid is not None and self._is_server(pid) else None

    def recorded_pid(self) -> int | None:
        """Return the process number in the server's own file, which may be stale."""
        try:
            return int(self.pid_file().read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None  # Never started, or ended while writing the file.

    def _is_server(self, pid: int) -> bool:
        return self.command_line_marker() in command_line(pid)


def command_line(pid: int) -> str:
    """Return a process's arguments, each with a space around it; empty when there is no such process."""
    if sys.platform == "linux":
        try:
            words = os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).replace("\0", " ").strip()
        except (FileNotFoundError, ProcessLookupError):
            return ""
    else:
        words = Account("you").run(["ps", "-ww", "-o", "command=", "-p", str(pid)]).stdout.strip()
    # A dead process that its parent has not yet waited for has no arguments, and so counts as ended.
    return words and f" {words} "


def send_signal(pid: int, name: signal.Signals) -> None:
    """Send a signal to a process; one that has ended already is no error."""
    try:
        os.kill(pid, name)
    except ProcessLookupError:
        return  # It ended by itself in between, which is what was wanted.
