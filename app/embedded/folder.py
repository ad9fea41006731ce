"""The folder of one embedded server: its locks, its log, its sockets.

owner.lock    locked by the process that owns the folder, for as long as it lives
watchdog.lock locked by the watchdog of the server, which outlives a killed owner by the time a shutdown takes
server.log    the output of the server in this run; server.log.1 holds the run before
data/         belongs to the account that runs the server
run/          its sockets, made anew at every start; a link to a temporary folder when the path is too long

The folder itself is closed to others. When root runs the servers as another account, they pass through it by a group
that no other process has. Folders above it that were there before keep their owner and their permissions.
"""

import fcntl
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from app.embedded.account import Account
from app.embedded.errors import EmbeddedError, HomeInUse
from app.private_files import close_for_servers, make_home

# The system keeps a socket's path in a small fixed field: 107 bytes on Linux, 103 on macOS.
SOCKET_PATH_LIMIT_BYTES = 103
LOG_TAIL_LINES = 12
OWNER_GRACE_SECONDS = 0.5  # A killed process holds its locks until the system has cleaned up after it.
PAUSE_SECONDS = 0.02


class ServerFolder:
    """Everything one server keeps on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.data = self.path / "data"
        self.log = self.path / "server.log"
        self._run = self.path / "run"
        self._owner: int | None = None
        self._watchdog_lock: int | None = None

    @property
    def is_claimed(self) -> bool:
        """Whether this object owns the folder."""
        return self._owner is not None

    def claim(self, account: Account, *, limit_seconds: float) -> None:
        """Make the folder where it is missing, and lock it; wait while the server of a dead owner shuts down.

        Raises:
            HomeInUse: another process owns the folder.
            EmbeddedError: the server of a dead owner still runs after the limit.
        """
        self._make(account)
        self._owner = self._lock("owner.lock", OWNER_GRACE_SECONDS)
        if self._owner is None:
            raise HomeInUse(f"another QalaControl runs on {self.path}; stop it or set QALA_HOME to another folder")
        self._watchdog_lock = self._lock("watchdog.lock", limit_seconds)
        if self._watchdog_lock is None:
            self.release()
            raise EmbeddedError(f"the server of a dead QalaControl still runs on {self.path}; end it and try again")

    def watchdog_lock(self) -> int:
        """Return the descriptor of the watchdog's lock, for the watchdog to inherit."""
        if self._watchdog_lock is None:
            raise EmbeddedError(f"expected {self.path} to be claimed and its watchdog not yet started")
        return self._watchdog_lock

    def close_watchdog_lock(self) -> None:
        """Close our own copy of the watchdog's lock, so that the lock ends with the watchdog."""
        if self._watchdog_lock is not None:
            os.close(self._watchdog_lock)
            self._watchdog_lock = None

    def release(self) -> None:
        """Unlock the folder, so that another process can own it."""
        self.close_watchdog_lock()
        if self._owner is not None:
            os.close(self._owner)
            self._owner = None

    def make_private(self, path: Path, account: Account) -> None:
        """Make a folder that only this account may enter."""
        path.mkdir(mode=0o700)
        account.own(path)

    def open_log(self) -> int:
        """Return the descriptor of a new log; the log of the run before is kept beside it."""
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        return os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)

    def log_tail(self) -> str:
        """Return the last lines of the server's log."""
        if not self.log.exists():
            return "(nothing)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]) or "(nothing)"

    def make_sockets(self, account: Account, longest_name: str) -> Path:
        """Return a new folder for sockets; `longest_name` is the longest file name in it."""
        self.clear_sockets()
        if self._fits(self._run / longest_name):
            self.make_private(self._run, account)
            return self._run
        sockets = Path(tempfile.mkdtemp(prefix="qala-"))
        # The link lets a later start find and remove this folder where a kill keeps us from removing it.
        self._run.symlink_to(sockets)
        account.share(sockets)
        if not self._fits(sockets / longest_name):
            raise EmbeddedError(f"expected a short folder for sockets, but {sockets} is too long; set TMPDIR to /tmp")
        return sockets

    def clear_sockets(self) -> None:
        """Remove the folder for sockets and all left in it; no server may run when this is called."""
        if self._run.is_symlink():
            sockets = self._run.readlink()
            # The temporary folder may be gone and its name in use by another account.
            if sockets.is_dir() and not sockets.is_symlink() and self._is_ours(sockets):
                shutil.rmtree(sockets)
            self._run.unlink()
        elif self._run.exists():
            shutil.rmtree(self._run)

    def _lock(self, name: str, limit_seconds: float) -> int | None:
        lock = os.open(self.path / name, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        if os.geteuid() == 0:
            # A lock file made by root does not keep the folder's user out.
            owner = self.path.stat()
            os.fchown(lock, owner.st_uid, owner.st_gid)
        with suppress(PermissionError):
            os.fchmod(lock, 0o600)
        deadline = time.monotonic() + limit_seconds
        while not _try_lock(lock):
            if time.monotonic() > deadline:
                os.close(lock)
                return None
            time.sleep(PAUSE_SECONDS)
        return lock

    def _make(self, account: Account) -> None:
        make_home(self.path.parent, account.gid)
        self.path.mkdir(mode=0o700, exist_ok=True)
        if self.path.stat().st_uid == os.geteuid():
            close_for_servers(self.path, account.gid)

    def _is_ours(self, path: Path) -> bool:
        owners = {os.geteuid()} | ({self.data.stat().st_uid} if self.data.exists() else set())
        return path.stat().st_uid in owners

    @staticmethod
    def _fits(socket: Path) -> bool:
        # A comma would be read as a list of hosts in the database's address.
        return len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT_BYTES and "," not in str(socket)


def _try_lock(file: int) -> bool:
    try:
        # The system drops the lock with its holder, even by kill -9. The file stays: removing it would let two
        # processes lock two different files of the same name.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
