"""The catalogues every installation starts with: the cities and the categories, read from TOML files.

Both loaders also take a path, so an Akimat's own file of cities or categories passes the same checks.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.data.entry import Entry, read_entry

CITIES = Path(__file__).parent / "cities.toml"
CITIES_ABROAD = Path(__file__).parent / "cities_abroad.toml"
CATEGORIES = Path(__file__).parent / "categories.toml"

SLUG = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundingBox:
    """The rectangle around the built-up city; a point outside of it is refused as a mistake."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, latitude: float, longitude: float) -> bool:
        """Tell whether a point lies inside, the edge included."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@dataclass(frozen=True, kw_only=True, slots=True)
class CityData:
    """A city as its file describes it."""

    #: Slug, for ever: it is a key in the database and a word in addresses of pages.
    id: str
    kk: str
    ru: str
    en: str
    #: The centre, where the map opens.
    latitude: float
    longitude: float
    #: IANA zone: the deadlines of the city count by its clock.
    timezone: str
    bbox: BoundingBox


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryData:
    """A category of service requests as its file describes it."""

    #: Slug, for ever: a key in the database.
    id: str
    kk: str
    ru: str
    en: str
    #: The short name of the drawing the front end shows.
    icon: str
    #: The promise, round the clock, unless the city sets its own.
    sla_hours: int
    #: How far apart two requests may stand and still be about the same thing.
    nearby_radius_metres: int


def load_cities(path: Path = CITIES) -> tuple[CityData, ...]:
    """Read a file of `[[city]]` entries, in the order of the file."""
    return tuple(_city(entry) for entry in _named_entries(path, "city"))


def load_categories(path: Path = CATEGORIES) -> tuple[CategoryData, ...]:
    """Read a file of `[[category]]` entries, in the order of the file, which is the order on screen."""
    return tuple(_category(entry) for entry in _named_entries(path, "category"))


def _named_entries(path: Path, field: str) -> list[Entry]:
    """Return the entries of a file, each named by its id, no id twice."""
    root = read_entry(path)
    entries = root.entries(field)
    root.close()
    names: set[str] = set()
    for entry in entries:
        slug = entry.text("id")
        if not SLUG.fullmatch(slug):
            raise entry.refusal("id", f"expected 2 to 40 of a-z, 0-9 and _, a letter first, but got {slug!r}")
        if slug in names:
            raise entry.refusal("id", f"{slug!r} is there more than once")
        names.add(slug)
        entry.name = f"{field} {slug!r}"
    return entries


def _city(entry: Entry) -> CityData:
    city = CityData(
        id=entry.text("id"),
        kk=entry.text("kk"),
        ru=entry.text("ru"),
        en=entry.text("en"),
        latitude=entry.number("latitude", low=-90, high=90),
        longitude=entry.number("longitude", low=-180, high=180),
        timezone=_timezone(entry),
        bbox=_bbox(entry),
    )
    entry.close()
    if not city.bbox.contains(city.latitude, city.longitude):
        raise entry.refusal("bbox", f"expected to hold the centre {city.latitude}, {city.longitude}")
    return city


def _category(entry: Entry) -> CategoryData:
    category = CategoryData(
        id=entry.text("id"),
        kk=entry.text("kk"),
        ru=entry.text("ru"),
        en=entry.text("en"),
        icon=entry.text("icon"),
        sla_hours=entry.whole("sla_hours", low=1, high=8760),
        nearby_radius_metres=entry.whole("nearby_radius_metres", low=1, high=5000),
    )
    entry.close()
    return category


def _timezone(entry: Entry) -> str:
    name = entry.text("timezone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        # ValueError: an absolute path or "..". OSError: a folder of the zone database, such as "Asia".
        raise entry.refusal("timezone", f"expected an IANA zone such as 'Asia/Almaty', but got {name!r}") from error
    return name


def _bbox(entry: Entry) -> BoundingBox:
    edges = entry.numbers("bbox", low=-180, high=180)
    if len(edges) != 4:
        raise entry.refusal("bbox", f"expected [west, south, east, north], but got {len(edges)} numbers")
    west, south, east, north = edges
    if not (west < east and -90 <= south < north <= 90):
        raise entry.refusal("bbox", f"expected west < east and south < north, but got {list(edges)}")
    return BoundingBox(west=west, south=south, east=east, north=north)
