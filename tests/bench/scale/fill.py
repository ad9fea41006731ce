"""Builds a database of so many requests with their history, by statements of many rows on two connections."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from app.cli.engines import prepare
from app.events.projections import PROJECTIONS
from app.events.projections.read_model import ReadModel
from app.events.projections.zone_figures import ZoneFigures
from app.events.rebuild import rebuild_projections
from app.models.database import asyncpg_dsn, database
from tests.bench.scale import history_sql, read_models_sql, requests_sql
from tests.bench.scale.indexes import without_indexes
from tests.bench.scale.refill import PROGRAMS, PartOfTheLog, Script, fill_scripts, is_filled
from tests.bench.scale.spread import Tables, tables

CONNECTIONS = 2
REQUESTS_AT_ONCE = 20_000
EVENTS_AT_ONCE = 60_000
FOLDED_ROWS_CHECKED = 500
FILLED = (
    *("service_request", "event", "photo", "follow", "verdict", "notification", "points_entry"),
    *("request_state", "request_counter", "map_cell", "day_figure", "request_cohort", "request_part", "executor_total"),
    *("executor_dispute", "disputed_total", "points_month"),
)
"""Tables whose indexes are made after their rows."""
_DAYS = "SELECT (at AT TIME ZONE 'UTC')::date AS day, count(*) AS n FROM bench.step GROUP BY 1 ORDER BY 1"
_TEXTS = "SELECT number, address, description, search_text FROM bench.fact ORDER BY hashint4(n) LIMIT $1"


@dataclass
class Watch:
    """Says what is being done, and for how long each part took."""

    say: Callable[[str], None]
    begun: float = field(default_factory=time.perf_counter)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time the block."""
        begun = time.perf_counter()
        yield
        self.say(f"  {name}: {time.perf_counter() - begun:.1f} s, {time.perf_counter() - self.begun:.0f} s in all")


@dataclass(frozen=True)
class Filled:
    """What was written."""

    requests: int
    events: int
    seconds: float
    log_months: int | None = None
    """For how many months the log was written; None for all of it."""


