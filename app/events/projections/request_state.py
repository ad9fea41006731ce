"""``request_state``: each request as the read models have counted it.

Read models subtract what they counted of a request before they add what it is now. The snapshot of the event before
cannot say that: anonymising rewrites stored snapshots, and a deadline passes or a finished request grows older without
an event.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from app.domain.figures.period import aged, grown
from app.domain.log.events import Event, EventKind, LoggedEvent
from app.domain.places.geo import tile_of
from app.domain.requests.lifecycle import DEADLINE_RUNS, Status
from app.domain.requests.service_request import ServiceRequest
from app.events.projections.arrays import array_texts, unnested
from app.events.projections.write import Write
from app.models.database import Fetch
from app.models.log.whole_log import archived_of
from app.models.status_sql import passed_uncounted, uncounted

ANSWERS = frozenset({EventKind.WORK_CONFIRMED, EventKind.CONFIRMATION_ADDED, EventKind.WORK_DISPUTED})
"""With an actor, the answer of an author or co-author; silence is a confirmation without one in old logs."""
_IS_ANSWER = f"actor_role IS NOT NULL AND kind IN ({', '.join(repr(kind.value) for kind in sorted(ANSWERS))})"
# Two conditions, so that PostgreSQL may read the answers of the live table once for all requests.
ANSWERED = f"""
    (EXISTS (SELECT FROM event WHERE event.request_id = service_request.id AND {_IS_ANSWER})
        OR EXISTS (SELECT FROM {archived_of("= service_request.id")} AS event WHERE {_IS_ANSWER}))
"""  # noqa: S608 - constants
"""The same, counted from the log, over ``service_request``."""
RATINGS = """
    SELECT v.request_id, count(v.rating) AS rated, coalesce(sum(v.rating), 0) AS stars FROM verdict v
    WHERE v.answer = 'confirm' AND NOT EXISTS (
        SELECT FROM verdict d WHERE d.request_id = v.request_id AND d.round = v.round AND d.answer = 'dispute')
"""
"""The ratings of each request, before ``GROUP BY``. Those of a round that ended in a dispute are not about the work
that was confirmed. Commands store a verdict together with its event, so what is read here is never behind the log."""
MICRO = 1_000_000
"""Coordinates are counted in millionths of a degree (0.1 m), because sums of integers are exact in any order."""
Ratings = tuple[int, int]
"""How many ratings a request has, and their sum."""
NO_RATINGS: Ratings = (0, 0)


class RequestState(NamedTuple):
    """What the read models need to know of a request."""

    request_id: UUID
    city_id: str
    district_id: str | None
    category_id: str
    executor_id: UUID | None
    status: Status
    longitude: int
    """In millionths of a degree."""
    latitude: int
    tile_x: int
    tile_y: int
    created_at: datetime
    due_at: datetime | None
    started_at: datetime | None
    done_at: datetime | None
    confirmed_at: datetime | None
    overdue: bool
    age: int
    """See ``domain.figures.period``."""
    older_at: datetime | None
    """When it is of the next age."""
    answered: bool
    """Whether an author or co-author has ever answered to completed work."""
    rated: int
    """How many ratings there are, and their sum."""
    stars: int

    @classmethod
    def of(
        cls, request: ServiceRequest, now: datetime, *, answered: bool, ratings: Ratings = NO_RATINGS
    ) -> "RequestState":
        """Return the state of the request at ``now``."""
        age, older = aged(request.finished_at, now)
        # By position: each event makes one, and names cost as much again.
        return cls(
            request.id,
            request.city_id,
            request.district_id,
            request.category_id,
            request.executor_id,
            request.status,
            round(request.longitude * MICRO),
            round(request.latitude * MICRO),
            *tile_of(request.latitude, request.longitude),
            request.created_at,
            request.due_at,
            request.started_at,
            request.done_at,
            request.confirmed_at,
            request.is_overdue(now),
            age,
            older,
            answered,
            *ratings,
        )

    @property
    def ratings(self) -> Ratings:
        """How many ratings there are, and their sum."""
        return self.rated, self.stars


class Change(NamedTuple):
    """One request before and after a batch of events; ``before`` is None where the batch began it."""

    before: RequestState | None
    after: RequestState


class Batch(NamedTuple):
    """What a read model folds: the events, and the net change of each request that they changed."""

    events: Sequence[Event]
    changes: Sequence[Change]


_TYPES = (
    ("request_id", "uuid"),
    ("city_id", "text"),
    ("district_id", "text"),
    ("category_id", "text"),
    ("executor_id", "uuid"),
    ("status", "text"),
    ("longitude", "int"),
    ("latitude", "int"),
    ("tile_x", "int"),
    ("tile_y", "int"),
    ("created_at", "timestamptz"),
    ("due_at", "timestamptz"),
    ("started_at", "timestamptz"),
    ("done_at", "timestamptz"),
    ("confirmed_at", "timestamptz"),
    ("overdue", "bool"),
    ("age", "smallint"),
    ("older_at", "timestamptz"),
    ("answered", "bool"),
    ("rated", "int"),
    ("stars", "int"),
)
_NAMES = RequestState._fields
_STATUS = _NAMES.index("status")
_STATUSES = {status.value: status for status in Status}
_COLUMNS = ", ".join(_NAMES)
_READ = f"SELECT {_COLUMNS} FROM request_state WHERE request_id = ANY($1)"  # noqa: S608 - names of columns only
_JOINED_NAMES = tuple(f"state_{name}" for name in _NAMES)
_JOINED_ID = _JOINED_NAMES[0]
JOINED = f"""
    LEFT JOIN LATERAL (
        SELECT {", ".join(f"{name} AS {joined}" for name, joined in zip(_NAMES, _JOINED_NAMES, strict=True))}
        FROM request_state s WHERE s.request_id = {{}} OFFSET 0
    ) AS state ON true
