"""The job that gives requests their districts after the outlines of a city have changed. It runs on the leader.

Each batch is one transaction that ends with the place where the next one begins, so the job can stop at any time and
go on. A request whose district changes gets an event that says so, so that rows, log, hashes and figures agree.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from tortoise.exceptions import BaseORMException

from app.commands.context import CommandContext
from app.domain.log.events import Event, EventKind
from app.domain.requests.service_request import ServiceRequest
from app.events.leadership import Job
from app.events.log import append_many
from app.events.periodic_job import PeriodicJob
from app.models import DistrictSurvey
from app.models.cities.district_rows import PlacedRequest, lock_requests, placed_requests, set_districts
from app.models.database import transaction
from app.queries.cities.catalog import FRESH_FOR
from app.queries.cities.districts import read_district_map

log = structlog.get_logger()
EVERY = timedelta(minutes=1)
BATCH = 1_000
BEGIN_AFTER = 2 * FRESH_FOR
"""By then every process has read the new outlines, so that a request sent later has its district by itself."""


async def survey_districts(
    context: CommandContext, *, begin_after: timedelta = BEGIN_AFTER, after_batch: Callable[[int], None] | None = None
) -> int:
    """Give all requests their districts where the outlines have changed; return how many requests that changed."""
    changed = 0
    due_before = context.clock.now() - begin_after
    for city_id in await DistrictSurvey.filter(done_at=None, asked_at__lte=due_before).values_list(
        "city_id", flat=True
    ):
        count = 0
        while (done := await context.run_to_completion(_survey_batch(context, str(city_id)))) is not None:
            looked_at, moved = done
            count += moved
            if moved:
                await context.signals.wake_sequencer()
            if after_batch is not None:
                after_batch(looked_at)
        log.info("districts_surveyed", city=city_id, changed=count)
        changed += count
    return changed


async def _survey_batch(context: CommandContext, city_id: str) -> tuple[int, int] | None:
    """Look at the next requests; return how many, and how many have another district now. None when all are done."""
    async with transaction():
        survey = await DistrictSurvey.filter(city_id=city_id, done_at=None).select_for_update().first()
        if survey is None:
            return None
        outlines = await read_district_map(city_id)
        found = await placed_requests(city_id, survey.created_at, survey.request_id, BATCH)
        points = [(request.latitude, request.longitude) for request in found]
        districts = await asyncio.to_thread(outlines.at_each, points)
        moved = await _set(_other_districts(found, districts), context.clock.now())
        await _note_progress(survey, found, context.clock.now())
    return len(found), moved


def _other_districts(found: Sequence[PlacedRequest], districts: Sequence[str | None]) -> dict[UUID, str | None]:
    placed = zip(found, districts, strict=True)
    return {request.id: district for request, district in placed if request.district_id != district}


async def _set(districts: Mapping[UUID, str | None], now: datetime) -> int:
    if not districts:
        return 0
    steps = [
        _step(before, district, now)
        for before in await lock_requests(list(districts))
        if before.district_id != (district := districts[before.id])
    ]
    await set_districts([step.request for step in steps])
    await append_many(steps)
    return len(steps)


def _step(before: ServiceRequest, district_id: str | None, now: datetime) -> Event:
    # No person has done anything about the request: it keeps the time of its last change, and has no recipients.
    return Event(
        kind=EventKind.DISTRICT_SET,
        at=max(now, before.updated_at),
        actor_id=None,
        actor_role=None,
        from_status=before.status,
        recipients=(),
        request=replace(before, version=before.version + 1, district_id=district_id),
    )


async def _note_progress(survey: DistrictSurvey, found: Sequence[PlacedRequest], now: datetime) -> None:
    if found:
        last = found[-1]
        values = {"created_at": last.created_at, "request_id": last.id}
    else:
        values = {"done_at": now}
    await DistrictSurvey.filter(city_id=survey.city_id).update(**values)


def district_survey_job(database_url: str, context: CommandContext) -> PeriodicJob:
    """Return the job."""

    async def work() -> None:
        await survey_districts(context)

    return PeriodicJob(database_url, Job.DISTRICT_SURVEY, work, every=EVERY, outages=(BaseORMException,))
