"""Builds a database of so many requests with their history, by statements of many rows on two connections."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from app.cli.engines import prepare
from app.events.projections import PROJECTIONS
from app.events.projections.day_figures import DayFigures
from app.events.projections.map_cells import MapCells
from app.events.projections.read_model import ReadModel, SummedModel
from app.events.projections.request_states import RequestStates
from app.events.projections.zone_figures import ZoneFigures
from app.events.rebuild import rebuild_projections, stale_read_models
from app.models.database import asyncpg_dsn, database
from tests.bench.scale import history_sql, read_models_sql, requests_sql
from tests.bench.scale.indexes import without_indexes
from tests.bench.scale.spread import Tables, tables
from tests.bench.scale.zones import fill_zones

CONNECTIONS = 2
REQUESTS_AT_ONCE = 20_000
EVENTS_AT_ONCE = 60_000
FOLDED_ROWS_CHECKED = 500
FILLED = (
    *("service_request", "event", "photo", "follow", "verdict", "notification", "points_entry"),
    *("request_state", "request_counter", "map_cell", "day_figure", "request_cohort", "executor_total"),
)
"""Tables whose indexes are made after their rows."""
_DAYS = "SELECT (at AT TIME ZONE 'UTC')::date AS day, count(*) AS n FROM bench.step GROUP BY 1 ORDER BY 1"
_TEXTS = "SELECT number, address, description, search_text FROM bench.fact ORDER BY hashint4(n) LIMIT $1"
Script = list[tuple[str, tuple[Any, ...]]]
"""Statements with their values, which run one after another."""


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


class Filler:
    """Writes the rows of one database."""

    def __init__(self, database_url: str, size: int, now: datetime, watch: Watch) -> None:
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
            with self._watch.part("vacuum, statistics"):
                await self._finish(connection, events)
        finally:
            await connection.close()
        return Filled(self._size, events, time.perf_counter() - begun)

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
            await connection.execute("ANALYZE bench.fact")
        checked = [tuple(row) for row in await connection.fetch(_TEXTS, FOLDED_ROWS_CHECKED)]
        if wrong := requests_sql.wrongly_folded(checked):
            raise RuntimeError(f"the stored texts are not those of the product: {', '.join(wrong[:5])}")
        numbers = self._numbers()
        with self._watch.part("requests"):
            await self._each(requests_sql.REQUESTS, [(*chunk, self._now) for chunk in numbers])
        with self._watch.part("steps"):
            await self._each(requests_sql.STEPS, numbers)
            await connection.execute("CREATE INDEX ON bench.step (at)")
            await connection.execute("CREATE INDEX ON bench.step (n)")
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
        with self._watch.part(f"{position:,} events, notifications, points"):
            await self._each(history_sql.EVENTS, chunks)
        return position

    async def _read_models(self) -> None:
        scripts: list[Script] = [[(read_models_sql.CITY_COUNTERS, ())]]
        for model in PROJECTIONS:
            scripts += fill_scripts(model, self._now)
        with self._watch.part("read models"):
            # The longest first.
            await self._together(sorted(scripts, key=lambda script: -len(script[-1][1]) - len(script)))
        with self._watch.part("zones"):
            await self._zones()

    async def _zones(self) -> None:
        connection = await asyncpg.connect(self._url)
        try:
            await fill_zones(connection, self._now)
        finally:
            await connection.close()

    async def _finish(self, connection: Any, events: int) -> None:
        for statement in history_sql.FINISH:
            await connection.execute(statement, *((events,) if "$1" in statement else ()))
        await connection.execute("SELECT setval('service_request_number', $1::bigint)", self._size)
        known = [model.name for model in PROJECTIONS if not isinstance(model, ReadModel) or _is_filled(model)]
        await connection.execute(
            "INSERT INTO projection (name, position) SELECT unnest($2::text[]), $1"
            " ON CONFLICT (name) DO UPDATE SET position = excluded.position",
            events,
            known,
        )
        await connection.execute("DROP SCHEMA bench CASCADE")
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

    async def _together(self, scripts: Sequence[Script]) -> None:
        """Run the scripts on several connections, each the next one that waits."""
        waiting = iter(enumerate(scripts))

        async def work() -> None:
            connection = await asyncpg.connect(self._url)
            try:
                for number, script in waiting:
                    # The same numbers for the same part of every database of this size.
                    await connection.execute("SELECT setseed($1)", number % 1000 / 1000)
                    for statement, values in script:
                        await connection.execute(statement, *values)
            finally:
                await connection.close()

        async with asyncio.TaskGroup() as group:
            for _ in range(CONNECTIONS):
                group.create_task(work())


def _is_filled(model: ReadModel) -> bool:
    """Whether there is a quicker way to fill this read model than folding the log."""
    return isinstance(model, ZoneFigures) or bool(fill_scripts(model, datetime.now(UTC)))


def fill_scripts(model: Any, now: datetime) -> list[Script]:
    """Return what fills a read model; nothing for one that only the online rebuild can fill."""
    if isinstance(model, MapCells):
        first, *rest = read_models_sql.rolled_up(model)
        return [[(first, (now,)), *((statement, ()) for statement in rest)]]
    if isinstance(model, SummedModel) and hasattr(model, "counted"):
        return [[(read_models_sql.summed(model), (now,))]]
    if isinstance(model, RequestStates):
        return [[(read_models_sql.STATES, (now,))]]
    if isinstance(model, DayFigures):
        months = (read_models_sql.MONTH_FIGURES, ())
        return [[(read_models_sql.DAY_FIGURES, (now, True)), (read_models_sql.DAY_FIGURES, (now, False)), months]]
    return []


async def refill(database_url: str) -> list[str]:
    """Fill the read models that newer code has emptied or changed; return their names."""
    now = datetime.now(UTC)
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        names = await stale_read_models(connection)
        for model in PROJECTIONS:
            if not isinstance(model, ReadModel) or model.name not in names or not _is_filled(model):
                continue
            await connection.execute(f"TRUNCATE {', '.join(model.tables)}")
            for script in fill_scripts(model, now):
                for statement, values in script:
                    await connection.execute(statement, *values)
            if isinstance(model, ZoneFigures):
                await fill_zones(connection, now)
            await connection.execute(
                "INSERT INTO projection (name, position) SELECT $1, head FROM log_state"
                " ON CONFLICT (name) DO UPDATE SET position = excluded.position",
                model.name,
            )
            await connection.execute(f"VACUUM (ANALYZE) {', '.join(model.tables)}")
    finally:
        await connection.close()
    return names


async def fill(database_url: str, size: int, say: Callable[[str], None]) -> Filled:
    """Migrate and fill the database; a read model that has no statement of its own is rebuilt from the log."""
    watch = Watch(say)
    with watch.part("migrations, catalogue"):
        await prepare(database_url)
    filled = await Filler(database_url, size, datetime.now(UTC), watch).run()
    rest = [model.name for model in PROJECTIONS if isinstance(model, ReadModel) and not _is_filled(model)]
    if rest:
        with watch.part(f"rebuild of {', '.join(rest)}"):
            async with database(database_url):
                await rebuild_projections(database_url, rest)
    return Filled(filled.requests, filled.events, time.perf_counter() - watch.begun)
