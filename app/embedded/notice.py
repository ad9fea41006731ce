"""``engines.json`` in the home folder: where the engines of the process that owns it answer.

It lets a second process of the same user work beside the first one. It is a note and no proof: after a kill it may be
old, so whoever reads it has to try whether somebody answers.
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
class Notice:
    """What the note says."""

    database_url: str | None = None
    redis_url: str | None = None

    def answers(self, *, postgres: bool, valkey: bool) -> bool:
        """Whether the wanted engines stand in the note and somebody answers at their addresses."""
        wanted = [
            *([self.database_url and _postgres_socket(self.database_url)] if postgres else []),
            *([self.redis_url and _valkey_socket(self.redis_url)] if valkey else []),
        ]
        return all(path is not None and _connects(path) for path in wanted)


@contextmanager
def posted_notice(home: Path, notice: Notice) -> Iterator[None]:
    """Keep the note in the home folder, readable by its owner only, for the time of the block."""
    path = home / NAME
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(orjson.dumps(asdict(notice), option=orjson.OPT_INDENT_2))
    new.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def read_notice(home: Path) -> Notice | None:
    """Return the note, or None where there is none that can be read."""
    try:
        found = orjson.loads((home / NAME).read_bytes())
        return Notice(found["database_url"], found["redis_url"])
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        return None  # Gone this moment, or not ours to read: the caller then says who has the folder.


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
