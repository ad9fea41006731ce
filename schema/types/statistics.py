"""Statistics of a city: how the requests of a span have ended, and what happened on its days."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import strawberry

from app.domain.figures.city_days import Days, touched_days
from app.errors import InvalidInput
from app.queries.figures import span_figures as read
from app.queries.figures import statistics as read_statistics
from app.queries.figures.span_figures import By
from schema.context import Context, Info
from schema.cost import Cost
from schema.types.figures import ANSWERED
from schema.types.places import Category
from schema.types.user import User

MOST_DAYS = 400
"""Days of one answer of ``byDay``."""
_PREPARED = "Null while it is prepared, for some minutes after an update."


@strawberry.type(description="How long something took, in hours, within 2 %; null where nothing ended.")
class DurationFigures:
    median_hours: float | None
    p90_hours: float | None

    @staticmethod
    def of(figures: read.DurationFigures) -> "DurationFigures":
        """Return the figures of ``app.queries``."""
        return DurationFigures(median_hours=figures.median_hours, p90_hours=figures.p90_hours)


@strawberry.type(
    description="What happened on some days of a city, each step on its day. Work that was disputed is not done, and"
    " closing without an answer adds nothing. The requests that were received are those of a list with `createdFrom`"
    " and `createdTo` at the midnights of the city; for the other figures no filter of a list exists."
)
class SpanFigures:
    first_day: date
    last_day: date
    received: int
    done: int = strawberry.field(description="Work that was finished and not disputed.")
    done_on_time: int
    done_late: int
    on_time_share: float | None = strawberry.field(
        description="Of the work that was finished and had a deadline; 0 to 1."
    )
    confirmed: int = strawberry.field(description="Confirmed by an author; silence does not count.")
    disputed: int
    breached: int = strawberry.field(description="Deadlines that have passed while work was owed.")
    accept: DurationFigures = strawberry.field(description="From the report to the start of the work.")
    work: DurationFigures = strawberry.field(description="From the start of the work to its end.")
    total: DurationFigures = strawberry.field(description="From the report to the end of the work.")

    @staticmethod
    def of(figures: read.SpanFigures) -> "SpanFigures":
        """Return the figures of ``app.queries``."""
        return SpanFigures(
            first_day=figures.days.first,
            last_day=figures.days.last,
            received=figures.received,
            done=figures.done,
            done_on_time=figures.done_on_time,
            done_late=figures.done_late,
            on_time_share=figures.on_time_share,
            confirmed=figures.confirmed,
            disputed=figures.disputed,
            breached=figures.breached,
            accept=DurationFigures.of(figures.accept),
            work=DurationFigures.of(figures.work),
            total=DurationFigures.of(figures.total),
        )


@strawberry.type(description="How many requests a category has.")
class CategoryCount:
    category: Category
    count: int


@strawberry.type(description="What happened in a category, and on as many days before.")
class CategoryFigures:
    category: Category
    figures: SpanFigures
    previous: SpanFigures


@strawberry.type(description="What an executor did, and on as many days before.")
class ExecutorFigures:
    executor: User
    figures: SpanFigures
    previous: SpanFigures


@strawberry.type(description="What happened in a district, and on as many days before.")
class DistrictFigures:
    district_id: strawberry.ID
    figures: SpanFigures
    previous: SpanFigures


@strawberry.type(description="What happened on one day.")
class DayFigures:
    day: date
    figures: SpanFigures


@strawberry.type(
    description="How a city did in a span of time. The counts and shares are of the requests that were created in it,"
    " the figures of what happened on the days that it touches."
)
class Statistics:
    city_id: strawberry.Private[str]
    days: strawberry.Private[Days]
    created: int
    completed: int
    confirmed: int = strawberry.field(description="Confirmed by an author; silence does not count.")
    disputed: int = strawberry.field(description="How often work was disputed.")
    unanswered: int = strawberry.field(
        description="Closed because no author answered. The closing counts as nothing else; the work stays done."
    )
    answered_share: float | None = strawberry.field(description=ANSWERED)
    on_time_share: float | None = strawberry.field(description="Share of the completed that kept the deadline, 0 to 1.")
    median_hours_to_done: float | None = strawberry.field(
        description="Exact for up to 2,000 requests, else within 2 %."
    )
    by_category: list[CategoryCount]

    @strawberry.field(directives=[Cost(points=100)], description=f"What happened in the city. {_PREPARED}")
    async def figures(self) -> SpanFigures | None:
        found = await read.city_figures(self.city_id, self.days)
        return None if found is None else SpanFigures.of(found)

    @strawberry.field(directives=[Cost(points=100)], description=f"The same on as many days before. {_PREPARED}")
    async def previous(self) -> SpanFigures | None:
        found = await read.city_figures(self.city_id, self.days.before)
        return None if found is None else SpanFigures.of(found)

    @strawberry.field(
        directives=[Cost(points=400, items=20)], description=f"Categories in which anything happened. {_PREPARED}"
    )
    async def figures_by_category(self, info: Info) -> list[CategoryFigures] | None:
        categories = await info.context.catalog.categories()
        found = await _compared(self.city_id, self.days, By.CATEGORY)
        return (
            None
            if found is None
            else [
                CategoryFigures(category=Category.of(categories[key]), figures=figures, previous=previous)
                for key, figures, previous in found
                if key in categories
            ]
        )

    @strawberry.field(
        directives=[Cost(points=300, items=10)], description=f"Districts in which anything happened. {_PREPARED}"
    )
    async def figures_by_district(self) -> list[DistrictFigures] | None:
        found = await _compared(self.city_id, self.days, By.DISTRICT)
        return (
            None
            if found is None
            else [
                DistrictFigures(district_id=strawberry.ID(key), figures=figures, previous=previous)
                for key, figures, previous in found
            ]
        )

    @strawberry.field(
        directives=[Cost(points=800, items=50)],
        description=f"Executors whose requests anything happened to. {_PREPARED}",
    )
    async def figures_by_executor(self, info: Info) -> list[ExecutorFigures] | None:
        found = await _compared(self.city_id, self.days, By.EXECUTOR)
        people = await info.context.loaders.people.load_many([UUID(key) for key, _, _ in found or ()])
        return (
            None
            if found is None
            else [
                ExecutorFigures(
                    executor=User.of(person, info.context.audience, self.city_id), figures=figures, previous=previous
                )
                for person, (_, figures, previous) in zip(people, found, strict=True)
                if person is not None
            ]
        )

    @strawberry.field(
        directives=[Cost(points=300, items=50)],
        description=f"Days on which anything happened, at most {MOST_DAYS}. {_PREPARED}",
    )
    async def figures_by_day(self) -> list[DayFigures] | None:
        if self.days.count > MOST_DAYS:
            raise InvalidInput("to", f"to: figures by day are for at most {MOST_DAYS} days, got {self.days.count}")
        found = await read.span_figures(self.city_id, self.days, By.DAY)
        if found is None:
            return None
        each = ((date.fromisoformat(key), figures) for key, figures in sorted(found.items()))
        return [
            DayFigures(day=day, figures=SpanFigures.of(read.of_days(figures, Days(day, day)))) for day, figures in each
        ]

    @staticmethod
    async def read(context: Context, city_id: str, start: datetime, end: datetime) -> "Statistics":
        """Return the statistics of a known city.

        Raises:
            InvalidInput: the span is empty.
        """
        zone = ZoneInfo((await context.catalog.cities())[city_id].timezone)
        figures = await read_statistics.statistics(city_id, start, end, zone, context.now)
        categories = await context.catalog.categories()
        return Statistics(
            city_id=city_id,
            days=touched_days(start, end, zone),
            created=figures.created,
            completed=figures.completed,
            confirmed=figures.confirmed,
            disputed=figures.disputed,
            unanswered=figures.unanswered,
            answered_share=figures.answered_share,
            on_time_share=figures.on_time_share,
            median_hours_to_done=figures.median_hours_to_done,
            by_category=[
                CategoryCount(category=Category.of(categories[category_id]), count=count)
                for category_id, count in figures.by_category
                if category_id in categories
            ],
        )


async def _compared(city_id: str, days: Days, by: By) -> list[tuple[str, SpanFigures, SpanFigures]] | None:
    """Return the figures of each key in these days and in as many before, those that received most first."""
    found = await read.span_figures(city_id, days, by)
    before = await read.span_figures(city_id, days.before, by)
    if found is None or before is None:
        return None
    keys = sorted(found.keys() | before.keys(), key=lambda key: (-found.get(key, read.SpanFigures(days)).received, key))
    return [
        (
            key,
            SpanFigures.of(found.get(key, read.SpanFigures(days))),
            SpanFigures.of(before.get(key, read.SpanFigures(days.before))),
        )
        for key in keys
    ]
