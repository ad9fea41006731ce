"""Moving months of the log to ``event_archive``: few rows in a transaction, oldest first, so that the city goes on.

All that a next run needs is in the tables, so a run may stop at any time, and two may run at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.models.database import row, rows, transaction
from app.models.privacy.retention import NOTIFICATIONS_DELETED

_LOCK = 0x51414C410E
"""An advisory lock: exclusive for what is archived, shared by those who change events that are stored."""
_ARCHIVING = f"SELECT pg_advisory_xact_lock({_LOCK})"
_CHANGING = f"SELECT pg_advisory_xact_lock_shared({_LOCK})"
_FIRST = "SELECT position, at FROM event WHERE position IS NOT NULL ORDER BY position LIMIT 1"
# In the order of positions, so that no more is read than will be moved.
_NEXT_MONTH = "SELECT position FROM event WHERE position > $1 AND at >= $2 ORDER BY position LIMIT 1"
_HEAD = "SELECT head FROM log_state WHERE id = 1"
_MONTHS = """
    SELECT month, first_position, last_position, moved_to FROM archived_month WHERE {} ORDER BY month
"""
_BEGIN = """
    INSERT INTO archived_month (month, first_position, last_position, moved_to)
    VALUES ($1, $2::bigint, $3, $2::bigint - 1)
"""
# Attached, and not created as a partition: that would wait for all readers of the archive, and new ones for it.
_TABLE = "CREATE TABLE {table} (LIKE event_archive INCLUDING ALL)"
_ATTACH = "ALTER TABLE event_archive ATTACH PARTITION {table} FOR VALUES FROM ({first}) TO ({end})"
_MOVE = """
    WITH moved AS (DELETE FROM event WHERE position > $1 AND position <= $2 RETURNING *),
    kept AS (INSERT INTO event_archive SELECT * FROM moved),
    noted AS (
        INSERT INTO archived_request AS known (request_id, first_position, last_position, version, hash, completions)
        SELECT request_id, min(position), max(position), max(version), (array_agg(hash ORDER BY version DESC))[1],
            count(*) FILTER (WHERE kind = 'WORK_COMPLETED')
        FROM moved GROUP BY request_id
        ON CONFLICT (request_id) DO UPDATE SET last_position = excluded.last_position, version = excluded.version,
            hash = excluded.hash, completions = known.completions + excluded.completions
    ),
    disputed AS (
        INSERT INTO archived_dispute (position, request_id, city_id, at, executor_id)
        SELECT position, request_id, city_id, at, (snapshot ->> 'executor_id')::uuid FROM moved
        WHERE kind = 'WORK_DISPUTED'
    )
    SELECT count(*) AS n FROM moved
"""
_REACHED = "UPDATE archived_month SET moved_to = $2 WHERE month = $1"
# A statement that was planned before a month began reads the archive without it. It holds this lock while it runs.
_READERS = """
    SELECT DISTINCT virtualtransaction AS reader FROM pg_locks
    WHERE relation = 'event_archive'::regclass AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_BEHIND = """
    SELECT name FROM unnest($1::text[]) AS name LEFT JOIN projection USING (name) WHERE coalesce(position, 0) < $2
    UNION ALL SELECT name FROM consumer_position WHERE position < $2 AND name <> $3 ORDER BY name
"""
NIGHT_ENDS = 5
"""The hour."""
_NIGHT = """
    SELECT extract(hour FROM $1::timestamptz AT TIME ZONE mode() WITHIN GROUP (ORDER BY timezone)) < $2 AS is_night
    FROM city
"""
_TABLESPACES = """
    SELECT spcname FROM pg_tablespace s WHERE spcname <> 'pg_global' AND (has_tablespace_privilege(s.oid, 'CREATE')
        OR s.oid = (SELECT dattablespace FROM pg_database WHERE datname = current_database())) ORDER BY spcname
"""
_SIZES = """
    SELECT month, first_position, last_position, moved_to, pg_total_relation_size(c.oid) AS bytes,
        coalesce(s.spcname, d.spcname) AS tablespace
    FROM archived_month JOIN pg_class c ON c.oid = to_regclass('event_archive_' || to_char(month, 'YYYY_MM'))
    LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace,
        pg_database JOIN pg_tablespace d ON d.oid = dattablespace WHERE datname = current_database() ORDER BY month
"""


