"""Giving waiting events their positions, and folding them in the same transaction."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from operator import itemgetter
from typing import Any, NamedTuple
from weakref import WeakSet

import asyncpg
import structlog

from app.domain.log.events import LoggedEvent
from app.domain.log.seal import sealed
from app.events.folding import fold_writes
from app.events.log import EVENT_COLUMNS, stamped_event
from app.events.projections.counters import CityCounters
from app.events.projections.projection import Projection
from app.events.projections.request_state import JOINED, joined_states
from app.events.projections.write import Write, run_and_commit, run_together

log = structlog.get_logger()

_WAITING = "SELECT EXISTS (SELECT FROM event WHERE position IS NULL)"
_LOCK = "SELECT FROM log_state WHERE id = 1 FOR UPDATE"
# Only the simple protocol begins and locks in one round trip, and it keeps no plan: making one would take a tenth of a
# millisecond each time.
_PREPARE = f"PREPARE lock_log AS {_LOCK}"
_BEGIN = "BEGIN; EXECUTE lock_log"
_prepared: "WeakSet[asyncpg.Connection[Any]]" = WeakSet()
"""The connections that have this plan."""
# Recipients are neither published nor folded.
_COLUMNS = ", ".join("NULL AS recipients" if name == "recipients" else f"event.{name}" for name in EVENT_COLUMNS)
# What a row says of the log, and the stored state of its request, beside the columns that are inserted.
_STAMPED = f"""
    SELECT stamped.*, state.*,
           CASE WHEN stamped.position = stamped.head + 1
               THEN ARRAY(SELECT name FROM projection WHERE projection.position = stamped.head) END AS current
    FROM stamped {JOINED.format("stamped.request_id")}
"""  # noqa: S608 - constants
_RETURNED = "RETURNING event.position, event.request_id, event.hash, log_state.head, log_state.seal"
_STAMP = f"""
    WITH waiting AS (SELECT id FROM event WHERE position IS NULL ORDER BY id LIMIT {{}}),
         numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS number FROM waiting),
         stamped AS (
             UPDATE event SET position = log_state.head + numbered.number FROM numbered, log_state
             WHERE event.id = numbered.id AND log_state.id = 1
             {_RETURNED}, {_COLUMNS}
         )
    {_STAMPED}
"""  # noqa: S608 - constants; the number is formatted, because a plan for any number might read the whole table
# Each change of a row gives it another xmin, one that commits while this statement waits for the row too.
_STAMP_READ = f"""
    WITH stamped AS (
             UPDATE event SET position = log_state.head + given.number
             FROM unnest($1::text::bigint[], $2::text::xid[]) WITH ORDINALITY AS given (id, changed_by, number),
                 log_state
             WHERE event.id = given.id AND event.xmin = given.changed_by AND log_state.id = 1 AND log_state.head = $3
             {_RETURNED}
         )
    {_STAMPED}
"""  # noqa: S608 - constants
_READ = f"""
    SELECT id, xmin::text AS changed_by, {_COLUMNS} FROM event
    WHERE position IS NULL ORDER BY id LIMIT {{}}
