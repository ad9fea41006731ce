"""Exports of service requests; those with personal data are recorded."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from app.auth.limits import EXPORT_BY_ACCOUNT
from app.auth.permissions import require
from app.auth.viewer import PUBLIC, Audience, Viewer, shared_audience, staff_audience
from app.commands.context import CommandContext
from app.commands.rate_limits import allow_by_account
from app.domain.accounts.roles import Locale
from app.errors import InvalidInput, RateLimited
from app.exporting.exported_request import Edition, ExportedRequest
from app.exporting.formats import ExportFormat, Send, write_file
from app.models import City, ExportRecord
from app.models.database import steady_read
from app.models.statement_limits import Work, statements_of
from app.queries.exports.exported_requests import export_size, exported_requests
from app.queries.exports.lock import take_export_lock
from app.queries.requests.filter import Filter

log = structlog.get_logger()
MOST_PUBLIC_ROWS = 100_000
"""How many requests a file has for an account that is not of the city's staff."""
RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is asked for."""

    filter: Filter
    given: Mapping[str, Any]
    """The filter as the client sent it, for the record."""
    format: ExportFormat
    locale: Locale
    personal: bool = False
    """Whether the file has the data of authors, what their executors were paid, and hidden photos."""

    @property
    def city_id(self) -> str:
        """The city of the requests.

        Raises:
            InvalidInput: the filter names none.
        """
        if self.filter.city_id is None:
            raise InvalidInput("filter.cityId", "filter.cityId: expected a city; a file has the requests of one")
        return self.filter.city_id

    def is_for_staff(self, viewer: Viewer) -> bool:
        """Whether the viewer is staff of the city, with or without personal data in the file."""
        return shared_audience(viewer, self.city_id).is_staff_of(self.city_id)


Began = Callable[[int, date], Awaitable[None]]
"""Called once the export is allowed, before its first byte: with the number of requests and the day in the city."""


async def export_for_viewer(
    context: CommandContext, viewer: Viewer | None, export: Export, send: Send, *, began: Began
) -> None:
    """Send a file of the requests that pass the filter, as this viewer may see them.

    Raises:
        Unauthenticated, NotAllowed: the viewer may not take such a file.
        InvalidInput: the filter names no city, or too many requests pass it.
        RateLimited: another export of the account runs, or it has taken too many.
    """
    viewer = require(viewer, "exportRequests")
    if export.personal:
        require(viewer, "exportRequests.personal", city_id=export.city_id)
    await allow_by_account(context, viewer, EXPORT_BY_ACCOUNT)
    await _Writing(context, export, viewer.account_id, began, send).run(
        None if export.is_for_staff(viewer) else MOST_PUBLIC_ROWS
    )


async def export_for_operator(
    context: CommandContext, export: Export, send: Send, *, began: Began, progress: Callable[[int], None]
) -> int:
    """Send a file of the requests that pass the filter, for the command line; return how many.

    ``progress`` is called with the number of requests written so far.

    Raises:
        InvalidInput: the filter names no city, or too many requests pass it.
    """
    writing = _Writing(context, export, None, began, send, progress)
    await writing.run(None)
    return writing.rows


@dataclass(slots=True)
class _Writing:
    """One export while it runs."""

    context: CommandContext
    export: Export
    account_id: UUID | None
    began: Began
    send: Send
    progress: Callable[[int], None] = lambda rows: None
    rows: int = field(default=0, init=False)
    record_id: UUID | None = field(default=None, init=False)

    async def run(self, most: int | None) -> None:
        """Send the file of at most so many requests; record it if it has personal data."""
        export, complete = self.export, False
        city = await self._city()
        edition = await self._edition(city)
        audience = staff_audience(city.id) if export.personal else PUBLIC
        # The record is written beside the snapshot, which is read only.
        outside = copy_context()
        try:
            with statements_of(Work.EXPORT):
                async with steady_read():
                    total = await self._admitted(edition, most)
                    await asyncio.create_task(self._record(edition), context=outside)
                    await self.began(total, edition.now.astimezone(edition.zone).date())
                    await self._write(edition, audience)
            complete = True
        finally:
            await self.context.run_to_completion(self._finish(complete=complete))

    async def _write(self, edition: Edition, audience: Audience) -> None:
        read = exported_requests(self.export.filter, audience, edition.now, personal=self.export.personal)

        async def counted() -> AsyncGenerator[list[ExportedRequest], None]:
            async for batch in read:
                # Before they are sent: a client that leaves has some of them.
                self.rows += len(batch)
                yield batch
                self.progress(self.rows)

        async with aclosing(read), aclosing(counted()) as batches:
            await write_file(self.export.format, edition, batches, self.send)

    async def _admitted(self, edition: Edition, most: int | None) -> int:
        """Return how many requests pass the filter."""
        if self.account_id is not None and not await take_export_lock(self.account_id):
            raise RateLimited("another export of this account runs", retry_after_seconds=RETRY_SECONDS)
        limits = [limit for limit in (most, self.export.format.most_rows) if limit is not None]
        limit = min(limits, default=None)
        total = await export_size(self.export.filter, edition.now, most=limit)
        if limit is not None and total > limit:
            raise InvalidInput(
                "filter",
                f"filter: more than {limit} requests pass; narrow the period or the categories"
                + (", or take CSV" if limit == self.export.format.most_rows else ""),
                limit=limit,
            )
        return total

    async def _city(self) -> City:
        city = await self.context.catalog.city(self.export.city_id)
        if city is None:
            raise InvalidInput("filter.cityId", f"filter.cityId: there is no city {self.export.city_id[:40]!r}")
        return city

    async def _edition(self, city: City) -> Edition:
        locale = self.export.locale
        categories = await self.context.catalog.categories()
        districts = await self.context.catalog.districts()
        return Edition(
            locale=locale,
            now=self.context.clock.now(),
            zone=ZoneInfo(city.timezone),
            city=city.name.get(locale.value.lower(), city.id),
            categories={one.id: one.name.get(locale.value.lower(), one.id) for one in categories.values()},
            districts={one.id: one.names.get(locale.value.lower(), one.id) for one in districts.values()},
            public_url=self.context.public_url,
            personal=self.export.personal,
        )

    async def _record(self, edition: Edition) -> None:
        if not edition.personal:
            return
        record = await ExportRecord.create(
            account_id=self.account_id,
            city_id=self.export.city_id,
            format=self.export.format.value,
            conditions=dict(self.export.given),
            begun_at=edition.now,
        )
        self.record_id = record.id

    async def _finish(self, *, complete: bool) -> None:
        log.info("export_ended", city=self.export.filter.city_id, rows=self.rows, complete=complete)
        if self.record_id is not None:
            ended = {"ended_at": self.context.clock.now(), "rows": self.rows, "complete": complete}
            await ExportRecord.filter(id=self.record_id).update(**ended)
