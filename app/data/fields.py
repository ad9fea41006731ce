"""The kinds of fields that data files consist of, as pydantic types that say what they expect."""

import unicodedata
from collections.abc import Hashable, Iterable
from datetime import date
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.domain.text.invisible import visible

T = TypeVar("T", bound=Hashable)
Key = int | str


def fault(message: str) -> PydanticCustomError:
    """Return the error for a validator to raise at its own field."""
    # The message is an argument and not the template: braces in a value of the file stay as they are.
    return PydanticCustomError("data_file", "{message}", {"message": message})


def faults_below(faults: Iterable[tuple[tuple[Key, ...], str]]) -> None:
    """Raise all faults at once, each at its keys below the field of the validator; do nothing where there are none."""
    details = [InitErrorDetails(type=fault(message), loc=keys, input=None) for keys, message in faults]
    if details:
        raise ValidationError.from_exception_data("data file", details)


def expected(what: str) -> WrapValidator:
    """Return a validator that replaces the messages of the type it annotates by `expected WHAT, but got VALUE`."""

    def check(value: object, validate: ValidatorFunctionWrapHandler) -> object:
        try:
            return validate(value)
        except ValidationError as error:
            raise fault(f"expected {what}, but got {value!r}") from error

    return WrapValidator(check)


def _not_empty(value: object) -> object:
    # Not pydantic's `min_length`: it counts the items without fault, and so adds a second fault to theirs.
    if not isinstance(value, list) or not value:
        raise fault(f"expected a list that is not empty, but got {value!r}")
    return value


not_empty = BeforeValidator(_not_empty)
"""What makes a tuple a list of at least one item."""


def _stripped(value: object) -> str:
    if not isinstance(value, str) or not visible(value).strip():
        raise fault(f"expected a text that is not blank, but got {value!r}")
    if any(unicodedata.category(character) == "Cc" and not character.isspace() for character in value):
        raise fault(f"expected a text without control characters, but got {value!r}")
    return visible(value).strip()


def each_once(values: tuple[T, ...]) -> tuple[T, ...]:
    """Return the values, or raise a fault for each that is there before already."""
    faults_below(
        ((at,), f"expected each text once, but got {value!r} more than once")
        for at, value in enumerate(values)
        if value in values[:at]
    )
    return values


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        # ValueError: an absolute path or "..". OSError: a folder of the zone database, such as "Asia".
        raise fault(f"expected an IANA zone such as 'Asia/Almaty', but got {name!r}") from error
    return name


def _day(value: object) -> date:
    text = _stripped(value)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise fault(f"expected a date such as '2024-05-08', but got {text!r}") from error


Text = Annotated[str, BeforeValidator(_stripped)]
"""A text that is not blank, without the white space around it."""
Texts = Annotated[tuple[Text, ...], not_empty, AfterValidator(each_once)]
"""At least one text, none of them twice."""
Latitude = Annotated[float, Field(strict=True, ge=-90, le=90, allow_inf_nan=False), expected("a number from -90 to 90")]
Longitude = Annotated[
    float, Field(strict=True, ge=-180, le=180, allow_inf_nan=False), expected("a number from -180 to 180")
]
Timezone = Annotated[Text, AfterValidator(_zone)]
"""The name of an IANA zone."""
Day = Annotated[date, BeforeValidator(_day)]
"""A date, written as a text such as ``2024-05-08``."""
