"""Ids that clients send."""

from uuid import UUID

import strawberry

from app.errors import InvalidInput


def uuid_of(field: str, value: strawberry.ID | str) -> UUID:
    """Return the id as a UUID.

    Raises:
        InvalidInput: the text is no UUID; names the field.
    """
    try:
        return UUID(value)
    except ValueError as error:
        raise InvalidInput(field, f"{field}: expected a UUID, got {value[:40]!r}") from error


def optional_uuid(field: str, value: strawberry.ID | str | None) -> UUID | None:
    """Return the id as a UUID; None stays None."""
    return None if value is None else uuid_of(field, value)
