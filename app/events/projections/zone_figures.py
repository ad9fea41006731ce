"""``zone_figure``: the requests of each week by city, category and hexagon, and how many missed their deadline.

``zone_period`` has the sums of each period, a row a hexagon, so that a reader sums nothing. One number of a row has all
categories, each in a place of its own that ``category.slot`` says; see ``domain.figures.zone_numbers``. Such numbers
are added as others are, so a batch is folded by one statement, whatever its categories. Beside it is the number of all
requests of the period, by which zones are ranked.

``zone_period_week`` says which week is the current one in these sums; when the next has begun, ``pass_time`` moves the
weeks that enter a period or leave it. ``zone_change`` has the version of the zones of a city.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from app.domain.figures.zone_numbers import DIGITS, DIGITS_OF_ONE
from app.domain.figures.zones import AGES, ZonePeriod, class_of, week_of, weeks_between
from app.domain.places.hexagons import hexagon_at
from app.domain.requests.lifecycle import DROPPED
from app.events.projections.arrays import unnested
from app.events.projections.comparison import MOST_LINES, Part, PartProof, city_parts, compare_part, compared
from app.events.projections.read_model import SummedModel
from app.events.projections.request_state import MICRO, Batch, RequestState
from app.events.projections.sum_table import Key, Sums, SumTable, rows_by_key
from app.events.projections.write import Write
from app.events.projections.zone_changes import MARK_ALL, MARKED, TABLE, marking
from app.models.database import Fetch
from app.models.status_sql import overdue, status_in

REQUESTS = f"""
    SELECT id, city_id, category_id, created_at, longitude, latitude,
           COALESCE({overdue("$1")} OR done_at > due_at, false)::int AS late
    FROM service_request WHERE NOT {status_in(DROPPED)}
"""  # noqa: S608 - built from constants
"""What ``counted_zones`` counts; ``$1`` is the present time."""
SUMS = ("received", "late")
PERIODS = {period: f"weeks{period.value}" for period in ZonePeriod}
"""The columns of ``zone_period``."""
RECEIVED = {period: f"received{period.value}" for period in ZonePeriod}
"""The columns of ``zone_period`` with the requests of all categories."""
SUMMED = "zone_received"
"""The row of the table ``projection`` that says how far ``zone_period`` has come: a version that does not know it folds
``zone_figure`` and moves its position, and leaves this one behind."""
_COLUMNS = (*PERIODS.values(), *RECEIVED.values())
_AT_HEAD = """
    EXISTS (SELECT FROM projection JOIN log_state ON log_state.id = 1 AND head = position WHERE name = '{}')
"""
_WEEK = f"""
    SELECT week, {_AT_HEAD.format(MARKED)} AS is_marked FROM zone_period_week WHERE {_AT_HEAD.format(SUMMED)}
"""  # noqa: S608 - constants
_SUMMED = f"""
    INSERT INTO projection (name, position)
    SELECT unnest(ARRAY['{SUMMED}', '{MARKED}']), head FROM log_state WHERE id = 1
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
_NEXT_WEEK = """
    INSERT INTO zone_period_week (id, week) VALUES (1, $1::date) ON CONFLICT (id) DO UPDATE SET week = excluded.week
"""
_IS_EMPTY = " AND ".join(f"{name} = 0" for name in PERIODS.values())
# What a number of a category is multiplied with to stand in its place.
_PLACES = f"""
    (SELECT id AS category_id, ('1e' || {DIGITS} * slot)::numeric AS place FROM category OFFSET 0) AS category
"""  # noqa: S608 - constants


def _counted_at(age: str, period: ZonePeriod) -> str:
    """Return what a row of a week of this age adds to the number of its category in the period; 0 for no age."""
    weeks, (of_received, of_late) = period.value, (f"1e{DIGITS_OF_ONE * place}" for place in (2, 1))
    return f"""
        CASE WHEN {age} BETWEEN 0 AND {weeks - 1} THEN received * {of_received} + late * {of_late}
             WHEN {age} BETWEEN {weeks} AND {2 * weeks - 1} THEN received ELSE 0 END
    """


def _received_at(age: str, period: ZonePeriod) -> str:
    """Return the requests of a week of this age that are of the period."""
    return f"CASE WHEN {age} BETWEEN 0 AND {period.value - 1} THEN received ELSE 0 END"


def _sums(age: str, before: str | None = None) -> str:
    """Return the columns of ``zone_period`` over rows of weeks of this age, which had another one before."""

    def change(of_age: Callable[[str, ZonePeriod], str], period: ZonePeriod) -> str:
        return f"({of_age(age, period)})" + (f" - ({of_age(before, period)})" if before else "")

    numbers = [f"sum(place * ({change(_counted_at, period)}))" for period in PERIODS]
    return ", ".join([*numbers, *(f"sum({change(_received_at, period)})" for period in RECEIVED)])


def _insertion(sums: str, source: str) -> str:
    """Return the statement that adds these sums to the rows of their hexagons."""
    return f"""
        INSERT INTO zone_period AS t (city_id, hexagon, {", ".join(_COLUMNS)})
        SELECT city_id, hexagon, {sums} FROM {source} JOIN {_PLACES} USING (category_id) GROUP BY 1, 2
        ON CONFLICT (city_id, hexagon) DO UPDATE SET
            {", ".join(f"{name} = t.{name} + excluded.{name}" for name in _COLUMNS)}
    """  # noqa: S608 - built from constants


