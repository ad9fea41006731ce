"""Runs one server, and stops it on the owner's order or when the owner has ended.

Used as a script: watchdog.py STOP_SIGNAL LIMIT_SECONDS UID:GID|- COMMAND...

Standard input is a pipe whose other end only the owner holds. A byte on it, or its end, means "stop": so the orderly
stop and the owner's death by kill -9 run the same code, which every stop tests. The kernel's parent-death signal would
be Linux only, and it comes when the *thread* that forked ends, which for a worker thread is far too soon.

It inherits the locked descriptor of `watchdog.lock` and does not pass it on: while it runs, no other server can start
on the same folder. The server is its own child, so the process number cannot pass to another process before the signal.
This file imports only the standard library, because it runs without site-packages, which makes it start faster.
"""

import os
import signal
import subprocess
import sys
import threading


def main(arguments: list[str]) -> int:
    """Run COMMAND until it ends or must end; return its exit status as a shell would."""
    stop_signal, limit_seconds, account, *command = arguments
    # A handler that does nothing, and not SIG_IGN, because the server would inherit SIG_IGN. A service manager sends
    # these to the whole group at once; the owner still needs its database then, to finish its running commands.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: None)

    server = _launch(command, account)
    gone = threading.Event()
    threading.Thread(
        target=_stop_with_owner, args=(server, int(stop_signal), float(limit_seconds), gone), daemon=True
    ).start()
    status = server.wait()
    gone.set()
    return status if status >= 0 else 128 - status


def _launch(command: list[str], account: str) -> "subprocess.Popen[bytes]":
    uid, _, gid = account.partition(":")
    return subprocess.Popen(  # noqa: S603 - the command comes from the owner, without user input
        command,
        stdin=subprocess.DEVNULL,
        umask=0o077,
        user=int(uid) if gid else None,
        group=int(gid) if gid else None,
        extra_groups=[] if gid else None,
    )


def _stop_with_owner(
    server: "subprocess.Popen[bytes]", stop_signal: int, limit_seconds: float, gone: threading.Event
) -> None:
    os.read(sys.stdin.fileno(), 1)
    server.send_signal(stop_signal)
    if not gone.wait(limit_seconds):
        server.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