class Filler:
    """Writes the rows of one database."""

    def __init__(
        self, database_url: str, size: int, now: datetime, watch: Watch, log_months: int | None = None
    ) -> None:
        self._log_months = log_months
        # Midnight, because events are written by days.
        first_day = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=30 * (log_months or 0))
        self._log_since = first_day if log_months is not None else datetime.min.replace(tzinfo=UTC)
        self._url = asyncpg_dsn(database_url)
        self._database_url = database_url
        self._size = size
        self._now = now
        self._watch = watch
        self._drawn: Tables = tables(size, now)

    async def run(self) -> Filled:
        """Fill the database, which has a catalogue and no requests."""
        begun = time.perf_counter()
        connection = await asyncpg.connect(self._url)
        try:
            with self._watch.part("tables to draw from, accounts"):
                await self._begin(connection)
            async with without_indexes(connection, self._url, FILLED, self._watch.part):
                await self._facts(connection)
                events = await self._events(connection)
                await self._read_models()
                await connection.execute("DROP SCHEMA bench, bench_log CASCADE")
            with self._watch.part("vacuum, statistics"):
                await self._finish(connection, events)
        finally:
            await connection.close()
        return Filled(self._size, events, time.perf_counter() - begun, self._log_months)

    async def _begin(self, connection: Any) -> None:
        drawn = self._drawn
        await connection.execute(requests_sql.SCHEMA)
        rows: dict[str, Sequence[tuple[Any, ...]]] = {
            "hour": drawn.hours,
            "city": drawn.cities,
            "street": drawn.streets,
            "category": drawn.categories,
            "report": drawn.reports,
            "word": drawn.words,
        }
        for name, records in rows.items():
            await connection.copy_records_to_table(name, schema_name="bench", records=records)
            await connection.execute(f"ANALYZE bench.{name}")
        first = drawn.hours[0][3] - timedelta(days=30)
        await connection.execute(requests_sql.ACCOUNTS, first, drawn.authors)
        await connection.execute("ANALYZE account")

    async def _facts(self, connection: Any) -> None:
        drawn = self._drawn
        shares = (drawn.city_shares, drawn.category_shares, drawn.authors)
        with self._watch.part("requests drawn"):
            await self._each(requests_sql.DRAW, [(first, last, self._now, *shares) for first, last in self._hours()])
            await connection.execute("CREATE UNIQUE INDEX ON bench.fact (n)")
            await connection.execute(history_sql.LOG)
            await connection.execute("ANALYZE bench.fact")
        checked = [tuple(row) for row in await connection.fetch(_TEXTS, FOLDED_ROWS_CHECKED)]
        if wrong := requests_sql.wrongly_folded(checked):
            raise RuntimeError(f"the stored texts are not those of the product: {', '.join(wrong[:5])}")
        numbers = self._numbers()
        with self._watch.part("requests"):
            await self._each(requests_sql.REQUESTS, [(*chunk, self._now) for chunk in numbers])
        with self._watch.part("steps"):
            await self._each(requests_sql.STEPS, [(*chunk, self._log_since) for chunk in numbers])
            await connection.execute("CREATE INDEX ON bench.step (at)")
            await connection.execute("ANALYZE bench.step")
        with self._watch.part("photos, followers, verdicts"):
            await self._each(history_sql.PHOTOS, numbers)
            await self._each(history_sql.FOLLOWERS, [(*chunk, drawn.authors) for chunk in numbers])
            await self._each(history_sql.VERDICTS, numbers)

    async def _events(self, connection: Any) -> int:
        chunks, position, since, count = [], 0, None, 0
        days = await connection.fetch(_DAYS)
        for row in days:
            begin = datetime.combine(row["day"], datetime.min.time(), UTC)
            since = begin if since is None else since
            count += row["n"]
            if count >= EVENTS_AT_ONCE or row is days[-1]:
                chunks.append((since, begin + timedelta(days=1), position))
                position, since, count = position + count, None, 0
        with self._watch.part(f"{position:,} events, notifications"):
            await self._each(history_sql.EVENTS, chunks)
        with self._watch.part("points"):
            await connection.execute("ANALYZE bench.paying")
            await connection.execute(history_sql.POINTS)
            await connection.execute(history_sql.POINTS_MONTHS)
        return position

    async def _read_models(self) -> None:
        named: list[tuple[str, Script]] = [("city_counters", [(read_models_sql.CITY_COUNTERS, ())])]
        for model in PROJECTIONS:
            named += [(model.name, script) for script in fill_scripts(model, self._now)]
        # Those of several statements take longest, so they begin first.
        named.sort(key=lambda one: -len(one[1]))
        with self._watch.part("read models"):
            # Without statistics the planner may look through the whole log for each request.
            await self._together([[("ANALYZE service_request", ())], [("ANALYZE verdict", ())]])
            async with asyncio.TaskGroup() as group:
                group.create_task(self._programs())
                group.create_task(self._together([script for _, script in named], [name for name, _ in named]))

    async def _programs(self) -> None:
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(history_sql.AS_LOG)
            for name, program in PROGRAMS.items():
                with self._watch.part(f"  {name}"):
                    await program(connection, self._now)
        finally:
            await connection.close()

    async def _finish(self, connection: Any, events: int) -> None:
        for statement in history_sql.FINISH:
            await connection.execute(statement, *((events,) if "$1" in statement else ()))
        await connection.execute("SELECT setval('service_request_number', $1::bigint)", self._size)
        known = [model.name for model in PROJECTIONS if not isinstance(model, ReadModel) or is_filled(model)]
        known += [part for model in PROJECTIONS for part in model.parts]
        await connection.execute(
            "INSERT INTO projection (name, position) SELECT unnest($2::text[]), $1"
            " ON CONFLICT (name) DO UPDATE SET position = excluded.position",
            events,
            known,
        )
        await self._together(
            [[(f"VACUUM (ANALYZE) {table}", ())] for table in (*FILLED, "account", *ZoneFigures.tables)]
        )
        await connection.execute("CHECKPOINT")

    def _hours(self) -> list[tuple[int, int]]:
        chunks, first, count = [], None, 0
        for number, begin, end, _ in self._drawn.hours:
            first = number if first is None else first
            count += end - begin + 1
            if count >= REQUESTS_AT_ONCE or number == self._drawn.hours[-1][0]:
                chunks.append((first, number))
                first, count = None, 0
        return chunks

    def _numbers(self) -> list[tuple[int, int]]:
        return [
            (first, min(self._size, first + REQUESTS_AT_ONCE - 1))
            for first in range(1, self._size + 1, REQUESTS_AT_ONCE)
        ]

    async def _each(self, statement: str, arguments: Sequence[tuple[Any, ...]]) -> None:
        await self._together([[(statement, values)] for values in arguments])

    async def _together(self, scripts: Sequence[Script], read_models: Sequence[str] = ()) -> None:
        """Run the scripts on several connections, each the next one that waits; those of read models are timed."""
        waiting = iter(enumerate(scripts))

        async def work() -> None:
            connection = await asyncpg.connect(self._url)
            try:
                if read_models:
                    await connection.execute(history_sql.AS_LOG)
                for number, script in waiting:
                    # The same numbers for the same part of every database of this size.
                    await connection.execute("SELECT setseed($1)", number % 1000 / 1000)
                    with self._watch.part(f"  {read_models[number]}") if read_models else nullcontext():
                        for statement, values in script:
                            await connection.execute(statement, *values)
            finally:
                await connection.close()

        async with asyncio.TaskGroup() as group:
            for _ in range(CONNECTIONS):
                group.create_task(work())


async def fill(database_url: str, size: int, say: Callable[[str], None], log_months: int | None = None) -> Filled:
    """Migrate and fill the database; a read model that has no statement of its own is rebuilt from the log.

    With ``log_months`` the log has the steps of so many months of 30 days, with their notifications and points; all
    else is as with the whole log.
    """
    watch = Watch(say)
    with watch.part("migrations, catalogue"):
        await prepare(database_url)
    filled = await Filler(database_url, size, datetime.now(UTC), watch, log_months).run()
    rest = [model.name for model in PROJECTIONS if isinstance(model, ReadModel) and not is_filled(model)]
    if rest:
        if log_months is not None:
            raise PartOfTheLog(f"{', '.join(rest)}: filled from the whole log only; leave LOG_MONTHS out")
        with watch.part(f"rebuild of {', '.join(rest)}"):
            async with database(database_url):
                await rebuild_projections(database_url, rest)
    return replace(filled, seconds=time.perf_counter() - watch.begun)
