"""The subscription fields. Each returns a feed, which ``app.live`` reads once for all equal operations."""

from collections.abc import AsyncIterable
from datetime import datetime
from functools import partial
from typing import Annotated, Any, cast

import strawberry

from app.auth.permissions import require
from app.auth.viewer import Viewer, personal_audience, shared_audience, staff_audience
from app.commands.context import CommandContext
from app.domain.figures.zones import ZoneOrder, ZonePeriod
from app.domain.log.events import LoggedEvent
from app.domain.log.topics import (
    account_topic,
    alert_topic,
    city_topic,
    executor_topic,
    figures_topic,
    free_topic,
    request_topic,
)
from app.errors import InvalidInput, NotFound
from app.live.feed import Feed
from app.live.offered_event import OfferedEvent
from app.queries.accounts.executor_names import with_named_executors
from app.queries.figures import counters as read_counters
from app.queries.map.problem_zones import problem_zones
from app.queries.map.zone_districts import zones_of_district
from app.queries.requests.filter import FilterTest
from app.queries.requests.service_requests import service_request
from schema.context import Context, Info
from schema.cost import Cost
from schema.ids import uuid_of
from schema.queries.figures import known_city
from schema.queries.zones import known_zones
from schema.scalars import Cursor
from schema.types.figures import Counters
from schema.types.filter import ServiceRequestFilter, feed_filter_of
from schema.types.notification import Notification
from schema.types.service_request import ServiceRequestEvent
from schema.types.statistics import Statistics
from schema.types.zones import ProblemZones

ZONES_SECONDS = 3.0
"""A request more moves a zone by little, and a list that changes order more often cannot be read."""


@strawberry.type
class Subscription:
    """The subscription type."""

    @strawberry.subscription(description="Every step of one request.")
    async def service_request_changed(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002 - the name of the argument in the schema
        after: Cursor | None = None,
    ) -> AsyncIterable[ServiceRequestEvent]:
        """Return the feed."""
        request_id = uuid_of("id", id)
        found = await service_request(request_id)
        if found is None:
            raise NotFound("there is no such service request", id=id)
        audience = shared_audience(info.context.viewer, found.city_id)
        value = partial(_event, info.context.epoch)
        return _stream(Feed(topics=(request_topic(request_id),), audience=audience, value=value, after=after))

    @strawberry.subscription(
        description="Every step in a city that passes the filter, which is the same as the list's. A change of category"
        " is sent to watchers of the old category and of the new one."
    )
    async def city_feed(
        self,
        info: Info,
        city_id: strawberry.ID,
        filter: ServiceRequestFilter | None = None,  # noqa: A002 - the name of the argument in the schema
        after: Cursor | None = None,
    ) -> AsyncIterable[ServiceRequestEvent]:
        """Return the feed."""
        await known_city(info, city_id)
        viewer = info.context.viewer
        asked = await with_named_executors(feed_filter_of(filter, viewer, city_id), viewer)
        # Only the author and staff may filter by author, so the author's own feed may show the account's id.
        is_own = viewer is not None and asked.author_id == viewer.account_id
        audience = personal_audience(viewer) if viewer and is_own else shared_audience(viewer, city_id)
        accepted = FilterTest(asked)
        return _stream(
            Feed(
                topics=(city_topic(city_id),),
                audience=audience,
                matches=partial(_passes, accepted, info.context.command_context),
                narrowing=accepted,
                value=partial(_event, info.context.epoch),
                after=after,
            )
        )

    @strawberry.subscription(
        description="The tasks of an executor: steps of the requests assigned to them, and of those that are, or just"
        " were, free to take in their city in the categories they serve. When the Akimat changes those, the socket is"
        " closed with 1012, so that the client reconnects and reads its lists again."
    )
    async def task_feed(self, info: Info, after: Cursor | None = None) -> AsyncIterable[ServiceRequestEvent]:
        """Return the feed."""
        viewer = require(info.context.viewer, "taskFeed")
        city_id = viewer.city_id or ""  # an executor always has a city, because the right requires one
        return _stream(
            Feed(
                topics=(executor_topic(viewer.account_id), free_topic(city_id)),
                audience=personal_audience(viewer),
                matches=partial(_is_task, viewer),
                value=partial(_event, info.context.epoch),
                after=after,
            )
        )

    @strawberry.subscription(
        description="Deadlines of the city at risk, breached and escalated, as it happens. For its Akimat."
    )
    async def sla_alerts(
        self, info: Info, city_id: strawberry.ID, after: Cursor | None = None
    ) -> AsyncIterable[ServiceRequestEvent]:
        """Return the feed."""
        require(info.context.viewer, "slaAlerts", city_id=city_id)
        return _stream(
            Feed(
                topics=(alert_topic(city_id),),
                audience=staff_audience(city_id),
                value=partial(_event, info.context.epoch),
                after=after,
            )
        )

    @strawberry.subscription(
        description="The counters of a city: now, and while they change, at most four times a second."
    )
    async def counters(self, info: Info, city_id: strawberry.ID) -> AsyncIterable[Counters]:
        """Return the feed."""
        await known_city(info, city_id)
        return _stream(
            Feed(
                topics=_topics_of_figures(city_id),
                audience=shared_audience(info.context.viewer, city_id),
                value=partial(_counters, city_id, info.context.command_context, info.context.epoch),
                latest_only=True,
            )
        )

    @strawberry.subscription(
        directives=[Cost(points=600)],
        description="The statistics of a city: now, and while they change, at most four times a second.",
    )
    async def statistics(
        self,
        info: Info,
        city_id: strawberry.ID,
        from_: Annotated[datetime, strawberry.argument(name="from")],
        to: datetime,
    ) -> AsyncIterable[Statistics]:
        """Return the feed."""
        await known_city(info, city_id)
        if from_ >= to:
            raise InvalidInput("to", "to: expected a time after from")
        return _stream(
            Feed(
                topics=_topics_of_figures(city_id),
                audience=shared_audience(info.context.viewer, city_id),
                value=partial(_statistics, info.context.of_viewer(None), city_id, from_, to),
                value_key=f"{from_.isoformat()} {to.isoformat()}",
                latest_only=True,
            )
        )

    @strawberry.subscription(
        directives=[Cost(points=200)],
        description="The zones of the city that stand out: now, and while they change, at most every three seconds.",
    )
    async def problem_zones(  # noqa: PLR0917 - arguments of the API have names
        self,
        info: Info,
        city_id: strawberry.ID,
        category_id: strawberry.ID | None = None,
        period: ZonePeriod = ZonePeriod.THIRTEEN_WEEKS,
        order_by: ZoneOrder = ZoneOrder.REQUESTS,
        first: int = 20,
        district_id: strawberry.ID | None = None,
    ) -> AsyncIterable[ProblemZones]:
        """Return the feed."""
        await known_zones(info, city_id, category_id, first, district_id)
        asked = (city_id, category_id, period, order_by, first, district_id)
        return _stream(
            Feed(
                topics=_topics_of_figures(city_id),
                audience=shared_audience(info.context.viewer, city_id),
                value=partial(_zones, info.context.command_context, *asked),
                value_key=" ".join(map(str, asked)),
                latest_only=True,
                push_seconds=ZONES_SECONDS,
            )
        )

    @strawberry.subscription(description="The notifications of the viewer, as they arise.")
    async def notifications(self, info: Info, after: Cursor | None = None) -> AsyncIterable[Notification]:
        """Return the feed."""
        viewer = require(info.context.viewer, "notifications")
        return _stream(
            Feed(
                topics=(account_topic(viewer.account_id),),
                audience=personal_audience(viewer),
                value=partial(_notification, info.context.epoch),
                after=after,
            )
        )