_ADD = _insertion(
    _sums("age"),
    f"""
    (SELECT * FROM (
        SELECT given.*, (zone_period_week.week - given.week) / 7 AS age
        FROM {unnested(("text", "date", "text", "bigint", "bigint", "bigint"))}
            AS given(city_id, week, category_id, hexagon, received, late), zone_period_week
        ) AS aged WHERE age BETWEEN 0 AND {AGES[-1] - 1}) AS figure
    """,  # noqa: S608 - built from constants
)
_MOVE = _insertion(
    _sums("age", "age_before"),
    """
    city CROSS JOIN unnest($1::date[], $2::smallint[], $3::smallint[]) AS moved(week, age_before, age)
    CROSS JOIN LATERAL (SELECT * FROM zone_figure WHERE city_id = city.id AND zone_figure.week = moved.week) AS figure
    """,
)


class _ZoneTable(SumTable):
    """Adds to the weeks and to the periods."""

    def __init__(self) -> None:
        super().__init__(
            "zone_figure",
            {"city_id": "text", "week": "date", "category_id": "text", "hexagon": "bigint"},
            SUMS,
        )

    def additions(self, sums: Sums) -> list[Write]:
        """Return the statements of both tables, whose values are the same, and the one that notes the change."""
        weekly = super().additions(sums)
        marks = [marking(key[0] for key, values in sums.items() if any(values))] if weekly else []
        return [*weekly, *(Write(_ADD, write.values) for write in weekly), *marks]


_PERIOD_TABLE = SumTable("zone_period", {"city_id": "text", "hexagon": "bigint"}, _COLUMNS, sum_type="numeric")
# PostgreSQL is given the age of each week, which it computes for itself where it adds up.
_COUNTED_PERIODS = f"""
    SELECT * FROM (
        SELECT city_id, hexagon, {_sums("age")}
        FROM (SELECT * FROM zone_figure WHERE city_id = $2) AS figure
            JOIN unnest($3::date[], $4::smallint[]) AS aged(week, age) USING (week)
            JOIN {_PLACES} USING (category_id) GROUP BY 1, 2
    ) AS counted (city_id, hexagon, {", ".join(_COLUMNS)})
"""  # noqa: S608 - constants


class ZoneFigures(SummedModel):
    """How many requests came in each week, by the week of their creation; those closed without work do not count.

    Late are those that are overdue, and those whose work was done after its deadline.
    """

    name = "zone_figures"
    table = "zone_figure"
    tables = ("zone_figure", "zone_period", "zone_period_week", TABLE)
    parts = (SUMMED, MARKED)
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
        """Return whether another week has begun since the sums were moved, or they or their changes are behind."""
        found = await fetch(_WEEK)
        return not found or found[0]["week"] < week_of(now) or not found[0]["is_marked"]

    async def pass_time(self, connection: "asyncpg.Connection[Any]", now: datetime) -> None:
        """Move the weeks that enter a period or leave it."""
        before, current = await connection.fetchval(_WEEK), week_of(now)
        if before is None:
            await connection.execute("DELETE FROM zone_period")
        if moves := _moves(before, current):
            await connection.execute(_MOVE, *(list(column) for column in zip(*moves, strict=True)))
            await connection.execute(f"DELETE FROM zone_period WHERE {_IS_EMPTY}")  # noqa: S608 - constants
        await connection.execute(_NEXT_WEEK, current)
        await connection.execute(MARK_ALL)
        await connection.execute(_SUMMED)

    async def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> AsyncIterator[PartProof]:
        """Compare each week with the table of requests, and the periods with the weeks, city by city."""
        added = self.sums(pending)
        weeks = await fetch(_WEEK)
        ages = _moves(None, weeks[0]["week"]) if weeks else []
        given = [[week for week, _, _ in ages], [age for _, _, age in ages]]
        cities = await city_parts(fetch, (self.table, _PERIOD_TABLE.name), "")
        for done, (_, (city_id,), _) in enumerate(cities, start=1):
            number, lines = 0, list[str]()
            async for found in self._weeks_that_differ(fetch, now, city_id, added):
                number += len(found)
                lines += found[: MOST_LINES - len(lines)]
            part = Part("city_id = $2", (city_id, *given), _COUNTED_PERIODS)
            more, found = await compare_part(fetch, _PERIOD_TABLE, part, {}, now)
            yield PartProof(number + more, [*lines, *found], done, len(cities))

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


def _moves(before: date | None, current: date) -> list[tuple[date, int | None, int]]:
    """Return the weeks that enter a period or leave it, with their ages before and now; all weeks if none was there."""
    weeks = AGES[-1] + (weeks_between(before, current) if before else 0)
    moves = []
    for age in range(weeks):
        week = current - timedelta(weeks=age)
        if (class_of(week, before) if before else None) != class_of(week, current):
            moves.append((week, weeks_between(week, before) if before else None, age))
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
