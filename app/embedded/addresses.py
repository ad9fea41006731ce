"""``engines.json`` in the home folder: the addresses of the engines that the owner of the folder runs.

A second process of the same user finds the engines of the first one by it. After a kill the file may be stale, so its
reader has to try whether the engines answer.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

from app.embedded.postgres import SOCKET

NAME = "engines.json"
ANSWER_LIMIT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class EngineAddresses:
    """The addresses of the engines; None for one that the owner does not run."""

    database_url: str | None = None
    redis_url: str | None = None

    def answers(self, *, postgres: bool, valkey: bool) -> bool:
        """Whether the wanted engines have an address and accept a connection there."""
        wanted = [
            *([self.database_url and _postgres_socket(self.database_url)] if postgres else []),
            *([self.redis_url and _valkey_socket(self.redis_url)] if valkey else []),
        ]
        return all(path is not None and _connects(path) for path in wanted)


@contextmanager
def published_addresses(home: Path, addresses: EngineAddresses) -> Iterator[None]:
    """Keep the file in the home folder, readable by its owner only, until the block ends."""
    path = home / NAME
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(orjson.dumps(asdict(addresses), option=orjson.OPT_INDENT_2))
    new.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def read_addresses(home: Path) -> EngineAddresses | None:
    """Return the addresses in the file, or None where there is no file that can be read."""
    try:
        found = orjson.loads((home / NAME).read_bytes())
        return EngineAddresses(found["database_url"], found["redis_url"])
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        return None  # Removed in this moment, or of another user: the caller then raises that the folder is in use.


def _postgres_socket(url: str) -> str | None:
    hosts = parse_qs(urlsplit(url).query).get("host", [])
    return f"{hosts[0]}/{SOCKET}" if hosts else None


def _valkey_socket(url: str) -> str | None:
    return unquote(urlsplit(url).path) or None


def _connects(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(ANSWER_LIMIT_SECONDS)
        try:
            client.connect(path)
        except OSError:
            return False
        return True
