"""``zone_figure``: the requests of each week by city, category and hexagon, and how many missed their deadline.

``zone_total`` has the sums of the weeks that each period consists of, so that a reader sums few rows: one column for
the weeks between two ages at which a request enters a period or leaves it. ``zone_sum`` has the same of each hexagon
with all categories, and of each category with all hexagons of the city, so that ranking reads a row a hexagon.
``zone_week`` says which week is the current one in both; when the next has begun, ``pass_time`` moves the weeks that
have reached such an age.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from app.domain.figures.zones import AGES, CLASSES, class_of, week_of
from app.domain.places.hexagons import hexagon_at
from app.domain.requests.lifecycle import DROPPED
from app.events.projections.arrays import unnested
from app.events.projections.comparison import MOST_LINES, Part, PartProof, city_parts, compare_part, compared
from app.events.projections.read_model import SummedModel
from app.events.projections.request_state import MICRO, Batch, RequestState
from app.events.projections.sum_table import Key, Sums, SumTable, rows_by_key
from app.events.projections.write import Write
from app.models.database import Fetch
from app.models.status_sql import overdue, status_in

REQUESTS = f"""
    SELECT id, city_id, category_id, created_at, longitude, latitude,
           COALESCE({overdue("$1")} OR done_at > due_at, false)::int AS late
    FROM service_request WHERE NOT {status_in(DROPPED)}
"""  # noqa: S608 - built from constants
"""What ``counted_zones`` counts; ``$1`` is the present time."""
SUMS = ("received", "late")
TOTALS = tuple(f"{name}{number}" for number in range(CLASSES) for name in SUMS)
_TOTAL_KEYS = {"city_id": "text", "category_id": "text", "hexagon": "bigint"}
ALL_CATEGORIES, ALL_HEXAGONS = "", 0
SUMMED = "zone_sums"
"""The row of the table ``projection`` that says how far ``zone_sum`` has come: a version that does not know it folds
the other tables and moves their position, and leaves it behind."""
_WEEK = f"""
    SELECT week FROM zone_week WHERE is_summed AND EXISTS (
        SELECT FROM projection JOIN log_state ON log_state.id = 1 AND head = position WHERE name = '{SUMMED}')
"""  # noqa: S608 - constants
_SUMMED = f"""
    INSERT INTO projection (name, position) SELECT '{SUMMED}', head FROM log_state WHERE id = 1
    ON CONFLICT (name) DO UPDATE SET position = excluded.position
"""  # noqa: S608 - constants
_STORED = """
    SELECT * FROM zone_figure
    WHERE city_id = $1 AND week >= coalesce($2::date, '-infinity') AND week < coalesce($3::date, 'infinity')
"""
PAGE = 5000
"""So many requests are read at a time to be compared."""
_PAGE = f"{REQUESTS} AND city_id = $2 AND (created_at, id) > ($3, $4) ORDER BY created_at, id LIMIT $5"
_FIRST = (datetime.min.replace(tzinfo=UTC), UUID(int=0))
_NEXT_WEEK = (
    "INSERT INTO zone_week (id, week, is_summed) VALUES (1, $1::date, true)"
    " ON CONFLICT (id) DO UPDATE SET week = excluded.week, is_summed = true"
)
_ZEROS = f"WHERE {' AND '.join(f'{name} = 0' for name in TOTALS)}"


def _sums_of(entered: str, left: str | None = None) -> str:
    """Return the columns of ``zone_total`` for rows with columns that say which class each enters and leaves."""
    return ", ".join(
        f"coalesce(sum({name}) FILTER (WHERE {entered} = {number}), 0)"
        + (f" - coalesce(sum({name}) FILTER (WHERE {left} = {number}), 0)" if left else "")
        for number in range(CLASSES)
        for name in SUMS
    )


TABLES_OF_TOTALS = ("zone_total", "zone_sum")
_GROUPED = {
    "zone_total": ("city_id, category_id, hexagon", "(city_id, category_id, hexagon)"),
    "zone_sum": (
        f"city_id, coalesce(category_id, '{ALL_CATEGORIES}'), coalesce(hexagon, {ALL_HEXAGONS})",
        "(city_id, hexagon), (city_id, category_id)",
    ),
}


def _insert(table: str, sums: str, source: str) -> str:
    """Return the statement that adds the sums over the source to the rows of one of the two tables."""
    keys, groups = _GROUPED[table]
    return f"""
        INSERT INTO {table} AS t ({", ".join((*_TOTAL_KEYS, *TOTALS))})
        SELECT {keys}, {sums} FROM {source} GROUP BY GROUPING SETS ({groups})
        ON CONFLICT ({", ".join(_TOTAL_KEYS)}) DO UPDATE SET
            {", ".join(f"{name} = t.{name} + excluded.{name}" for name in TOTALS)}
    """  # noqa: S608 - built from constants


_GIVEN = f"""
    (SELECT given.*, width_bucket((zone_week.week - given.week) / 7, ARRAY{list(AGES)}) - 1 AS class
     FROM {unnested(("text", "date", "text", "bigint", "bigint", "bigint"))}
         AS given(city_id, week, category_id, hexagon, received, late), zone_week WHERE is_summed) AS classed
    WHERE class BETWEEN 0 AND {CLASSES - 1}