"""  # noqa: S608 - names of columns only
"""Joins the states of the requests whose ids are the expression given. OFFSET keeps it a look into the index for each
row, whatever number of rows the planner expects."""
_READ_RATINGS = f"{RATINGS} AND v.request_id = ANY($1) GROUP BY v.request_id"
_WRITE = (
    f"INSERT INTO request_state ({_COLUMNS})"  # noqa: S608 - names of columns only
    f" SELECT * FROM {unnested(kind for _, kind in _TYPES)}"
    f" ON CONFLICT (request_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _NAMES[1:])}"
)
# Each limit keeps its index scan short; without one, all are read.
_PASSED = f"""
    SELECT {_COLUMNS} FROM request_state WHERE request_id IN (
        (SELECT request_id FROM request_state WHERE {passed_uncounted("$1")} ORDER BY due_at LIMIT $2)
        UNION (SELECT request_id FROM request_state WHERE older_at <= $1 ORDER BY older_at LIMIT $2))
"""  # noqa: S608 - built from constants
# The first entry of each index. For EXISTS with a time PostgreSQL expects to find a row soon in the table, and reads it
# whole where there is none.
PASSED = f"""
    SELECT coalesce((SELECT due_at FROM request_state WHERE {uncounted()} ORDER BY due_at LIMIT 1) < $1, false)
        OR coalesce((SELECT older_at FROM request_state WHERE older_at IS NOT NULL ORDER BY older_at LIMIT 1) <= $1,
            false)
