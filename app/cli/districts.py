"""`qala district`: the districts of a city."""

import asyncio
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.table import Table

from app.cli.console import app, out
from app.cli.engines import application_for_command
from app.cli.known_city import find_city, find_or_add_city
from app.commands.staff.districts import DistrictChange, put_districts, remove_districts
from app.data.district_file import load_districts
from app.domain.accounts.roles import LANGUAGES
from app.queries.cities.catalog import Catalog
from app.queries.cities.districts import CityDistrict, requests_by_district, survey_of
from app.settings import Settings

district = App(name="district", help="Districts of a city.")
app.command(district)
CityOption = Annotated[str, Parameter(help="slug of the city, such as almaty")]
_NEXT = "A server gives the requests their districts; `qala district list` shows when it has."


@district.command(name="put")
def put_command(file: Path, *, city: CityOption) -> None:
    """Replace the districts of a city by those of a GeoJSON file, one feature each.

    A feature has its names in the properties name_kk, name_ru and name_en, and its outline as a Polygon or a
    MultiPolygon of longitudes and latitudes. Districts that the file does not have are removed.
    """
    change = asyncio.run(_put(file, city))
    out.print(f"{len(change.put)} districts added or changed: {', '.join(change.put) or 'none'}")
    if change.removed:
        out.print(f"{len(change.removed)} removed: {', '.join(change.removed)}")
    if change.put or change.removed:
        out.print(_NEXT)


async def _put(file: Path, city_id: str) -> DistrictChange:
    async with application_for_command(Settings.read(), lead=False):
        known = await find_city(city_id)
        # The file is read first, so that a wrong one adds no city either.
        districts = load_districts(file, known.id, known.box)
        await find_or_add_city(city_id)
        return await put_districts(city_id, districts)


@district.command(name="list")
def list_command(*, city: CityOption) -> None:
    """Print the districts of a city with the number of their requests."""
    asyncio.run(_list(city))


async def _list(city_id: str) -> None:
    async with application_for_command(Settings.read(), lead=False) as application:
        districts, counts = await _districts_of(application.catalog, city_id), await requests_by_district(city_id)
        survey = await survey_of(city_id)
    table = Table("district", *LANGUAGES, "requests")
    for item in districts:
        table.add_row(item.id, *(item.names[language] for language in LANGUAGES), f"{counts.get(item.id, 0):,}")
    table.add_row("-", *[""] * len(LANGUAGES), f"{counts.get(None, 0):,}")
    out.print(table)
    if survey is not None and survey.done_at is None:
        reached = "not begun" if survey.reached is None else f"at the requests of {survey.reached:%Y-%m-%d}"
        out.print(f"The outlines changed at {survey.asked_at:%Y-%m-%d %H:%M}; requests follow: {reached}.")


async def _districts_of(catalog: Catalog, city_id: str) -> list[CityDistrict]:
    await find_city(city_id)
    return await catalog.districts_of(city_id)


@district.command(name="remove")
def remove_command(*ids: str, city: CityOption) -> None:
    """Remove districts of a city; their requests are in no district then, or in the one whose outline holds them.

    Parameters
    ----------
    ids
        only these districts, as `qala district list` prints them; all of the city without any
    """
    removed = asyncio.run(_remove(city, ids))
    out.print(f"{len(removed)} removed: {', '.join(removed) or 'none'}")
    if removed:
        out.print(_NEXT)


async def _remove(city_id: str, ids: tuple[str, ...]) -> list[str]:
    async with application_for_command(Settings.read(), lead=False):
        return list(await remove_districts(city_id, ids))
