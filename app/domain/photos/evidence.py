"""Checks of a photograph as evidence. Their marks are shown to people; a mark alone refuses nothing.

Only the same picture a second time is refused (``EVIDENCE_REUSED``): no honest step has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations

from app.domain.photos.photo import PhotoKind, Shot, believable_place, believable_time
from app.domain.places.geo import distance_metres

FAR_METRES = 300.0
"""A photograph taken further away than this is marked. A satellite fix between buildings errs by 50 to 100 m, the pin
that a citizen sets by as much again, and a long damage is photographed from its other end."""
MOST_ACCURACY_METRES = 200.0
"""At most so much of the inaccuracy that the browser reports is subtracted from the distance. Without a limit, a report
of 100 km would excuse any distance."""
START_TOLERANCE = timedelta(minutes=2)
"""How much earlier than the start of the work a photo of its result may be taken: device clocks differ so much."""
SAME_PICTURE_BITS = 4
"""Hashes at most this many bits apart are one picture: saved again, resized, turned or mirrored."""
SIMILAR_BITS = 10
"""Hashes at most this many bits apart are similar: the same place again, or an edited picture."""
HASH_BITS = 64


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the hash with its own index: its lowest bit, its width in bits, and by how many bits it may differ."""

    shift: int
    width: int
    radius: int

    @property
    def mask(self) -> int:
        """A number with as many ones as the band is wide."""
        return (1 << self.width) - 1

    def flips(self) -> list[int]:
        """Return the numbers whose XOR with a value of this band gives every value within its radius."""
        chosen = (bits for count in range(self.radius + 1) for bits in combinations(range(self.width), count))
        return sorted(sum(1 << bit for bit in bits) for bits in chosen)


BANDS = (Band(42, 22, 2), Band(21, 21, 3), Band(0, 21, 3))
"""A hash that differs by more than 2 bits in the first band, 3 in the second and 3 in the third differs by at least
3 + 4 + 4 = 11. So a look-up in the three indexes finds every hash within 10 bits."""


class EvidenceMark(StrEnum):
    """A finding about a photograph that an officer should check."""

    FAR_FROM_PLACE = "FAR_FROM_PLACE"
    TAKEN_BEFORE_START = "TAKEN_BEFORE_START"
    NO_METADATA = "NO_METADATA"
    LOOKS_REUSED = "LOOKS_REUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of one photograph. Metadata of the file goes before what the browser reported."""

    kind: PhotoKind
    latitude: float | None
    longitude: float | None
    taken_at: datetime | None
    shot: Shot
    nearest_bits: int | None
    """Distance in bits to the nearest photograph used before; None = none is similar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoContext:
    """What the photograph is compared with: the place of the request, the start of the work, the time of receipt."""

    latitude: float
    longitude: float
    started_at: datetime | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Assessment:
    """The marks, in the order of the enumeration, and the distance in metres that was compared."""

    marks: tuple[EvidenceMark, ...]
    distance_metres: float | None


def assess(evidence: Evidence, expected: PhotoContext) -> Assessment:
    """Return the marks of this photograph. A photograph of kind REPORT is no evidence of work and gets none."""
    in_file = believable_place(evidence.latitude, evidence.longitude)
    place = in_file or evidence.shot.place
    distance = distance_metres(*place, expected.latitude, expected.longitude) if place else None
    if evidence.kind is PhotoKind.REPORT:
        return Assessment((), distance)
    allowance = 0.0 if in_file else max(0.0, min(evidence.shot.accuracy_metres or 0.0, MOST_ACCURACY_METRES))
    taken_at = _taken_at(evidence, expected)
    found = {
        EvidenceMark.FAR_FROM_PLACE: distance is not None and distance - allowance > FAR_METRES,
        EvidenceMark.TAKEN_BEFORE_START: evidence.kind is PhotoKind.AFTER and _too_early(taken_at, expected.started_at),
        # Either one is missing: without a place the distance is unknown, which must not pass for near.
        EvidenceMark.NO_METADATA: place is None or taken_at is None,
        EvidenceMark.LOOKS_REUSED: is_similar(evidence.nearest_bits),
    }
    return Assessment(tuple(mark for mark in EvidenceMark if found[mark]), distance)


def _taken_at(evidence: Evidence, expected: PhotoContext) -> datetime | None:
    in_file = believable_time(evidence.taken_at, expected.received_at)
    return in_file or believable_time(evidence.shot.taken_at, expected.received_at)


def _too_early(taken_at: datetime | None, started_at: datetime | None) -> bool:
    return taken_at is not None and started_at is not None and taken_at < started_at - START_TOLERANCE


def hash_distance(hashes: Sequence[int], other: int) -> int:
    """Return how many bits the nearest of these hashes differs from the other; 64-bit integers of either sign.

    ``hashes`` are one picture's in its eight orientations, so a turned or mirrored copy is found as well.
    """
    mask = (1 << HASH_BITS) - 1
    return min(((one ^ other) & mask).bit_count() for one in hashes)


def is_same_picture(bits: int | None) -> bool:
    """Whether pictures this many bits apart are the same one."""
    return bits is not None and bits <= SAME_PICTURE_BITS


def is_similar(bits: int | None) -> bool:
    """Whether pictures this many bits apart are similar."""
    return bits is not None and bits <= SIMILAR_BITS
