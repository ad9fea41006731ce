"""A photo of a service request as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.photos.evidence import EvidenceMark
from app.domain.photos.photo import PhotoKind, PhotoSize, Rectangle


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPhoto:
    """A photo as it is stored now: hidden and blurred are of today, whichever version of the request is read.

    What of it may be shown is decided in ``app.auth.visibility``.
    """

    id: UUID
    version: int
    """Of the request after the step that brought it."""
    kind: PhotoKind
    account_id: UUID | None
    """Who sent it; None once the request was anonymised, unless it was sent in office."""
    width: int
    height: int
    preview: str | None
    keys: Mapping[PhotoSize, str]
    taken_at: datetime | None
    place: tuple[float, float] | None
    """Latitude and longitude in degrees."""
    camera: str | None
    distance_metres: float | None
    marks: tuple[EvidenceMark, ...]
    hidden: bool
    rectangles: tuple[Rectangle, ...]
    """The parts that are blurred."""
    created_at: datetime
