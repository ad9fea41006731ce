"""Cities and categories: added and changed, never deleted, because requests refer to them."""

from collections.abc import Iterable
from datetime import UTC, datetime

from app.clock import Clock, SystemClock
from app.data.catalog import CategoryData, CityData
from app.domain.sla import Counted
from app.models import Category, City, SlaPolicyRow

FIRST_VALID_FROM = datetime(2000, 1, 1, tzinfo=UTC)


async def put_cities(cities: Iterable[CityData]) -> None:
    """Add these cities; those that exist are changed."""
    for city in cities:
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
