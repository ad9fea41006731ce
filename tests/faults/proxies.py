"""HAProxy and nginx as child processes on 127.0.0.1, with the configuration of docs/deploying.md."""

import asyncio
import os
import re
import shutil
import signal
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from tests.faults.service import until
from tests.ports import free_port
from tests.waiting import PATIENCE_SECONDS

DEPLOYING = Path(__file__).parents[2] / "docs" / "deploying.md"
SEARCH_PATH = f"{os.defpath}:/usr/sbin:/usr/local/sbin:/usr/local/bin"


class Proxy(ABC):
    """A proxy in front of several services."""

    program: ClassVar[str]
    package: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, home: Path, backends: list[str]) -> None:
        self.home, self.backends, self.port = home, backends, free_port()
        self.process: asyncio.subprocess.Process | None = None
        self.settings = home / "proxy.conf"

    @classmethod
    def found(cls) -> str | None:
        """Return the path of the installed program."""
        return shutil.which(cls.program, path=SEARCH_PATH)

    @property
    def address(self) -> str:
        """The address on which it listens."""
        return f"127.0.0.1:{self.port}"

    @abstractmethod
    def text(self) -> str:
        """Return the content of the configuration file."""

    @abstractmethod
    def arguments(self) -> list[str]:
        """Return the arguments of the program."""

    async def start(self) -> None:
        """Start the proxy and wait until it listens."""
        self.settings.write_text(self.text())
        program = self.found()
        assert program is not None, f"{self.program} is not installed"
        with (self.home / "proxy.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(program, *self.arguments(), stdout=log, stderr=log)
        await until(self._listens, f"{self.program} listens: {(self.home / 'proxy.log').read_text()}")

    async def stop(self, how: signal.Signals | None = None) -> None:
        """Stop the proxy and its workers."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(how or self.stop_signal)
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.process.wait()

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.transport.abort()
        return True


def documented(language: str) -> str:
    """Return the configuration that docs/deploying.md recommends."""
    text = DEPLOYING.read_text()
    return text.split(f"```{language}\n")[1].split("```")[0]


def rewritten(text: str, *rules: tuple[str, str]) -> str:
    """Replace addresses and TLS for the test; fail if a pattern is not in the document any more."""
    for pattern, replacement in rules:
        # As a string, a backslash in the replacement would start a group reference.
        text, count = re.subn(pattern, replacement.replace("\\", r"\\"), text, flags=re.MULTILINE)
        assert count, f"docs/deploying.md has nothing like {pattern}"
    return text


class HAProxy(Proxy):
    """HAProxy with the configuration of docs/deploying.md."""

    program, package, stop_signal = "haproxy", "haproxy", signal.SIGTERM

    def text(self) -> str:
        servers = "\n".join(f"    server s{n} {backend}" for n, backend in enumerate(self.backends))
        return rewritten(
            documented("haproxy"),
            (r"^    bind .*$", f"    bind 127.0.0.1:{self.port}"),
            (r"(^    server .*\n)+", f"{servers}\n"),
        )

    def arguments(self) -> list[str]:
        return ["-db", "-q", "-f", str(self.settings)]


class Nginx(Proxy):
    """Nginx with the configuration of docs/deploying.md."""

    program, package, stop_signal = "nginx", "nginx-light", signal.SIGTERM

    def text(self) -> str:
        servers = "\n".join(f"    server {backend} max_fails=1 fail_timeout=1s;" for backend in self.backends)
        temporary = "\n".join(
            f"    {kind}_temp_path {self.home}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        city = rewritten(
            documented("nginx"),
            (r"^    listen .*\n    http2 on;$", f"    listen 127.0.0.1:{self.port} backlog=2048;"),
            (r"(^    server [0-9].* max_fails=1 fail_timeout=1s;\n)+", f"{servers}\n"),
        )
        return f"""
daemon off;
pid {self.home}/nginx.pid;
error_log {self.home}/error.log;
worker_processes 1;
events {{ worker_connections 8192; }}
http {{
    access_log off;
{temporary}
{city}
}}
"""

    def arguments(self) -> list[str]:
        return ["-p", str(self.home), "-c", str(self.settings)]
