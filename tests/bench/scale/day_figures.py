"""Fills the day figures with sorted numbers: PostgreSQL takes hours to group the facts of ten million requests.

The server sends a row of plain numbers for each request; each fact about it becomes one number for each row it counts
in, of (row, day, figure, bucket), so that sorting puts together what is counted together.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from app.domain.figures.durations import GROWTH, LAST_BUCKET
from app.events.projections.day_facts import CATEGORY, CITY, COUNTS, DURATIONS, EXECUTOR, MONTH, WHOLE_CITY, YEAR

Numbers = npt.NDArray[np.int64]

BYTES_AT_ONCE = 64 << 20
LINES_AT_ONCE = 20_000
_FIRST_DAY = date(2000, 1, 1)
_NONE = -1
"""The day of what has not happened, the executor of a request without one."""
_FIGURE = {name: number for number, name in enumerate((*COUNTS, *DURATIONS))}
_BUCKETS, _FIGURES, _DAYS = 10, 4, 15
"""Bits of each part of a number; above them is the row."""
_COUNT_BITS = 22
_ROLE = "EXECUTOR"
_ROWS = f"""
    WITH place AS (SELECT id, timezone, (row_number() OVER (ORDER BY id))::int - 1 AS n FROM city),
    sort AS (SELECT id, (row_number() OVER (ORDER BY id))::int - 1 AS n FROM category),
    person AS (SELECT id, (row_number() OVER (ORDER BY id))::int - 1 AS n FROM account WHERE role = '{_ROLE}')
"""
_CATALOGUE = {
    "city": "SELECT id FROM city ORDER BY id",
    "category": "SELECT id FROM category ORDER BY id",
    "executor": f"SELECT id FROM account WHERE role = '{_ROLE}' ORDER BY id",
}
_PLACE = ("city", "category", "executor")
_DAY_COLUMNS = ("created_on", "started_on", "done_on", "confirmed_on", "is_late")
_TIMES = ("accept", "work", "total")


def _day(at: str) -> str:
    return f"coalesce(({at} AT TIME ZONE timezone)::date - DATE '{_FIRST_DAY}', {_NONE})::int"


def _microseconds(duration: str) -> str:
    return f"coalesce((extract(epoch FROM {duration}) * 1000000)::bigint, 0)"


_REQUESTS = f"""
    {_ROWS}
    SELECT place.n, sort.n, coalesce(person.n, {_NONE}), {_day("r.created_at")}, {_day("started_at")},
        {_day("done_at")}, {_day("confirmed_at")}, CASE WHEN done_at > due_at THEN 1 WHEN done_at <= due_at THEN 0
        ELSE {_NONE} END,
        {_microseconds("started_at - r.created_at")}, {_microseconds("done_at - started_at")},
        {_microseconds("done_at - r.created_at")}
    FROM service_request r JOIN place ON place.id = r.city_id JOIN sort ON sort.id = r.category_id
    LEFT JOIN person ON person.id = r.executor_id
"""
_EVENTS = f"""
    {_ROWS}
    SELECT place.n, sort.n, coalesce(person.n, {_NONE}), {_day("event.at")}, CASE kind
        WHEN 'WORK_DISPUTED' THEN {_FIGURE["disputed"]} ELSE {_FIGURE["breached"]} END
    FROM event JOIN place ON place.id = event.city_id JOIN sort ON sort.id = snapshot ->> 'category_id'
    LEFT JOIN person ON person.id = (snapshot ->> 'executor_id')::uuid
    WHERE kind IN ('WORK_DISPUTED', 'DEADLINE_BREACHED')
