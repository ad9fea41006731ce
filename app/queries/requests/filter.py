"""The filter of lists, the map and the live feed: as SQL, and as a test of one request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from app.domain.figures.period import Period
from app.domain.places.geo import Box
from app.domain.places.hexagons import box_of, corners_of, hexagon_at
from app.domain.requests.lifecycle import OPEN, Status
from app.domain.requests.report_source import ReportSource
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.folding import stored_text
from app.domain.text.query import TextQuery, text_query
from app.models.status_sql import at_risk, of_period, overdue
from app.queries.requests.where_clause import Where
from app.queries.requests.work_conditions import OF_WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Conditions on requests, all of which have to hold; None means any."""

    city_id: str | None = None
    statuses: frozenset[Status] | None = None
    category_ids: frozenset[str] | None = None
    district_ids: frozenset[str] | None = None
    overdue: bool | None = None
    executor_id: UUID | None = None
    author_id: UUID | None = None
    follower_id: UUID | None = None
    unassigned: bool | None = None
    box: Box | None = None
    text: str | None = None
    named_executors: frozenset[UUID] | None = None
    """Executors whose name has the text in it: their requests pass as well. For staff of the city alone."""
    similar: TextQuery | None = None
    """The search for similar words, where no request has those of ``text``."""
    created_from: datetime | None = None
    created_to: datetime | None = None
    at_risk: bool | None = None
    report_sources: frozenset[ReportSource] | None = None
    zone: int | None = None
    """A hexagon, see ``domain.places.hexagons``."""
    period: Period | None = None
    done: bool | None = None
    """Whether the work is done, and not disputed since."""
    late: bool | None = None
    """Whether the work was done after its deadline; work without one, and what is not done, is neither."""
    done_from: datetime | None = None
    done_to: datetime | None = None
    disputed: bool | None = None
    """Whether an author has said that the work is not fixed; with ``executor_id``, the work of that executor."""
    marked: bool | None = None
    """Whether a photo has a mark to check; with ``executor_id``, a photo of that executor."""

    @property
    def is_finished(self) -> bool:
        """Whether no open request passes."""
        return self.statuses is not None and not self.statuses & OPEN

    @property
    def query(self) -> TextQuery | None:
        """The compiled text; None where it narrows nothing."""
        return self.similar or (None if self.text is None else text_query(self.text))

    def matches(self, request: ServiceRequest, now: datetime) -> bool:
        """Whether the request passes the filter at ``now``."""
        return FilterTest(self)(request, now, lambda: stored_text(request.number, request.address, request.description))


class FilterTest:
    """A filter prepared to test many requests: it holds only the conditions that the filter has."""

    __slots__ = ("_filter", "_query", "_tests")

    def __init__(self, filter_: Filter) -> None:
        if unknown := sorted(name for name in ONLY_STORED if getattr(filter_, name) is not None):
            raise ValueError(f"a request does not tell whether it passes: {unknown}")
        self._filter = filter_
        self._tests = [test for name, test in _TESTS.items() if getattr(filter_, name) is not None]
        self._query = filter_.query

    @property
    def category_ids(self) -> frozenset[str] | None:
        """The categories of the filter."""
        return self._filter.category_ids

    @property
    def box(self) -> Box | None:
        """The rectangle of the filter."""
        return self._filter.box

    @property
    def text_pieces(self) -> tuple[str, ...] | None:
        """Pieces that the stored text of every request has which the text finds; None where there are none."""
        query = self._query
        if query is None or self._filter.named_executors:
            return None
        if query.numbers:
            number = (f" {query.serial} ",)
            return number if number in query.words else None
        # A word has more than one pattern only in a search for similar words, which is never live.
        return tuple(word[0] for word in query.words) or None

    def __call__(self, request: ServiceRequest, now: datetime, search_text: Callable[[], str]) -> bool:
        """Whether the request passes the filter at ``now``; ``search_text`` returns its texts folded for search."""
        for test in self._tests:
            if not test(self._filter, request, now):
                return False
        if self._query is None or request.executor_id in (self._filter.named_executors or ()):
            return True
        return self._query.matches(request.number, search_text())


