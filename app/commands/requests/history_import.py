"""Importing the cases of a table as service requests with their history.

Each batch is one transaction, so an interrupted import leaves whole batches only. Importing again adds the cases that
are missing, and moves those on that a newer table knows more of: (source, external_id) is unique.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from app.commands.context import CommandContext
from app.domain.log.events import Event
from app.domain.places.district_map import DistrictMap
from app.domain.places.geo import Box
from app.domain.requests.service_request import ServiceRequest
from app.errors import InvalidInput
from app.events.log import append_many, copy_histories
from app.importing.cases import Case, CaseFile, Refusal
from app.importing.history import RequestKey, history_of, is_handled_here, next_step_of
from app.importing.mapping import Mapping
from app.importing.report import ImportReport
from app.models.cities.city import City
from app.models.database import transaction
from app.models.identity import new_id
from app.models.requests.imported_requests import copy_requests, lock_known_requests, lock_source, move_requests
from app.models.requests.service_request_rows import next_numbers, row_values

BATCH_ROWS = 2000
LONGEST_SOURCE = 60
LONGEST_EXTERNAL_ID = 100
FUTURE_TOLERANCE = timedelta(days=1)
"""How far a table's clock may be ahead: its zone may be written down wrongly. A later time is a typing error, and a
request of years to come would stand above all others of the city until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """The city that a table is imported into, and the mapping of its columns."""

    city_id: str
    box: Box
    centre: tuple[float, float]
    """Latitude and longitude for a case whose place is unknown."""
    mapping: Mapping

    @property
    def source(self) -> str:
        """The name within which the table's own ids are unique."""
        return source_of(self.city_id, self.mapping)


def source_of(city_id: str, mapping: Mapping) -> str:
    """Return the name of a table's source: its city and its mapping."""
    return f"{city_id}:{mapping.name}"


async def plan_import(city_id: str, mapping: Mapping) -> Import:
    """Return the import of such a table into a city of this installation.

    Raises:
        InvalidInput: there is no such city, or the name of the mapping is too long to keep.
    """
    city = await City.get_or_none(id=city_id)
    if city is None:
        raise InvalidInput("cityId", f"cityId: there is no city {city_id[:40]!r}")
    box = Box(west=city.west, south=city.south, east=city.east, north=city.north)
    return checked_plan(Import(city_id=city_id, box=box, centre=(city.latitude, city.longitude), mapping=mapping))


def checked_plan(plan: Import) -> Import:
    """Return the plan.

    Raises:
        InvalidInput: the name of the mapping is too long to keep.
    """
    if len(plan.source) > LONGEST_SOURCE:
        raise InvalidInput(
            "mapping", f"mapping: expected city and file name to have at most {LONGEST_SOURCE - 1} letters together"
        )
    return plan


async def import_cases(
    context: CommandContext,
    plan: Import,
    cases: CaseFile,
    report: ImportReport,
    *,
    after_batch: Callable[[], None] = lambda: None,
    batch_rows: int = BATCH_ROWS,
    dry_run: bool = False,
) -> None:
    """Import the table batch by batch, and count the outcome of each row in the report.

    ``dry_run`` counts what would be stored, and stores nothing.
    """
    cases.place_unknown_at(*plan.centre)
    seen: set[int] = set()
    async with aclosing(_batches(iter(cases), batch_rows)) as batches:
        async for outcomes in batches:
            fitting = _storable(plan, outcomes, report, seen, latest=context.clock.now() + FUTURE_TOLERANCE)
            if fitting:
                outlines = await context.catalog.district_map(plan.city_id)
                work = _store(plan, fitting, report, outlines, dry_run=dry_run)
                if await context.run_to_completion(work):
                    await context.signals.wake_sequencer()
            after_batch()


async def _batches(reading: Iterator[Case | Refusal], batch_rows: int) -> AsyncGenerator[list[Case | Refusal], None]:
    """Yield batch after batch; the next one is read while the database is busy with the last."""
    upcoming = asyncio.create_task(asyncio.to_thread(_read, reading, batch_rows))
    try:
        while batch := await upcoming:
            upcoming = asyncio.create_task(asyncio.to_thread(_read, reading, batch_rows))
            yield batch
    finally:
        # A thread cannot be cancelled, and the file must not be closed under it.
        await asyncio.gather(upcoming, return_exceptions=True)


