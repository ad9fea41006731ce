"""Cities and categories: put into the tables, changed, never removed while requests name them."""

from collections.abc import Iterable

from app.data.catalog import CategoryData, CityData
from app.models import Category, City


async def put_cities(cities: Iterable[CityData]) -> None:
    """Add these cities, or change those that are there."""
    for city in cities:
        await City.update_or_create(
            id=city.id,
            defaults={
                "name_kk": city.kk,
                "name_ru": city.ru,
                "name_en": city.en,
                "latitude": city.latitude,
                "longitude": city.longitude,
                "timezone": city.timezone,
                "west": city.bbox.west,
                "south": city.bbox.south,
                "east": city.bbox.east,
                "north": city.bbox.north,
            },
        )


async def put_categories(categories: Iterable[CategoryData]) -> None:
    """Add these categories in this order, or change those that are there."""
    for rank, category in enumerate(categories):
        await Category.update_or_create(
            id=category.id,
            defaults={
                "rank": rank,
                "name_kk": category.kk,
                "name_ru": category.ru,
                "name_en": category.en,
                "icon": category.icon,
                "sla_hours": category.sla_hours,
                "nearby_radius_metres": category.nearby_radius_metres,
            },
        )
