"""Read the coordinates of a case as tables write them."""

import re

from app.importing.bad_field import BadField

_PAIR = re.compile(
    r"\(?\s*(?P<first>[^\s,;()]+(?:,[0-9]+)?)(?:\s*;\s*|\s*,\s+|\s+|,)(?P<second>[^\s,;()]+(?:,[0-9]+)?)\s*\)?"
)
_WKT = re.compile(r"POINT\s*\(\s*(?P<longitude>\S+)\s+(?P<latitude>\S+)\s*\)", re.IGNORECASE)


def read_degrees(text: str, field: str, limit: int) -> float:
    """Return degrees of a cell, with a decimal point or a decimal comma.

    Raises:
        BadField: the text is no number, or beyond the limit.
    """
    try:
        degrees = float(text.replace(",", ".") if "." not in text else text)
    except ValueError:
        degrees = float("nan")
    # NaN fails the comparison too.
    if not -limit <= degrees <= limit:
        raise BadField(field, f"expected degrees from -{limit} to {limit}", text)
    return degrees


def read_point(text: str) -> tuple[float, float]:
    """Return latitude and longitude of one cell: ``(43.24, 76.91)``, or as WKT ``POINT (76.91 43.24)``.

    Raises:
        BadField: the text is no such point.
    """
    found = _WKT.fullmatch(text)
    if found:
        latitude, longitude = found["latitude"], found["longitude"]
    elif found := _PAIR.fullmatch(text):
        latitude, longitude = found["first"], found["second"]
    else:
        raise BadField("point", "expected a point such as (43.24, 76.91) or POINT (76.91 43.24)", text)
    return read_degrees(latitude, "point", 90), read_degrees(longitude, "point", 180)
