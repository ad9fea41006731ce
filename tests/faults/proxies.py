"""HAProxy and nginx as child processes, with configurations of our own on ports of 127.0.0.1."""

import asyncio
import os
import shutil
import signal
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from tests.faults.service import free_port, until

PLACES = f"{os.defpath}:/usr/sbin:/usr/local/sbin:/usr/local/bin"


class Proxy(ABC):
    """One proxy before the addresses of services."""

    program: ClassVar[str]
    package: ClassVar[str]
    goodbye: ClassVar[signal.Signals]

    def __init__(self, home: Path, backends: list[str]) -> None:
        self.home, self.backends, self.port = home, backends, free_port()
        self.process: asyncio.subprocess.Process | None = None
        self.settings = home / "proxy.conf"

    @classmethod
    def found(cls) -> str | None:
        """Return where the program is installed."""
        return shutil.which(cls.program, path=PLACES)

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"127.0.0.1:{self.port}"

    @abstractmethod
    def text(self) -> str:
        """Return the configuration."""

    @abstractmethod
    def arguments(self) -> list[str]:
        """Return the command line behind the program."""

    async def start(self) -> None:
        """Start it and wait until it listens."""
        self.settings.write_text(self.text())
        program = self.found()
        assert program is not None, f"{self.program} is not installed"
        with (self.home / "proxy.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(program, *self.arguments(), stdout=log, stderr=log)
        await until(self._listens, f"{self.program} listens: {(self.home / 'proxy.log').read_text()}")

    async def stop(self, how: signal.Signals | None = None) -> None:
        """End it, its workers with it."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(how or self.goodbye)
            async with asyncio.timeout(30):
                await self.process.wait()

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.transport.abort()
        return True


class HAProxy(Proxy):
    """HAProxy, as docs/faults.md says."""

    program, package, goodbye = "haproxy", "haproxy", signal.SIGTERM

    def text(self) -> str:
        servers = "\n".join(
            f"    server s{n} {backend} check inter 500ms rise 1 fall 1 observe layer4 error-limit 1 on-error mark-down"
            for n, backend in enumerate(self.backends)
        )
        return f"""
global
    maxconn 8192
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    timeout tunnel 1h
    option httpchk GET /health/ready
    option redispatch
    option abortonclose
    retries 3
frontend city
    bind 127.0.0.1:{self.port}
    default_backend workers
backend workers
    balance leastconn
{servers}
"""

    def arguments(self) -> list[str]:
        return ["-db", "-q", "-f", str(self.settings)]


class Nginx(Proxy):
    """Nginx, as docs/faults.md says."""

    program, package, goodbye = "nginx", "nginx-light", signal.SIGTERM

    def text(self) -> str:
        servers = "\n".join(f"        server {backend} max_fails=1 fail_timeout=1s;" for backend in self.backends)
        temporary = "\n".join(
            f"    {kind}_temp_path {self.home}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
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
    map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
    upstream city {{
        least_conn;
{servers}
    }}
    server {{
        listen 127.0.0.1:{self.port} backlog=2048;
        location / {{
            proxy_pass http://city;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_buffering off;
            proxy_read_timeout 60s;
        }}
    }}
}}
"""

    def arguments(self) -> list[str]:
        return ["-p", str(self.home), "-c", str(self.settings)]
