"""Reads from a streaming replica: only where it has come far enough, else from the first server.

Far enough is the position that this process has pushed to its subscribers, so that a client which follows an event
finds it, and the last write of the client that asks, so that it finds what it has just sent. Writes of clients are
remembered in Redis, as places in PostgreSQL's write-ahead log, so that every process knows them. What others have
written without an event, such as a hidden text, is there after ``FRESH_SECONDS``. See
docs/adr/0037-reads-from-a-replica.md.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import structlog

from app.errors import SettingsError
from app.models.database import OUTAGES, from_replica, row
from app.redis_clients import REDIS_OUTAGES, RedisClient

log = structlog.get_logger()
T = TypeVar("T")

PATIENCE_SECONDS = 0.1
"""How long a read waits for the replica."""
PAUSE_SECONDS = 0.005
PLACE_SECONDS = 1.0
"""How long the answer to a write waits for the place of that write."""
FRESH_SECONDS = 2.0
"""No read is older than so: the replica has to have what the first server had then."""
LONGEST_READ_SECONDS = 20.0
"""For how long a read waits for the replica's answer. PostgreSQL ends a statement sooner, a lost network does not."""
AWAY_SECONDS = 5.0
"""For how long nothing is asked of a replica that has failed."""
REMEMBERED_SECONDS = 600
"""For how long the last write of a client is remembered; a replica further behind is of no use."""
REPLICA_FAILED: tuple[type[Exception], ...] = (
    *OUTAGES,
    # A statement in the way of what the first server has removed, or tables that a migration has not brought there yet.
    asyncpg.PostgresError,
)
"""Errors of a read that is repeated on the first server."""
CANNOT_ASK: tuple[type[Exception], ...] = (*REPLICA_FAILED, SettingsError)
"""Errors of the question how far the replica has come."""
NOT_WRITTEN = 0
"""The place before any write."""
UNKNOWN = 1 << 63
"""The place of a write that cannot be looked up: no replica has come so far."""
_STATE = """
    SELECT epoch, head, CASE WHEN pg_is_in_recovery() THEN (pg_last_wal_replay_lsn() - '0/0')::bigint END AS replayed
    FROM log_state WHERE id = 1
"""
_FLUSHED = "SELECT (pg_current_wal_flush_lsn() - '0/0')::bigint AS flushed"
_WRITTEN = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint AS written"


class ReplicaSilent(ConnectionError):
    """The replica has not answered, and has not closed the connection either."""


