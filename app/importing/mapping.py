"""How to read one kind of table, from a small TOML file: which column holds what, and what its values mean.

The shipped mapping `boston-2015` explains the format in its first lines; copy it to write your own.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from fnmatch import translate
from pathlib import Path

from app.data.catalog import load_categories
from app.data.toml_file import DataFileError, Fault, read_table
from app.domain.requests.reasons import RejectReason
from app.importing.mapping_file import CATEGORY_IDS, Columns, MappingFile, folded

SHIPPED = Path(__file__).parent / "mappings"


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryRule:
    """A category and the types that belong to it."""

    category_id: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosureRule:
    """A reason to reject, and the closure reasons of the table that mean it."""

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
    #: When the table was taken: an open case is judged as of then. None where the file does not say.
    snapshot_at: datetime | None = None
    category_rules: tuple[CategoryRule, ...]
    default_category_id: str
    #: Points that stand for "place unknown", as (latitude, longitude).
    placeholder_points: frozenset[tuple[float, float]]
    closure_rules: tuple[ClosureRule, ...] = ()
    #: What is probably not meant in the file, as sentences.
    warnings: tuple[str, ...] = ()

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
    """Return a shipped mapping by its name, or any mapping by the path of its file.

    `category_ids` are the categories that rules may name; by default the shipped catalogue.

    Raises:
        DataFileError: there is no such mapping, or every fault of its file.
    """
    path = Path(name_or_path)
    if str(name_or_path) in shipped_mappings():
        path = SHIPPED / f"{name_or_path}.toml"
    elif not path.is_file():
        expected = f"expected the path of a mapping file or one of {', '.join(shipped_mappings())}"
        raise DataFileError(str(path), Fault("", f"no such mapping; {expected}"))
    known = category_ids if category_ids is not None else {category.id for category in load_categories()}
    return _mapping(path.stem, read_table(path, MappingFile, {CATEGORY_IDS: known}))


def _mapping(name: str, file: MappingFile) -> Mapping:
    return Mapping(
        name=name,
        encoding=file.encoding,
        delimiter=file.delimiter,
        date_format=file.date_format,
        timezone=file.timezone,
        columns=file.columns,
        open_words=folded(file.status.open),
        closed_words=folded(file.status.closed),
        kept_words=folded(file.on_time.kept) if file.on_time else frozenset(),
        missed_words=folded(file.on_time.missed) if file.on_time else frozenset(),
        snapshot_at=file.taken_at,
        category_rules=tuple(
            CategoryRule(category_id=category_id, pattern=pattern)
            for category_id, texts in file.categories.patterns.items()
            for pattern in _patterns(texts)
        ),
        default_category_id=file.categories.default,
        placeholder_points=frozenset((point.latitude, point.longitude) for point in file.placeholder),
        warnings=file.warnings,
        closure_rules=tuple(
            ClosureRule(reason=RejectReason(reason), pattern=pattern)
            for reason, texts in file.closures.items()
            for pattern in _patterns(texts)
        ),
    )


def _patterns(texts: Iterable[str]) -> Iterable[re.Pattern[str]]:
    return (re.compile(translate(text.casefold())) for text in texts)