ONLY_STORED = frozenset({"disputed", "marked", "follower_id"})
"""Conditions on events, photos and followers: a request alone does not tell whether it passes, so no live feed has
them."""
_TESTS: dict[str, Callable[[Filter, ServiceRequest, datetime], bool]] = {
    "city_id": lambda f, r, _: r.city_id == f.city_id,
    "statuses": lambda f, r, _: r.status in (f.statuses or ()),
    "category_ids": lambda f, r, _: r.category_id in (f.category_ids or ()),
    "district_ids": lambda f, r, _: r.district_id in (f.district_ids or ()),
    "overdue": lambda f, r, now: r.is_overdue(now) is f.overdue,
    "executor_id": lambda f, r, _: r.executor_id == f.executor_id,
    "author_id": lambda f, r, _: r.author_id == f.author_id,
    "unassigned": lambda f, r, _: (r.executor_id is None) is f.unassigned,
    "box": lambda f, r, _: f.box is not None and f.box.contains(r.latitude, r.longitude),
    "created_from": lambda f, r, _: f.created_from is not None and r.created_at >= f.created_from,
    "created_to": lambda f, r, _: f.created_to is not None and r.created_at < f.created_to,
    "at_risk": lambda f, r, now: r.is_at_risk(now) is f.at_risk,
    "report_sources": lambda f, r, _: r.report_source in (f.report_sources or ()),
    "zone": lambda f, r, _: hexagon_at(r.latitude, r.longitude) == f.zone,
    "period": lambda f, r, now: f.period is None or f.period.covers(r.finished_at, now),
    "done": lambda f, r, _: (r.done_at is not None) is f.done,
    "late": lambda f, r, _: r.was_late is f.late,
    "done_from": lambda f, r, _: f.done_from is not None and r.done_at is not None and r.done_at >= f.done_from,
    "done_to": lambda f, r, _: f.done_to is not None and r.done_at is not None and r.done_at < f.done_to,
}


_RARE = ("statuses", "overdue", "at_risk", "unassigned")
"""Conditions that few requests may pass: whether to sort them depends on the city, the category and the district."""
_SPANS = ("created_from", "created_to", "done_from", "done_to")
_UNEVEN = (*_SPANS, "box", "zone", "late", "disputed", "marked", "period")
"""Conditions that very few requests pass, or nearly all, as their values say."""
INDEXED = frozenset({"city_id", "author_id", "executor_id", "follower_id", "created_from", "created_to"})
"""Conditions by which an index finds the newest requests; see ``ServiceRequestRow`` and ``Follow``."""


def where(filter_: Filter, now: datetime, *, names: frozenset[str] | None = None, built: Where | None = None) -> Where:
    """Return these conditions of the filter as SQL, all but its text by default, added to ``built`` if that is given.

    ``app.queries.requests.text_search`` adds the text.
    """
    built = built or Where()
    built.has_constants |= any(getattr(filter_, name) is not None for name in _UNEVEN)
    # A statement with constants is one for each of their values anyway. Without any parameter it is planned once.
    built.has_names |= filter_.query is None and (
        built.has_constants or any(getattr(filter_, name) is not None for name in _RARE)
    )
    for name, add_clause in _CLAUSES.items():
        value = getattr(filter_, name)
        if value is not None and (names is None or name in names):
            add_clause(built, value, now)
    days = None if filter_.period is None else filter_.period.days
    if days and filter_.is_finished and (names is None or "period" in names):
        # Beside the condition of the period, whose other half has no such request.
        built.add("updated_at > {}", now - timedelta(days=days))
    for name, of_work in OF_WORK.items():
        value = getattr(filter_, name)
        if value is not None and (names is None or name in names):
            executor = "" if filter_.executor_id is None else built.value(str(filter_.executor_id))
            built.clauses.append(f"{'' if value else 'NOT '}EXISTS ({of_work(executor)})")
    return built


