"""The servers under measurement: ours and its peers. A peer that cannot be installed is skipped."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.bench.process import ROOT

PEERS = Path(__file__).parent / "peers"
PYTHON = PEERS / ".venv" / "bin" / "python"
NODE_MODULES = PEERS / "node_modules"
BUN = NODE_MODULES / "@oven" / "bun-linux-x64" / "bin" / "bun"
SCHEMA = ROOT / "schema" / "schema.graphql"


class Absent(Exception):
    """A peer cannot be measured on this machine; the message says why."""


@dataclass(frozen=True)
class Contender:
    """A server to measure."""

    key: str
    name: str
    arguments: Callable[[], list[str]]
    """Raises Absent if a requirement is not installed."""

    @property
    def is_ours(self) -> bool:
        """Whether this is our server."""
        return self.key == "ours"


def _own(module: str, *arguments: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "-m", f"tests.bench.servers.{module}", *arguments]


def _python(module: str, *arguments: str) -> Callable[[], list[str]]:
    def command() -> list[str]:
        _install_python()
        return [str(PYTHON), "-m", f"tests.bench.servers.{module}", *arguments]

    return command


def _node(script: str) -> Callable[[], list[str]]:
    def command() -> list[str]:
        _install_node()
        return [str(ROOT / "scripts" / "node"), "node", str(PEERS / f"{script}.mjs")]

    return command


def _bun(script: str) -> Callable[[], list[str]]:
    def command() -> list[str]:
        _install_node()
        if not BUN.exists():
            raise Absent("its npm package has no program for this machine")
        return [str(BUN), str(PEERS / f"{script}.mjs")]

    return command


CONTENDERS = [
    Contender("ours", "QalaControl", _own("ours")),
    Contender("picows", "picows, raw send", _own("raw")),
    Contender("broadcast", "websockets broadcast(), no deflate", _own("broadcast", "plain")),
    Contender("broadcast-deflate", "websockets broadcast(), its default", _own("broadcast", "deflate")),
    Contender("bun", "graphql-ws on Bun", _bun("bun")),
    Contender("graphql-ws", "graphql-ws + ws on Node", _node("graphql-ws")),
    Contender("yoga", "GraphQL Yoga on Node", _node("yoga")),
    Contender("mercurius", "Mercurius with JIT on Node", _node("mercurius")),
    Contender("ariadne", "Ariadne on uvicorn, no deflate", _python("stock_ariadne", "uvicorn-plain")),
    Contender("strawberry", "Strawberry on uvicorn, no deflate", _python("stock_strawberry", "uvicorn-plain")),
    Contender("strawberry-deflate", "Strawberry on uvicorn, its default", _python("stock_strawberry", "uvicorn")),
    Contender("strawberry-hypercorn", "Strawberry on Hypercorn", _python("stock_strawberry", "hypercorn")),
]


@cache
def _install_python() -> None:
    stamp = PYTHON.parents[1] / ".installed"
    lock = PEERS / "requirements.lock"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    uv = str(Path(sys.executable).parent / "uv")
    _run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(PYTHON.parents[1])])
    _run([uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(lock)])
    stamp.touch()


@cache
def _install_node() -> None:
    _install_locked(PEERS)


@cache
def install_postgraphile() -> Path:
    """Return the folder of PostGraphile, installed on first use.

    Raises:
        Absent: it cannot be installed here.
    """
    folder = PEERS / "postgraphile"
    _install_locked(folder)
    return folder


def _install_locked(folder: Path) -> None:
    stamp = folder / "node_modules" / ".installed"
    lock = folder / "package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    _run([str(ROOT / "scripts" / "node"), "npm", "ci", "--silent", "--no-audit", "--no-fund"], folder)
    stamp.touch()


def _run(command: list[str], folder: Path = PEERS) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Absent(str(error)[:200]) from error
    if done.returncode:
        raise Absent((done.stderr.strip().splitlines() or ["could not be installed"])[-1][:200])


def versions() -> str:
    """Return the versions of all servers and engines, for the heading of the report."""
    wanted = {
        "python": [sys.executable, "--version"],
        "node": [str(ROOT / "scripts" / "node"), "node", "--version"],
        "bun": [str(BUN), "--version"],
    }
    found = []
    for name, command in wanted.items():
        try:
            said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout.strip()
        except (OSError, subprocess.SubprocessError):
            said = "absent"
        found.append(f"{name} {said.removeprefix('Python ')}")
    return ", ".join(found)
