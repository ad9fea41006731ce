"""PostgreSQL and Valkey that tests kill, stop, empty and start again, at the same address."""

import os
import shutil
import signal
from pathlib import Path

from app.embedded import EmbeddedPostgres, EmbeddedValkey
from app.embedded.server import EmbeddedServer


class OwnEngines:
    """Both servers, with their data below one folder. All calls block."""

    def __init__(self, home: Path) -> None:
        self.postgres = EmbeddedPostgres(home / "p")
        self.valkey = EmbeddedValkey(home / "v")
        self.database_url, self.redis_url = self.postgres.start(), self.valkey.start()

    def stop(self) -> None:
        """Stop both servers."""
        self.postgres.stop()
        self.valkey.stop()

    def restore(self) -> None:
        """Start each server that a test has killed, continue each that it has stopped by a signal."""
        for server in (self.postgres, self.valkey):
            pid = server.running_pid()
            if pid is None:
                self._start(server)
            else:
                os.kill(pid, signal.SIGCONT)

    def kill(self, server: EmbeddedServer, how: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to a server's main process and wait until all of its processes have ended."""
        pid = server.running_pid()
        assert pid is not None, f"{server.title} does not run"
        os.kill(pid, how)
        server.stop()

    def restart(self, server: EmbeddedServer, *, empty: bool = False) -> None:
        """Start a killed server at its old address; ``empty`` deletes its data before."""
        if empty:
            shutil.rmtree(server.folder.data)
        self._start(server)

    def _start(self, server: EmbeddedServer) -> None:
        server.stop()
        address = server.start()
        assert address in {self.database_url, self.redis_url}, f"{server.title} has moved to {address}"
