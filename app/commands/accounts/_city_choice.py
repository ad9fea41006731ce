"""The city that a person chooses for an account."""

from app.data.catalog import SLUG
from app.errors import InvalidInput
from app.models import City


async def check_city(city_id: str | None, *, required: bool) -> str | None:
    """Return the id of an existing city, or None when none was given and none is required.

    Raises:
        InvalidInput: there is no such city, or none was given although one is required.
    """
    if city_id is None and not required:
        return None
    if city_id is None or not SLUG.fullmatch(city_id) or not await City.exists(id=city_id):
        raise InvalidInput("cityId", "cityId: expected the id of a city, such as almaty")
    return city_id
