"""Service requests: one by id, and those near a point; lists are in ``lists``."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.data.catalog import SLUG
from app.domain.places.geo import box_around, distance_metres
from app.domain.requests.lifecycle import DROPPED, OPEN
from app.domain.requests.service_request import FIELDS, ServiceRequest
from app.errors import InvalidInput, NotFound
from app.models import Category
from app.models.database import row, rows
from app.models.status_sql import status_in
from app.queries.requests.where_clause import Where

COLUMNS = ", ".join(FIELDS)
# SQL, because pages, steps and subscriptions read requests: a model costs twice the CPU.
_BY_ID = f"SELECT {COLUMNS} FROM service_request WHERE id = $1"  # noqa: S608 - names of columns only
_BY_NUMBER = f"SELECT {COLUMNS} FROM service_request WHERE number = $1"  # noqa: S608 - names of columns only
LONGEST_NUMBER = 40
RECENTLY_CLOSED = timedelta(days=7)
"""How long finished work is still offered as what a new report may repeat, marked as finished."""
MOST_NEIGHBOURS = 5


async def service_request(request_id: UUID) -> ServiceRequest | None:
    """Return the request, or None when the id is unknown."""
    found = await row(_BY_ID, request_id)
    return ServiceRequest.from_columns(found) if found else None


async def request_of_exact_number(number: str) -> ServiceRequest | None:
    """Return the request with this number, written as it is stored; None when there is none."""
    if len(number) > LONGEST_NUMBER or not number.isprintable():
        return None
    found = await row(_BY_NUMBER, number)
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
    built = Where(has_one_plan=True)
    # Compared as rows, so that only the index of a category serves: another one has places of all categories.
    category = f"(SELECT {built.value(category_id)}::text)"
    built.add(f"(category_id, latitude) >= ({category}, {{}})", box.south)
    built.add(f"(category_id, latitude) <= ({category}, {{}})", box.north)
    built.add("longitude BETWEEN {} AND {}", box.west, box.east)
    built.clauses.append(f"NOT {status_in(DROPPED)}")
    built.add(f"({status_in(OPEN)} OR done_at > {{}})", now - RECENTLY_CLOSED)
    found = await rows(
        f"SELECT {COLUMNS} FROM service_request WHERE {built.sql} LIMIT 500",  # noqa: S608 - built from constants
        *built.values,
    )
    measured = [_measured(latitude, longitude, ServiceRequest.from_columns(item)) for item in found]
    near = sorted((item for item in measured if item[0] <= radius), key=lambda item: (item[1].is_finished, item[0]))
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
