"""`qala places`: the streets, crossings, houses and landmarks of a city by name."""

import asyncio
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table

from app.cli.console import app, out
from app.cli.engines import application_for_command
from app.cli.known_city import find_city, find_or_add_city
from app.commands.staff.places import put_places, remove_places
from app.data.place_file import LANGUAGES_OF_NAMES, load_places
from app.domain.places.place import Place, PlaceKind
from app.queries.cities.places import MOST_SUGGESTIONS, places_by_kind, suggested_places
from app.settings import Settings

places = App(name="places", help="Places of a city by name.")
app.command(places)
CityOption = Annotated[str, Parameter(help="slug of the city, such as almaty")]


@places.command(name="put")
def put_command(file: Path, *, city: CityOption) -> None:
    """Replace the places of a city by those of a CSV file.

    Its columns are kind (street, crossing, house or landmark), name_kk, name_ru, house_number, latitude and longitude.
    A house has the name of its street. See docs/places.md.
    """
    read, stored = asyncio.run(_put(file, city))
    out.print(f"{read:,} rows read, {stored:,} places stored.")


async def _put(file: Path, city_id: str) -> tuple[int, int]:
    async with application_for_command(Settings.read(), lead=False):
        known = await find_city(city_id)
        # The file is read first, so that a wrong one adds no city either.
        read = load_places(file, known.box)
        await find_or_add_city(city_id)
        return len(read), await put_places(city_id, read)


@places.command(name="list")
def list_command(*, city: CityOption) -> None:
    """Print how many places a city has of each kind."""
    counts = asyncio.run(_count(city))
    table = Table("kind", "places")
    for kind in PlaceKind:
        table.add_row(kind.lower(), f"{counts.get(kind, 0):,}")
    out.print(table)


async def _count(city_id: str) -> dict[PlaceKind, int]:
    async with application_for_command(Settings.read(), lead=False):
        await find_city(city_id)
        return dict(await places_by_kind(city_id))


@places.command(name="find")
def find_command(text: str, *, city: CityOption) -> None:
    """Print what the form suggests for a text."""
    table = Table("kind", *LANGUAGES_OF_NAMES, "latitude", "longitude")
    for place in asyncio.run(_find(text, city)):
        addresses = (place.address(language) for language in LANGUAGES_OF_NAMES)
        table.add_row(place.kind.lower(), *addresses, f"{place.latitude:.6f}", f"{place.longitude:.6f}")
    out.print(table)


async def _find(text: str, city_id: str) -> list[Place]:
    async with application_for_command(Settings.read(), lead=False):
        await find_city(city_id)
        return await suggested_places(city_id, text, MOST_SUGGESTIONS)


@places.command(name="remove")
def remove_command(*, city: CityOption) -> None:
    """Remove all places of a city."""
    out.print(f"{asyncio.run(_remove(city)):,} removed")


async def _remove(city_id: str) -> int:
    async with application_for_command(Settings.read(), lead=False):
        return await remove_places(city_id)