"""  # noqa: S608 - built from constants
"""Whether the state of any request has changed by the time ``$1`` alone."""


async def changes_of(
    connection: "asyncpg.Connection[Any]",
    events: Sequence[LoggedEvent],
    *,
    now: datetime | None = None,
    before: Mapping[UUID, RequestState] | None = None,
) -> Batch:
    """Return what these events change; ``state_writes`` writes the states after them.

    ``now`` is the present time, without which each state is that of the time of its event. A rebuild gives it: years of
    requests would otherwise grow older all at once at its end. ``before`` are the stored states of the requests, which
    are read where the caller has not.
    """
    changes = [
        change
        for change in await _changes(connection.fetch, [logged.event for logged in events], now, before)
        if change.after != change.before
    ]
    return Batch([logged.event for logged in events], changes)


async def _changes(
    fetch: Fetch, events: Sequence[Event], now: datetime | None, before: Mapping[UUID, RequestState] | None = None
) -> list[Change]:
    """Return each request of the events before and after them."""
    last = {event.request.id: event for event in events}
    if before is None:
        before = await read_states(fetch, list(last))
    answered, ratings = _answered(events, before), await _ratings(fetch, events, before)
    return [
        Change(
            before.get(request_id),
            RequestState.of(
                event.request,
                now or event.at,
                answered=request_id in answered,
                ratings=ratings.get(request_id, NO_RATINGS),
            ),
        )
        for request_id, event in last.items()
    ]


async def _ratings(
    fetch: Fetch, events: Iterable[Event], before: Mapping[UUID, RequestState]
) -> Mapping[UUID, Ratings]:
    """Return the ratings of the requests: only an answer changes them."""
    ratings = {request_id: state.ratings for request_id, state in before.items()}
    rated = {event.request.id for event in events if event.kind in ANSWERS}
    if rated:
        ratings |= dict.fromkeys(rated, NO_RATINGS)
        found = await fetch(_READ_RATINGS, sorted(rated))
        ratings |= {row["request_id"]: (row["rated"], row["stars"]) for row in found}
    return ratings


def _answered(events: Iterable[Event], before: Mapping[UUID, RequestState]) -> set[UUID]:
    """Return the requests that had an answer before, or have one in these events."""
    found = {request_id for request_id, state in before.items() if state.answered}
    return found | {event.request.id for event in events if event.kind in ANSWERS and event.actor_role is not None}


async def read_states(fetch: Fetch, request_ids: Sequence[UUID]) -> dict[UUID, RequestState]:
    """Return the states of these requests that are known, by id."""
    return {found["request_id"]: _state(list(found.values())) for found in await fetch(_READ, request_ids)}


def joined_states(rows: Iterable[Any]) -> dict[UUID, RequestState]:
    """Return the states of rows that were joined with ``JOINED``, by id."""
    states = {}
    for found in rows:
        if found[_JOINED_ID] is not None:
            states[found[_JOINED_ID]] = _state([found[name] for name in _JOINED_NAMES])
    return states


def state_writes(batch: Batch) -> list[Write]:
    """Return the statement that inserts or replaces the states after a batch."""
    states = sorted((change.after for change in batch.changes), key=itemgetter(0))
    return [Write(_WRITE, array_texts(zip(*states, strict=True)))] if states else []


async def pending_batch(fetch: Fetch, waiting: Sequence[Event], now: datetime) -> Batch:
    """Return what these events and the time ``now`` change beyond the stored states; nothing is written."""
    changes = await _changes(fetch, waiting, now)
    known = {change.after.request_id for change in changes}
    passed = [change for change in await _passed(fetch, now, None) if change.after.request_id not in known]
    return Batch(waiting, [*changes, *passed])


async def passed_batch(connection: "asyncpg.Connection[Any]", now: datetime, limit: int) -> Batch:
    """Return what the time ``now`` alone changes in some requests, about ``limit`` of them.

    Those whose deadline has passed are overdue, and finished ones grow older.
    """
    return Batch([], await _passed(connection.fetch, now, limit))


async def _passed(fetch: Fetch, now: datetime, limit: int | None) -> list[Change]:
    before = [_state(list(found.values())) for found in await fetch(_PASSED, now, limit)]
    return [Change(state, _at(state, now)) for state in before]


def _at(state: RequestState, now: datetime) -> RequestState:
    age, older = grown(state.age, state.older_at, now)
    is_late = state.status in DEADLINE_RUNS and state.due_at is not None and state.due_at < now
    return state._replace(overdue=state.overdue or is_late, age=age, older_at=older)


def _state(values: list[Any]) -> RequestState:
    values[_STATUS] = _STATUSES[values[_STATUS]]
    return RequestState(*values)