class ReplicaReads:
    """The reads of one process."""

    def __init__(
        self,
        redis: RedisClient,
        epoch: str,
        pushed: Callable[[], int],
        *,
        patience_seconds: float = PATIENCE_SECONDS,
        fresh_seconds: float = FRESH_SECONDS,
    ) -> None:
        """``pushed`` returns the position that subscribers of this process have."""
        self._redis = redis
        self._epoch = epoch
        self._pushed = pushed
        self._patience_seconds = patience_seconds
        self._fresh_seconds = fresh_seconds
        self._head = self._replayed = -1
        self._flushed, self._flushed_at = NOT_WRITTEN, float("-inf")
        self._looking: asyncio.Task[None] | None = None
        self._asking_flushed: asyncio.Task[None] | None = None
        self._away_until = 0.0
        self._seen_at = float("-inf")
        """When the replica has last answered."""
        self.reads: Counter[str] = Counter()
        """Reads by the server that answered: replica, or primary."""

    @property
    def is_away(self) -> bool:
        """Whether the replica failed a moment ago."""
        return time.monotonic() < self._away_until

    @property
    def position(self) -> int:
        """The last position that the replica was seen to have; -1 before it was asked."""
        return self._head

    async def check(self) -> None:
        """Ask the replica whether it is one of this installation.

        One that is away is no error: it is asked again later.

        Raises:
            SettingsError: it belongs to another installation.
        """
        try:
            await self._look()
        except REPLICA_FAILED as error:
            self._fail(error)

    async def wrote(self, *who: UUID | str | None) -> None:
        """Remember that these clients have written: an account, a network.

        Never fails: the write is stored, and its client must not be told otherwise.
        """
        keys = self._keys(who)
        if not keys:
            return
        place = await self._place_of_write()
        try:
            pipe = self._redis.pipeline(transaction=False)
            for key in keys:
                pipe.set(key, place, ex=REMEMBERED_SECONDS)
            await pipe.execute()
        except REDIS_OUTAGES as error:
            # Who cannot write it there cannot read it there either, and then reads from the first server.
            log.warning("write_not_remembered", error=str(error))

    async def _place_of_write(self) -> int:
        """Return the present place of the log; ``UNKNOWN`` where the first server has gone away since the commit."""
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                found = await row(_WRITTEN)
        except REPLICA_FAILED as error:
            log.warning("place_of_write_not_known", error=str(error) or type(error).__name__)
            return UNKNOWN
        return int(found["written"]) if found else UNKNOWN

    async def written_by(self, *who: UUID | str | None) -> int:
        """Return the place of the last write of these clients, ``NOT_WRITTEN`` where they have not written lately."""
        keys = self._keys(who)
        if not keys:
            return NOT_WRITTEN
        try:
            pipe = self._redis.pipeline(transaction=False)
            for key in keys:
                pipe.get(key)
            return max((int(value) for value in await pipe.execute() if value), default=NOT_WRITTEN)
        except REDIS_OUTAGES as error:
            log.warning("write_not_known", error=str(error))
            return UNKNOWN

    async def run(
        self, work: Callable[[], Awaitable[T]], written: int = NOT_WRITTEN, *, failed: Callable[[T], bool] | None = None
    ) -> T:
        """Do the work, which only reads, on the replica if it has come far enough, else on the first server.

        ``failed`` tells from the result that the work should be repeated there, besides the errors of an outage.
        """
        if await self._has_come_to(self._pushed(), max(written, await self._flushed_lately())):
            try:
                result = await _on_replica(work)
            except asyncpg.QueryCanceledError:
                raise  # It took too long, and would there too.
            except REPLICA_FAILED as error:
                log.warning("replica_read_failed", error=repr(error)[:200])
                if isinstance(error, ReplicaSilent):
                    self._fail(error)
            else:
                if failed is None or not failed(result):
                    self.reads["replica"] += 1
                    return result
            # The next read asks first whether the replica is there at all.
            self._head = self._replayed = -1
        self.reads["primary"] += 1
        return await work()

    async def _flushed_lately(self) -> int:
        """Return the place that the first server had reached at most ``fresh_seconds`` ago."""
        if time.monotonic() - self._flushed_at > self._fresh_seconds:
            # All who wait share one question: what was known before it may be as old as the last read.
            if self._asking_flushed is None or self._asking_flushed.done():
                self._asking_flushed = asyncio.create_task(self._ask_flushed(), name="flushed")
                self._asking_flushed.add_done_callback(_forget_error)
            await asyncio.shield(self._asking_flushed)
        return self._flushed

    async def _ask_flushed(self) -> None:
        asked_at = time.monotonic()
        found = await row(_FLUSHED)
        self._flushed, self._flushed_at = found["flushed"] if found else UNKNOWN, asked_at

    async def _has_come_to(self, position: int, written: int) -> bool:
        """Return whether the replica has this position and this place; wait a moment for it."""
        if written >= UNKNOWN:
            return False
        waited = time.monotonic() + self._patience_seconds
        while not self.is_away:
            # One that has not answered lately may be gone without a word.
            is_there = time.monotonic() - self._seen_at <= self._fresh_seconds
            if is_there and self._head >= position and self._replayed >= written:
                return True
            if (left := waited - time.monotonic()) < 0:
                return False
            try:
                async with asyncio.timeout(left):
                    await self._look()
            except TimeoutError:
                if not is_there:
                    self._fail(ReplicaSilent("DATABASE_REPLICA_URL: the server does not answer"))
                return False
            except CANNOT_ASK as error:
                self._fail(error)
                return False
            if self._head < position or self._replayed < written:
                await asyncio.sleep(PAUSE_SECONDS)
        return False

    async def _look(self) -> None:
        """Ask the replica how far it has come; all who wait share one question."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._ask(), name="replica")
        await asyncio.shield(self._looking)

    async def _ask(self) -> None:
        with from_replica():
            found = await row(_STATE)
        if found is None or found["epoch"] != self._epoch:
            raise SettingsError("DATABASE_REPLICA_URL: this is no replica of DATABASE_URL, it has another log")
        if found["replayed"] is None:
            raise ConnectionError("DATABASE_REPLICA_URL: this server is no replica any more")
        self._head, self._replayed = found["head"], found["replayed"]
        self._seen_at = time.monotonic()

    def _fail(self, error: Exception) -> None:
        log.warning("replica_unreachable", error=str(error) or type(error).__name__)
        self._away_until = time.monotonic() + AWAY_SECONDS
        # It may come back as another one, from an older copy.
        self._head = self._replayed = -1

    def _keys(self, who: tuple[UUID | str | None, ...]) -> list[str]:
        # Addresses are personal data, so Redis holds only their hashes.
        hashes = (sha256(str(one).encode(errors="replace")).hexdigest()[:32] for one in who if one is not None)
        return [f"qala:{self._epoch}:written:{one}" for one in hashes]


async def _on_replica(work: Callable[[], Awaitable[T]]) -> T:
    """Return the result of the work on the replica.

    Raises:
        ReplicaSilent: there is none after ``LONGEST_READ_SECONDS``. The work is cancelled and not waited for, because
            asyncpg would first wait for the lost server to end the statement.
    """
    with from_replica():
        reading = asyncio.ensure_future(work())
    reading.add_done_callback(_forget_error)
    try:
        done, _ = await asyncio.wait({reading}, timeout=LONGEST_READ_SECONDS)
    finally:
        reading.cancel()
    if not done:
        raise ReplicaSilent("DATABASE_REPLICA_URL: no answer to a read")
    return reading.result()


def _forget_error(reading: "asyncio.Future[Any]") -> None:
    # Otherwise asyncio would log it as never seen.
    if not reading.cancelled():
        reading.exception()
