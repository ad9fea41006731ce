"""Metadata of a file: time, place, camera. The sender can write anything there, so impossible values count as absent,
and malformed ones raise nothing.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from PIL import ExifTags, Image

from app.domain.photos.photo import believable_place

FIRST_YEAR = 1990
MAX_CAMERA_CHARACTERS = 80
_TIME = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_DAY = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
T = TypeVar("T")


def read_metadata(picture: Image.Image) -> dict[str, Any]:
    """Return ``taken_utc`` and ``taken_local`` (ISO 8601, the second without a zone), ``latitude``, ``longitude``,
    ``camera``, ``orientation`` (1..8); an absent or impossible value is None (1 for the orientation). Plain values,
    because they are sent between processes as JSON.
    """
    exif = _value_or_none(picture.getexif) or Image.Exif()
    details = _value_or_none(lambda: exif.get_ifd(ExifTags.IFD.Exif)) or {}
    gps = _value_or_none(lambda: exif.get_ifd(ExifTags.IFD.GPSInfo)) or {}
    local = _value_or_none(lambda: _local_time(details.get(ExifTags.Base.DateTimeOriginal)))
    taken = _value_or_none(lambda: _with_offset(local, details.get(ExifTags.Base.OffsetTimeOriginal)))
    taken = taken or _value_or_none(lambda: _gps_time(gps))
    place = _value_or_none(lambda: _place(gps))
    return {
        "taken_utc": taken.isoformat() if taken else None,
        "taken_local": local.isoformat() if local else None,
        "latitude": place[0] if place else None,
        "longitude": place[1] if place else None,
        "camera": _value_or_none(lambda: _camera(exif)),
        "orientation": _value_or_none(lambda: _orientation(exif)) or 1,
    }


def _value_or_none(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Exception:  # noqa: BLE001 - a malformed tag fails in dozens of ways, and each means "nothing there"
        return None


def _local_time(text: Any) -> datetime | None:
    found = _TIME.match(str(text or ""))
    if not found:
        return None
    moment = datetime(*map(int, found.groups()))  # type: ignore[arg-type] # the zone is not known yet
    return moment if moment.year >= FIRST_YEAR else None


def _with_offset(local: datetime | None, text: Any) -> datetime | None:
    found = _OFFSET.match(str(text or ""))
    if local is None or not found:
        return None
    sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    if offset > timedelta(hours=14):
        return None
    return (local + offset if sign == "-" else local - offset).replace(tzinfo=UTC)


def _gps_time(gps: Mapping[int, Any]) -> datetime | None:
    day = _DAY.match(str(gps.get(ExifTags.GPS.GPSDateStamp) or ""))
    clock = gps.get(ExifTags.GPS.GPSTimeStamp)
    if not day or clock is None:
        return None
    hours, minutes, seconds = (float(part) for part in clock)
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds < 61):
        return None
    year, month, date = map(int, day.groups())
    moment = datetime(year, month, date, tzinfo=UTC) + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return moment.replace(microsecond=0) if moment.year >= FIRST_YEAR else None


def _place(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "NS")
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "EW")
    return believable_place(latitude, longitude)


def _degrees(value: Any, reference: Any, letters: str) -> float | None:
    letter = reference.decode() if isinstance(reference, bytes) else str(reference or "")
    letter = letter.strip("\0 ").upper()
    # Without its letter a coordinate has two possible signs, and a wrong place is worse than none.
    if value is None or len(letter) != 1 or letter not in letters:
        return None
    degrees, minutes, seconds = (float(part) for part in value)
    if min(degrees, minutes, seconds) < 0 or minutes >= 61 or seconds >= 61:
        return None
    sum_ = degrees + minutes / 60 + seconds / 3600
    return -sum_ if letter == letters[1] else sum_


def _camera(exif: Mapping[int, Any]) -> str | None:
    make, model = (_clean(exif.get(tag)) for tag in (ExifTags.Base.Make, ExifTags.Base.Model))
    # "Canon", "Canon EOS 5D": many write the maker into the model as well.
    name = model if make and model.casefold().startswith(make.casefold()) else f"{make} {model}".strip()
    return name[:MAX_CAMERA_CHARACTERS].strip() or None


def _orientation(exif: Mapping[int, Any]) -> int:
    orientation = int(exif.get(ExifTags.Base.Orientation, 1))
    return orientation if 1 <= orientation <= 8 else 1


def _clean(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
    text = "".join(c if c.isprintable() and c not in "<>�" else " " for c in text.split("\0")[0])
    return " ".join(text.split())