"""  # noqa: S608 - constants
_MOVE_HEAD = "UPDATE log_state SET head = head + $1, seal = $2 WHERE id = 1"
_READ_AT_ONCE = 25
"""How many events are read between two turns of the event loop."""


OnStamping = Callable[[Sequence[LoggedEvent]], None]
"""Receives the events of a batch while it is being committed. The commit may fail; the positions are then free again,
and perhaps given to other events."""


class _ReadEvents(NamedTuple):
    """Waiting events that were read before their turn; good while their rows and the head are as they were."""

    head: int
    """The position before them."""
    ids: str
    changed_by: str
    events: Sequence[LoggedEvent]


class _ReadInVain(Exception):
    """A row or the head has changed since the events were read."""


async def stamp_waiting(
    connection: "asyncpg.Connection[Any]", projections: Sequence[Projection], limit: int, *, is_expected: bool = False
) -> list[LoggedEvent]:
    """Give at most ``limit`` events their positions and fold them, in one transaction; return them."""
    return await Stamping(projections, limit, reads_ahead=False).stamp(connection, is_expected=is_expected)


class Stamping:
    """Gives waiting events their positions, in batches of at most ``limit``.

    After a full batch others may wait: while PostgreSQL folds it, the events of the next one are read here.
    """

    def __init__(self, projections: Sequence[Projection], limit: int, *, reads_ahead: bool = True) -> None:
        self._projections = projections
        self._limit = limit
        self._reads_ahead = reads_ahead
        self.on_stamping: OnStamping = lambda _: None
        self._read: _ReadEvents | None = None

    async def stamp(self, connection: "asyncpg.Connection[Any]", *, is_expected: bool = False) -> list[LoggedEvent]:
        """Give the next events their positions and fold them, in one transaction; return them.

        The lock on the head lets one process stamp at a time. All subscribers wait for this, so it takes three round
        trips for most events: all that is changed is one statement, and sent together with the commit.
        ``is_expected`` says that an event most likely waits; otherwise a cheaper statement looks for one first.
        """
        try:
            async with connection.transaction() if connection.is_in_transaction() else nullcontext():
                return await self._stamp_next(connection, is_expected=is_expected)
        except asyncpg.CheckViolationError as error:
            if error.table_name != CityCounters.table:
                raise
            # The log would stand still for all cities.
            log.exception("city_counter_too_low", error=error.detail)
        return await self._with_low_counters()._stamp_next(connection, is_expected=True)

    def _with_low_counters(self) -> "Stamping":
        """Return what stamps one batch although counters of a city are too low, until a rebuild corrects them."""
        projections = [
            CityCounters(are_low=True) if item.name == CityCounters.name else item for item in self._projections
        ]
        stamping = Stamping(projections, self._limit, reads_ahead=False)
        stamping.on_stamping = self.on_stamping
        return stamping

    async def _stamp_next(self, connection: "asyncpg.Connection[Any]", *, is_expected: bool) -> list[LoggedEvent]:
        read, self._read = self._read, None
        if read is not None:
            try:
                async with _LockedLog(connection) as locked:
                    return await self._stamp_read(locked, read)
            except _ReadInVain:
                # Another process stamped meanwhile, or a command removed a text.
                pass
        elif not is_expected and not await connection.fetchval(_WAITING):
            return []
        async with _LockedLog(connection) as locked:
            return await self._stamp(locked)

    async def _stamp(self, locked: "_LockedLog") -> list[LoggedEvent]:
        # A statement of its own, after the lock: its snapshot has what the process that stamped before has committed.
        stamped = await locked.connection.fetch(_STAMP.format(int(self._limit)))
        if not stamped:
            if not await locked.connection.fetchval("SELECT EXISTS (SELECT FROM log_state)"):
                raise RuntimeError("log_state has no row: run `qala migrate`")
            # Another process stamped them meanwhile.
            return []
        stamped.sort(key=itemgetter("position"))
        events = [stamped_event(found, found["position"]) for found in stamped]
        await self._fold(locked, stamped, events)
        return events

    async def _stamp_read(self, locked: "_LockedLog", read: _ReadEvents) -> list[LoggedEvent]:
        stamped = await locked.connection.fetch(_STAMP_READ, read.ids, read.changed_by, read.head)
        if len(stamped) != len(read.events):
            raise _ReadInVain
        stamped.sort(key=itemgetter("position"))
        await self._fold(locked, stamped, read.events)
        return list(read.events)

    async def _fold(self, locked: "_LockedLog", stamped: Sequence[Any], events: Sequence[LoggedEvent]) -> None:
        """Write what these rows and their events change, and commit."""
        connection, waiting = locked.connection, []
        if self._reads_ahead and len(events) == self._limit:
            waiting = await connection.fetch(_READ.format(int(self._limit)))
        first, states = stamped[0], joined_states(stamped)
        writes = [Write(_MOVE_HEAD, (len(events), sealed(first["seal"], (found["hash"] for found in stamped))))]
        writes += await fold_writes(connection, self._projections, events, first["current"], states)
        # In the next turn of the event loop: by then the statement is on its way.
        asyncio.get_running_loop().call_soon(self.on_stamping, events)
        if not waiting:
            await locked.commit(writes)
            return
        reading = asyncio.create_task(_read_events(waiting, events[-1].position))
        try:
            await locked.commit(writes)
            self._read = await reading
        finally:
            reading.cancel()


async def _read_events(waiting: Sequence[Any], head: int) -> _ReadEvents:
    """Return these rows as events with the positions after ``head``."""
    events = []
    for start in range(0, len(waiting), _READ_AT_ONCE):
        # Lets the event loop send the statement that this runs beside, and serve everything else.
        await asyncio.sleep(0)
        for position, found in enumerate(waiting[start : start + _READ_AT_ONCE], head + start + 1):
            events.append(stamped_event(found, position))
    ids, changed_by = (",".join(str(found[name]) for found in waiting) for name in ("id", "changed_by"))
    return _ReadEvents(head, f"{{{ids}}}", f"{{{changed_by}}}", events)


class _LockedLog:
    """A transaction that holds the lock of the log, begun and locked in one round trip.

    Within a transaction of the caller it is a part of that one.
    """

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self.connection = connection
        self._is_open = False
        """Whether a transaction was begun here, and has not ended."""

    async def __aenter__(self) -> "_LockedLog":
        if self.connection.is_in_transaction():
            await self.connection.execute(_LOCK)
            return self
        if self.connection not in _prepared:
            await self.connection.execute(_PREPARE)
            _prepared.add(self.connection)
        await self.connection.execute(_BEGIN)
        self._is_open = True
        return self

    async def commit(self, writes: Sequence[Write]) -> None:
        """Write these, and end the transaction; that of the caller goes on."""
        if self._is_open:
            await run_and_commit(self.connection, writes)
            self._is_open = False
        else:
            await run_together(self.connection, writes)

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        # The connection may be gone, and the transaction with it.
        if self._is_open and not self.connection.is_closed():
            await self.connection.execute("COMMIT" if error is None else "ROLLBACK")