@dataclass(frozen=True, slots=True)
class ArchivedMonth:
    """A month of the log: its positions, and how far they are in the archive. An event of an earlier time may be
    among them, as an import writes some, but none of a later month."""

    month: date
    """Its first day, in UTC."""
    first_position: int
    last_position: int
    moved_to: int

    @property
    def waiting(self) -> int:
        """How many events are to be moved yet."""
        return self.last_position - self.moved_to


@dataclass(frozen=True, slots=True)
class StoredMonth(ArchivedMonth):
    """A month with the space that it takes, its indexes included."""

    bytes: int
    tablespace: str


class HoleInLog(Exception):
    """An event is missing; ``position`` is where the month should have gone on."""

    def __init__(self, position: int) -> None:
        super().__init__(f"an event after position {position} is missing")
        self.position = position


async def keep_from_archiving() -> None:
    """Keep all events in their tables until the transaction of this task ends."""
    await row(_CHANGING)


async def first_event() -> tuple[int, datetime] | None:
    """Return position and time of the first event that is not archived."""
    found = await row(_FIRST)
    return (found["position"], found["at"]) if found else None


async def last_before(first: int, end: datetime) -> int:
    """Return the last position before the first event, from position ``first`` on, at ``end`` or later."""
    head = await row(_HEAD)
    found = await row(_NEXT_MONTH, first - 1, end)
    # Without such an event, the last one that had its position before it was looked for.
    return int(found["position"]) - 1 if found else int(head["head"]) if head else 0


async def unfinished_month() -> ArchivedMonth | None:
    """Return the month that is being moved."""
    found = await row(_MONTHS.format("moved_to < last_position"))
    return ArchivedMonth(**found) if found else None


async def last_archived_month() -> date | None:
    """Return the latest month of the archive."""
    found = await row("SELECT max(month) AS month FROM archived_month")
    return found["month"] if found else None


async def readers_behind(projections: Sequence[str], position: int) -> list[str]:
    """Return which of these projections, and which consumers, have not read up to this position."""
    return [found["name"] for found in await rows(_BEHIND, list(projections), position, NOTIFICATIONS_DELETED)]


async def is_night(now: datetime) -> bool:
    """Whether it is night in the time zone that most cities have."""
    found = await row(_NIGHT, now, NIGHT_ENDS)
    return bool(found and found["is_night"])


async def begin_month(month: ArchivedMonth, tablespace: str | None) -> bool:
    """Make the partition of a month, in this tablespace if one is named; return False where another run was first."""
    table = table_of(month.month)
    async with transaction():
        await row(_ARCHIVING)
        first = await first_event()
        if await unfinished_month() is not None or first is None or first[0] != month.first_position:
            return False
        if tablespace is not None:
            # For the indexes too.
            await rows("SELECT set_config('default_tablespace', $1, true)", tablespace)
        await rows(_TABLE.format(table=table))
        await rows(_ATTACH.format(table=table, first=month.first_position, end=month.last_position + 1))
        await rows(_BEGIN, month.month, month.first_position, month.last_position)
    return True


@dataclass(frozen=True, slots=True)
class MovedBatch:
    """A month after some of its events were moved, and how many these were."""

    month: ArchivedMonth
    moved: int


async def move_events(month: date, limit: int) -> MovedBatch | None:
    """Move the next events of this month; return None where all of them are moved.

    Raises:
        HoleInLog: the log has no event where the month should go on; nothing is moved.
    """
    async with transaction():
        await row(_ARCHIVING)
        at = await unfinished_month()
        if at is None or at.month != month:
            return None
        upto = min(at.moved_to + limit, at.last_position)
        moved = await row(_MOVE, at.moved_to, upto)
        if moved is None or moved["n"] != upto - at.moved_to:
            raise HoleInLog(at.moved_to)
        await rows(_REACHED, month, upto)
    return MovedBatch(replace(at, moved_to=upto), moved["n"])


async def readers() -> set[str]:
    """Return the transactions that have read the archive, or may be about to."""
    return {found["reader"] for found in await rows(_READERS)}


async def settle_month(month: date) -> None:
    """Bring the partition of a month into the form in which it stays, so that no later vacuum rewrites it."""
    await rows(f"VACUUM (FREEZE, ANALYZE) {table_of(month)}")


async def tablespaces() -> list[str]:
    """Return the names of the tablespaces in which this user can make tables."""
    return [found["spcname"] for found in await rows(_TABLESPACES)]


async def stored_months() -> list[StoredMonth]:
    """Return all months of the archive, the oldest first."""
    return [StoredMonth(**found) for found in await rows(_SIZES)]


def table_of(month: date) -> str:
    """Return the name of the partition of a month."""
    return f"event_archive_{month:%Y_%m}"
