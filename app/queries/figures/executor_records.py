"""How executors have done lately: the present month and the eleven before, from figures of months."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.domain.figures.city_days import Days, next_month
from app.domain.figures.proportion import wilson_interval
from app.queries.figures.span_figures import By, SpanFigures, figures_of

MONTHS = 12
LEAST_JUDGED = 20
"""Finished work with a deadline that an executor needs for a rank: with less, the share says little."""


@dataclass(frozen=True, slots=True)
class ExecutorRecord:
    """One executor's year, by what was done. Closing without an answer adds no success, and takes none away."""

    figures: SpanFigures
    on_time_low: float
    on_time_high: float
    """The share of work on time lies between both 95 times in 100."""
    reopen_rate: float | None
    """Disputes among all completions, also those that were disputed."""
    rank: int | None
    """By the lower end of the interval; None below ``LEAST_JUDGED``."""


async def executor_records(city_id: str, today: date) -> dict[UUID, ExecutorRecord] | None:
    """Return the records by account; None while the read model is not up to date."""
    months = months_until(today)
    year = Days(months[0], next_month(months[-1]) - timedelta(days=1))
    found = await figures_of(city_id, year, By.EXECUTOR, ("work",), today)
    if found is None:
        return None
    records = {UUID(key): _record(figures) for key, figures in found.items()}
    judged = [key for key, record in records.items() if record.figures.judged >= LEAST_JUDGED]
    judged.sort(key=lambda key: (-records[key].on_time_low, str(key)))
    ranks = {key: place for place, key in enumerate(judged, start=1)}
    return {
        key: ExecutorRecord(
            figures=record.figures,
            on_time_low=record.on_time_low,
            on_time_high=record.on_time_high,
            reopen_rate=record.reopen_rate,
            rank=ranks.get(key),
        )
        for key, record in records.items()
    }


def months_until(today: date) -> list[date]:
    """Return the first days of the month of ``today`` and of the eleven before."""
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1)]


def _record(figures: SpanFigures) -> ExecutorRecord:
    low, high = wilson_interval(figures.done_on_time, figures.judged)
    completions = figures.done + figures.disputed
    return ExecutorRecord(figures, low, high, figures.disputed / completions if completions else None, None)
