"""``day_figure``: what happened on each day, by city, category, district and executor, with histograms of durations.

A request counts as received on the day it was created, as done and confirmed on the days of its present ``done_at``
and ``confirmed_at``: work that was disputed is not done. Disputes and breached deadlines are events, and stay with the
category, the district and the executor of then. Days are those of the city's time zone.
"""

import operator
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.figures.durations import bucket_of, with_added
from app.events.projections.arrays import array_text, array_texts, unnested
from app.events.projections.city_zones import CITY_ZONES
from app.events.projections.comparison import Part, PartProof, city_parts, compare_part
from app.events.projections.day_facts import (
    CATEGORY,
    CITY,
    COUNTS,
    DURATIONS,
    EVENTS,
    EXECUTOR,
    FLAT_ROWS,
    KEYS,
    MONTH,
    OF_EVENT,
    OF_EVENTS,
    STEPS,
    WHOLE_CITY,
    YEAR,
    counted,
)
from app.events.projections.read_model import ReadModel
from app.events.projections.request_state import Batch, RequestState
from app.events.projections.sum_table import Key, Sums, SumTable
from app.events.projections.write import Write
from app.models.database import Fetch

_COUNT = {name: n for n, name in enumerate(COUNTS)}
_COUNT_COLUMNS = {**KEYS, **dict.fromkeys(COUNTS, "int")}
_COLUMNS = {**_COUNT_COLUMNS, **dict.fromkeys(DURATIONS, "text")}
_READ = f"""
    SELECT {", ".join((*KEYS, *DURATIONS))} FROM day_figure
    JOIN {unnested(KEYS.values())}
        AS wanted({", ".join(KEYS)}) USING ({", ".join(KEYS)})
"""  # noqa: S608 - names of columns only
_ADDED = ", ".join(f"{name} = t.{name} + excluded.{name}" for name in COUNTS)
_ADD = f"""
    INSERT INTO day_figure AS t ({", ".join(_COLUMNS)})
    SELECT *{", '{}'::int[]" * len(DURATIONS)}
    FROM {unnested(_COUNT_COLUMNS.values())}
    ON CONFLICT ({", ".join(KEYS)}) DO UPDATE SET {_ADDED}
"""  # noqa: S608 - names of columns only
# An array of arrays cannot have rows of different lengths, so each histogram is passed as the text of an array.
_WRITE = f"""
    INSERT INTO day_figure AS t ({", ".join(_COLUMNS)})
    SELECT {", ".join(name if kind != "text" or name in KEYS else f"{name}::int[]" for name, kind in _COLUMNS.items())}
    FROM {unnested(_COLUMNS.values())}
        AS given({", ".join(_COLUMNS)})
    ON CONFLICT ({", ".join(KEYS)}) DO UPDATE SET
        {_ADDED},
        {", ".join(f"{name} = excluded.{name}" for name in DURATIONS)}
"""  # noqa: S608 - names of columns only


@dataclass(slots=True)
class Figures:
    """What is added to one row."""

    counts: list[int] = field(default_factory=lambda: [0] * len(COUNTS))
    durations: dict[str, dict[int, int]] = field(default_factory=dict)

    def count(self, name: str, number: int) -> None:
        """Add to a count."""
        self.counts[_COUNT[name]] += number

    def add_duration(self, name: str, bucket: int, number: int) -> None:
        """Add to the bucket of a duration."""
        buckets = self.durations.setdefault(name, {})
        buckets[bucket] = buckets.get(bucket, 0) + number

    def copy(self) -> "Figures":
        """Return what can be changed apart from this."""
        return Figures(self.counts.copy(), {name: buckets.copy() for name, buckets in self.durations.items()})

    def add(self, other: "Figures") -> None:
        """Add what is added to another row."""
        self.counts = list(map(operator.add, self.counts, other.counts))
        for name, buckets in other.durations.items():
            for bucket, number in buckets.items():
                self.add_duration(name, bucket, number)


