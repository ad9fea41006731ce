"""Importing: the cases of somebody's table become service requests with a past.

Each batch is one transaction, so a cut-short import leaves whole batches and nothing else; importing again passes over
what is there. The unique index on (source, external_id) is the law behind it.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.commands.context import CommandContext
from app.commands.requests.submit import ROW_COLUMNS, number_of, row_values
from app.domain.geo import Box
from app.errors import InvalidInput
from app.events.log import HASHED_COLUMNS, history_records
from app.importing.cases import Case, CaseFile, Refusal
from app.importing.history import RequestKey, history_of
from app.importing.mapping import Mapping
from app.importing.report import ImportReport
from app.models.database import row, rows, transaction
from app.models.identity import new_id

BATCH_ROWS = 2000
LONGEST_SOURCE = 60
LONGEST_EXTERNAL_ID = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """Which city a table is imported into, and how it is read."""

    city_id: str
    box: Box
    mapping: Mapping

    @property
    def source(self) -> str:
        """Return the name under which the table's own ids are unique."""
        return source_of(self.city_id, self.mapping)


def source_of(city_id: str, mapping: Mapping) -> str:
    """Return the name of a table: of its city and of how it is read."""
    return f"{city_id}:{mapping.name}"


async def plan_import(city_id: str, mapping: Mapping) -> Import:
    """Return the import of such a table into the city.

    Raises:
        InvalidInput: there is no such city, or the name of the mapping is too long to keep.
    """
    city = await row("SELECT west, south, east, north FROM city WHERE id = $1", city_id)
    if city is None:
        raise InvalidInput("cityId", f"cityId: there is no city {city_id[:40]!r}")
    plan = Import(city_id=city_id, box=Box(**city), mapping=mapping)
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
    """Read the table to its end, batch by batch, and count in the report what became of each row."""
    async with aclosing(_batches(iter(cases), batch_rows)) as batches:
        async for outcomes in batches:
            fitting = _sift(plan, outcomes, report)
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


def _sift(plan: Import, outcomes: Sequence[Case | Refusal], report: ImportReport) -> list[Case]:
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
    """Write those of the cases that are not there yet; return how many."""
    # The first of several rows with one id counts.
    by_id = {case.external_id: case for case in reversed(cases)}
    async with transaction() as connection:
        # Two imports of one table at once take turns, or both would find the same cases missing.
        await rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", plan.source)
        for known in await rows(
            "SELECT external_id FROM service_request WHERE source = $1 AND external_id = ANY($2)",
            plan.source,
            list(by_id),
        ):
            del by_id[known["external_id"]]
        new = sorted(by_id.values(), key=lambda case: case.row_number)
        if not new:
            return 0
        requests, events = _records(plan, new, await _numbers(plan.city_id, len(new)))
        async with connection.acquire_connection() as raw:
            await raw.copy_records_to_table(
                "service_request", records=requests, columns=(*ROW_COLUMNS, "source", "external_id")
            )
            await raw.copy_records_to_table("event", records=events, columns=HASHED_COLUMNS)
    return len(new)


async def _numbers(city_id: str, count: int) -> list[str]:
    taken = await rows("SELECT nextval('service_request_number') AS n FROM generate_series(1, $1)", count)
    return [number_of(city_id, found["n"]) for found in taken]


def _records(
    plan: Import, cases: Sequence[Case], numbers: Sequence[str]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return the rows of the two tables. Events keep the order of each request's steps."""
    requests, events = [], []
    for case, number in zip(cases, numbers, strict=True):
        history = history_of(case, plan.mapping, RequestKey(id=new_id(), number=number, city_id=plan.city_id))
        requests.append((*row_values(history[-1].request), plan.source, case.external_id))
        events += history_records(history)
    return requests, events
