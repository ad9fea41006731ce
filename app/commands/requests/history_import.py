"""Importing the cases of a table as service requests with their history.

Each batch is one transaction, so an interrupted import leaves whole batches only. Importing again skips the cases that
are there: (source, external_id) is unique.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import islice

from app.commands.context import CommandContext
from app.domain.events import Event
from app.domain.geo import Box
from app.errors import InvalidInput
from app.events.log import copy_histories
from app.importing.cases import Case, CaseFile, Refusal
from app.importing.history import RequestKey, history_of
from app.importing.mapping import Mapping
from app.importing.report import ImportReport
from app.models.city import City
from app.models.database import transaction
from app.models.identity import new_id
from app.models.imported_requests import copy_requests, known_external_ids, lock_source
from app.models.service_request_rows import next_numbers, row_values

BATCH_ROWS = 2000
LONGEST_SOURCE = 60
LONGEST_EXTERNAL_ID = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """The city that a table is imported into, and the mapping of its columns."""

    city_id: str
    box: Box
    mapping: Mapping

    @property
    def source(self) -> str:
        """The name within which the table's own ids are unique."""
        return source_of(self.city_id, self.mapping)


def source_of(city_id: str, mapping: Mapping) -> str:
    """Return the name of a table's source: its city and its mapping."""
    return f"{city_id}:{mapping.name}"


async def plan_import(city_id: str, mapping: Mapping) -> Import:
    """Return the import of such a table into the city.

    Raises:
        InvalidInput: there is no such city, or the name of the mapping is too long to keep.
    """
    city = await City.get_or_none(id=city_id)
    if city is None:
        raise InvalidInput("cityId", f"cityId: there is no city {city_id[:40]!r}")
    box = Box(west=city.west, south=city.south, east=city.east, north=city.north)
    plan = Import(city_id=city_id, box=box, mapping=mapping)
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
) -> None:
    """Import the table batch by batch, and count the outcome of each row in the report."""
    async with aclosing(_batches(iter(cases), batch_rows)) as batches:
        async for outcomes in batches:
            fitting = _storable(plan, outcomes, report)
            imported = await context.run_to_completion(_store(plan, fitting)) if fitting else 0
            report.add_imported(imported)
            report.add_already_there(len(fitting) - imported)
            if imported:
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


def _storable(plan: Import, outcomes: Sequence[Case | Refusal], report: ImportReport) -> list[Case]:
    """Count each row and return those that can be stored."""
    fitting = []
    for read in outcomes:
        outcome = _checked(plan, read) if isinstance(read, Case) else read
        report.add(outcome)
        if isinstance(outcome, Case):
            fitting.append(outcome)
    return fitting


def _checked(plan: Import, case: Case) -> Case | Refusal:
    if not plan.box.contains(case.latitude, case.longitude):
        return _refusal(case, "place", f"expected a point in {plan.city_id}", f"{case.latitude}, {case.longitude}")
    if len(case.external_id) > LONGEST_EXTERNAL_ID:
        return _refusal(case, "external_id", f"expected at most {LONGEST_EXTERNAL_ID} characters", case.external_id)
    return case


def _refusal(case: Case, field: str, reason: str, value: str) -> Refusal:
    return Refusal(
        row_number=case.row_number, external_id=case.external_id[:80], field=field, reason=reason, value=value[:80]
    )


async def _store(plan: Import, cases: Sequence[Case]) -> int:
    """Write the cases that are not imported yet; return how many."""
    # The first of several rows with one id counts.
    by_id = {case.external_id: case for case in reversed(cases)}
    async with transaction():
        # Two imports of one table at once would otherwise find the same cases missing.
        await lock_source(plan.source)
        for known in await known_external_ids(plan.source, by_id):
            del by_id[known]
        new = sorted(by_id.values(), key=lambda case: case.row_number)
        if not new:
            return 0
        numbers = await next_numbers(plan.city_id, len(new))
        histories = [_history(plan, case, number) for case, number in zip(new, numbers, strict=True)]
        await copy_requests(
            [
                (*row_values(history[-1].request), plan.source, case.external_id)
                for case, history in zip(new, histories, strict=True)
            ]
        )
        await copy_histories(histories)
    return len(new)


def _history(plan: Import, case: Case, number: str) -> Sequence[Event]:
    return history_of(case, plan.mapping, RequestKey(id=new_id(), number=number, city_id=plan.city_id))
