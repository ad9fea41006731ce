"""PostgreSQL for filling, which may lose everything in a crash, and the embedded engines for measuring."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cli.engines import EngineUrls
from app.embedded import EmbeddedPostgres, embedded

_FILLING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "1h",
    "shared_buffers": "1GB",
    "work_mem": "256MB",
    "maintenance_work_mem": "1GB",
    "max_parallel_maintenance_workers": "1",
    "autovacuum": "off",
    "jit": "off",
}


class FillingPostgres(EmbeddedPostgres):
    """The embedded PostgreSQL with settings for a fast fill."""

    def command(self) -> list[str]:
        """Return the command line; the later of two values holds."""
        return [*super().command(), *(word for name, value in _FILLING.items() for word in ("-c", f"{name}={value}"))]


@contextmanager
def filling(home: Path) -> Iterator[str]:
    """Run PostgreSQL below ``home`` for filling; yield its address."""
    server = FillingPostgres(home / "postgres")
    url = server.start()
    try:
        yield url
    finally:
        server.stop()


@contextmanager
def measuring(home: Path) -> Iterator[EngineUrls]:
    """Run the engines below ``home`` as the product does; yield their addresses."""
    with embedded(home) as started:
        yield EngineUrls(str(started.database_url), str(started.redis_url))
