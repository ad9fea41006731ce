"""Ids as they come from clients."""

from uuid import UUID

import strawberry

from app.errors import InvalidInput


def uuid_of(field: str, value: strawberry.ID | str) -> UUID:
    """Read an id.

    Raises:
        InvalidInput: it is no UUID; names the field.
    """
    try:
        return UUID(value)
    except ValueError as error:
        raise InvalidInput(field, f"{field}: expected a UUID, got {value[:40]!r}") from error


def optional_uuid(field: str, value: strawberry.ID | str | None) -> UUID | None:
    """Read an id that may be missing."""
    return None if value is None else uuid_of(field, value)
