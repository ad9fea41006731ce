"""A streaming replica of the PostgreSQL of the tests."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import asyncpg

from app.embedded.account import Account
from app.embedded.postgres import EmbeddedPostgres
from app.embedded.wheel import postgres_program
from app.models.database import asyncpg_dsn
from tests.waiting import until

COPY_LIMIT_SECONDS = 120


class PostgresReplica(EmbeddedPostgres):
    """A server that begins as a copy of another one, and follows it."""

    def __init__(self, folder: Path, database_url: str) -> None:
        super().__init__(folder)
        self._database_url = database_url

    def _make_cluster(self, account: Account) -> None:
        new = Path(tempfile.mkdtemp(prefix="data-new-", dir=self.folder.path))
        account.own(new)
        made = account.run(
            [
                *(postgres_program("pg_basebackup"), "-D", new, "-U", "postgres"),
                *("-h", _sockets_of(self._database_url)),
                *("--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream", "--no-sync"),
            ],
            limit_seconds=COPY_LIMIT_SECONDS,
        )
        if made.returncode != 0:
            raise self.failure("could not copy the first server", (made.stdout + made.stderr).strip())
        new.rename(self.folder.data)

    def url_of(self, database_url: str) -> str:
        """Return the address of the copy of a database of the first server."""
        return self.address().replace("/qala?", f"{urlsplit(database_url).path}?")

    async def has(self, database_url: str) -> bool:
        """Whether the copy of a database has come, with its log."""
        try:
            connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(self.url_of(database_url)))
        except asyncpg.PostgresError:
            return False
        first: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(database_url))
        try:
            epochs = [await one.fetchval("SELECT epoch FROM log_state") for one in (connection, first)]
            return bool(epochs[0] == epochs[1])
        finally:
            await connection.close()
            await first.close()

    async def replay(self, *, goes_on: bool) -> None:
        """Let what the first server writes come, or not, however long it takes."""
        connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(self.address()))
        try:
            await connection.execute(f"SELECT pg_wal_replay_{'resume' if goes_on else 'pause'}()")
            state = "not paused" if goes_on else "paused"

            async def has_obeyed() -> bool:
                return bool(await connection.fetchval("SELECT pg_get_wal_replay_pause_state() = $1", state))

            await until(has_obeyed, f"the replay is {state}")
        finally:
            await connection.close()


@contextmanager
def postgres_replica(database_url: str) -> Iterator[PostgresReplica]:
    """Run a replica of the server of this database."""
    first = _sockets_of(database_url).parent
    folder = first.with_name(f"replica-{uuid4().hex[:8]}")
    folder.mkdir(mode=0o710)
    # Only the group of the first server may enter its folder of sockets.
    os.chown(folder, -1, first.stat().st_gid)
    replica = PostgresReplica(folder, database_url)
    try:
        replica.start()
        yield replica
    finally:
        replica.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _sockets_of(database_url: str) -> Path:
    (sockets,) = parse_qs(urlsplit(database_url).query)["host"]
    return Path(sockets)
