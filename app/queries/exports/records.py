"""Which files with personal data have been taken of a city."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.domain.accounts.names import presentable
from app.models.database import rows
from app.queries.requests.page import Page, check_first, decode_key, id_part, make_page, time_part


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenExport:
    """One file."""

    id: UUID
    officer_name: str | None
    """None for the operator."""
    format: str
    conditions: Mapping[str, Any]
    """The filter as the client sent it."""
    begun_at: datetime
    ended_at: datetime | None
    requests: int | None
    complete: bool


async def exports_of_city(city_id: str, *, first: int = 20, after: str | None = None) -> Page[TakenExport]:
    """Return a page of the files of this city, the newest first.

    Raises:
        InvalidInput: names the field: first or after.
    """
    at, last = decode_key(after, (time_part, id_part)) if after is not None else (None, None)
    found = await rows(
        "SELECT e.id, e.format, e.conditions, e.begun_at, e.ended_at, e.rows AS requests, e.complete, a.name"
        " FROM export_record e LEFT JOIN account a ON a.id = e.account_id WHERE e.city_id = $1"
        " AND ($2::timestamptz IS NULL OR (e.begun_at, e.id) < ($2, $3::uuid))"
        " ORDER BY e.begun_at DESC, e.id DESC LIMIT $4",
        city_id,
        at,
        last,
        check_first(first) + 1,
    )
    return make_page(
        [_taken(item) for item in found], first, after, lambda one: (one.begun_at.isoformat(), str(one.id))
    )


def _taken(found: dict[str, Any]) -> TakenExport:
    name = found.pop("name")
    conditions = found.pop("conditions")
    return TakenExport(
        **found,
        conditions=orjson.loads(conditions) if isinstance(conditions, str | bytes) else conditions,
        officer_name=name and presentable(name),
    )
