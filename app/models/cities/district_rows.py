"""Reading and setting the districts of many service requests with SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.domain.requests.service_request import FIELDS, ServiceRequest
from app.models.database import rows

_BEGINNING = datetime.fromisoformat("0001-01-02T00:00:00+00:00")
_NEXT = (
    "SELECT id, created_at, latitude, longitude, district_id FROM service_request"
    " WHERE city_id = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4"
)
_LOCK = (
    f"SELECT {', '.join(FIELDS)} FROM service_request"  # noqa: S608 - names of columns only
    " WHERE id = ANY($1) ORDER BY id FOR UPDATE"
)
_SET = (
    "UPDATE service_request SET version = given.version, district_id = given.district_id"
    " FROM unnest($1::uuid[], $2::int[], $3::text[]) AS given(id, version, district_id)"
    " WHERE service_request.id = given.id"
)


class PlacedRequest(NamedTuple):
    """Where a request is, and the district that it has."""

    id: UUID
    created_at: datetime
    latitude: float
    longitude: float
    district_id: str | None


async def placed_requests(
    city_id: str, created_at: datetime | None, request_id: UUID | None, limit: int
) -> list[PlacedRequest]:
    """Return the next requests of the city after the one that was created then and has this id, oldest first."""
    found = await rows(_NEXT, city_id, created_at or _BEGINNING, request_id or UUID(int=0), limit)
    return [PlacedRequest(**item) for item in found]


async def lock_requests(request_ids: Sequence[UUID]) -> list[ServiceRequest]:
    """Return these requests with their rows locked until the transaction ends, in the order of their ids."""
    return [ServiceRequest.from_columns(item) for item in await rows(_LOCK, list(request_ids))]


async def set_districts(afters: Sequence[ServiceRequest]) -> None:
    """Write the district and the version of these requests."""
    columns: Mapping[str, list[object]] = {
        name: [getattr(after, name) for after in afters] for name in ("id", "version", "district_id")
    }
    await rows(_SET, *columns.values())
