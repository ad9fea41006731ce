"""OpenStack Swift on ports of this machine: an S3 server that checks signatures, for the time of a test run."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx2

from tests.ports import free_port

ACCESS_KEY, SECRET_KEY, REGION = "qala:admin", "qala-test-secret", "us-east-1"
_STORES = ("account", "container", "object")
_SECONDS_TO_START = 60
_ATTEMPTS = 3

_RINGS = """
import sys
from swift.common.ring.builder import RingBuilder
folder, *ports = sys.argv[1:]
for kind, port in zip(("account", "container", "object"), ports):
    builder = RingBuilder(6, 1, 0)
    place = {"ip": "127.0.0.1", "port": int(port), "device": "d1"}
    builder.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1, **place})
    builder.rebalance()
    builder.get_ring().save(f"{folder}/{kind}.ring.gz")
"""
_DEFAULT = """[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {folder}/data
mount_check = false
disable_fallocate = true
"""
_STORE = """[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
_PROXY = """[pipeline:main]
pipeline = catch_errors proxy-logging listing_formats bulk s3api tempauth copy slo dlo proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_qala_admin = {secret} .admin
[filter:slo]
use = egg:swift#slo
minimum_segment_size = 1
""" + "".join(
    f"[filter:{name}]\nuse = egg:swift#{name.replace('-', '_')}\n"
    for name in ("catch_errors", "proxy-logging", "listing_formats", "bulk", "s3api", "copy", "dlo")
)


class CannotRun(Exception):
    """This machine cannot run Swift; says why."""


class Swift:
    """Four processes over one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports: dict[str, int] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def port(self) -> int:
        """Of the S3 interface."""
        return self._ports["proxy"]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start everything; again, should another program have taken one of the ports meanwhile."""
        for attempt in range(_ATTEMPTS):
            try:
                self._configure()
                for kind in self._ports:
                    self._start(kind)
            except RuntimeError:
                self.stop()
                if attempt == _ATTEMPTS - 1:
                    raise
            else:
                return

    def kill_proxy(self) -> None:
        """End the S3 interface as a power cut would."""
        self._running["proxy"].kill()
        self._running.pop("proxy").wait()

    def start_proxy(self) -> None:
        """Start the S3 interface again, on the same port."""
        self._start("proxy")

    def stop(self) -> None:
        """End what was started, by its id."""
        for process in self._running.values():
            process.kill()
        for process in self._running.values():
            process.wait()
        self._running.clear()

    def _configure(self) -> None:
        self._ports = {kind: free_port() for kind in (*_STORES, "proxy")}
        (self._folder / "data" / "d1").mkdir(parents=True, exist_ok=True)
        (self._folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = qala\n")
        user = pwd.getpwuid(os.getuid()).pw_name
        for kind, port in self._ports.items():
            default = _DEFAULT.format(port=port, user=user, folder=self._folder)
            own = _PROXY.format(secret=SECRET_KEY) if kind == "proxy" else _STORE.format(kind=kind)
            (self._folder / f"{kind}.conf").write_text(default + own)
        ports = [str(self._ports[kind]) for kind in _STORES]
        # In a process of its own, because Swift's library replaces parts of Python's.
        subprocess.run([sys.executable, "-c", _RINGS, str(self._folder), *ports], check=True)

    def _start(self, kind: str) -> None:
        program = Path(sys.executable).parent / f"swift-{kind}-server"
        with (self._folder / f"{kind}.log").open("ab") as log:
            command = [sys.executable, str(program), str(self._folder / f"{kind}.conf"), "--verbose"]
            process = subprocess.Popen(command, stdout=log, stderr=log)
        self._running[kind] = process
        self._await(kind, process)

    def _await(self, kind: str, process: "subprocess.Popen[bytes]") -> None:
        give_up = time.monotonic() + _SECONDS_TO_START
        while process.poll() is None and time.monotonic() < give_up:
            with suppress(httpx2.HTTPError):
                # Any answer will do: the store servers know no such path.
                httpx2.get(f"http://127.0.0.1:{self._ports[kind]}/info", timeout=5)
                return
            time.sleep(0.05)
        raise RuntimeError(f"swift {kind} server did not start:\n{(self._folder / f'{kind}.log').read_text()[-2000:]}")


@contextmanager
def swift() -> Iterator[Swift]:
    """Return a running Swift.

    Raises:
        CannotRun: it cannot run here.
    """
    if sys.platform != "linux":
        raise CannotRun("OpenStack Swift runs on Linux only")
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="qala-swift-", dir=_parent_with_attributes()))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = Swift(folder)
        stack.callback(server.stop)
        server.start()
        yield server


def _parent_with_attributes() -> str:
    """Return a folder for files with extended attributes, where Swift keeps what it knows of an object."""
    places = [tempfile.gettempdir(), "/var/tmp", str(Path.cwd()), "/dev/shm"]
    for place in places:
        with suppress(OSError), tempfile.NamedTemporaryFile(dir=place) as file:
            # As long as a real one: some file systems allow only a few bytes.
            os.setxattr(file.name, "user.swift.metadata", b"x" * 2048)
            return place
    raise CannotRun(f"Swift needs a file system with extended attributes; there is none at {', '.join(places)}")
