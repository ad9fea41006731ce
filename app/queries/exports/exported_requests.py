"""The requests of an export: read in one snapshot, batch by batch, with what their audience may see of them."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.auth.photo_visibility import visible_photos
from app.auth.viewer import Audience
from app.auth.visibility import PersonView, view_of_person
from app.domain.requests.service_request import ServiceRequest
from app.exporting.exported_request import ExportedRequest, Reporter
from app.models.database import open_cursor, row, rows
from app.queries.accounts.callers import CallerContacts, caller_contacts
from app.queries.accounts.organisations import organisations
from app.queries.accounts.people import people
from app.queries.photos.request_photos import photos
from app.queries.requests.filter import Filter, where
from app.queries.requests.service_requests import COLUMNS
from app.queries.requests.text_search import add_text
from app.queries.requests.where_clause import Where

BATCH = 250
"""Requests that are read at once, with what belongs to them."""
# The index of trigrams gives no order; with it PostgreSQL would collect and sort all hits before the first row.
_IN_ORDER = "SELECT set_config('enable_bitmapscan', 'off', true)"


def export_where(filter_: Filter, now: datetime) -> Where:
    """Return the filter as SQL, over all requests: a file is whole, where a list looks at the newest first."""
    built = where(filter_, now)
    if (query := filter_.query) is not None:
        add_text(built, query, filter_.named_executors)
    return built


async def export_size(filter_: Filter, now: datetime, *, most: int | None) -> int:
    """Return how many requests pass the filter; at most one more than ``most``."""
    await rows(_IN_ORDER)
    built = export_where(filter_, now)
    limit = "" if most is None else f" LIMIT {most + 1}"
    passed = f"SELECT FROM service_request WHERE {built.sql}{limit}"
    found = await row(f"SELECT count(*) AS n FROM ({passed}) passed", *built.values)  # noqa: S608 - the same
    return int(found["n"]) if found else 0


async def exported_requests(
    filter_: Filter, audience: Audience, now: datetime, *, personal: bool
) -> AsyncGenerator[list[ExportedRequest], None]:
    """Yield the requests that pass the filter, the newest first, with what this audience may see.

    It needs a transaction, ``models.database.steady_read``.
    """
    await rows(_IN_ORDER)
    built = export_where(filter_, now)
    cursor = await open_cursor(
        f"SELECT {COLUMNS} FROM service_request WHERE {built.sql}"  # noqa: S608 - built from constants
        " ORDER BY created_at DESC, id DESC",
        *built.values,
    )
    batches = _Batches(audience, personal=personal)
    while found := await cursor.fetch(BATCH):
        yield await batches.complete([ServiceRequest.from_columns(item) for item in found])


@dataclass(frozen=True, slots=True)
class _Executor:
    """What is shown of an executor."""

    name: str | None = None
    organisation: str | None = None


_NO_EXECUTOR = _Executor()


class _Batches:
    """Adds to requests what belongs to them. Executors are few, so each is read once."""

    def __init__(self, audience: Audience, *, personal: bool) -> None:
        self._audience = audience
        self._personal = personal
        self._executors: dict[UUID, _Executor] = {}

    async def complete(self, requests: Sequence[ServiceRequest]) -> list[ExportedRequest]:
        """Return the requests as the audience may see them."""
        ids = [request.id for request in requests]
        await self._learn_executors(requests)
        pictures = await photos(ids)
        merged = await _numbers(request.merged_into for request in requests)
        reporters = await self._reporters(requests) if self._personal else {}
        points = await _points(ids) if self._personal else {}
        return [
            ExportedRequest(
                request=request,
                photos=visible_photos(pictures.get(request.id, ()), self._audience, request.city_id),
                executor=(executor := self._executor_of(request)).name,
                organisation=executor.organisation,
                merged_into=None if request.merged_into is None else merged.get(request.merged_into),
                reporter=reporters.get(request.id),
                points=points.get(request.id, 0) if self._personal and request.executor_id is not None else None,
            )
            for request in requests
        ]

    async def _learn_executors(self, requests: Sequence[ServiceRequest]) -> None:
        cities = {request.executor_id: request.city_id for request in requests if request.executor_id is not None}
        found = await people(unknown) if (unknown := cities.keys() - self._executors.keys()) else {}
        views = {one.id: view_of_person(one, self._audience, cities[one.id]) for one in found.values()}
        offices = await organisations(view.organisation_id for view in views.values() if view.organisation_id)
        for executor_id, view in views.items():
            office = offices.get(view.organisation_id) if view.organisation_id is not None else None
            self._executors[executor_id] = _Executor(view.name, office.name if office else None)

    def _executor_of(self, request: ServiceRequest) -> "_Executor":
        return self._executors.get(request.executor_id, _NO_EXECUTOR) if request.executor_id else _NO_EXECUTOR

    async def _reporters(self, requests: Sequence[ServiceRequest]) -> dict[UUID, Reporter]:
        authors = await people({request.author_id for request in requests if request.author_id})
        callers = await caller_contacts({one.id for one in authors.values() if one.is_caller})
        return {
            request.id: _reporter(
                view_of_person(author, self._audience, request.city_id, request.id), callers.get(author.id)
            )
            for request in requests
            if request.author_id is not None and (author := authors.get(request.author_id)) is not None
        }


def _reporter(author: PersonView, caller: CallerContacts | None) -> Reporter:
    if caller is None:
        return Reporter(name=author.full_name, email=author.email)
    return Reporter(
        name=author.personal(caller.name), email=author.personal(caller.email), phone=author.personal(caller.phone)
    )


async def _numbers(request_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = [one for one in request_ids if one is not None]
    if not wanted:
        return {}
    found = await rows("SELECT id, number FROM service_request WHERE id = ANY($1)", wanted)
    return {item["id"]: item["number"] for item in found}


async def _points(request_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return what the executors of these requests were paid for them."""
    found = await rows(
        "SELECT p.request_id, sum(p.amount)::int AS amount FROM points_entry p"
        " JOIN service_request s ON s.id = p.request_id AND s.executor_id = p.account_id"
        " WHERE p.request_id = ANY($1) GROUP BY p.request_id",
        list(request_ids),
    )
    return {item["request_id"]: item["amount"] for item in found}
