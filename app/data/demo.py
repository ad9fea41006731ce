"""What a demo city is made of, read from one TOML file: places, people and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from app.data.entry import Entry, read_entry

DEMO_ALMATY = Path(__file__).parent / "demo_almaty.toml"

LOCALES = ("kk", "ru")
EXECUTOR_KINDS = ("organisation", "person")
MOMENTS = ("done", "hold", "confirmed", "disputed")

#: Texts by category or by moment, then by language.
Phrases = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoPlace:
    """A crossing as a citizen would write it, and where it is."""

    kk: str
    ru: str
    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoExecutor:
    """An executor: an organisation or one person, and the categories they are called for."""

    name: str
    kind: str
    categories: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoCitizen:
    """A citizen and the language they write in."""

    name: str
    locale: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoData:
    """All a demo city is made of."""

    places: tuple[DemoPlace, ...]
    executors: tuple[DemoExecutor, ...]
    citizens: tuple[DemoCitizen, ...]
    #: What people say along the way: done, hold, confirmed, disputed.
    notes: Phrases
    #: What citizens report, by category.
    descriptions: Phrases


def load_demo(path: Path = DEMO_ALMATY) -> DemoData:
    """Read a demo file; whether its categories exist is for the caller, who knows the catalogue in use."""
    root = read_entry(path)
    demo = DemoData(
        places=tuple(_place(entry) for entry in root.entries("places")),
        executors=tuple(_executor(entry) for entry in root.entries("executors")),
        citizens=tuple(_citizen(entry) for entry in root.entries("citizens")),
        notes=_phrases(root.table("notes"), MOMENTS),
        descriptions=_phrases(root.table("descriptions"), ()),
    )
    root.close()
    return demo


def _place(entry: Entry) -> DemoPlace:
    place = DemoPlace(
        kk=entry.text("kk"),
        ru=entry.text("ru"),
        latitude=entry.number("latitude", low=-90, high=90),
        longitude=entry.number("longitude", low=-180, high=180),
    )
    entry.close()
    return place


def _executor(entry: Entry) -> DemoExecutor:
    executor = DemoExecutor(
        name=entry.text("name"),
        kind=entry.choice("kind", EXECUTOR_KINDS),
        categories=entry.texts("categories"),
    )
    entry.close()
    return executor


def _citizen(entry: Entry) -> DemoCitizen:
    citizen = DemoCitizen(name=entry.text("name"), locale=entry.choice("locale", LOCALES))
    entry.close()
    return citizen


def _phrases(entry: Entry, expected: tuple[str, ...]) -> Phrases:
    """Read tables of texts by language; `expected` names the tables that have to be there."""
    phrases: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for name in expected or entry.fields():
        table = entry.table(name)
        table.name = f"{entry.name}.{name}"
        phrases[name] = MappingProxyType({locale: table.texts(locale) for locale in LOCALES})
        table.close()
    entry.close()
    return MappingProxyType(phrases)
