"""A column that holds a value of an enumeration."""

from enum import Enum
from typing import Any, TypeVar

from tortoise import fields
from tortoise.fields.base import Field

EnumT = TypeVar("EnumT", bound=Enum)


def enum_field(enum_type: type[EnumT], max_length: int, **options: Any) -> Field[EnumT]:
    """Return the column. Its comment does not list the values, so a value more needs no migration."""
    return fields.CharEnumField(enum_type, f"a value of {enum_type.__name__}", max_length, **options)
