"""PostgreSQL and Valkey of our own: to be killed, stopped, emptied and started again, at the same address."""

import os
import shutil
import signal
from pathlib import Path

from app.embedded import EmbeddedPostgres, EmbeddedValkey
from app.embedded.server import EmbeddedServer


class OwnEngines:
    """Both servers below one folder. All calls block."""

    def __init__(self, home: Path) -> None:
        self.postgres = EmbeddedPostgres(home / "p")
        self.valkey = EmbeddedValkey(home / "v")
        self.database_url, self.redis_url = self.postgres.start(), self.valkey.start()

    def stop(self) -> None:
        """End both."""
        self.postgres.stop()
        self.valkey.stop()

    def restore(self) -> None:
        """Start whatever a test has left dead, wake whatever it has left asleep."""
        for server in (self.postgres, self.valkey):
            pid = server.running_pid()
            if pid is None:
                self._start(server)
            else:
                os.kill(pid, signal.SIGCONT)

    def kill(self, server: EmbeddedServer, how: signal.Signals = signal.SIGKILL) -> None:
        """End a server's main process, by the signal given, and wait until nothing is left of it."""
        pid = server.running_pid()
        assert pid is not None, f"{server.title} does not run"
        os.kill(pid, how)
        server.stop()

    def restart(self, server: EmbeddedServer, *, empty: bool = False) -> None:
        """Start a killed server at its old address; ``empty``: it has lost all it held."""
        if empty:
            shutil.rmtree(server.folder.data)
        self._start(server)

    def _start(self, server: EmbeddedServer) -> None:
        server.stop()
        address = server.start()
        assert address in {self.database_url, self.redis_url}, f"{server.title} has moved to {address}"