def _topics_of_figures(city_id: str) -> tuple[str, ...]:
    return city_topic(city_id), figures_topic(city_id)


def _event(epoch: str, logged: LoggedEvent | None) -> ServiceRequestEvent | None:
    return ServiceRequestEvent.of(logged, epoch) if logged else None


def _notification(epoch: str, logged: LoggedEvent | None) -> Notification | None:
    return Notification.of(logged, epoch, read=False) if logged else None


async def _counters(city_id: str, context: CommandContext, epoch: str, _: LoggedEvent | None) -> Counters:
    return Counters.of(await read_counters.counters(city_id, context.clock.now()), epoch)


async def _statistics(
    context: Context, city_id: str, start: datetime, end: datetime, _: LoggedEvent | None
) -> Statistics:
    return await Statistics.read(context, city_id, start, end)


async def _zones(  # noqa: PLR0917 - what a client asks for
    context: CommandContext,
    city_id: str,
    category_id: str | None,
    period: ZonePeriod,
    order: ZoneOrder,
    first: int,
    district_id: str | None,
    _: LoggedEvent | None,
) -> ProblemZones:
    found = await problem_zones(
        city_id,
        context.clock.now(),
        context.zone_cache,
        category_id=category_id,
        period=period,
        order=order,
        first=first,
        within=zones_of_district(context.catalog, city_id, district_id),
    )
    return ProblemZones.of(found, city_id)


def _passes(accepted: FilterTest, context: CommandContext, offered: OfferedEvent) -> bool:
    now = context.clock.now()
    return any(accepted(state, now, lambda: offered.search_text) for state in offered.states)


def _is_task(viewer: Viewer, offered: OfferedEvent) -> bool:
    if executor_topic(viewer.account_id) in offered.logged.event.topics:
        return True
    return any(viewer.serves(state.category_id) for state in offered.states)


def _stream(feed: Feed) -> AsyncIterable[Any]:
    # The field must return an async iterable by its type; app.live reads the feed instead of iterating.
    return cast("AsyncIterable[Any]", feed)
