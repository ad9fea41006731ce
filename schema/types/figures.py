"""Counters, statistics and figures of executors."""

import asyncio
from datetime import date
from uuid import UUID

import strawberry

from app.domain.log.events import Cursor as LogCursor
from app.domain.requests.lifecycle import Status
from app.queries.figures import counters as read
from app.queries.figures import executor_records as records
from app.queries.figures.executor_checks import ExecutorChecks, executor_checks
from app.queries.figures.executor_records import LEAST_JUDGED
from app.queries.photos.marked_photos import marked_photos
from schema.context import Info
from schema.cost import Cost
from schema.scalars import Cursor
from schema.types.user import User

ANSWERED = "Share of requests whose authors said anything of the completed work, beside those closed without a word."


@strawberry.type(description="How many requests stand in a status.")
class StatusCount:
    status: Status
    count: int


@strawberry.type(description="How many requests a district has, by status.")
class DistrictCounters:
    district_id: strawberry.ID | None = strawberry.field(description="Null for requests that are in no district.")
    total: int
    open: int = strawberry.field(description="Those on which work is owed.")
    overdue: int = strawberry.field(description="Those of them whose deadline has passed.")
    by_status: list[StatusCount]

    @staticmethod
    def of(counted: read.DistrictCounters) -> "DistrictCounters":
        """Return the counters of ``app.queries``."""
        return DistrictCounters(
            district_id=None if counted.district_id is None else strawberry.ID(counted.district_id),
            total=counted.total,
            open=counted.open,
            overdue=counted.overdue,
            by_status=[StatusCount(status=status, count=count) for status, count in counted.by_status.items()],
        )


@strawberry.type(description="How many requests a city has, by status.")
class Counters:
    city_id: strawberry.ID
    total: int
    open: int = strawberry.field(description="Those on which work is owed.")
    overdue: int = strawberry.field(description="Those of them whose deadline has passed.")
    by_status: list[StatusCount]
    cursor: Cursor = strawberry.field(
        description="The position of the event log: the counts include every step up to it."
    )

    @strawberry.field(
        directives=[Cost(points=100, items=10)],
        description="The same for each district that has any requests, and for those in none. Null while it is"
        " prepared, for some minutes after an update.",
    )
    async def by_district(self, info: Info) -> list[DistrictCounters] | None:
        found = await read.district_counters(self.city_id, info.context.command_context.clock.now())
        return None if found is None else [DistrictCounters.of(counted) for counted in found]

    @staticmethod
    def of(counted: read.Counters, epoch: str) -> "Counters":
        """Return the counters of ``app.queries`` with their cursor."""
        return Counters(
            city_id=strawberry.ID(counted.city_id),
            total=counted.total,
            open=counted.open,
            overdue=counted.overdue,
            by_status=[StatusCount(status=status, count=count) for status, count in counted.by_status.items()],
            cursor=Cursor(LogCursor(epoch, counted.position)),
        )


@strawberry.type(
    description="How an executor did in this month and the eleven before, by what was done: whether an author confirms"
    " it, or it is closed without an answer, changes nothing here, and a dispute takes it back."
)
class ExecutorRecord:
    since: date = strawberry.field(description="The first day of these months, by the clock of the city.")
    done: int
    done_on_time: int = strawberry.field(description="A list with `doneFrom` and `late: false` has them.")
    done_late: int = strawberry.field(description="A list with `doneFrom` and `late: true` has them.")
    on_time_share: float | None
    on_time_low: float = strawberry.field(
        description="The share of work on time lies between this and `onTimeHigh` 95 times in 100: Wilson's interval."
    )
    on_time_high: float
    median_hours_of_work: float | None = strawberry.field(description="Within 2 %.")
    reopen_rate: float | None = strawberry.field(description="Disputes among all completions.")
    rank: int | None = strawberry.field(
        description=f"By `onTimeLow`, best first; null with less than {LEAST_JUDGED} finished works with a deadline."
    )

    @staticmethod
    def of(record: records.ExecutorRecord) -> "ExecutorRecord":
        """Return the record of ``app.queries``."""
        return ExecutorRecord(
            since=record.figures.days.first,
            done=record.figures.done,
            done_on_time=record.figures.done_on_time,
            done_late=record.figures.done_late,
            on_time_share=record.figures.on_time_share,
            on_time_low=record.on_time_low,
            on_time_high=record.on_time_high,
            median_hours_of_work=record.figures.work.median_hours,
            reopen_rate=record.reopen_rate,
            rank=record.rank,
        )


class ExecutorRecords:
    """What is read for all executors of a city at once, however many are asked for theirs."""

    def __init__(self, city_id: str, today: date) -> None:
        self._city_id = city_id
        self._today = today
        self._reading: asyncio.Task[dict[UUID, records.ExecutorRecord] | None] | None = None
        self._counting: asyncio.Task[dict[UUID, int]] | None = None
        self._checking: asyncio.Task[dict[UUID, ExecutorChecks]] | None = None

    async def of(self, executor_id: UUID) -> ExecutorRecord | None:
        """Return the record of an executor."""
        if self._reading is None:
            self._reading = asyncio.create_task(records.executor_records(self._city_id, self._today))
        found = (await asyncio.shield(self._reading) or {}).get(executor_id)
        return None if found is None else ExecutorRecord.of(found)

    async def marked_photos_of(self, executor_id: UUID) -> int:
        """Return how many photos of an executor have a mark."""
        if self._counting is None:
            self._counting = asyncio.create_task(marked_photos(self._city_id))
        return (await asyncio.shield(self._counting)).get(executor_id, 0)

    async def checks_of(self, executor_id: UUID) -> ExecutorChecks:
        """Return how many requests of an executor were disputed, and have marked photos."""
        if self._checking is None:
            self._checking = asyncio.create_task(executor_checks(self._city_id))
        return (await asyncio.shield(self._checking)).get(executor_id, ExecutorChecks())


@strawberry.type(description="How an executor does, over all time.")
class ExecutorScore:
    executor: User
    assigned: int
    active: int
    done: int
    confirmed: int = strawberry.field(description="Confirmed by an author; silence does not count.")
    disputed: int
    unanswered: int = strawberry.field(
        description="Closed because no author answered. The closing counts as nothing else; the work stays done."
    )
    answered_share: float | None = strawberry.field(description=ANSWERED)
    on_time_share: float | None
    average_rating: float | None
    records: strawberry.Private["ExecutorRecords"]

    @strawberry.field(
        description="Null without any work in that time, and while it is prepared, for some minutes after an update."
    )
    async def record(self) -> ExecutorRecord | None:
        return await self.records.of(self.executor.view.id)

    @strawberry.field(
        directives=[Cost(points=2)], description="Photos of the executor's work that have an `EvidenceMark`."
    )
    async def marked_photos(self) -> int:
        return await self.records.marked_photos_of(self.executor.view.id)

    @strawberry.field(
        directives=[Cost(points=4)],
        description="Requests that the executor has now and whose work was disputed; a list with `disputed` has them.",
    )
    async def disputed_requests(self) -> int:
        return (await self.records.checks_of(self.executor.view.id)).disputed

    @strawberry.field(
        directives=[Cost(points=4)],
        description="Requests that the executor has now with a photo of theirs that has an `EvidenceMark`; a list with"
        " `marked` has them.",
    )
    async def marked_requests(self) -> int:
        return (await self.records.checks_of(self.executor.view.id)).marked