def _read(reading: Iterator[Case | Refusal], batch_rows: int) -> list[Case | Refusal]:
    return list(islice(reading, batch_rows))


def _storable(
    plan: Import, outcomes: Sequence[Case | Refusal], report: ImportReport, seen: set[int], *, latest: datetime
) -> list[Case]:
    """Count each row and return those that can be stored; ``seen`` are the hashes of the ids of the file so far."""
    fitting = []
    for read in outcomes:
        outcome = _checked(plan, read, seen, latest) if isinstance(read, Case) else read
        report.add(outcome)
        if isinstance(outcome, Case):
            fitting.append(outcome)
    return fitting


def _checked(plan: Import, case: Case, seen: set[int], latest: datetime) -> Case | Refusal:
    known = hash(case.external_id)
    if known in seen:
        # The first of several rows with one id counts: the last one could undo it, at each import anew.
        return _refusal(case, "external_id", "an earlier row of this file has the same id", case.external_id)
    if len(case.external_id) > LONGEST_EXTERNAL_ID:
        return _refusal(case, "external_id", f"expected at most {LONGEST_EXTERNAL_ID} characters", case.external_id)
    for field, at in (("opened_at", case.opened_at), ("closed_at", case.closed_at)):
        if at is not None and at > latest:
            return _refusal(case, field, "expected a time that is not in the future", at.isoformat())
    if not plan.box.contains(case.latitude, case.longitude):
        if not case.placeholder_point:
            return _refusal(case, "place", f"expected a point in {plan.city_id}", f"{case.latitude}, {case.longitude}")
        case = replace(case, latitude=plan.centre[0], longitude=plan.centre[1])
    seen.add(known)
    return case


def _refusal(case: Case, field: str, reason: str, value: str) -> Refusal:
    return Refusal(
        row_number=case.row_number, external_id=case.external_id[:80], field=field, reason=reason, value=value[:80]
    )


async def _store(
    plan: Import, cases: Sequence[Case], report: ImportReport, outlines: DistrictMap | None, *, dry_run: bool
) -> bool:
    """Write the new cases and the steps of known ones; count them, and return whether there were any."""
    by_id = {case.external_id: case for case in cases}
    async with transaction():
        # Two imports of one table at once would otherwise find the same cases missing.
        await lock_source(plan.source)
        known = await lock_known_requests(plan.source, by_id)
        new = [case for case in cases if case.external_id not in known]
        steps = [step for key, request in known.items() if (step := _next_step(plan, by_id[key], request)) is not None]
        if not dry_run:
            await _write_new(plan, new, outlines)
            await move_requests([step.request for step in steps])
            await append_many(steps)
    report.add_imported(len(new))
    report.add_moved_on(len(steps))
    report.add_already_there(len(known) - len(steps))
    for key, request in known.items():
        report.count_known(by_id[key], request)
    return bool(new or steps) and not dry_run


def _next_step(plan: Import, case: Case, request: ServiceRequest) -> Event | None:
    return None if is_handled_here(request) else next_step_of(case, plan.mapping, request)


async def _write_new(plan: Import, new: Sequence[Case], outlines: DistrictMap | None) -> None:
    if not new:
        return
    numbers = await next_numbers(plan.city_id, len(new))
    districts = await _districts(new, outlines)
    histories = [
        history_of(
            case, plan.mapping, RequestKey(id=new_id(), number=number, city_id=plan.city_id, district_id=district)
        )
        for case, number, district in zip(new, numbers, districts, strict=True)
    ]
    await copy_requests(
        [
            (*row_values(history[-1].request), plan.source, case.external_id)
            for case, history in zip(new, histories, strict=True)
        ]
    )
    await copy_histories(histories)


async def _districts(cases: Sequence[Case], outlines: DistrictMap | None) -> Sequence[str | None]:
    if outlines is None:
        return [None] * len(cases)
    return await asyncio.to_thread(outlines.at_each, [(case.latitude, case.longitude) for case in cases])
