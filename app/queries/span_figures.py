"""What happened in a city on some days, from the read model of days and months."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from app.domain.city_days import Days
from app.domain.durations import seconds_of
from app.events.projections import day_figures
from app.events.projections.day_figures import COUNTS, DURATIONS, MONTH, WHOLE_CITY, DayFigures
from app.models.database import rows
from app.queries.projections import current

SHARES = (0.5, 0.9)
_HOUR = 3600
_COUNT_BITS = 22
_MASK = (1 << _COUNT_BITS) - 1


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


def _quantile(name: str, number: int, share: float) -> str:
    return f"min(bucket) FILTER (WHERE name = '{name}' AND reached >= ceil(total * {share})) AS {name}_{number}"


_CURRENT = f"(SELECT {current(DayFigures.name)} FROM log_state WHERE id = 1)"  # noqa: S608 - constants
_NAMES = [f"{name}_{number}" for name in DURATIONS for number in range(len(SHARES))]
_QUANTILES = [_quantile(name, number, share) for name in DURATIONS for number, share in enumerate(SHARES)]


def _sql(by: By) -> str:
    kind, key, district = by.value
    durations = " UNION ALL ".join(f"SELECT '{name}' AS name, unnest({name}) AS packed" for name in DURATIONS)
    return f"""
        WITH picked AS MATERIALIZED (
            SELECT {key} AS key, {", ".join((*COUNTS, *DURATIONS))} FROM day_figure
            WHERE {_CURRENT} AND city_id = $1 AND {district}
                AND (kind = '{kind}' AND day = ANY($2) OR kind = '{kind}{MONTH}' AND day = ANY($3))
        ),
        bucket AS (
            SELECT key, name, packed >> {_COUNT_BITS} AS bucket, sum(packed & {_MASK}) AS n
            FROM picked, LATERAL ({durations}) AS duration GROUP BY 1, 2, 3
        ),
        ranked AS (
            SELECT key, name, bucket, sum(n) OVER (PARTITION BY key, name ORDER BY bucket) AS reached,
                   sum(n) OVER (PARTITION BY key, name) AS total FROM bucket
        ),
        duration AS (SELECT key, {", ".join(_QUANTILES)} FROM ranked WHERE total > 0 GROUP BY key),
        counted AS (
            SELECT key, {", ".join(f"sum({name})::bigint AS {name}" for name in COUNTS)} FROM picked GROUP BY key
        )
        SELECT {_CURRENT} AS current, counted.*, {", ".join(_NAMES)} FROM (SELECT 1) AS always
        LEFT JOIN counted ON true LEFT JOIN duration USING (key) ORDER BY counted.key
    """  # noqa: S608 - built from constants


_SQL = {by: _sql(by) for by in By}


async def span_figures(city_id: str, days: Days, by: By) -> dict[str, SpanFigures] | None:
    """Return the figures of these days by key, those of ``By.CITY`` under an empty one; days are ISO dates.

    None is returned while the read model is not up to date.
    """
    months, rest = days.months_and_rest() if by is not By.DAY else ([], _each(days))
    return await _read(city_id, days, rest, months, by)


async def month_figures(city_id: str, months: Sequence[date], by: By) -> dict[str, SpanFigures] | None:
    """Return the figures of these whole months, given by their first days, as ``span_figures`` does."""
    return await _read(city_id, Days(months[0], months[-1]), [], months, by)


async def _read(
    city_id: str, days: Days, rest: Sequence[date], months: Sequence[date], by: By
) -> dict[str, SpanFigures] | None:
    found = await rows(_SQL[by], city_id, rest, months)
    if not found[0]["current"]:
        return None
    return {row["key"]: _figures(row, days) for row in found if row["key"] is not None}


async def city_figures(city_id: str, days: Days) -> SpanFigures | None:
    """Return the figures of the whole city; None while the read model is not up to date."""
    found = await span_figures(city_id, days, By.CITY)
    return None if found is None else found.get("", SpanFigures(days))


def of_days(figures: SpanFigures, days: Days) -> SpanFigures:
    """Return the same figures as those of these days."""
    return replace(figures, days=days)


def _figures(row: dict[str, Any], days: Days) -> SpanFigures:
    return SpanFigures(
        days,
        *(row[name] for name in COUNTS),
        *(DurationFigures(*_hours(row[f"{name}_{n}"] for n in range(len(SHARES)))) for name in DURATIONS),
    )


def _hours(buckets: Any) -> Sequence[float | None]:
    return [None if bucket is None else seconds_of(bucket) / _HOUR for bucket in buckets]


def _each(days: Days) -> list[date]:
    return [date.fromordinal(days.first.toordinal() + number) for number in range(days.count)]
