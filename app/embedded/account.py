"""The system account that embedded servers run as: our own, or one without rights when we are root."""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.embedded.errors import EmbeddedError
from app.private_files import private_group

# Nothing of our own environment reaches the servers: PGPORT, PGOPTIONS and their like would change what they do.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "5"}


@dataclass(frozen=True)
class Account:
    """A system account to run a program as; without numbers it is that of this process."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def __str__(self) -> str:
        """Return the account as an argument of the watchdog."""
        return "-" if self.uid is None else f"{self.uid}:{self.gid}"

    def run(
        self, command: Sequence[str | Path], *, text: str = "", limit_seconds: float = 30
    ) -> "subprocess.CompletedProcess[str]":
        """Run a short program as this account, with `text` on its standard input."""
        return subprocess.run(  # noqa: S603 - each caller passes a command of its own, without user input
            command,
            input=text,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=limit_seconds,
            check=False,
            cwd="/",
            env=ENVIRONMENT,
            umask=0o077,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )

    def own(self, folder: Path) -> None:
        """Make this account the owner of a folder that we have just made."""
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)

    def share(self, folder: Path) -> None:
        """Let this account write into a temporary folder of ours, by its group: others may run as the same user."""
        if self.gid is not None:
            os.chown(folder, -1, self.gid)
            folder.chmod(0o770)

    def check_reach(self, *, program: Path, folder: Path, setting: str) -> None:
        """Refuse when this account cannot run `program` or enter what exists of `folder`."""
        if self.uid is None:
            return  # Where this process itself lacks a right, the call that needs it raises the error.
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
        # Only a trial is sure: access lists, shared libraries and mounts decide too, not the mode bits alone.
        attempt = self.run(["/bin/sh", "-c", 'cd -- "$1" && exec "$2" --version', "sh", nearest, program])
        if attempt.returncode != 0:
            closed = self._first_closed(program) or self._first_closed(nearest) or program
            raise EmbeddedError(
                f"{program.name} runs as the user {self.name} when you are root, and {self.name} cannot use {closed}: "
                "move the checkout with its virtual environment (or QALA_HOME) to where other users can read, "
                f"or set {setting} to a server of your own"
            )

    def _first_closed(self, path: Path) -> Path | None:
        for step in (*reversed(path.parents), path):
            seen = step.stat()
            shift = 6 if seen.st_uid == self.uid else 3 if seen.st_gid == self.gid else 0
            if not seen.st_mode >> shift & stat.S_IXOTH:
                return step
        return None


def account_for(data: Path) -> Account:
    """Return the account for the server of this data folder: its owner when we are root, else our own.

    A server that root runs has a group of its own, so that other processes of the same user cannot reach its files,
    its socket or its memory.
    """
    if os.geteuid() != 0:
        return Account("you")
    folder = data.parent
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return Account(_name(owner.st_uid), owner.st_uid, owner.st_gid)
    group = private_group(folder)
    if data.exists() and (owner := data.stat()).st_uid != 0:
        # A folder that another account owns stays with that account.
        return Account(_name(owner.st_uid), owner.st_uid, group)
    try:
        unprivileged = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError(
            "expected a user `nobody` to run the embedded servers as when you are root, but there is none: "
            "run as another user, or set DATABASE_URL and REDIS_URL to servers of your own"
        ) from None
    return Account("nobody", unprivileged.pw_uid, group)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"
