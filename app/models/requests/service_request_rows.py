"""Locking, inserting and updating rows of ``service_request`` with SQL.

Each step of a request runs these statements. A model read of one row costs more than twice the CPU (ADR 14)
and gives no ``ServiceRequest``, so they stay SQL.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from app.domain.places.geo import tile_of
from app.domain.requests.service_request import FIELDS, ServiceRequest
from app.domain.text.folding import stored_text
from app.domain.text.query import number_of
from app.models.database import execute_many, row, rows

ROW_COLUMNS = (*FIELDS, "next_moment_at", "search_text", "tile_x", "tile_y")
"""The columns of ``row_values``."""
_SELECT = f"SELECT {', '.join(FIELDS)} FROM service_request WHERE id = $1"  # noqa: S608 - names of columns only
_INSERT = (
    f"INSERT INTO service_request ({', '.join(ROW_COLUMNS)})"  # noqa: S608 - names of columns only
    f" VALUES ({', '.join(f'${n + 1}' for n in range(len(ROW_COLUMNS)))}) ON CONFLICT (id) DO NOTHING RETURNING id"
)

_MERGED = (
    "WITH RECURSIVE merged (id) AS (SELECT id FROM service_request WHERE merged_into = $1"  # noqa: S608 - columns only
    " UNION SELECT r.id FROM merged JOIN service_request r ON r.merged_into = merged.id)"
    f" SELECT {', '.join(FIELDS)} FROM service_request WHERE id IN (SELECT id FROM merged) ORDER BY id FOR UPDATE"
)
_REWRITE = (
    "UPDATE service_request SET version = $2, author_id = $3, address = $4, description = $5, latitude = $6,"
    " longitude = $7, search_text = $8, tile_x = $9, tile_y = $10, next_moment_at = $11 WHERE id = $1"
)


async def lock_request(request_id: UUID) -> ServiceRequest | None:
    """Return the request with its row locked until the transaction ends; None where there is none."""
    found = await row(f"{_SELECT} FOR UPDATE", request_id)
    return ServiceRequest.from_columns(found) if found else None


async def lock_request_for_share(request_id: UUID) -> ServiceRequest | None:
    """Return the request; until the transaction ends others may read its row but not change it."""
    found = await row(f"{_SELECT} FOR SHARE", request_id)
    return ServiceRequest.from_columns(found) if found else None


async def lock_merged_into(request_id: UUID) -> list[ServiceRequest]:
    """Return the requests that were merged into this one, directly or through others, with their rows locked."""
    found = await rows(_MERGED, request_id)
    return [ServiceRequest.from_columns(item) for item in found]


async def insert_request(request: ServiceRequest) -> bool:
    """Insert the row; return False where a row with this id exists."""
    return await row(_INSERT, *row_values(request)) is not None


class RowChange(NamedTuple):
    """The statement that writes changed fields of a row, with its values."""

    sql: str
    values: list[Any]


def row_change(after: ServiceRequest, changed: Collection[str], *, first: int) -> RowChange:
    """Return what writes the changed fields, and ``next_moment_at``, which depends on several of them.

    ``first`` is the number of its first parameter.
    """
    names = (*sorted(changed), "next_moment_at")
    return RowChange(_update(names, first), [after.id, *(_plain(getattr(after, name)) for name in names)])


@lru_cache(maxsize=256)
def _update(names: tuple[str, ...], first: int) -> str:
    assignments = ", ".join(f"{name} = ${n}" for n, name in enumerate(names, first + 1))
    return f"UPDATE service_request SET {assignments} WHERE id = ${first}"  # noqa: S608 - names of columns only


async def rewrite_requests(afters: Sequence[ServiceRequest]) -> None:
    """Write what a removal of personal data changes in these rows: author, texts, place, and what derives from them."""
    await execute_many(_REWRITE, [_rewritten(after) for after in afters])


def _rewritten(after: ServiceRequest) -> list[Any]:
    return [
        after.id,
        after.version,
        after.author_id,
        after.address,
        after.description,
        after.latitude,
        after.longitude,
        stored_text(after.number, after.address, after.description),
        *tile_of(after.latitude, after.longitude),
        after.next_moment_at,
    ]


async def next_number(city_id: str) -> str:
    """Return the next public number, such as ``ALM-000123``."""
    return (await next_numbers(city_id, 1))[0]


async def next_numbers(city_id: str, count: int) -> list[str]:
    """Return so many public numbers; the sequence counts the requests of all cities."""
    taken = await rows("SELECT nextval('service_request_number') AS n FROM generate_series(1, $1)", count)
    return [number_of(city_id, found["n"]) for found in taken]


def row_values(request: ServiceRequest) -> list[object]:
    """Return the values of a new row: the fields of the request, then what the timers, search and the map need."""
    return [
        *(_plain(getattr(request, name)) for name in FIELDS),
        request.next_moment_at,
        stored_text(request.number, request.address, request.description),
        *tile_of(request.latitude, request.longitude),
    ]


def _plain(value: Any) -> Any:
    return value.value if hasattr(value, "value") else value
