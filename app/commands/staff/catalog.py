"""Cities and categories: added and changed, never deleted, because requests refer to them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from app.clock import Clock, SystemClock
from app.data.catalog import CategoryData, CityData
from app.domain.sla import Counted
from app.events.projections import PROJECTIONS
from app.events.rebuild import leave_behind
from app.models import Category, City, SlaPolicyRow
from app.models.database import transaction

FIRST_VALID_FROM = datetime(2000, 1, 1, tzinfo=UTC)


async def put_cities(cities: Sequence[CityData]) -> None:
    """Add these cities; those that exist are changed.

    Where the time zone changes, figures of days are made anew by a job within some minutes.

    Raises:
        Conflict: a time zone would change while a rebuild of projections runs.
    """
    async with transaction():
        zones = dict(await City.filter(id__in=[city.id for city in cities]).values_list("id", "timezone"))
        for city in cities:
            await _put_city(city)
        if any(zones.get(city.id, city.timezone) != city.timezone for city in cities):
            await leave_behind([item.name for item in PROJECTIONS if item.has_local_days])


async def _put_city(city: CityData) -> None:
    await City.update_or_create(
        id=city.id,
        defaults={
            "name": city.names,
            "latitude": city.latitude,
            "longitude": city.longitude,
            "timezone": city.timezone,
            "west": city.bbox.west,
            "south": city.bbox.south,
            "east": city.bbox.east,
            "north": city.bbox.north,
            "akimat_domains": list(city.akimat_domains),
            "color": city.color,
        },
    )


async def put_categories(categories: Iterable[CategoryData], clock: Clock | None = None) -> None:
    """Add these categories in this order; those that exist are changed."""
    for rank, category in enumerate(categories):
        await Category.update_or_create(
            id=category.id,
            defaults={
                "rank": rank,
                "name": category.names,
                "icon": category.icon,
                "sla_hours": category.sla_hours,
                "nearby_radius_metres": category.nearby_radius_metres,
                "needs_description": category.needs_description,
                "words": category.words_by_language,
            },
        )
        await _put_default_policy(category, (clock or SystemClock()).now())


async def _put_default_policy(category: CategoryData, now: datetime) -> None:
    """Make the hours of the catalogue the policy of every city without its own; changed hours make a new version."""
    newest = await SlaPolicyRow.filter(policy=category.id).order_by("-version").first()
    if newest is not None and newest.hours == category.sla_hours:
        return
    version = newest.version + 1 if newest else 1
    await SlaPolicyRow.create(
        id=f"{category.id}.v{version}",
        policy=category.id,
        category_id=category.id,
        version=version,
        hours=category.sla_hours,
        counted=Counted.ROUND_THE_CLOCK,
        at_risk_share=0.75,
        escalate_after_share=1.0,
        # The first version is valid from the beginning, so that imported requests have a deadline too.
        valid_from=now if newest else FIRST_VALID_FROM,
    )
