"""What happened in a city on some days, from the read model of days and months."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from app.domain.figures.city_days import Days, Grain, Piece
from app.domain.figures.durations import percentiles_of
from app.events.projections import day_facts
from app.events.projections.day_facts import COUNTS, DURATIONS, WHOLE_CITY
from app.events.projections.day_figures import DayFigures
from app.models.database import rows
from app.queries.figures.day_pieces import Shape, first_days, rows_of_pieces
from app.queries.log.projections import current

PERCENTILES = (50, 90)
TAKEN = "_taken"
"""Ends the names of columns with the histograms that are taken off the others."""
_HOUR = 3600
KEYS_AT_ONCE = 50
"""The histograms of so many are summed at once, before other work of the process has its turn."""


class By(Enum):
    """What figures are given for: the kind of rows, the column that names them, and the condition on the district."""

    CITY = (day_facts.CITY, "''", f"district_id = '{WHOLE_CITY}'")
    CATEGORY = (day_facts.CATEGORY, "key", f"district_id = '{WHOLE_CITY}'")
    EXECUTOR = (day_facts.EXECUTOR, "key", f"district_id = '{WHOLE_CITY}'")
    DISTRICT = (day_facts.CITY, "district_id", f"district_id <> '{WHOLE_CITY}'")
    DAY = (day_facts.CITY, "day::text", f"district_id = '{WHOLE_CITY}'")


@dataclass(frozen=True, slots=True)
class DurationFigures:
    """Hours; None where nothing ended. Within 2 % of the exact ones."""

    median_hours: float | None
    p90_hours: float | None


_NO_DURATION = DurationFigures(None, None)


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """What happened on some days: each step counts on the day on which it happened."""

    days: Days
    received: int = 0
    done: int = 0
    done_on_time: int = 0
    done_late: int = 0
    confirmed: int = 0
    disputed: int = 0
    breached: int = 0
    accept: DurationFigures = _NO_DURATION
    work: DurationFigures = _NO_DURATION
    total: DurationFigures = _NO_DURATION

    @property
    def judged(self) -> int:
        """The work that was finished and had a deadline."""
        return self.done_on_time + self.done_late

    @property
    def on_time_share(self) -> float | None:
        """Of ``judged``; 0 to 1."""
        return self.done_on_time / self.judged if self.judged else None


_CURRENT = f"SELECT {current(DayFigures.name)} AS current FROM log_state WHERE id = 1"  # noqa: S608 - constants


@cache
def _sql(by: By, durations: Sequence[str], shape: Shape) -> str:
    """Return the statement that sums the rows of days and months.

    Of their histograms it puts the elements together as bytes, which Python sums: PostgreSQL took a second for those of
    ninety executors and a year, because it sorts each bucket by its key.
    """
    kind, key, district = by.value
    sums = [f"sum(sign * {name})::bigint AS {name}" for name in COUNTS]
    # What is sent of an array begins with 20 bytes about its form, or ends before them where it is empty.
    sums += [
        f"string_agg(substring(array_send({name}) FROM 21), '') FILTER (WHERE sign {side} 0) AS {name}{suffix}"
        for name in durations
        for side, suffix in ((">", ""), ("<", TAKEN))
    ]
    columns = f"{key} AS key, {', '.join((*COUNTS, *durations))}"
    where = f"(SELECT current FROM state) AND city_id = $1 AND {district}"  # noqa: S608 - constants
    figures = rows_of_pieces((kind,), columns, where, shape)
    return f"""
        WITH state AS MATERIALIZED ({_CURRENT})
        SELECT (SELECT current FROM state) AS current, picked.* FROM (SELECT 1) AS always LEFT JOIN (
            SELECT key, {", ".join(sums)} FROM ({figures}) AS figure GROUP BY 1
        ) AS picked ON true
    """  # noqa: S608 - built from constants


async def span_figures(city_id: str, days: Days, by: By) -> dict[str, SpanFigures] | None:
    """Return the figures of these days by key, those of ``By.CITY`` under an empty one; days are ISO dates.

    None is returned while the read model is not up to date.
    """
    return await _read(city_id, days, _each(days) if by is By.DAY else days.pieces(), by)


async def figures_of(
    city_id: str, days: Days, by: By, durations: tuple[str, ...] = DURATIONS, today: date | None = None
) -> dict[str, SpanFigures] | None:
    """Return the figures of these days as ``span_figures`` does; ``today`` says how far there are any.

    Only the named durations are read; the histograms of a year are most of the work.
    """
    return await _read(city_id, days, days.pieces(today), by, durations)


async def _read(
    city_id: str, days: Days, pieces: Sequence[Piece], by: By, durations: tuple[str, ...] = DURATIONS
) -> dict[str, SpanFigures] | None:
    first = first_days(pieces)
    found = await rows(_sql(by, durations, tuple(first)), city_id, *first.values())
    if not found[0]["current"]:
        return None
    figures: dict[str, SpanFigures] = {}
    nothing = SpanFigures(days)
    counted = [row for row in found if row["key"] is not None]
    for begin in range(0, len(counted), KEYS_AT_ONCE):
        some = counted[begin : begin + KEYS_AT_ONCE]
        of_keys = zip((row["key"] for row in some), _figures(days, some, durations), strict=True)
        # A key may have figures only in what is taken off.
        figures |= {key: of_key for key, of_key in of_keys if of_key != nothing}
        await asyncio.sleep(0)
    return dict(sorted(figures.items()))


async def city_figures(city_id: str, days: Days) -> SpanFigures | None:
    """Return the figures of the whole city; None while the read model is not up to date."""
    found = await span_figures(city_id, days, By.CITY)
    return None if found is None else found.get("", SpanFigures(days))


def of_days(figures: SpanFigures, days: Days) -> SpanFigures:
    """Return the same figures as those of these days."""
    return replace(figures, days=days)


def _figures(days: Days, some: Sequence[Mapping[str, Any]], durations: Sequence[str]) -> list[SpanFigures]:
    hours = {name: _hours([(row[name] or b"", row[name + TAKEN] or b"") for row in some]) for name in durations}
    figures = []
    for n, row in enumerate(some):
        values: dict[str, Any] = {name: row[name] for name in COUNTS}
        values |= {name: of_keys[n] for name, of_keys in hours.items()}
        figures.append(SpanFigures(days, **values))
    return figures


def _hours(keys: Sequence[tuple[bytes, bytes]]) -> list[DurationFigures]:
    return [
        DurationFigures(*(None if seconds is None else seconds / _HOUR for seconds in found))
        for found in percentiles_of(keys, PERCENTILES)
    ]


def _each(days: Days) -> list[Piece]:
    first = days.first.toordinal()
    return [Piece(Grain.DAY, date.fromordinal(first + number), is_taken=False) for number in range(days.count)]
