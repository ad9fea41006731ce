"""The tables of a mapping file, as `mappings/boston-2015.toml` explains them in its first lines."""

import codecs
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from app.data.fields import Latitude, Longitude, Text, Texts, Timezone, fault, faults_below, not_empty
from app.data.toml_file import Table
from app.domain.requests.reasons import RejectReason
from app.importing.local_time import LocalTimeReader

CATEGORY_IDS = "category_ids"
"""The key of the validation context that holds the ids of the categories that a mapping may name."""


def _date_format(date_format: str) -> str:
    try:
        LocalTimeReader(date_format, "UTC")
    except ValueError as error:
        raise fault(str(error)) from error
    return date_format


def _encoding(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError as error:
        raise fault(f"expected an encoding such as 'utf-8', but got {name!r}") from error
    # A byte order mark at the start belongs to no column name; files without one read the same.
    return "utf-8-sig" if found == "utf-8" else found


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise fault(f"expected a time such as 2016-01-13T00:00, but got {text!r}") from error


def _iso_time(text: str) -> str:
    _moment(text)
    return text


def _categories_in_use(info: ValidationInfo) -> tuple[str, ...]:
    ids: Collection[str] = (info.context or {}).get(CATEGORY_IDS, ())
    return tuple(sorted(ids))


class Columns(Table):
    """The column of the table for each of our fields; None where the table has none."""

    external_id: Text
    opened_at: Text
    status: Text
    type: Text
    latitude: Text | None = None
    longitude: Text | None = None
    #: One column with both, such as ``(43.24, 76.91)`` or ``POINT (76.91 43.24)``, instead of latitude and longitude.
    point: Text | None = Field(default=None, validate_default=True)
    due_at: Text | None = None
    closed_at: Text | None = None
    title: Text | None = None
    description: Text | None = None
    closure_reason: Text | None = None
    address: Text | None = None
    executor: Text | None = None
    on_time: Text | None = None
    #: The quarter or district: the address of a case that has none.
    area: Text | None = None

    @field_validator("point")
    @classmethod
    def _one_way_to_the_place(cls, point: str | None, info: ValidationInfo) -> str | None:
        pair = [info.data.get(name) for name in ("latitude", "longitude")]
        if (point is None and None in pair) or (point is not None and pair != [None, None]):
            raise fault("expected either columns.latitude and columns.longitude, or columns.point")
        return point


class StatusTable(Table):
    """The values of the status column."""

    open: Texts
    closed: Texts

    @field_validator("closed")
    @classmethod
    def _apart(cls, closed: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return _apart_from(closed, info.data.get("open", ()), "open")


class OnTimeTable(Table):
    """The values of the on-time column."""

    kept: Texts
    missed: Texts

    @field_validator("missed")
    @classmethod
    def _apart(cls, missed: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return _apart_from(missed, info.data.get("kept", ()), "kept")


def _apart_from(values: tuple[str, ...], others: tuple[str, ...], key: str) -> tuple[str, ...]:
    """Return the values, or raise a fault where one is among the others, whatever its case."""
    both = folded(values) & folded(others)
    if both:
        raise fault(f"{min(both)!r} is in {key} as well")
    return values


def folded(values: Collection[str]) -> frozenset[str]:
    """Return texts without the difference between capital and small letters."""
    return frozenset(value.casefold() for value in values)


class CategoriesTable(Table):
    """The patterns of types by category, in the order in which they are tried."""

    default: Text
    patterns: Mapping[str, Texts]

    @field_validator("default")
    @classmethod
    def _default_exists(cls, default: str, info: ValidationInfo) -> str:
        known = _categories_in_use(info)
        if default not in known:
            raise fault(f"expected one of {', '.join(known)}, but got {default!r}")
        return default

    @field_validator("patterns")
    @classmethod
    def _categories_exist(cls, patterns: Mapping[str, Texts], info: ValidationInfo) -> Mapping[str, Texts]:
        known = _categories_in_use(info)
        expectation = f"no such category; expected one of {', '.join(known)}"
        faults_below(((name,), expectation) for name in patterns if name not in known)
        return patterns


class PlaceholderPoint(Table):
    """A point that stands for "place unknown"."""

    latitude: Latitude
    longitude: Longitude


class MappingFile(Table):
    """A whole mapping file."""

    timezone: Timezone
    date_format: Annotated[Text, AfterValidator(_date_format)]
    snapshot_at: Annotated[Text, AfterValidator(_iso_time)] | None = None
    encoding: Annotated[Text, AfterValidator(_encoding)] = "utf-8-sig"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    columns: Columns
    status: StatusTable
    on_time: OnTimeTable | None = Field(default=None, validate_default=True)
    categories: CategoriesTable
    closures: Mapping[str, Texts] = Field(default_factory=dict)
    placeholder: Annotated[tuple[PlaceholderPoint, ...], not_empty] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is probably not meant, though it can be read."""
        zone = LocalTimeReader(self.date_format, "UTC").literal_zone
        if zone is None:
            return ()
        return (
            f"date_format: {zone!r} is compared as text; times count by the clock of {self.timezone}."
            " Write %z where the table gives an offset, or name the zone of its clock as timezone.",
        )

    @property
    def taken_at(self) -> datetime | None:
        """When the table was taken, by the clock of its zone; None where the file does not say."""
        if self.snapshot_at is None:
            return None
        at = _moment(self.snapshot_at)
        return at.replace(tzinfo=ZoneInfo(self.timezone)) if at.tzinfo is None else at

    @field_validator("on_time")
    @classmethod
    def _on_time_has_its_column(cls, on_time: OnTimeTable | None, info: ValidationInfo) -> OnTimeTable | None:
        columns: Columns | None = info.data.get("columns")
        if columns is not None and (on_time is None) != (columns.on_time is None):
            raise fault("expected both the table [on_time] and columns.on_time, or neither of them")
        return on_time

    @field_validator("closures")
    @classmethod
    def _closures_have_their_column(cls, closures: Mapping[str, Texts], info: ValidationInfo) -> Mapping[str, Texts]:
        columns: Columns | None = info.data.get("columns")
        if columns is not None and columns.closure_reason is None:
            raise fault("expected columns.closure_reason as well, the words that the patterns are for")
        expectation = f"no such reason; expected one of {', '.join(RejectReason)}"
        faults_below(((name,), expectation) for name in closures if name not in set(RejectReason))
        return closures
