"""Kinds, sizes and limits of photographs, and what the browser says about where and when one was taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite

from app.errors import InvalidInput

MAX_PHOTOS = 5
"""How many photographs one step may have."""
MAX_PHOTO_BYTES = 15 * 1024 * 1024
"""The largest file that may be uploaded: JPEGs of current phones are smaller, their raw files are not."""
MAX_PIXELS = 8192 * 6144
"""Width times height of one picture: the largest of the phones that are sold as 50 megapixels. A decompression bomb has
more."""
MAX_RECTANGLES = 30
"""How many rectangles of one picture may be blurred: enough for a crowd of faces."""
FUTURE_TOLERANCE = timedelta(minutes=10)
"""How far a camera's clock may run ahead of ours and still be believed."""


class PhotoKind(StrEnum):
    """What a photograph shows: the problem, the place before the work, the place after it."""

    REPORT = "REPORT"
    BEFORE = "BEFORE"
    AFTER = "AFTER"


class PhotoSize(StrEnum):
    """The sizes a photograph is served in; never larger than the original."""

    SMALL = "SMALL"
    MEDIUM = "MEDIUM"
    LARGE = "LARGE"

    @property
    def longest_side(self) -> int:
        """The longest side in pixels."""
        return _LONGEST_SIDES[self]

    def fitted(self, width: int, height: int) -> tuple[int, int]:
        """Return the width and height in pixels of a photograph of these in this size."""
        scale = min(1.0, self.longest_side / max(width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))


_LONGEST_SIDES = {PhotoSize.SMALL: 320, PhotoSize.MEDIUM: 960, PhotoSize.LARGE: 2048}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What the browser knew at the shot; each part may be unknown. Degrees, metres, a zone-aware time."""

    latitude: float | None = None
    longitude: float | None = None
    accuracy_metres: float | None = None
    taken_at: datetime | None = None

    @property
    def place(self) -> tuple[float, float] | None:
        """Latitude and longitude, if both are known and believable."""
        return believable_place(self.latitude, self.longitude)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of the upright picture, in fractions of its width and height (0..1).

    Raises:
        InvalidInput: it does not lie inside the picture, or has no area.
    """

    left: float
    top: float
    width: float
    height: float

    def __post_init__(self) -> None:
        inside = (
            all(map(isfinite, (self.left, self.top, self.width, self.height)))
            and min(self.left, self.top) >= 0
            and min(self.width, self.height) > 0
            # A browser's fractions are rounded, so the sum of two may be slightly above one.
            and max(self.left + self.width, self.top + self.height) <= 1 + 1e-6
        )
        if not inside:
            raise InvalidInput(
                "rectangles",
                "rectangles: expected left, top, width and height as fractions between 0 and 1 of the upright picture, "
                f"got {self.left}, {self.top}, {self.width}, {self.height}",
            )


def believable_place(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """Return the place, or None when a part is missing, outside the Earth, or the 0, 0 of a receiver without a fix."""
    if latitude is None or longitude is None or not (isfinite(latitude) and isfinite(longitude)):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180 or (abs(latitude) < 1e-4 and abs(longitude) < 1e-4):
        return None
    return latitude, longitude


def believable_time(taken_at: datetime | None, received_at: datetime) -> datetime | None:
    """Return the time, or None when it lies more than ``FUTURE_TOLERANCE`` after the file was received."""
    return taken_at if taken_at is not None and taken_at <= received_at + FUTURE_TOLERANCE else None
