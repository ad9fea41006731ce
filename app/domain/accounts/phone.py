"""Telephone numbers in one form, so that the same number typed in two ways is the same text."""

import re

from app.errors import InvalidInput

_TYPED = re.compile(r"\+?[\d\s().-]+")
_INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")
_SHORTEST, _LONGEST_TYPED = 5, 40


def clean_phone(field: str, typed: str) -> str:
    """Return the number in international form, such as ``+77012345678``; a local one of a city has its digits only.

    ``8 701 ...`` and ``701 ...`` are numbers of Kazakhstan.

    Raises:
        InvalidInput: names the field; it is not a telephone number.
    """
    text = typed.strip()
    digits = re.sub(r"\D", "", text)
    if len(text) > _LONGEST_TYPED or not text.isascii() or not _TYPED.fullmatch(text) or len(digits) < _SHORTEST:
        raise _refusal(field, typed)
    if text.startswith("+"):
        number = f"+{digits}"
    elif len(digits) == 11 and digits[0] in "78":
        number = f"+7{digits[1:]}"
    elif len(digits) == 10 and digits[0] == "7":
        number = f"+7{digits}"
    elif len(digits) <= 7:
        return digits
    else:
        number = f"+{digits}"
    if not _INTERNATIONAL.fullmatch(number):
        raise _refusal(field, typed)
    return number


def _refusal(field: str, typed: str) -> InvalidInput:
    return InvalidInput(
        field,
        f"{field}: expected a telephone number such as +7 701 234 56 78, or 5 to 7 digits of the city,"
        f" got {typed[:40]!r}",
    )
