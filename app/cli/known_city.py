"""The city that a command of the command line is about."""

from app.cli.console import out
from app.commands.staff.catalog import put_cities
from app.data.catalog import CITIES_ABROAD, load_cities
from app.errors import NotFound
from app.models import City


async def settle(city_id: str) -> City:
    """Return the city; one that ships with the product and is not there yet is added, with a word about it.

    Raises:
        NotFound: neither the installation nor the shipped files know it.
    """
    city = await City.get_or_none(id=city_id)
    if city is not None:
        return city
    shipped = {known.id: known for known in (*load_cities(), *load_cities(CITIES_ABROAD))}
    if city_id not in shipped:
        there = sorted({*shipped, *(city.id for city in await City.all())})
        raise NotFound(f"there is no city {city_id!r}; known are {', '.join(there)}; `qala city put FILE` adds others")
    await put_cities([shipped[city_id]])
    out.print(f"{shipped[city_id].en} was not a city of this installation: added.", markup=False)
    return await City.get(id=city_id)
