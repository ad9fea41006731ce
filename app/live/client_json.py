"""Reads the JSON that clients send, over every transport alike."""

import json
from typing import Any

import orjson

MOST_LEVELS = 254
"""How many arrays and objects within each other orjson writes; it reads four times as many."""


def read_json(text: str | bytes) -> Any:
    """Return the value of a JSON text.

    ``NaN``, ``Infinity`` and numbers beyond a double are no JSON, but many clients write them: they are returned as
    floats that are not finite, so that the check of the variables can name the field.

    Raises:
        orjson.JSONDecodeError: the text is not JSON for another reason, or is nested too deeply to be written again.
    """
    try:
        value = orjson.loads(text)
        _check_depth(text, value)
        return value
    except orjson.JSONDecodeError:
        try:
            value = json.loads(text, parse_int=_number)
            # The standard library also accepts halves of surrogate pairs; orjson does not write them.
            orjson.dumps(value)
        except (ValueError, TypeError, RecursionError):
            value = _NOTHING
        if value is _NOTHING:
            raise
        return value


_NOTHING = object()


def _check_depth(text: str | bytes, value: object) -> None:
    """Refuse what orjson reads and does not write: it writes 254 levels.

    Otherwise an answer that repeats it, such as a pong, fails as a fault of ours: with a traceback in the log for each
    message of a client.
    """
    opened = text.count("{") + text.count("[") if isinstance(text, str) else text.count(b"{") + text.count(b"[")
    if opened > MOST_LEVELS:
        try:
            orjson.dumps(value)
        except TypeError as error:
            raise orjson.JSONDecodeError("nested too deeply", "", 0) from error


def _number(digits: str) -> int | float:
    # A double has 17 digits; a longer number is rounded, as orjson does, and may be infinite.
    return int(digits) if len(digits) < 18 else float(digits)
