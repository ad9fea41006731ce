"""Reads the JSON that clients send, over every transport alike."""

import json
from typing import Any

import orjson


def read_json(text: str | bytes) -> Any:
    """Return the value of a JSON text.

    ``NaN``, ``Infinity`` and numbers beyond a double are no JSON, but many clients write them: they are returned as
    floats that are not finite, so that the check of the variables can name the field.

    Raises:
        orjson.JSONDecodeError: the text is not JSON for another reason.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            value = json.loads(text, parse_int=_number)
            # The standard library also accepts halves of surrogate pairs and any depth; orjson writes neither.
            orjson.dumps(value)
        except (ValueError, TypeError, RecursionError):
            value = _NOTHING
        if value is _NOTHING:
            raise
        return value


_NOTHING = object()


def _number(digits: str) -> int | float:
    # A double has 17 digits; a longer number is rounded, as orjson does, and may be infinite.
    return int(digits) if len(digits) < 18 else float(digits)
