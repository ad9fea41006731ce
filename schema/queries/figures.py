"""Counters, statistics and executors of a city."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import strawberry

from app.errors import InvalidInput
from app.queries.figures import counters as read_counters
from app.queries.figures import executors as read_executors
from schema.context import Info
from schema.cost import Cost
from schema.types.figures import Counters, ExecutorRecords, ExecutorScore
from schema.types.statistics import Statistics
from schema.types.user import User


@strawberry.type
class FigureQuery:
    """Queries of a city's figures."""

    @strawberry.field(directives=[Cost(points=50)], description="How many requests the city has, by status.")
    async def counters(self, info: Info, city_id: strawberry.ID) -> Counters:
        await known_city(info, city_id)
        return Counters.of(await read_counters.counters(city_id, info.context.now), info.context.epoch)

    @strawberry.field(
        directives=[Cost(points=600)], description="How the city did with the requests created in a span of time."
    )
    async def statistics(
        self,
        info: Info,
        city_id: strawberry.ID,
        from_: Annotated[datetime, strawberry.argument(name="from")],
        to: datetime,
    ) -> Statistics:
        await known_city(info, city_id)
        return await Statistics.read(info.context, city_id, from_, to)

    @strawberry.field(
        directives=[Cost(points=1500, items=50)],
        description="The approved executors of the city and how they do, the most confirmed work first.",
    )
    async def executors(self, info: Info, city_id: strawberry.ID) -> list[ExecutorScore]:
        await known_city(info, city_id)
        scores = await read_executors.executor_scores(city_id)
        zone = ZoneInfo((await info.context.catalog.cities())[city_id].timezone)
        records = ExecutorRecords(city_id, info.context.now.astimezone(zone).date())
        people = await info.context.loaders.people.load_many([score.executor_id for score in scores])
        return [
            ExecutorScore(
                executor=User.of(person, info.context.audience, city_id),
                assigned=score.assigned,
                active=score.active,
                done=score.done,
                confirmed=score.confirmed,
                disputed=score.disputed,
                unanswered=score.unanswered,
                answered_share=score.answered_share,
                on_time_share=score.on_time_share,
                average_rating=score.average_rating,
                records=records,
            )
            for person, score in zip(people, scores, strict=True)
            if person is not None
        ]


async def known_city(info: Info, city_id: str) -> None:
    """Refuse an id that is no city.

    Raises:
        InvalidInput: there is no such city.
    """
    if city_id not in await info.context.catalog.cities():
        raise InvalidInput("cityId", f"cityId: there is no city {city_id[:40]!r}")
