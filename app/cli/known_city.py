"""The city that a command names."""

from app.cli.console import out
from app.commands.staff.catalog import put_cities
from app.data.catalog import CITIES_ABROAD, load_cities
from app.errors import NotFound
from app.models import City


async def find_or_add_city(city_id: str) -> City:
    """Return the city; add it, and print that, if it is missing but among the cities that ship with the product.

    Raises:
        NotFound: neither the installation nor the shipped files have it.
    """
    city = await City.get_or_none(id=city_id)
    if city is not None:
        return city
    shipped = {known.id: known for known in (*load_cities(), *load_cities(CITIES_ABROAD))}
    if city_id not in shipped:
        known_ids = sorted({*shipped, *(city.id for city in await City.all())})
        raise NotFound(
            f"there is no city {city_id!r}; known are {', '.join(known_ids)}; `qala city put FILE` adds others"
        )
    await put_cities([shipped[city_id]])
    out.print(f"{shipped[city_id].names['en']} was not a city of this installation: added.", markup=False)
    return await City.get(id=city_id)
