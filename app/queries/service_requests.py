"""Service requests: one by id, pages, counts, and those near a point."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.data.catalog import SLUG
from app.domain.geo import box_around, distance_metres
from app.domain.lifecycle import DROPPED, OPEN, WORK_DONE
from app.domain.service_request import FIELDS, ServiceRequest
from app.errors import InvalidInput, NotFound
from app.models import Category
from app.models.database import row, rows
from app.queries.filter import Filter, Where, where
from app.queries.page import Page, check_first, decode_key, id_part, make_page, time_part, word_part

COLUMNS = ", ".join(FIELDS)
# SQL, because pages, steps and subscriptions read requests: a model costs twice the CPU.
_BY_ID = f"SELECT {COLUMNS} FROM service_request WHERE id = $1"  # noqa: S608 - names of columns only
_NO_DEADLINE = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
RECENTLY_CLOSED = timedelta(days=7)
"""How long finished work is still offered as what a new report may repeat, marked as finished."""
MOST_NEIGHBOURS = 5


class Order(StrEnum):
    """The order of a list."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    DUE_FIRST = "DUE_FIRST"
    UPDATED = "UPDATED"


# For each order: the SQL expression, its direction, and the same expression of a value.
_ORDERS: dict[Order, tuple[str, str, Callable[[ServiceRequest], datetime]]] = {
    Order.NEWEST: ("created_at", "DESC", lambda request: request.created_at),
    Order.OLDEST: ("created_at", "ASC", lambda request: request.created_at),
    Order.UPDATED: ("updated_at", "DESC", lambda request: request.updated_at),
    Order.DUE_FIRST: (
        "COALESCE(due_at, '9999-01-01T00:00:00Z'::timestamptz)",
        "ASC",
        lambda request: request.due_at or _NO_DEADLINE,
    ),
}


async def service_request(request_id: UUID) -> ServiceRequest | None:
    """Return the request, or None when the id is unknown."""
    found = await row(_BY_ID, request_id)
    return ServiceRequest.from_columns(found) if found else None


async def existing_request(request_id: UUID) -> ServiceRequest:
    """Return one request.

    Raises:
        NotFound: no such request.
    """
    request = await service_request(request_id)
    if request is None:
        raise NotFound("there is no such service request", id=str(request_id))
    return request


async def service_requests(
    filter_: Filter, order: Order, now: datetime, *, first: int = 20, after: str | None = None
) -> Page[ServiceRequest]:
    """Return a page of the requests that pass the filter."""
    value_of = _ORDERS[order][2]
    sql, values = page_statement(filter_, order, now, first=first, after=after)
    found = await rows(sql, *values)
    requests = [ServiceRequest.from_columns(item) for item in found]
    # A cursor of one order means nothing in another one, so it names its order.
    return make_page(requests, first, after, lambda request: (order, value_of(request).isoformat(), str(request.id)))


def page_statement(
    filter_: Filter, order: Order, now: datetime, *, first: int, after: str | None = None
) -> tuple[str, list[Any]]:
    """Return the SQL of a page, which reads one row more than the page has, and its values.

    Raises:
        InvalidInput: names the argument that is wrong: first or after.
    """
    expression, direction, _ = _ORDERS[order]
    narrowed = where(filter_, now)
    if after is not None:
        _, at, last = decode_key(after, (word_part(order), time_part, id_part))
        narrowed.add(f"({expression}, id) {'<' if direction == 'DESC' else '>'} ({{}}, {{}})", at, last)
    limit = narrowed.value(check_first(first) + 1)
    sql = (
        f"SELECT {COLUMNS} FROM {narrowed.source} WHERE {narrowed.sql}"  # noqa: S608 - built from constants
        f" ORDER BY {expression} {direction}, id {direction} LIMIT {limit}"
    )
    return sql, narrowed.values


async def count(filter_: Filter, now: datetime) -> int:
    """Return how many requests pass the filter."""
    narrowed = where(filter_, now)
    sql = f"SELECT count(*) AS n FROM {narrowed.source} WHERE {narrowed.sql}"  # noqa: S608 - built from constants
    return int((await rows(sql, *narrowed.values))[0]["n"])


async def nearby(
    latitude: float, longitude: float, category_id: str, radius_metres: float | None, now: datetime
) -> list[tuple[float, ServiceRequest]]:
    """Return the nearest requests of the category with metres: the open ones, then those done in the last 7 days.

    Raises:
        InvalidInput: names the field: location, categoryId or radiusMetres.
    """
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise InvalidInput("location", f"location: expected a point on the Earth, got {latitude}, {longitude}")
    radius = await _radius(category_id, radius_metres)
    box = box_around(latitude, longitude, radius)
    built = Where()
    built.add("category_id = {}", category_id)
    built.add("latitude BETWEEN {} AND {} AND longitude BETWEEN {} AND {}", box.south, box.north, box.west, box.east)
    built.add("status <> ALL({})", sorted(status.value for status in DROPPED))
    built.add("(status = ANY({}) OR done_at > {})", sorted(status.value for status in OPEN), now - RECENTLY_CLOSED)
    found = await rows(
        f"SELECT {COLUMNS} FROM service_request WHERE {built.sql} LIMIT 500",  # noqa: S608 - built from constants
        *built.values,
    )
    measured = [_measured(latitude, longitude, ServiceRequest.from_columns(item)) for item in found]
    near = sorted(
        (item for item in measured if item[0] <= radius), key=lambda item: (item[1].status in WORK_DONE, item[0])
    )
    return near[:MOST_NEIGHBOURS]


def _measured(latitude: float, longitude: float, request: ServiceRequest) -> tuple[float, ServiceRequest]:
    return distance_metres(latitude, longitude, request.latitude, request.longitude), request


async def _radius(category_id: str, radius_metres: float | None) -> float:
    category = await Category.get_or_none(id=category_id) if SLUG.fullmatch(category_id) else None
    if category is None:
        raise InvalidInput("categoryId", f"categoryId: there is no category {category_id[:40]!r}")
    if radius_metres is None:
        return category.nearby_radius_metres
    if not 0 < radius_metres <= 5000:
        raise InvalidInput("radiusMetres", f"radiusMetres: expected more than 0 and at most 5000, got {radius_metres}")
    return radius_metres


async def follower_counts(request_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many accounts follow each request; a request without followers is missing."""
    found = await rows(
        "SELECT request_id, count(*) AS n FROM follow WHERE request_id = ANY($1) GROUP BY request_id", list(request_ids)
    )
    return {item["request_id"]: item["n"] for item in found}


async def followed(account_id: UUID, request_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return those of the requests that this person follows."""
    found: list[dict[str, Any]] = await rows(
        "SELECT request_id FROM follow WHERE account_id = $1 AND request_id = ANY($2)", account_id, list(request_ids)
    )
    return frozenset(item["request_id"] for item in found)
