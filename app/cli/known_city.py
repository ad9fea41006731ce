"""The city that a command names."""

from dataclasses import dataclass

from app.cli.console import out
from app.commands.staff.catalog import put_cities
from app.data.catalog import CITIES_ABROAD, CityData, load_cities
from app.domain.places.geo import Box
from app.errors import NotFound
from app.models import City


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCity:
    """What a command needs of a city, which may not be in the installation yet."""

    id: str
    timezone: str
    box: Box
    centre: tuple[float, float]
    """Latitude and longitude."""


async def find_or_add_city(city_id: str) -> City:
    """Return the city; add it, and print that, if it is missing but among the cities that ship with the product.

    Raises:
        NotFound: neither the installation nor the shipped files have it.
    """
    city = await City.get_or_none(id=city_id)
    if city is not None:
        return city
    shipped = await _shipped(city_id)
    await put_cities([shipped])
    out.print(f"{shipped.names['en']} was not a city of this installation: added.", markup=False)
    return await City.get(id=city_id)


async def find_city(city_id: str) -> KnownCity:
    """Return the city of the installation, or of the cities that ship with the product; nothing is added.

    Raises:
        NotFound: neither the installation nor the shipped files have it.
    """
    city = await City.get_or_none(id=city_id)
    if city is None:
        shipped = await _shipped(city_id)
        centre = (shipped.latitude, shipped.longitude)
        return KnownCity(id=city_id, timezone=shipped.timezone, box=shipped.bbox, centre=centre)
    box = Box(west=city.west, south=city.south, east=city.east, north=city.north)
    return KnownCity(id=city_id, timezone=city.timezone, box=box, centre=(city.latitude, city.longitude))


async def _shipped(city_id: str) -> CityData:
    shipped = {known.id: known for known in (*load_cities(), *load_cities(CITIES_ABROAD))}
    if city_id not in shipped:
        known_ids = sorted({*shipped, *(city.id for city in await City.all())})
        raise NotFound(
            f"there is no city {city_id!r}; known are {', '.join(known_ids)}; `qala city put FILE` adds others"
        )
    return shipped[city_id]
