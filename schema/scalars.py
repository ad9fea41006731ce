"""Scalars of the API."""

from datetime import UTC, datetime
from typing import Any, NewType

import orjson
import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from app.domain.log import events

Cursor = NewType("Cursor", events.Cursor)
GeoJSON = NewType("GeoJSON", object)
ALWAYS_TEXT = frozenset({"Cursor", "DateTime"})
"""Scalars of which each value is written as a text; what is no value of theirs raises an error."""
YEARS = range(1900, 3001)
"""Of times that clients give. Nearer to the first or the last day that a date can hold, the clock of a city, the day
before and the day after cannot be computed."""


def _serialize_time(value: datetime) -> str:
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    # Every event has several of them, and isoformat takes five times as long.
    text = orjson.dumps(moment).decode()
    return text[1:24] + "Z" if moment.microsecond else text[1:20] + ".000Z"


def _parse_time(value: Any) -> datetime:
    try:
        parsed = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise GraphQLError("expected an ISO 8601 time such as 2026-11-22T08:00:00+05:00") from error
    if parsed.tzinfo is None:
        raise GraphQLError("expected a time with a zone, such as 2026-11-22T08:00:00+05:00")
    if parsed.year not in YEARS:
        raise GraphQLError(f"expected a time between the years {YEARS.start} and {YEARS.stop - 1}")
    return parsed.astimezone(UTC)


def _parse_cursor(value: Any) -> events.Cursor:
    try:
        return events.Cursor.parse(str(value))
    except ValueError as error:
        raise GraphQLError("expected a cursor that an event carried") from error


SCALARS: dict[object, ScalarDefinition] = {
    Cursor: strawberry.scalar(
        name="Cursor",
        description="Where a client stands in the event log. Opaque: send back the last one you saw.",
        serialize=str,
        parse_value=_parse_cursor,
    ),
    GeoJSON: strawberry.scalar(
        name="GeoJSON", description="A GeoJSON object (RFC 7946).", serialize=lambda value: value
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment, ISO 8601 with a zone; answers are in UTC.",
        serialize=_serialize_time,
        parse_value=_parse_time,
    ),
}