"""  # noqa: S608 - built from constants
_ADD = [_insert(table, _sums_of("class"), _GIVEN) for table in TABLES_OF_TOTALS]
_MOVED = """
    city, unnest($1::date[], $2::smallint[], $3::smallint[]) AS moved(week, abandoned, entered),
    LATERAL (SELECT * FROM zone_figure WHERE city_id = city.id AND zone_figure.week = moved.week) AS figure
"""
_MOVE = [_insert(table, _sums_of("entered", "abandoned"), _MOVED) for table in TABLES_OF_TOTALS]


class _ZoneTable(SumTable):
    """Adds to the weeks and to the totals."""

    def __init__(self) -> None:
        super().__init__(
            "zone_figure",
            {"city_id": "text", "week": "date", "category_id": "text", "hexagon": "bigint"},
            SUMS,
        )

    def additions(self, sums: Sums) -> list[Write]:
        """Return the statements of all tables, whose values are the same."""
        weekly = super().additions(sums)
        return [*weekly, *(Write(sql, write.values) for write in weekly for sql in _ADD)]


_TOTAL_TABLE, _SUM_TABLE = (SumTable(name, _TOTAL_KEYS, TOTALS) for name in TABLES_OF_TOTALS)


# PostgreSQL is given the class of each week, which it computes for itself where it adds up.
_CLASSED = """
    (SELECT zone_figure.*, class FROM zone_figure JOIN unnest($3::date[], $4::smallint[]) AS classed(week, class)
        USING (week) WHERE city_id = $2) AS classed
"""


def _counted(keys: str, groups: str) -> str:
    return f"SELECT {keys}, {_sums_of('class')} FROM {_CLASSED} GROUP BY {groups}"  # noqa: S608 - constants


_COUNTED_NAMES = ", ".join((*_TOTAL_KEYS, *TOTALS))
_COUNTED_TOTALS = f"""
    SELECT * FROM ({_counted("city_id, category_id, hexagon", "1, 2, 3")}) AS total ({_COUNTED_NAMES})
"""  # noqa: S608 - constants
_COUNTED_SUMS = f"""
    SELECT * FROM (
        {_counted(f"city_id, '{ALL_CATEGORIES}', hexagon", "city_id, hexagon")}
        UNION ALL {_counted(f"city_id, category_id, {ALL_HEXAGONS}", "city_id, category_id")}
    ) AS total ({_COUNTED_NAMES})
