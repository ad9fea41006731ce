"""The columns of CSV and XLSX files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache

from app.domain.accounts.roles import Locale
from app.domain.photos.photo import PhotoKind
from app.exporting.exported_request import Edition, ExportedRequest
from app.localisation import messages

Cell = str | int | float | datetime | None
"""The content of one cell. A time has a zone; None leaves the cell empty."""


class Content(Enum):
    """What the cells of a column hold."""

    TEXT = "TEXT"
    """never read as a formula, whatever its first character is"""
    WHOLE = "WHOLE"
    """whole numbers"""
    DEGREES = "DEGREES"
    """numbers with six decimals, a tenth of a metre"""
    TIME = "TIME"


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    """The variant of the message ``export-column``."""
    content: Content
    value: Callable[[ExportedRequest, Edition], Cell]
    personal: bool = False
    """Whether it is for the staff of the city alone."""
    width: int = 16
    """In characters, in a spreadsheet."""


def columns_of(edition: Edition) -> Sequence[Column]:
    """Return the columns of a file."""
    return [column for column in _COLUMNS if edition.personal or not column.personal]


def titles_of(edition: Edition) -> list[str]:
    """Return the titles of the columns in the language of the reader."""
    texts = messages(edition.locale)
    return [texts.export_column(column.name) for column in columns_of(edition)]


def minutes_to_start(exported: ExportedRequest) -> int | None:
    """Return the whole minutes from the report to the start of the work."""
    request = exported.request
    return None if request.started_at is None else _minutes(request.created_at, request.started_at)


def minutes_of_work(exported: ExportedRequest) -> int | None:
    """Return the whole minutes from the start of the work to its completion; None while it is not done."""
    request = exported.request
    if request.started_at is None or request.done_at is None:
        return None
    return _minutes(request.started_at, request.done_at)


def was_late(exported: ExportedRequest, now: datetime) -> bool:
    """Whether the deadline has passed while work is owed, or had passed when the work was done."""
    request = exported.request
    if request.done_at is None or request.is_open:
        return request.is_overdue(now)
    return request.due_at is not None and request.done_at > request.due_at


def _minutes(begun: datetime, ended: datetime) -> int:
    # Imported tables hold times in the wrong order.
    return max(0, int((ended - begun).total_seconds() // 60))


@cache
def _status(locale: Locale, value: str) -> str:
    # Cached, as the two below: formatting a message takes longer than all other cells of a row.
    return messages(locale).status(value)


@cache
def _closing(locale: Locale, value: str) -> str:
    return messages(locale).export_closed(value)


@cache
def _answer(locale: Locale, is_yes: bool) -> str:
    return messages(locale).export_answer("YES" if is_yes else "NO")


def _closed_by(exported: ExportedRequest, edition: Edition) -> str | None:
    word = exported.request.closed_by
    return None if word is None else _closing(edition.locale, word.value)


def _source(exported: ExportedRequest, edition: Edition) -> str | None:
    source = exported.request.report_source
    return None if source is None else messages(edition.locale).source(source.value)


def _photos(kind: PhotoKind) -> Callable[[ExportedRequest, Edition], Cell]:
    return lambda exported, edition: " ".join(edition.photos_of(exported, kind)) or None


_COLUMNS: Sequence[Column] = (
    Column("NUMBER", Content.TEXT, lambda x, _: x.request.number),
    Column("STATUS", Content.TEXT, lambda x, e: _status(e.locale, x.request.status.value)),
    Column("CATEGORY", Content.TEXT, lambda x, e: e.categories.get(x.request.category_id, x.request.category_id)),
    Column("DISTRICT", Content.TEXT, lambda x, e: e.districts.get(x.request.district_id or "")),
    Column("ADDRESS", Content.TEXT, lambda x, _: x.request.address, width=32),
    Column("DESCRIPTION", Content.TEXT, lambda x, _: x.request.description, width=48),
    Column("CREATED", Content.TIME, lambda x, _: x.request.created_at),
    Column("STARTED", Content.TIME, lambda x, _: x.request.started_at),
    Column("DONE", Content.TIME, lambda x, _: x.request.done_at),
    Column("CLOSED", Content.TIME, lambda x, _: x.request.closed_at),
    Column("CLOSED_BY", Content.TEXT, _closed_by),
    Column("PROMISED", Content.TIME, lambda x, _: x.request.promised_at),
    Column("DUE", Content.TIME, lambda x, _: x.request.due_at),
    Column("LATE", Content.TEXT, lambda x, e: _answer(e.locale, was_late(x, e.now))),
    Column("ACCEPT_MINUTES", Content.WHOLE, lambda x, _: minutes_to_start(x)),
    Column("WORK_MINUTES", Content.WHOLE, lambda x, _: minutes_of_work(x)),
    Column("EXECUTOR", Content.TEXT, lambda x, _: x.executor, width=24),
    Column("ORGANISATION", Content.TEXT, lambda x, _: x.organisation, width=24),
    Column("RATING", Content.WHOLE, lambda x, _: x.request.rating),
    Column("MERGED_INTO", Content.TEXT, lambda x, _: x.merged_into),
    Column("SOURCE", Content.TEXT, _source),
    Column("LATITUDE", Content.DEGREES, lambda x, _: x.request.latitude),
    Column("LONGITUDE", Content.DEGREES, lambda x, _: x.request.longitude),
    Column("PHOTOS_REPORT", Content.TEXT, _photos(PhotoKind.REPORT)),
    Column("PHOTOS_BEFORE", Content.TEXT, _photos(PhotoKind.BEFORE)),
    Column("PHOTOS_AFTER", Content.TEXT, _photos(PhotoKind.AFTER)),
    Column("PAGE", Content.TEXT, lambda x, e: e.page_of(x.request.id)),
    Column("AUTHOR", Content.TEXT, lambda x, _: x.reporter.name if x.reporter else None, personal=True, width=24),
    Column("EMAIL", Content.TEXT, lambda x, _: x.reporter.email if x.reporter else None, personal=True, width=24),
    Column("PHONE", Content.TEXT, lambda x, _: x.reporter.phone if x.reporter else None, personal=True),
    Column("POINTS", Content.WHOLE, lambda x, _: x.points, personal=True),
)