"""


@dataclass
class _Catalogue:
    """The names behind the numbers."""

    city: list[str]
    category: list[str]
    executor: list[str]

    def row(self, kind: str, number: int) -> tuple[str, str]:
        """Return the city and the key of a row of this kind."""
        city, key = divmod(number, max(1, len(getattr(self, kind)))) if kind != CITY else (number, 0)
        return self.city[city], "" if kind == CITY else getattr(self, kind)[key]


@dataclass
class _Facts:
    """Numbers of (row, day, figure, bucket), by the kind of the row."""

    catalogue: _Catalogue
    found: dict[str, list[Numbers]] = field(default_factory=lambda: {CITY: [], CATEGORY: [], EXECUTOR: []})

    def add(self, table: Any, figure: Any, day: Numbers, chosen: Any, bucket: Any = 0) -> None:
        """Add a fact about the chosen requests."""
        what = (((day << _FIGURES) | figure) << _BUCKETS) | bucket
        city = table["city"].astype(np.int64)
        rows = {
            CITY: city,
            CATEGORY: city * len(self.catalogue.category) + table["category"],
            EXECUTOR: city * len(self.catalogue.executor) + table["executor"],
        }
        for kind, row in rows.items():
            counts = chosen & (table["executor"] != _NONE) if kind == EXECUTOR else chosen
            self.found[kind].append(((row << (_DAYS + _FIGURES + _BUCKETS)) | what)[counts])


async def fill_day_figures(connection: Any) -> None:
    """Count all requests, and the disputes and breached deadlines of the log, into an empty ``day_figure``."""
    catalogue = _Catalogue(**{name: await _names(connection, query) for name, query in _CATALOGUE.items()})
    facts = _Facts(catalogue)
    await _read(connection, _REQUESTS, [*_PLACE, *_DAY_COLUMNS], _TIMES, lambda table: _add_requests(facts, table))
    await _read(connection, _EVENTS, [*_PLACE, "day", "figure"], (), lambda table: _add_events(facts, table))
    for kind in (CITY, CATEGORY, EXECUTOR):
        numbers = np.concatenate(facts.found.pop(kind))
        numbers.sort()
        first = _firsts(numbers)
        counts = np.diff(np.append(first, len(numbers)))
        days = numbers[first]
        del numbers
        await _write(connection, _lines(catalogue, kind, days, counts))
        for suffix, begin in ((MONTH, {"day": 1}), (YEAR, {"month": 1, "day": 1})):
            longer, order = _of_longer(days, begin)
            first = _firsts(longer)
            summed = np.add.reduceat(counts[order], first) if len(first) else counts
            await _write(connection, _lines(catalogue, kind + suffix, longer[first], summed))


async def _names(connection: Any, query: str) -> list[str]:
    return [str(row[0]) for row in await connection.fetch(query)]


async def _read(
    connection: Any, query: str, ints: Sequence[str], bigints: Sequence[str], take: Callable[[Any], None]
) -> None:
    """Give the rows of a query, whose columns are never null, as tables of numbers: its rows all have one length."""
    parts = [("columns", ">i2")]
    for name, kind in (*((name, ">i4") for name in ints), *((name, ">i8") for name in bigints)):
        parts += [(f"{name} length", ">i4"), (name, kind)]
    form: np.dtype[np.void] = np.dtype(parts)
    waiting = bytearray()
    header = len(b"PGCOPY\n\377\r\n\0") + 8
    is_begun = False

    def drain() -> None:
        count = len(waiting) // form.itemsize
        if count:
            take(np.frombuffer(bytes(memoryview(waiting)[: count * form.itemsize]), form))
            del waiting[: count * form.itemsize]

    async def receive(data: bytes) -> None:
        nonlocal is_begun
        waiting.extend(data)
        if not is_begun and len(waiting) >= header:
            is_begun = True
            del waiting[:header]
        if is_begun and len(waiting) >= BYTES_AT_ONCE:
            drain()

    await connection.copy_from_query(query, output=receive, format="binary")
    drain()
    if bytes(waiting) != b"\xff\xff":
        raise RuntimeError(f"expected the end of the copied rows, got {len(waiting)} bytes")


def _add_requests(facts: _Facts, table: Any) -> None:
    days = {name: table[name].astype(np.int64) for name in _DAY_COLUMNS}
    created, started, done, confirmed, is_late = (days[name] for name in _DAY_COLUMNS)
    is_started, is_done = started != _NONE, done != _NONE
    counts: tuple[tuple[str, Numbers, Any], ...] = (
        ("received", created, created != _NONE),
        ("done", done, is_done),
        ("done_on_time", done, is_done & (is_late == 0)),
        ("done_late", done, is_done & (is_late == 1)),
        ("confirmed", confirmed, confirmed != _NONE),
    )
    for name, day, chosen in counts:
        facts.add(table, _FIGURE[name], day, chosen, LAST_BUCKET + 1)
    ends = {"accept": (started, is_started), "work": (done, is_done & is_started), "total": (done, is_done)}
    for name, (day, chosen) in ends.items():
        facts.add(table, _FIGURE[name], day, chosen, _bucket_of(table[name]))


def _add_events(facts: _Facts, table: Any) -> None:
    day = table["day"].astype(np.int64)
    facts.add(table, table["figure"].astype(np.int64), day, day != _NONE, LAST_BUCKET + 1)


def _bucket_of(microseconds: Any) -> Numbers:
    """Return what ``durations.bucket_of`` says of each."""
    seconds = np.maximum(microseconds / 1_000_000, 1)
    buckets: Numbers = np.minimum(LAST_BUCKET, np.log(seconds) / np.log(GROWTH)).astype(np.int64)
    return buckets


def _firsts(numbers: Numbers) -> Any:
    """Return where each run of equal numbers begins."""
    return np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)])


def _of_longer(days: Numbers, begin: Mapping[str, Any]) -> tuple[Numbers, Any]:
    """Return the numbers with the first day of their month or year, in order, and the place each had."""
    firsts = np.array(
        [((_FIRST_DAY + timedelta(days=day)).replace(**begin) - _FIRST_DAY).days for day in range(1 << _DAYS)]
    )
    low = _FIGURES + _BUCKETS
    day = (days >> low) & ((1 << _DAYS) - 1)
    moved = days + ((firsts[day] - day) << low)
    order = np.argsort(moved, kind="stable")
    return moved[order], order


async def _write(connection: Any, lines: Iterator[bytes]) -> None:
    async def source() -> AsyncIterator[bytes]:
        for some in lines:
            yield some

    columns = ("kind", "city_id", "district_id", "key", "day", *COUNTS, *DURATIONS)
    await connection.copy_to_table("day_figure", source=source(), columns=columns)


def _lines(catalogue: _Catalogue, kind: str, numbers: Numbers, counts: Numbers) -> Iterator[bytes]:
    """Return the rows as COPY reads them."""
    row_days = numbers >> (_FIGURES + _BUCKETS)
    figures = (numbers >> _BUCKETS) & ((1 << _FIGURES) - 1)
    packed = ((numbers & ((1 << _BUCKETS) - 1)) << _COUNT_BITS) | counts
    begins = np.append(_firsts(row_days), len(numbers))
    names: dict[int, str] = {}
    for first in range(0, len(begins) - 1, LINES_AT_ONCE):
        some = begins[first : first + LINES_AT_ONCE + 1]
        low, high = int(some[0]), int(some[-1])
        shown = (row_days[some[:-1]].tolist(), (some - low).tolist())
        figure, value, count = (part[low:high].tolist() for part in (figures, packed, counts))
        written = []
        for n, row_day in enumerate(shown[0]):
            row, day = row_day >> _DAYS, row_day & ((1 << _DAYS) - 1)
            if row not in names:
                city, key = catalogue.row(kind.split(maxsplit=1)[0], row)
                names[row] = f"{kind}\t{city}\t{WHOLE_CITY}\t{key}"
            told = [0] * len(COUNTS)
            histograms: dict[int, list[int]] = {_FIGURE[name]: [] for name in DURATIONS}
            for place in range(shown[1][n], shown[1][n + 1]):
                if figure[place] < len(COUNTS):
                    told[figure[place]] = count[place]
                else:
                    histograms[figure[place]].append(value[place])
            texts = [f"{{{','.join(map(str, values))}}}" for values in histograms.values()]
            written.append("\t".join([names[row], str(_FIRST_DAY + timedelta(days=day)), *map(str, told), *texts]))
        yield ("\n".join(written) + "\n").encode()