class DayFigures(ReadModel):
    """Figures by city, by category and by executor: the three are separate, because a cube would have more rows.

    A request in a district is counted in the rows of the city and the category once more, with the district.
    """

    name = "day_figures"
    table = "day_figure"
    tables = ("day_figure",)
    has_local_days = True

    async def writes_of(self, fetch: Fetch, batch: Batch) -> list[Write]:
        """Return what the batch changes: one statement for rows whose counts alone change, which most steps are.

        Another is for those whose histograms change, which are read before.
        """
        await _know_zones(fetch, batch)
        counted: dict[Key, Figures] = {}
        timed: dict[Key, Figures] = {}
        for key, figures in self._deltas(batch).items():
            (timed if _changes(figures) else counted)[key] = figures
        writes = []
        if counted:
            rows = ((*key, *counted[key].counts) for key in sorted(counted))
            writes.append(Write(_ADD, array_texts(zip(*rows, strict=True))))
        if timed:
            writes.append(await _write(fetch, timed))
        return writes

    async def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> AsyncIterator[PartProof]:
        """Compare each count and each bucket with those counted from requests, city by city, and from events."""
        await _know_zones(fetch, pending)
        added = _flat(self._deltas(pending))
        # One pass of the log for all cities: it has no index of breached deadlines.
        parts = [Part(OF_EVENTS, (), counted(EVENTS))]
        cities = await city_parts(fetch, self.tables, counted(STEPS))
        parts += [part._replace(where=f"{part.where} AND NOT {OF_EVENTS}") for part in cities]
        for done, part in enumerate(parts, start=1):
            number, lines = await compare_part(fetch, _FLAT, part, added, now, stored=FLAT_ROWS)
            yield PartProof(number, lines, done, len(parts))

    def _deltas(self, batch: Batch) -> dict[Key, Figures]:
        deltas: dict[Key, Figures] = {}
        for before, after in batch.changes:
            if before is not None:
                self._add_state(deltas, before, -1, besides=after)
            self._add_state(deltas, after, 1, besides=before)
        for event in batch.events:
            name = OF_EVENT.get(event.kind)
            if name is not None:
                state = RequestState.of(event.request, event.at, answered=False)
                for figures in self._rows(deltas, state, event.at):
                    figures.count(name, 1)
        return _with_months_and_years(_without_zeros(deltas))

    def _add_state(
        self, deltas: dict[Key, Figures], state: RequestState, number: int, *, besides: RequestState | None
    ) -> None:
        """Add what the request counts for, without what it counts for in the other state as well."""
        received, started, done, confirmed = _facts(state)
        same = _facts(besides) if besides is not None else (None, None, None, None)
        if received != same[0]:
            for figures in self._rows(deltas, state, state.created_at):
                figures.count("received", number)
        if state.started_at is not None and started != same[1]:
            accepted = _bucket(state.created_at, state.started_at)
            for figures in self._rows(deltas, state, state.started_at):
                figures.add_duration("accept", accepted, number)
        if state.done_at is not None and done != same[2]:
            self._add_done(deltas, state, state.done_at, number)
        if state.confirmed_at is not None and confirmed != same[3]:
            for figures in self._rows(deltas, state, state.confirmed_at):
                figures.count("confirmed", number)

    def _add_done(self, deltas: dict[Key, Figures], state: RequestState, done_at: datetime, number: int) -> None:
        work = None if state.started_at is None else _bucket(state.started_at, done_at)
        total = _bucket(state.created_at, done_at)
        for figures in self._rows(deltas, state, done_at):
            figures.count("done", number)
            if state.due_at is not None:
                figures.count("done_on_time" if done_at <= state.due_at else "done_late", number)
            if work is not None:
                figures.add_duration("work", work, number)
            figures.add_duration("total", total, number)

    def _rows(self, deltas: dict[Key, Figures], state: RequestState, at: datetime) -> list[Figures]:
        """Return the rows of this request on the day of ``at``."""
        day = at.astimezone(CITY_ZONES[state.city_id]).date()
        keys: list[Key] = [
            row
            for district in (WHOLE_CITY, *((state.district_id,) if state.district_id is not None else ()))
            for row in (
                (CITY, state.city_id, district, "", day),
                (CATEGORY, state.city_id, district, state.category_id, day),
            )
        ]
        if state.executor_id is not None:
            keys.append((EXECUTOR, state.city_id, WHOLE_CITY, str(state.executor_id), day))
        rows = []
        for key in keys:
            figures = deltas.get(key)
            if figures is None:
                figures = deltas[key] = Figures()
            rows.append(figures)
        return rows


def _bucket(start: datetime, end: datetime) -> int:
    return bucket_of((end - start).total_seconds())


def _facts(state: RequestState) -> tuple[Key, Key, Key, Key]:
    """Return what the figures of its creation, its start, its end and its confirmation depend on."""
    row = (state.city_id, state.district_id, state.category_id, state.executor_id)
    created = (*row, state.created_at)
    return (
        created,
        (*created, state.started_at),
        (*created, state.started_at, state.done_at, state.due_at),
        (*row, state.confirmed_at),
    )


def _with_months_and_years(deltas: dict[Key, Figures]) -> dict[Key, Figures]:
    """Return the rows of days with those of their months and years."""
    longer: dict[Key, Figures] = {}
    firsts: dict[date, tuple[tuple[str, date], ...]] = {}
    for (kind, city_id, district_id, name, day), figures in deltas.items():
        if day not in firsts:
            month = day.replace(day=1)
            firsts[day] = ((MONTH, month), (YEAR, month.replace(month=1)))
        for suffix, first in firsts[day]:
            key = (kind + suffix, city_id, district_id, name, first)
            total = longer.get(key)
            if total is None:
                longer[key] = figures.copy()
            else:
                total.add(figures)
    longer.update(deltas)
    return longer


def _without_zeros(deltas: dict[Key, Figures]) -> dict[Key, Figures]:
    return {key: figures for key, figures in deltas.items() if any(figures.counts) or _changes(figures)}


def _changes(figures: Figures) -> bool:
    return any(count for buckets in figures.durations.values() for count in buckets.values())


async def _write(fetch: Fetch, deltas: dict[Key, Figures]) -> Write:
    keys = sorted(deltas)
    found = await fetch(_READ, *array_texts(zip(*keys, strict=True)))
    stored = {tuple(row[name] for name in KEYS): row for row in found}
    rows = []
    for key in keys:
        figures, row = deltas[key], stored.get(key)
        histograms = [
            array_text(with_added(row[name] if row else (), figures.durations.get(name, {}))) for name in DURATIONS
        ]
        rows.append((*key, *figures.counts, *histograms))
    return Write(_WRITE, array_texts(zip(*rows, strict=True)))


async def _know_zones(fetch: Fetch, batch: Batch) -> None:
    cities = {change.after.city_id for change in batch.changes} | {event.request.city_id for event in batch.events}
    await CITY_ZONES.know(fetch, cities)


# For comparing: one row for each count and for each bucket.
_FLAT = SumTable("day_figure", {**KEYS, "figure": "text"}, ("n",))


def _flat(deltas: dict[Key, Figures]) -> Sums:
    sums: Sums = {}
    for key, figures in deltas.items():
        for name, count in zip(COUNTS, figures.counts, strict=True):
            sums[(*key, name)] = [count]
        for name, buckets in figures.durations.items():
            for bucket, count in buckets.items():
                sums[(*key, f"{name} {bucket}")] = [count]
    return sums
