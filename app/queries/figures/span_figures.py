"""What happened in a city on some days, from the read model of days and months."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from app.domain.figures.city_days import Days
from app.domain.figures.durations import percentiles_of
from app.events.projections import day_figures
from app.events.projections.day_figures import COUNTS, DURATIONS, MONTH, WHOLE_CITY, DayFigures
from app.models.database import rows
from app.queries.log.projections import current

PERCENTILES = (50, 90)
_HOUR = 3600
KEYS_AT_ONCE = 50
"""The histograms of so many are summed, in about two milliseconds, before other work of the process has its turn."""


class By(Enum):
    """What figures are given for: the kind of rows, the column that names them, and the condition on the district."""

    CITY = (day_figures.CITY, "''", f"district_id = '{WHOLE_CITY}'")
    CATEGORY = (day_figures.CATEGORY, "key", f"district_id = '{WHOLE_CITY}'")
    EXECUTOR = (day_figures.EXECUTOR, "key", f"district_id = '{WHOLE_CITY}'")
    DISTRICT = (day_figures.CITY, "district_id", f"district_id <> '{WHOLE_CITY}'")
    DAY = (day_figures.CITY, "day::text", f"district_id = '{WHOLE_CITY}'")


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
def _sql(by: By, durations: Sequence[str]) -> str:
    """Return the statement that sums the rows of days and months.

    Of their histograms it puts the elements together as bytes, which Python sums: PostgreSQL took a second for those of
    ninety executors and a year, because it sorts each bucket by its key.
    """
    kind, key, district = by.value
    sums = [f"sum({name})::bigint AS {name}" for name in COUNTS]
    # What is sent of an array begins with 20 bytes about its form, or ends before them where it is empty.
    sums += [f"string_agg(substring(array_send({name}) FROM 21), '') AS {name}" for name in durations]
    return f"""
        WITH state AS MATERIALIZED ({_CURRENT})
        SELECT (SELECT current FROM state) AS current, picked.* FROM (SELECT 1) AS always LEFT JOIN (
            SELECT {key} AS key, {", ".join(sums)} FROM day_figure
            WHERE (SELECT current FROM state) AND city_id = $1 AND {district}
                AND (kind = '{kind}' AND day = ANY($2) OR kind = '{kind}{MONTH}' AND day = ANY($3))
            GROUP BY 1
        ) AS picked ON true
    """  # noqa: S608 - built from constants


async def span_figures(city_id: str, days: Days, by: By) -> dict[str, SpanFigures] | None:
    """Return the figures of these days by key, those of ``By.CITY`` under an empty one; days are ISO dates.

    None is returned while the read model is not up to date.
    """
    months, rest = days.months_and_rest() if by is not By.DAY else ([], _each(days))
    return await _read(city_id, days, rest, months, by)


async def month_figures(
    city_id: str, months: Sequence[date], by: By, durations: tuple[str, ...] = DURATIONS
) -> dict[str, SpanFigures] | None:
    """Return the figures of these whole months, given by their first days, as ``span_figures`` does.

    Only the named durations are read; the histograms of a year are most of the work.
    """
    return await _read(city_id, Days(months[0], months[-1]), [], months, by, durations)


async def _read(  # noqa: PLR0917 - private; what the statement needs
    city_id: str,
    days: Days,
    rest: Sequence[date],
    months: Sequence[date],
    by: By,
    durations: tuple[str, ...] = DURATIONS,
) -> dict[str, SpanFigures] | None:
    found = await rows(_sql(by, durations), city_id, rest, months)
    if not found[0]["current"]:
        return None
    figures: dict[str, SpanFigures] = {}
    for number, row in enumerate(found):
        if row["key"] is not None:
            figures[row["key"]] = _figures(days, row, durations)
        if number % KEYS_AT_ONCE == KEYS_AT_ONCE - 1:
            await asyncio.sleep(0)
    return dict(sorted(figures.items()))


async def city_figures(city_id: str, days: Days) -> SpanFigures | None:
    """Return the figures of the whole city; None while the read model is not up to date."""
    found = await span_figures(city_id, days, By.CITY)
    return None if found is None else found.get("", SpanFigures(days))


def of_days(figures: SpanFigures, days: Days) -> SpanFigures:
    """Return the same figures as those of these days."""
    return replace(figures, days=days)


def _figures(days: Days, row: Mapping[str, Any], durations: Sequence[str]) -> SpanFigures:
    values: dict[str, Any] = {name: row[name] for name in COUNTS}
    values |= {name: _hours(row[name]) for name in durations}
    return SpanFigures(days, **values)


def _hours(numbers: bytes) -> DurationFigures:
    return DurationFigures(
        *(None if seconds is None else seconds / _HOUR for seconds in percentiles_of(numbers, PERCENTILES))
    )


def _each(days: Days) -> list[date]:
    return [date.fromordinal(days.first.toordinal() + number) for number in range(days.count)]
