"""A mapping: which column of somebody's table means what, read from a small TOML file.

The shipped mapping `boston-2015` explains the format in its first lines; copy it to write your own.
"""

import codecs
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from fnmatch import translate
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.data.catalog import load_categories
from app.data.entry import DataFileError, Entry, read_entry
from app.domain.reasons import RejectReason
from app.importing.local_time import LocalTimeReader

SHIPPED = Path(__file__).parent / "mappings"


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """The column of the table for each of our words; None where the table has none."""

    external_id: str
    opened_at: str
    status: str
    type: str
    latitude: str
    longitude: str
    due_at: str | None = None
    closed_at: str | None = None
    title: str | None = None
    description: str | None = None
    closure_reason: str | None = None
    address: str | None = None
    executor: str | None = None
    on_time: str | None = None
    #: The quarter or district: the address of a case that has none.
    area: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryRule:
    """A category and the types that belong to it."""

    category_id: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosureRule:
    """A reason to reject, and the closing words that mean it."""

    reason: RejectReason
    pattern: re.Pattern[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapping:
    """How to read one kind of table."""

    name: str
    encoding: str
    delimiter: str
    date_format: str
    timezone: str
    columns: Columns
    #: Status words, case-folded.
    open_words: frozenset[str]
    closed_words: frozenset[str]
    #: Words of the on-time column, case-folded; both empty where there is no such column.
    kept_words: frozenset[str]
    missed_words: frozenset[str]
    #: When the table was taken: an open case is judged as of then. None where nobody knows.
    snapshot_at: datetime | None = None
    category_rules: tuple[CategoryRule, ...]
    default_category_id: str
    #: Points that stand for "place unknown", as (latitude, longitude).
    placeholder_points: frozenset[tuple[float, float]]
    closure_rules: tuple[ClosureRule, ...] = ()

    def category_of(self, type_text: str) -> str:
        """Return the category of the first rule that fits the type, or the default."""
        folded = type_text.casefold()
        fitting = (rule.category_id for rule in self.category_rules if rule.pattern.fullmatch(folded))
        return next(fitting, self.default_category_id)

    def rejection_of(self, closure_reason: str) -> RejectReason | None:
        """Return why a case closed with these words was rejected, or None where it was done."""
        folded = closure_reason.casefold()
        return next((rule.reason for rule in self.closure_rules if rule.pattern.fullmatch(folded)), None)

    def says_on_time(self, flag: str | None) -> bool | None:
        """Return what the on-time column of the table says, or None where it says nothing we know."""
        folded = (flag or "").casefold()
        return True if folded in self.kept_words else False if folded in self.missed_words else None


def shipped_mappings() -> tuple[str, ...]:
    """Return the names of the mappings that ship with the product."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def load_mapping(name_or_path: str | Path, *, category_ids: Collection[str] | None = None) -> Mapping:
    """Read a shipped mapping by its name, or any mapping by the path of its file.

    `category_ids` are the categories that rules may name; by default the shipped catalogue.
    """
    path = Path(name_or_path)
    if str(name_or_path) in shipped_mappings():
        path = SHIPPED / f"{name_or_path}.toml"
    elif not path.is_file():
        expected = f"expected the path of a mapping file or one of {', '.join(shipped_mappings())}"
        raise DataFileError(f"no such mapping; {expected}", file=str(path))
    known = category_ids if category_ids is not None else {category.id for category in load_categories()}
    return _mapping(path.stem, read_entry(path), known)


def _mapping(name: str, root: Entry, category_ids: Collection[str]) -> Mapping:
    columns = _columns(root.table("columns"))
    timezone = _timezone(root)
    open_words, closed_words = _word_pair(root.table("status"), "open", "closed")
    kept_words, missed_words = _on_time_words(root, columns)
    rules, default = _categories(root.table("categories"), category_ids)
    mapping = Mapping(
        name=name,
        encoding=_encoding(root),
        delimiter=_delimiter(root),
        date_format=_date_format(root, timezone),
        timezone=timezone,
        columns=columns,
        open_words=open_words,
        closed_words=closed_words,
        kept_words=kept_words,
        missed_words=missed_words,
        snapshot_at=_snapshot_at(root, timezone),
        category_rules=rules,
        default_category_id=default,
        placeholder_points=_placeholder_points(root),
        closure_rules=_closures(root, columns),
    )
    root.close()
    return mapping


def _columns(entry: Entry) -> Columns:
    columns = Columns(
        external_id=entry.text("external_id"),
        opened_at=entry.text("opened_at"),
        status=entry.text("status"),
        type=entry.text("type"),
        latitude=entry.text("latitude"),
        longitude=entry.text("longitude"),
        due_at=entry.optional_text("due_at"),
        closed_at=entry.optional_text("closed_at"),
        title=entry.optional_text("title"),
        description=entry.optional_text("description"),
        closure_reason=entry.optional_text("closure_reason"),
        address=entry.optional_text("address"),
        executor=entry.optional_text("executor"),
        on_time=entry.optional_text("on_time"),
        area=entry.optional_text("area"),
    )
    entry.close()
    return columns


def _word_pair(entry: Entry, one: str, other: str) -> tuple[frozenset[str], frozenset[str]]:
    """Read two lists of words that have to be told apart whatever their case."""
    first, second = (frozenset(word.casefold() for word in entry.texts(field)) for field in (one, other))
    entry.close()
    if first & second:
        raise entry.refusal(other, f"{min(first & second)!r} is in {one} as well")
    return first, second


def _on_time_words(root: Entry, columns: Columns) -> tuple[frozenset[str], frozenset[str]]:
    if root.has("on_time") != (columns.on_time is not None):
        raise root.refusal("on_time", "expected both the table [on_time] and columns.on_time, or neither of them")
    return _word_pair(root.table("on_time"), "kept", "missed") if root.has("on_time") else (frozenset(), frozenset())


def _categories(entry: Entry, category_ids: Collection[str]) -> tuple[tuple[CategoryRule, ...], str]:
    choices = tuple(sorted(category_ids))
    default = entry.choice("default", choices)
    patterns = entry.table("patterns")
    patterns.name = "categories.patterns"
    entry.close()
    for category_id in patterns.fields():
        if category_id not in category_ids:
            raise patterns.refusal(category_id, f"no such category; expected one of {', '.join(choices)}")
    rules = (
        CategoryRule(category_id=category_id, pattern=re.compile(translate(text.casefold())))
        for category_id in patterns.fields()
        for text in patterns.texts(category_id)
    )
    return tuple(rules), default


def _closures(root: Entry, columns: Columns) -> tuple[ClosureRule, ...]:
    if not root.has("closures"):
        return ()
    if columns.closure_reason is None:
        raise root.refusal("closures", "expected columns.closure_reason as well, the words that the patterns are for")
    entry = root.table("closures")
    entry.name = "closures"
    for word in entry.fields():
        if word not in set(RejectReason):
            raise entry.refusal(word, f"no such reason; expected one of {', '.join(RejectReason)}")
    return tuple(
        ClosureRule(reason=RejectReason(word), pattern=re.compile(translate(text.casefold())))
        for word in entry.fields()
        for text in entry.texts(word)
    )


def _snapshot_at(root: Entry, timezone: str) -> datetime | None:
    text = root.optional_text("snapshot_at")
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise root.refusal("snapshot_at", f"expected a time such as 2016-01-13T00:00, but got {text!r}") from error
    return at.replace(tzinfo=ZoneInfo(timezone)) if at.tzinfo is None else at


def _timezone(root: Entry) -> str:
    name = root.text("timezone")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise root.refusal("timezone", f"expected an IANA zone such as 'Asia/Almaty', but got {name!r}") from error
    return name


def _date_format(root: Entry, timezone: str) -> str:
    date_format = root.text("date_format")
    try:
        LocalTimeReader(date_format, timezone)
    except ValueError as error:
        raise root.refusal("date_format", str(error)) from error
    return date_format


def _encoding(root: Entry) -> str:
    name = root.optional_text("encoding") or "utf-8"
    try:
        found = codecs.lookup(name).name
    except LookupError as error:
        raise root.refusal("encoding", f"expected an encoding such as 'utf-8', but got {name!r}") from error
    # A byte order mark at the start belongs to no column name; files without one read the same.
    return "utf-8-sig" if found == "utf-8" else found


def _delimiter(root: Entry) -> str:
    # Not through `text`, which would strip a tab.
    return root.choice("delimiter", (",", ";", "\t", "|")) if root.has("delimiter") else ","


def _placeholder_points(root: Entry) -> frozenset[tuple[float, float]]:
    points = set()
    for entry in root.entries("placeholder") if root.has("placeholder") else []:
        points.add((entry.number("latitude", low=-90, high=90), entry.number("longitude", low=-180, high=180)))
        entry.close()
    return frozenset(points)
