"""PostgreSQL and Valkey as child processes, for development, the demo and tests.

The servers come as wheels and run from there; nothing is installed and nothing listens on a port. Everything they own
lies below one home folder, and they live exactly as long as the process that started them (see `watchdog`).
Linux and macOS; elsewhere set DATABASE_URL and REDIS_URL. All calls block: from async code use `asyncio.to_thread`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.embedded.errors import EmbeddedError, EnginesStopped, HomeInUse
from app.embedded.postgres import EmbeddedPostgres
from app.embedded.server import EmbeddedServer
from app.embedded.valkey import EmbeddedValkey

__all__ = ["EmbeddedError", "EmbeddedPostgres", "EmbeddedValkey", "Engines", "EnginesStopped", "HomeInUse", "embedded"]


@dataclass(frozen=True)
class Engines:
    """The addresses of the running servers; None for one that was not asked for."""

    database_url: str | None = None
    redis_url: str | None = None


@contextmanager
def embedded(home: Path, *, postgres: bool = True, valkey: bool = True) -> Iterator[Engines]:
    """Run the wanted servers below `home` until the block ends; yield their addresses.

    Raises:
        HomeInUse: another process runs servers on this folder.
        EmbeddedError: a server cannot run here; the message says what to do.
    """
    with ExitStack() as running:

        def run(server: EmbeddedServer) -> str:
            url = server.start()
            running.callback(server.stop)
            return url

        yield Engines(
            database_url=run(EmbeddedPostgres(home / "postgres")) if postgres else None,
            redis_url=run(EmbeddedValkey(home / "valkey")) if valkey else None,
        )
