"""The contents of a demo city, read from two TOML files: places, people and notes; and what citizens report."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from app.data.fields import Latitude, Longitude, Text, Texts, faults_below, not_empty
from app.data.toml_file import Table, read_table, unknown_key

DEMO_ALMATY = Path(__file__).parent / "demo_almaty.toml"
DEMO_ALMATY_DESCRIPTIONS = Path(__file__).parent / "demo_almaty_descriptions.toml"
DEMO_ALMATY_DISTRICTS = Path(__file__).parent / "demo_almaty_districts.geojson"


def _only(*keys: str) -> AfterValidator:
    """Return a validator for a table that has to have these keys and no others."""

    def check(table: Mapping[str, object]) -> Mapping[str, object]:
        missing = [((key,), "missing") for key in keys if key not in table]
        faults_below([*missing, *(((key,), unknown_key(keys)) for key in table if key not in keys)])
        return table

    return AfterValidator(check)


TextsByLanguage = Annotated[Mapping[str, Texts], _only("kk", "ru")]
Notes = Annotated[Mapping[str, TextsByLanguage], _only("done", "hold", "confirmed", "disputed")]
"""What a person writes with a change of status, by occasion and language."""


def _place(value: object) -> object:
    """Return a row [kk, ru, latitude, longitude] as a table; another value is left to the table's own check."""
    keys = tuple(DemoPlace.model_fields)
    return dict(zip(keys, value, strict=True)) if isinstance(value, list) and len(value) == len(keys) else value


class DemoPlace(Table):
    """A crossing as a citizen would write it, and where it is."""

    kk: Text
    ru: Text
    latitude: Latitude
    longitude: Longitude


class DemoExecutor(Table):
    """An executor: an organisation or one person, and the categories they work on."""

    name: Text
    kind: Literal["organisation", "person"]
    categories: Texts


class DemoCitizen(Table):
    """A citizen and the language they write in."""

    name: Text
    locale: Literal["kk", "ru"]


class DemoData(Table):
    """The places and people of a demo city, and what they write with a change of status."""

    places: Annotated[tuple[Annotated[DemoPlace, BeforeValidator(_place)], ...], not_empty]
    executors: Annotated[tuple[DemoExecutor, ...], not_empty]
    citizens: Annotated[tuple[DemoCitizen, ...], not_empty]
    notes: Notes


class DescriptionFile(Table):
    """A file of what citizens report."""

    descriptions: Mapping[str, TextsByLanguage]


def load_demo(path: Path = DEMO_ALMATY) -> DemoData:
    """Return the contents of a demo file; the caller checks the categories against its catalogue.

    Raises:
        DataFileError: lists every fault of the file.
    """
    return read_table(path, DemoData)


def load_descriptions(path: Path = DEMO_ALMATY_DESCRIPTIONS) -> Mapping[str, TextsByLanguage]:
    """Return what citizens report, by category and language; the caller checks the categories against its catalogue.

    Raises:
        DataFileError: lists every fault of the file.
    """
    return read_table(path, DescriptionFile).descriptions