def _status_in(built: Where, statuses: frozenset[Status]) -> None:
    # As constants: a plan for any statuses cannot use the indexes of open requests, and looks for them among all.
    names = ", ".join(f"'{value}'" for value in sorted(status.value for status in statuses))
    built.clauses.append(f"status IN ({names})" if names else "FALSE")


def _overdue(built: Where, value: bool, now: datetime) -> None:
    condition = overdue(built.value(now))
    built.clauses.append(condition if value else f"NOT {condition}")


def _at_risk(built: Where, value: bool, now: datetime) -> None:
    condition = at_risk(built.value(now))
    # A request without a deadline makes the condition NULL, which is neither true nor false.
    built.clauses.append(condition if value else f"{condition} IS NOT TRUE")


def _one_of(built: Where, column: str, values: list[str]) -> None:
    # An index gives its order only below one value of the columns before: PostgreSQL never reads that from an array.
    if len(values) == 1:
        built.add(f"{column} = {{}}", values[0])
    else:
        built.add(f"{column} = ANY({{}})", values)


def _box(built: Where, box: Box, _: datetime) -> None:
    built.add("latitude BETWEEN {} AND {} AND longitude BETWEEN {} AND {}", box.south, box.north, box.west, box.east)


def _zone(built: Where, hexagon: int, now: datetime) -> None:
    _box(built, box_of(hexagon), now)
    corners = corners_of(hexagon)
    for (latitude, longitude), (next_latitude, next_longitude) in pairwise((*corners, corners[0])):
        # To the left of the side from one corner to the next.
        built.add(
            "(longitude - {}::float8) * {}::float8 <= (latitude - {}::float8) * {}::float8",
            *(longitude, next_latitude - latitude, latitude, next_longitude - longitude),
        )


def _period(built: Where, period: Period, now: datetime) -> None:
    # A placeholder that no clause has would have no type.
    built.clauses.append(of_period(period, built.value(now) if period.days else ""))


_CLAUSES: dict[str, Callable[[Where, Any, datetime], None]] = {
    "city_id": lambda w, v, _: w.add("city_id = {}", v),
    "statuses": lambda w, v, _: _status_in(w, v),
    "category_ids": lambda w, v, _: _one_of(w, "category_id", sorted(v)),
    "district_ids": lambda w, v, _: _one_of(w, "district_id", sorted(v)),
    "overdue": _overdue,
    "executor_id": lambda w, v, _: w.add("executor_id = {}", v),
    "author_id": lambda w, v, _: w.add("author_id = {}", v),
    # An array, because a person follows few: PostgreSQL reads these by their ids, and never looks for them among all.
    "follower_id": lambda w, v, _: w.add("id = ANY(ARRAY(SELECT request_id FROM follow WHERE account_id = {}))", v),
    # IS TRUE hides it from the indexes of an executor: PostgreSQL would read all open requests without one, and sort.
    "unassigned": lambda w, v, _: w.clauses.append("(executor_id IS NULL) IS TRUE" if v else "executor_id IS NOT NULL"),
    "box": _box,
    "created_from": lambda w, v, _: w.add("created_at >= {}", v),
    "created_to": lambda w, v, _: w.add("created_at < {}", v),
    "at_risk": _at_risk,
    "report_sources": lambda w, v, _: w.add("report_source = ANY({})", sorted(source.value for source in v)),
    "zone": _zone,
    "period": _period,
    "done": lambda w, v, _: w.clauses.append("done_at IS NOT NULL" if v else "done_at IS NULL"),
    "late": lambda w, v, _: w.clauses.append("done_at > due_at" if v else "done_at <= due_at"),
    "done_from": lambda w, v, _: w.add("done_at >= {}", v),
    # Nothing is done before it was created, so the indexes by time of creation begin at the end of the span.
    "done_to": lambda w, v, _: w.add("done_at < {0} AND created_at < {0}", v),
}
