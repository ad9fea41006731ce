"""How many requests pass a filter, at a cost that does not grow with their number.

The read models know it for filters by city, district, category, status, deadline and executor. For others rows are
counted, and no more than ``MOST_COUNTED``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.requests.lifecycle import OPEN, Status
from app.events.projections.day_facts import CITY, MONTH, WHOLE_CITY
from app.events.projections.day_figures import DayFigures
from app.events.projections.request_counters import CATEGORY, EXECUTOR, RequestCounters
from app.events.projections.request_states import RequestStates
from app.models.database import row, rows
from app.models.requests.search_texts import texts_wait
from app.models.status_sql import passed_uncounted
from app.queries.log.projections import current
from app.queries.requests.filter import Filter, where
from app.queries.requests.text_search import searched
from app.queries.requests.where_clause import Where

MOST_COUNTED = 10_000
"""So many rows are counted: a person reads "10,000 and more" as well as the number, and it costs some milliseconds."""
COUNTED_BY = frozenset({"city_id", "statuses", "overdue", "category_ids", "district_ids", "executor_id", "unassigned"})
"""The conditions that ``request_counter`` has columns for."""
_SPAN_OF_CITY = frozenset({"city_id", "created_from", "created_to"})
# An event without a position is in the tables, but not yet in the read models.
_CURRENT = (
    f"{current(RequestCounters.name)} AND {current(RequestStates.name)}"
    " AND NOT EXISTS (SELECT FROM event WHERE position IS NULL)"
)


@dataclass(frozen=True, slots=True)
class Total:
    """How many requests pass a filter."""

    count: int
    is_part: bool = False
    """With a text: whether there may be more, see ``Searched``; or the texts of older requests wait to be folded."""
    is_capped: bool = False
    """Whether there are more, because counting stopped at ``MOST_COUNTED``."""


async def total(filter_: Filter, now: datetime) -> Total:
    """Return how many requests pass the filter."""
    if filter_.query is not None:
        found = await searched(filter_, now)
        return Total(await _count(found.where), is_part=found.is_part or await texts_wait())
    if filter_.period is not None and filter_.period.days and not filter_.is_finished:
        return await _of_period(filter_, now)
    if is_known_to_counters(filter_):
        known = await _from_counters(filter_, now)
        if known is not None:
            return Total(known)
    return await counted_rows(filter_, now)


async def counted_rows(filter_: Filter, now: datetime) -> Total:
    """Return how many requests without regard to the filter's text pass it, by counting rows.

    Those of a span are not counted where its months are known to have too many.
    """
    narrowed = where(filter_, now)
    count = await _count(narrowed, MOST_COUNTED + 1, _newest_first(filter_), _in_months(filter_, narrowed))
    return Total(min(count, MOST_COUNTED), is_capped=count > MOST_COUNTED)


def is_known_to_counters(filter_: Filter) -> bool:
    """Whether the read model has the number: categories and districts are not counted by executor."""
    given = {name for name in Filter.__slots__ if getattr(filter_, name) is not None}
    by_executor = given & {"executor_id", "unassigned"}
    by_kind = given & {"category_ids", "district_ids"}
    return given <= COUNTED_BY and len(by_executor) <= 1 and not (by_executor and by_kind)


async def _of_period(filter_: Filter, now: datetime) -> Total:
    """Return the total of the open requests and of those finished lately: each have an index, both together none."""
    statuses = frozenset(Status) if filter_.statuses is None else filter_.statuses
    open_ = await total(replace(filter_, statuses=statuses & OPEN, period=None), now)
    finished = await counted_rows(replace(filter_, statuses=statuses - OPEN), now)
    count = open_.count + finished.count
    is_capped = open_.is_capped or finished.is_capped or count > MOST_COUNTED
    return Total(min(count, MOST_COUNTED), is_capped=is_capped)


def _newest_first(filter_: Filter) -> str:
    # PostgreSQL expects those finished lately anywhere in the table, where they stand behind all others.
    return "ORDER BY updated_at DESC" if filter_.period is not None and filter_.period.days else ""


async def _count(narrowed: Where, most: int | None = None, order: str = "", least: str | None = None) -> int:
    """Return how many rows pass, and no more than ``most``; ``least`` is SQL for how many there are at least."""
    limit = "" if most is None else f"{order} LIMIT {most}"
    passing = f"SELECT FROM {narrowed.source} WHERE {narrowed.sql} {limit}"
    counted = f"SELECT count(*) AS n FROM ({passing}) AS passing"  # noqa: S608 - the same
    if least is not None and most is not None:
        # CASE runs only the branch that it takes.
        counted = f"SELECT CASE WHEN ({least}) >= {most} THEN {most} ELSE ({counted}) END AS n"
    found = await rows(counted, *narrowed.values)
    return int(found[0]["n"])


def _in_months(filter_: Filter, built: Where) -> str | None:
    """Return SQL for the requests of the whole months of a span in a city, by whatever clock the city has.

    None where the filter has other conditions too.
    """
    given = {name for name in Filter.__slots__ if getattr(filter_, name) is not None}
    if filter_.city_id is None or given == {"city_id"} or not given <= _SPAN_OF_CITY:
        return None
    conditions = [
        "log_state.id = 1",
        f"kind = '{CITY}{MONTH}'",
        f"district_id = '{WHOLE_CITY}'",
        "key = ''",
        current(DayFigures.name),
    ]
    conditions.append(f"city_id = {built.value(filter_.city_id)}")
    if filter_.created_from is not None:
        conditions.append(f"day >= {_utc_day(filter_.created_from, built)} + 2")
    if filter_.created_to is not None:
        conditions.append(f"day + interval '1 month' < {_utc_day(filter_.created_to, built)}")
    return f"SELECT sum(received) FROM day_figure, log_state WHERE {' AND '.join(conditions)}"  # noqa: S608 - the same


def _utc_day(moment: datetime, built: Where) -> str:
    return f"({built.value(moment)} AT TIME ZONE 'UTC')::date"


async def _from_counters(filter_: Filter, now: datetime) -> int | None:
    """Return the sum of the counters; None while they are not up to date."""
    built = Where()
    all_rows, late_rows = _rows(filter_, built)
    passed = _passed(filter_, built, now)
    counts = f"ARRAY[{all_rows}, {late_rows} + {passed}]"
    # CASE runs only the branch that it takes.
    sql = f"SELECT CASE WHEN {_CURRENT} THEN {counts} END AS n FROM log_state WHERE id = 1"  # noqa: S608 - the same
    found = await row(sql, *built.values)
    if found is None or found["n"] is None:
        return None
    everything, late = map(int, found["n"])
    return {None: everything, True: late, False: everything - late}[filter_.overdue]


def _rows(filter_: Filter, built: Where) -> tuple[str, str]:
    """Return SQL for the sums of all and of the overdue requests."""
    shared = []
    if filter_.city_id is not None:
        shared.append(f"city_id = {built.value(filter_.city_id)}")
    if filter_.statuses is not None:
        shared.append(f"status = ANY({built.value(sorted(status.value for status in filter_.statuses))}::text[])")
    with_category, with_executor = [f"kind = '{CATEGORY}'", *shared], [f"kind = '{EXECUTOR}'", *shared]
    if filter_.category_ids is not None:
        with_category.append(f"key = ANY({built.value(sorted(filter_.category_ids))}::text[])")
    if filter_.district_ids is not None:
        with_category.append(f"district_id = ANY({built.value(sorted(filter_.district_ids))}::text[])")
    if filter_.executor_id is not None:
        with_executor.append(f"key = {built.value(str(filter_.executor_id))}")
    sums = []
    for column in ("count", "overdue"):
        all_, assigned = (_sum(column, conditions) for conditions in (with_category, with_executor))
        is_of_executors = filter_.executor_id is not None or filter_.unassigned is False
        sums.append(assigned if is_of_executors else f"({all_} - {assigned})" if filter_.unassigned else all_)
    return sums[0], sums[1]


def _sum(column: str, conditions: Sequence[str]) -> str:
    total_ = f"coalesce(sum({column}), 0)::bigint"
    return f"(SELECT {total_} FROM request_counter WHERE {' AND '.join(conditions)})"  # noqa: S608 - the same


def _passed(filter_: Filter, built: Where, now: datetime) -> str:
    """Return SQL for the requests whose deadline has passed since the sequencer last looked: always few."""
    if filter_.overdue is None:
        return "0"
    narrowed = where(filter_, now, names=COUNTED_BY - {"overdue"}, built=Where(values=built.values))
    narrowed.clauses.append(passed_uncounted(narrowed.value(now)))
    return f"(SELECT count(*) FROM request_state WHERE {narrowed.sql})"  # noqa: S608 - the same
