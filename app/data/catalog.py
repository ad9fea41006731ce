"""The catalogues every installation starts with: the cities and the categories, read from TOML files.

Both loaders also take a path, so an Akimat's own file of cities or categories passes the same checks.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationInfo, create_model, field_validator

from app.data.fields import (
    Latitude,
    Longitude,
    Text,
    Texts,
    Timezone,
    each_once,
    expected,
    fault,
    faults_below,
    not_empty,
)
from app.data.toml_file import Table, read_table
from app.domain.accounts.roles import LANGUAGES
from app.domain.places.colours import LEAST_CONTRAST, LIGHT_GROUND, contrast, is_colour
from app.domain.places.geo import Box
from app.settings import mail_domain

CITIES = Path(__file__).parent / "cities.toml"
CITIES_ABROAD = Path(__file__).parent / "cities_abroad.toml"
CATEGORIES = Path(__file__).parent / "categories.toml"

SLUG = re.compile(r"[a-z][a-z0-9_]{1,39}")
_EDGES = TypeAdapter(tuple[Longitude, ...])


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise fault(f"expected 2 to 40 of a-z, 0-9 and _, a letter first, but got {text!r}")
    return text


def _box(value: object) -> Box:
    edges = _EDGES.validate_python(value)
    if len(edges) != 4:
        raise fault(f"expected [west, south, east, north], but got {len(edges)} numbers")
    box = Box(*edges)
    if not (box.west < box.east and -90 <= box.south < box.north <= 90):
        raise fault(f"expected west < east and south < north, but got {list(edges)}")
    return box


def _domain(text: str) -> str:
    try:
        return mail_domain(text)
    except ValueError as error:
        raise fault(str(error)) from error


def _colour(text: str) -> str:
    colour = text.lower()
    if not is_colour(colour):
        raise fault(f"expected a colour such as '#0e3f45', but got {text!r}")
    if (found := contrast(colour, LIGHT_GROUND)) < LEAST_CONTRAST:
        raise fault(
            f"expected a darker colour: text of {text!r} on light ground has a contrast of {found:.1f},"
            f" and {LEAST_CONTRAST} are needed to read it"
        )
    return colour


Slug = Annotated[Text, AfterValidator(_slug)]
Colour = Annotated[Text, AfterValidator(_colour)]
Domain = Annotated[Text, AfterValidator(_domain)]


class _Entry(Table):
    #: Slug, for ever: it is a key in the database and a word in addresses of pages.
    id: Slug


if TYPE_CHECKING:
    _NamedEntry = _Entry
else:
    # A key for each language, such as `kk`.
    _NamedEntry = create_model("_NamedEntry", __base__=_Entry, **dict.fromkeys(LANGUAGES, (Text, ...)))


class Named(_NamedEntry):
    """An entry of a catalogue: its key and its name in every language."""

    @property
    def names(self) -> dict[str, str]:
        """The names by language code."""
        return {language: getattr(self, language) for language in LANGUAGES}


NamedT = TypeVar("NamedT", bound=Named)


class CityData(Named):
    """A city as its file describes it."""

    #: The centre, where the map opens.
    latitude: Latitude
    longitude: Longitude
    #: The deadlines of the city count by the clock of this zone.
    timezone: Timezone
    #: The rectangle around the built-up city; a point outside of it is refused as a mistake.
    bbox: Annotated[Box, BeforeValidator(_box)]
    #: The domains of the mailboxes of the city's own Akimat: who opens the link of an address there is its officer.
    akimat_domains: Annotated[tuple[Domain, ...], AfterValidator(each_once)] = ()
    #: The colour of buttons, links and the header; without one, the product's own.
    color: Colour | None = None

    @field_validator("bbox")
    @classmethod
    def _holds_the_centre(cls, bbox: Box, info: ValidationInfo) -> Box:
        latitude, longitude = info.data.get("latitude"), info.data.get("longitude")
        # A centre that is wrong itself has its own fault already.
        if latitude is not None and longitude is not None and not bbox.contains(latitude, longitude):
            raise fault(f"expected to hold the centre {latitude}, {longitude}")
        return bbox


if TYPE_CHECKING:
    _NamedWithWords = Named
else:
    # An optional key for each language, such as `words_kk`.
    _NamedWithWords = create_model(
        "_NamedWithWords", __base__=Named, **{f"words_{language}": (Texts, ()) for language in LANGUAGES}
    )


class CategoryData(_NamedWithWords):
    """A category of service requests as its file describes it."""

    #: The short name of the drawing the front end shows.
    icon: Text
    #: The promise, round the clock, unless the city sets its own.
    sla_hours: Annotated[int, Field(strict=True, ge=1, le=8760), expected("a whole number from 1 to 8760")]
    #: How far apart two requests may stand and still be about the same thing.
    nearby_radius_metres: Annotated[int, Field(strict=True, ge=1, le=5000), expected("a whole number from 1 to 5000")]
    #: Whether a report needs a text also where it has a photo.
    needs_description: Annotated[bool, Field(strict=True), expected("true or false")] = True

    @property
    def words_by_language(self) -> dict[str, list[str]]:
        """What people write of such problems, by language code."""
        return {language: list(getattr(self, f"words_{language}")) for language in LANGUAGES}


def _distinct(entries: tuple[NamedT, ...]) -> tuple[NamedT, ...]:
    ids = [entry.id for entry in entries]
    faults_below(((at, "id"), f"{slug!r} is there more than once") for at, slug in enumerate(ids) if slug in ids[:at])
    return entries


class CityFile(Table):
    """A file of `[[city]]` entries."""

    city: Annotated[tuple[CityData, ...], not_empty, AfterValidator(_distinct)]


class CategoryFile(Table):
    """A file of `[[category]]` entries."""

    category: Annotated[tuple[CategoryData, ...], not_empty, AfterValidator(_distinct)]


def load_cities(path: Path = CITIES) -> tuple[CityData, ...]:
    """Return the cities of a file, in its order.

    Raises:
        DataFileError: lists every fault of the file.
    """
    return read_table(path, CityFile).city


def load_categories(path: Path = CATEGORIES) -> tuple[CategoryData, ...]:
    """Return the categories of a file, in its order, which is the order on screen.

    Raises:
        DataFileError: lists every fault of the file.
    """
    return read_table(path, CategoryFile).category
