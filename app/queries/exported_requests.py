"""The requests of an export: read in one snapshot, batch by batch, with what their audience may see of them."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from app.auth.photo_visibility import visible_photos
from app.auth.viewer import Audience
from app.auth.visibility import PersonView, view_of_person
from app.domain.person import Person
from app.domain.service_request import ServiceRequest
from app.exporting.exported_request import ExportedRequest, Reporter
from app.models.database import open_cursor, row, rows
from app.queries.accounts import people
from app.queries.callers import CallerContacts, caller_contacts
from app.queries.filter import Filter, Where, where
from app.queries.organisations import OrganisationName, organisations
from app.queries.photos import photos
from app.queries.service_requests import COLUMNS
from app.queries.text_search import add_text

BATCH = 250
"""Requests that are read and written at once: some ten milliseconds, in which the process answers nothing else."""
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
    found = await row(
        f"SELECT count(*) AS n FROM (SELECT FROM service_request WHERE {built.sql}{limit}) passed",  # noqa: S608
        *built.values,
    )
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


class _Batches:
    """Adds to requests what belongs to them. Executors are few, so each is read once."""

    def __init__(self, audience: Audience, *, personal: bool) -> None:
        self._audience = audience
        self._personal = personal
        self._executors: dict[UUID, Person] = {}
        self._organisations: dict[UUID, OrganisationName] = {}

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
                executor=(executor := self._executor(request)),
                organisation=self._organisation(executor),
                merged_into=None if request.merged_into is None else merged.get(request.merged_into),
                reporter=reporters.get(request.id),
                points=points.get(request.id, 0) if self._personal and request.executor_id is not None else None,
            )
            for request in requests
        ]

    async def _learn_executors(self, requests: Sequence[ServiceRequest]) -> None:
        unknown = {request.executor_id for request in requests if request.executor_id} - self._executors.keys()
        if not unknown:
            return
        found = await people(unknown)
        self._executors |= found
        offices = {person.organisation_id for person in found.values() if person.organisation_id is not None}
        self._organisations |= await organisations(offices - self._organisations.keys())

    def _executor(self, request: ServiceRequest) -> PersonView | None:
        person = self._executors.get(request.executor_id) if request.executor_id else None
        return None if person is None else view_of_person(person, self._audience, request.city_id, request.id)

    def _organisation(self, executor: PersonView | None) -> str | None:
        found = self._organisations.get(executor.organisation_id) if executor and executor.organisation_id else None
        return found.name if found else None

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