"""  # noqa: S608 - constants


class ZoneFigures(SummedModel):
    """How many requests came in each week, by the week of their creation; those closed without work do not count.

    Late are those that are overdue, and those whose work was done after its deadline.
    """

    name = "zone_figures"
    table = "zone_figure"
    tables = ("zone_figure", *TABLES_OF_TOTALS, "zone_week")
    parts = (SUMMED,)
    sum_table = _ZoneTable()

    def keys_of(self, state: RequestState) -> list[Key]:
        """Return the row of the hexagon."""
        hexagon = hexagon_at(state.latitude / MICRO, state.longitude / MICRO)
        return [(state.city_id, week_of(state.created_at), state.category_id, hexagon)]

    def values_of(self, state: RequestState) -> Sequence[int]:
        """Return one request, and whether it missed its deadline."""
        if state.status in DROPPED:
            return (0, 0)
        was_late = state.done_at is not None and state.due_at is not None and state.done_at > state.due_at
        return (1, int(state.overdue or was_late))

    async def waits_for_time(self, fetch: Fetch, now: datetime) -> bool:
        """Return whether another week has begun since the totals were moved, or they are behind."""
        found = await fetch(_WEEK)
        return not found or found[0]["week"] < week_of(now)

    async def pass_time(self, connection: "asyncpg.Connection[Any]", now: datetime) -> None:
        """Move the weeks that have reached the age of another class."""
        before, current = await connection.fetchval(_WEEK), week_of(now)
        if before is None:
            for table in TABLES_OF_TOTALS:
                await connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
        if moves := _moves(before, current):
            values = [list(column) for column in zip(*moves, strict=True)]
            for sql, table in zip(_MOVE, TABLES_OF_TOTALS, strict=True):
                await connection.execute(sql, *values)
                await connection.execute(f"DELETE FROM {table} {_ZEROS}")  # noqa: S608 - constants
        await connection.execute(_NEXT_WEEK, current)
        await connection.execute(_SUMMED)

    async def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> AsyncIterator[PartProof]:
        """Compare each week with the table of requests, and the totals with the weeks, city by city."""
        added = self.sums(pending)
        weeks = await fetch(_WEEK)
        classes = _moves(None, weeks[0]["week"]) if weeks else []
        given = [[week for week, _, _ in classes], [entered for _, _, entered in classes]]
        cities = await city_parts(fetch, (self.table, *TABLES_OF_TOTALS), "")
        for done, (_, (city_id,), _) in enumerate(cities, start=1):
            number, lines = 0, list[str]()
            async for found in self._weeks_that_differ(fetch, now, city_id, added):
                number += len(found)
                lines += found[: MOST_LINES - len(lines)]
            for table, counted in ((_TOTAL_TABLE, _COUNTED_TOTALS), (_SUM_TABLE, _COUNTED_SUMS)):
                more, found = await compare_part(
                    fetch, table, Part("city_id = $2", (city_id, *given), counted), {}, now
                )
                number, lines = number + more, [*lines, *found]
            yield PartProof(number, lines, done, len(cities))

    async def _weeks_that_differ(
        self, fetch: Fetch, now: datetime, city_id: str, added: Sums
    ) -> AsyncIterator[list[str]]:
        """Compare as many weeks at a time as a page of requests has, and the rest of the last one."""
        counted: Sums = {}
        since: date | None = None
        until: date | None = date.min
        after = _FIRST
        while until is not None:
            page = await fetch(_PAGE, now, city_id, *after, PAGE)
            for key, values in counted_zones(page).items():
                self.combine(counted, [key], values)
            # The week of the last request may go on.
            until = week_of(page[-1]["created_at"]) if len(page) == PAGE else None
            if until is not None:
                after = (page[-1]["created_at"], page[-1]["id"])
                if until == since:
                    continue
            stored = rows_by_key(self.sum_table, await fetch(_STORED, city_id, since, until))
            for key, values in added.items():
                if key[0] == city_id and (since is None or key[1] >= since) and (until is None or key[1] < until):
                    self.combine(stored, [key], values)
            whole = [key for key in counted if until is None or key[1] < until]
            yield compared(self.sum_table, stored, {key: counted.pop(key) for key in whole})
            since = until

    async def counted_rows(self, fetch: Fetch, now: datetime) -> Sums:
        """Return the rows as counted from the table of requests: PostgreSQL knows no hexagons."""
        return counted_zones(await fetch(REQUESTS, now))


def _moves(before: date | None, current: date) -> list[tuple[date, int | None, int | None]]:
    """Return the weeks that change their class, with the one that each leaves and the one that it enters."""
    weeks = AGES[-1] + ((current - before).days // 7 if before else 0)
    moves = []
    for age in range(weeks):
        week = current - timedelta(weeks=age)
        left, entered = class_of(week, before) if before else None, class_of(week, current)
        if left != entered:
            moves.append((week, left, entered))
    return moves


def counted_zones(requests: Iterable[Any]) -> Sums:
    """Return the rows of the table for these requests."""
    sums: Sums = {}
    for found in requests:
        # By the places that the read models know, so that one on a border falls to the same side.
        latitude, longitude = (round(found[name] * MICRO) / MICRO for name in ("latitude", "longitude"))
        key = (found["city_id"], week_of(found["created_at"]), found["category_id"], hexagon_at(latitude, longitude))
        row = sums.setdefault(key, [0, 0])
        row[0] += 1
        row[1] += found["late"]
    return sums
